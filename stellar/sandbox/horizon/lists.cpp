#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/sandbox/horizon/operation_json.hpp"
#include "stellar/sandbox/horizon/resources.hpp"
#include "stellar/sandbox/horizon/transaction_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>

namespace ledger::stellar::sandbox {
namespace {

using Records = std::vector<Record>;

/// The part of `range` that lies in `scope`.
Range clipped(Range range, const Scope& scope) {
    const std::int64_t before = scope.first - 1;
    if (range.order == Order::ascending) {
        if (scope.first > 0) range.after = std::max(range.after.value_or(before), before);
    } else {
        range.after = std::min(range.after.value_or(scope.end), scope.end);
    }
    return range;
}

bool is_within(std::int64_t number, const Scope& scope) {
    return number >= scope.first && number < scope.end;
}

/// Collects records until the page is full or one of them fails.
class Page {
public:
    explicit Page(std::size_t limit) : limit_{limit} {}
    /// Whether there is room for more.
    bool add(std::string token, Result<std::string> json) {
        if (!json) {
            error_ = json.error();
            return false;
        }
        records_.push_back({std::move(token), std::move(*json)});
        return records_.size() < limit_;
    }
    Result<Records> finish() {
        if (error_) return fail(*error_);
        return std::move(records_);
    }

private:
    std::size_t limit_;
    Records records_;
    std::optional<Error> error_;
};

Result<Records> records(const NetworkView& network, const LedgerList&, const PageRequest& request) {
    Page page{request.limit};
    network.history.visit_ledgers(request.range, [&](const HistoryLedger& ledger) {
        return page.add(paging_token({ledger.sequence(), 0, 0}), ledger_json(ledger, network.base));
    });
    return page.finish();
}

Result<Records> records(const NetworkView& network, const TransactionList& list,
                        const PageRequest& request) {
    Page page{request.limit};
    const auto visit = [&](const TransactionPlace& place) {
        if (!is_within(place.toid().number(), list.scope)) return false;
        if (!place.facts().is_successful && !list.include_failed) return true;
        return page.add(paging_token(place.toid()),
                        transaction_json(place, place.transaction().hash, network.base));
    };
    const Range range = clipped(request.range, list.scope);
    if (list.account) {
        network.history.visit_transactions_of(*list.account, range, visit);
    } else {
        network.history.visit_transactions(range, visit);
    }
    return page.finish();
}

/// The operations of a transaction are visited one after the other, and decoded once.
class LastOperations {
public:
    Result<const OperationsView*> of(const TransactionPlace& place) {
        if (view_ && place_.ledger == place.ledger && place_.index == place.index) return &*view_;
        TRY(view, OperationsView::of(place));
        view_ = std::move(view);
        place_ = place;
        return &*view_;
    }

private:
    std::optional<OperationsView> view_;
    TransactionPlace place_;  ///< Whose they are.
};

/// An operation's JSON; nothing when the list leaves it out.
Result<std::optional<std::string>> listed(const NetworkView& network, const OperationList& list,
                                          const OperationsView& operations,
                                          std::uint32_t operation) {
    if (list.only_payments && !operations.is_payment(operation)) return std::nullopt;
    const TransactionPlace& place = operations.place();
    std::string joined;
    if (list.join_transactions) {
        TRY(transaction, transaction_json(place, place.transaction().hash, network.base));
        joined = std::move(transaction);
    }
    return operations.json(operation, network.base, joined);
}

Result<Records> records(const NetworkView& network, const OperationList& list,
                        const PageRequest& request) {
    Page page{request.limit};
    LastOperations last;
    const auto visit = [&](const TransactionPlace& place, std::uint32_t operation) {
        Toid toid = place.toid();
        toid.operation = operation + 1;
        if (!is_within(toid.number(), list.scope)) return false;
        if (!place.facts().is_successful && !list.include_failed) return true;
        const auto operations = last.of(place);
        if (!operations) return page.add({}, fail(operations.error()));
        auto json = listed(network, list, **operations, operation);
        if (!json) return page.add({}, fail(json.error()));
        return !*json || page.add(paging_token(toid), std::move(**json));
    };
    const Range range = clipped(request.range, list.scope);
    if (list.account) {
        network.history.visit_operations_of(*list.account, range, visit);
    } else {
        network.history.visit_operations(range, visit);
    }
    return page.finish();
}

bool is_listed(const BalanceList& list, const xdr::LedgerEntry& entry) {
    const xdr::ClaimableBalanceEntry& balance = balance_in(entry);
    if (list.asset && balance.asset != *list.asset) return false;
    if (list.claimant && std::ranges::none_of(balance.claimants, [&](const auto& claimant) {
            const auto& first = *claimant.template get_if<xdr::ClaimantType::claimant_type_v0>();
            return ed25519_of(first.destination) == *list.claimant;
        }))
        return false;
    if (!list.sponsor) return true;
    const auto* extension = entry.ext.get_if<1>();
    return extension != nullptr && extension->sponsoring_id &&
           ed25519_of(*extension->sponsoring_id) == *list.sponsor;
}

/// How claimable balances are ordered, and what their tokens say.
struct BalancePlace {
    std::uint32_t ledger = 0;
    std::string id;
    auto operator<=>(const BalancePlace&) const = default;
};

std::optional<BalancePlace> place_from_token(const std::string& token) {
    const std::size_t dash = token.find('-');
    const std::optional<Toid> ledger = toid_from_text(token.substr(0, dash));
    if (dash == token.npos || !ledger) return std::nullopt;
    return BalancePlace{static_cast<std::uint32_t>(ledger->number()), token.substr(dash + 1)};
}

Result<Records> records(const NetworkView& network, const BalanceList& list,
                        const PageRequest& request) {
    std::vector<std::pair<BalancePlace, const xdr::LedgerEntry*>> found;
    network.entries.visit_balances([&](const xdr::LedgerKey& key) {
        const xdr::LedgerEntry* const entry = network.ledger.find(key);
        if (entry != nullptr && is_listed(list, *entry))
            found.emplace_back(BalancePlace{entry->last_modified_ledger_seq,
                                            balance_id_text(balance_in(*entry).balance_id)},
                               entry);
    });
    std::ranges::sort(found);
    const bool descends = request.range.order == Order::descending;
    if (descends) std::ranges::reverse(found);
    const std::optional<BalancePlace> after = place_from_token(request.cursor);
    Page page{request.limit};
    for (const auto& [place, entry] : found) {
        if (after && (descends ? place >= *after : place <= *after)) continue;
        if (!page.add(balance_token(*entry), balance_json(network, *entry))) break;
    }
    return page.finish();
}

/// The same list from `cursor` on.
std::string page_address(const Target& target, const PageRequest& page, std::string_view cursor,
                         Order order) {
    std::string address;
    for (const std::string& segment : target.path) address += "/" + percent_encode(segment);
    address += '?';
    for (const auto& [name, value] : target.query)
        if (name != "cursor" && name != "limit" && name != "order")
            address += percent_encode(name) + "=" + percent_encode(value) + "&";
    return address + fmt::format("cursor={}&limit={}&order={}", percent_encode(cursor), page.limit,
                                 order == Order::ascending ? "asc" : "desc");
}

}  // namespace

Result<std::vector<Record>> records_of(const NetworkView& network, const List& list,
                                       const PageRequest& page) {
    return std::visit([&](const auto& of) { return records(network, of, page); }, list);
}

bool has_numbers(const List& list) { return !std::holds_alternative<BalanceList>(list); }

std::int64_t number_of_now(const History& history) {
    return Toid{history.latest().sequence() + 1, 0, 0}.number() - 1;
}

std::string page_json(const Target& target, const PageRequest& page,
                      const std::vector<Record>& records, std::string_view base) {
    const Order order = page.range.order;
    const Order reversed = order == Order::ascending ? Order::descending : Order::ascending;
    const std::string_view first = records.empty() ? page.cursor : records.front().token;
    const std::string_view last = records.empty() ? page.cursor : records.back().token;
    std::vector<std::string> texts;
    texts.reserve(records.size());
    for (const Record& record : records) texts.push_back(record.json);
    json::ObjectWriter embedded;
    embedded.add_raw("records", json::array_of(texts));
    json::ObjectWriter object;
    object.add_raw("_links", Links{base}
                                 .add("self", page_address(target, page, page.cursor, order))
                                 .add("next", page_address(target, page, last, order))
                                 .add("prev", page_address(target, page, first, reversed))
                                 .text());
    object.add_raw("_embedded", embedded.text());
    return object.text();
}

}  // namespace ledger::stellar::sandbox
