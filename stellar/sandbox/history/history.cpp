#include "stellar/sandbox/history/history.hpp"

#include "stellar/xdr/transaction_results.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace ledger::stellar::sandbox {
namespace {

bool is_success(const xdr::TransactionResult& result) {
    const xdr::TransactionResultCode code = result.result.type();
    return code == xdr::TransactionResultCode::tx_success ||
           code == xdr::TransactionResultCode::tx_fee_bump_inner_success;
}

TransactionFacts facts_of(const xdr::TransactionEnvelope& envelope,
                          const xdr::TransactionResult& result) {
    const EnvelopeView view = view_of(envelope);
    return {.operations = static_cast<std::uint32_t>(view.operations->size()),
            .priced_operations = view.priced_operations(),
            .fee_charged = result.fee_charged,
            .max_fee = view.max_fee,
            .is_successful = is_success(result)};
}

std::set<AccountKey> accounts_of(const EnvelopeView& view) {
    std::set<AccountKey> accounts{ed25519_of(view.source), ed25519_of(view.fee_source)};
    for (const xdr::Operation& operation : *view.operations)
        for (const AccountKey& account : participants_of(operation, view.source))
            accounts.insert(account);
    return accounts;
}

/// Calls `visit` with 0 .. count-1 or the other way round, while it says true.
bool visit_indexes(std::size_t count, Order order, FunctionRef<bool(std::size_t)> visit) {
    for (std::size_t i = 0; i < count; ++i)
        if (!visit(order == Order::ascending ? i : count - 1 - i)) return false;
    return true;
}

bool is_within(std::int64_t number, const Range& range) {
    if (!range.after) return true;
    return range.order == Order::ascending ? number > *range.after : number < *range.after;
}

/// The ledgers that `range` begins in and goes on to: a ledger's own number is smaller than those
/// of what it holds.
Range whole_ledgers(const Range& range) {
    if (!range.after) return range;
    const std::int64_t first = Toid{Toid::of(*range.after).ledger, 0, 0}.number();
    if (range.order == Order::descending) return {.after = first + 1, .order = range.order};
    if (first == 0) return {};
    return {.after = first - 1, .order = range.order};
}

}  // namespace

Result<void> History::add(StoredLedger ledger) {
    HistoryLedger added{.stored = std::move(ledger), .facts = {}};
    std::vector<xdr::TransactionEnvelope> envelopes;
    for (const StoredTransaction& stored : added.stored.transactions) {
        TRY(envelope, xdr::decode<xdr::TransactionEnvelope>(stored.envelope.bytes));
        TRY(result, xdr::decode<xdr::TransactionResult>(stored.result.bytes));
        added.facts.push_back(facts_of(envelope, result));
        envelopes.push_back(std::move(envelope));
    }
    ledgers_.push_back(std::move(added));
    for (std::size_t i = 0; i < envelopes.size(); ++i) index({&latest(), i}, envelopes[i]);
    return {};
}

void History::index(const TransactionPlace& place, const xdr::TransactionEnvelope& envelope) {
    const EnvelopeView view = view_of(envelope);
    Toid toid = place.toid();
    by_hash_[place.transaction().hash] = toid;
    // Of several fee bumps of one transaction only one is applied, so the last one is no other's.
    if (place.transaction().inner_hash) by_hash_[*place.transaction().inner_hash] = toid;
    for (const AccountKey& account : accounts_of(view))
        by_account_[account].push_back(toid.number());
    for (const xdr::Operation& operation : *view.operations) {
        ++toid.operation;
        for (const AccountKey& account : participants_of(operation, view.source))
            by_account_[account].push_back(toid.number());
    }
}

void History::forget_before(xdr::TimePoint time) {
    while (ledgers_.size() > 1 && oldest().close_time() < time) forget_first();
}

void History::forget_first() {
    for (const StoredTransaction& stored : oldest().stored.transactions) {
        by_hash_.erase(stored.hash);
        if (stored.inner_hash) by_hash_.erase(*stored.inner_hash);
        // It did decode when it was added.
        if (const auto envelope = xdr::decode<xdr::TransactionEnvelope>(stored.envelope.bytes))
            for (const AccountKey& account : accounts_of(view_of(*envelope)))
                forget_first_of(account);
    }
    ledgers_.pop_front();
}

void History::forget_first_of(const AccountKey& account) {
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return;
    const std::int64_t end = Toid{oldest().sequence() + 1, 0, 0}.number();
    Numbers& numbers = found->second;
    while (!numbers.empty() && numbers.front() < end) numbers.pop_front();
    if (numbers.empty()) by_account_.erase(found);
}

const HistoryLedger* History::find_ledger(std::uint32_t sequence) const {
    if (empty() || sequence < oldest().sequence() || sequence > latest().sequence()) return nullptr;
    return &ledgers_[sequence - oldest().sequence()];
}

TransactionPlace History::place_of(const Toid& toid) const {
    return {find_ledger(toid.ledger), toid.transaction - 1};
}

std::optional<TransactionPlace> History::find(const Hash& hash) const {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return std::nullopt;
    return place_of(found->second);
}

void History::visit_ledgers(const Range& range,
                            FunctionRef<bool(const HistoryLedger&)> visit) const {
    if (empty()) return;
    // The first ledger to look at, so that a cursor costs nothing however far in it stands.
    const std::uint32_t sequence =
        range.after ? Toid::of(*range.after).ledger
                    : (range.order == Order::ascending ? 0 : latest().sequence());
    const std::uint32_t nearest =
        std::clamp(sequence, oldest().sequence(), latest().sequence()) - oldest().sequence();
    const std::size_t count =
        range.order == Order::ascending ? ledgers_.size() - nearest : nearest + std::size_t{1};
    const std::size_t begin = range.order == Order::ascending ? nearest : 0;
    visit_indexes(count, range.order, [&](std::size_t i) {
        const HistoryLedger& ledger = ledgers_[begin + i];
        return !is_within(Toid{ledger.sequence(), 0, 0}.number(), range) || visit(ledger);
    });
}

void History::visit_operations(const Range& range, VisitOperation visit) const {
    visit_ledgers(whole_ledgers(range), [&](const HistoryLedger& ledger) {
        return visit_indexes(ledger.facts.size(), range.order, [&](std::size_t index) {
            const TransactionPlace place{&ledger, index};
            return visit_indexes(place.facts().operations, range.order, [&](std::size_t operation) {
                Toid toid = place.toid();
                toid.operation = static_cast<std::uint32_t>(operation + 1);
                return !is_within(toid.number(), range) ||
                       visit(place, static_cast<std::uint32_t>(operation));
            });
        });
    });
}

void History::visit_transactions(const Range& range,
                                 FunctionRef<bool(const TransactionPlace&)> visit) const {
    visit_ledgers(whole_ledgers(range), [&](const HistoryLedger& ledger) {
        return visit_indexes(ledger.facts.size(), range.order, [&](std::size_t index) {
            const TransactionPlace place{&ledger, index};
            return !is_within(place.toid().number(), range) || visit(place);
        });
    });
}

void History::visit_numbers(const AccountKey& account, const Range& range,
                            FunctionRef<bool(const Toid&)> visit) const {
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return;
    const Numbers& numbers = found->second;
    auto begin = numbers.begin();
    auto end = numbers.end();
    if (range.after) {
        if (range.order == Order::ascending) {
            begin = std::ranges::upper_bound(numbers, *range.after);
        } else {
            end = std::ranges::lower_bound(numbers, *range.after);
        }
    }
    visit_indexes(static_cast<std::size_t>(end - begin), range.order, [&](std::size_t i) {
        return visit(Toid::of(begin[static_cast<std::ptrdiff_t>(i)]));
    });
}

void History::visit_transactions_of(const AccountKey& account, const Range& range,
                                    FunctionRef<bool(const TransactionPlace&)> visit) const {
    visit_numbers(account, range,
                  [&](const Toid& toid) { return toid.operation != 0 || visit(place_of(toid)); });
}

void History::visit_operations_of(const AccountKey& account, const Range& range,
                                  VisitOperation visit) const {
    visit_numbers(account, range, [&](const Toid& toid) {
        return toid.operation == 0 || visit(place_of(toid), toid.operation - 1);
    });
}

}  // namespace ledger::stellar::sandbox
