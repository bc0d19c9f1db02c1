#include "stellar/sandbox/rpc/history_methods.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/ledger_close.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using json::ObjectWriter;

/// Numbers of ledgers that fit into paging tokens.
constexpr std::uint32_t most_ledger = std::numeric_limits<std::int32_t>::max();

struct TransactionParams {
    std::string hash;
    static constexpr auto fields() {
        return std::tuple{Field{"hash", &TransactionParams::hash, "64 hexadecimal digits."}};
    }
};

struct Pagination {
    std::optional<std::string> cursor{};
    std::uint32_t limit = default_rpc_page;
    static constexpr auto fields() {
        using P = Pagination;
        return std::tuple{
            Field{"cursor", &P::cursor, "Go on after this."},
            Field{"limit", &P::limit, "How many."}.range(1, most_rpc_page).or_default()};
    }
};

struct ListParams {
    std::optional<std::uint32_t> start_ledger{};
    std::optional<Pagination> pagination{};
    static constexpr auto fields() {
        using P = ListParams;
        return std::tuple{Field{"startLedger", &P::start_ledger, "Begin with this."},
                          Field{"pagination", &P::pagination, "Which part."}};
    }
};

/// Where a list begins: the paging token before its first element.
struct Begin {
    std::int64_t after = 0;
    std::size_t limit = default_rpc_page;
};

OrRpcError<Begin> begin_of(const History& history, const RpcCall& call) {
    const auto params = params_of<ListParams>(call);
    if (!params) return std::unexpected{params.error()};
    const Pagination pagination = params->pagination.value_or(Pagination{});
    if (pagination.cursor) {
        if (params->start_ledger)
            return std::unexpected{
                RpcError{rpc_invalid_request, "startLedger and cursor cannot both be set"}};
        const std::optional<Toid> toid = toid_from_text(*pagination.cursor);
        if (!toid) return std::unexpected{RpcError{rpc_invalid_params, "invalid cursor"}};
        return Begin{toid->number(), pagination.limit};
    }
    const std::uint32_t oldest = history.oldest().sequence();
    const std::uint32_t latest = history.latest().sequence();
    const std::uint32_t start = params->start_ledger.value_or(0);
    if (start < oldest || start > latest)
        return std::unexpected{
            RpcError{rpc_invalid_request,
                     fmt::format("start ledger must be between the oldest ledger: {} and the "
                                 "latest ledger: {} for this rpc instance",
                                 oldest, latest)}};
    return Begin{Toid{start, 0, 0}.number() - 1, pagination.limit};
}

/// What is told of a transaction, whoever asks; the times are text when it is asked for alone.
void add_transaction(ObjectWriter& object, const TransactionPlace& place, bool time_is_text) {
    const StoredTransaction& stored = place.transaction();
    object.add("ledger", place.ledger->sequence());
    if (time_is_text) {
        object.add("createdAt", std::to_string(place.ledger->close_time()));
    } else {
        object.add("createdAt", place.ledger->close_time());
    }
    object.add("applicationOrder", place.index + 1);
    object.add("feeBump", stored.inner_hash.has_value());
    object.add("envelopeXdr", to_base64(stored.envelope.bytes));
    object.add("resultXdr", to_base64(stored.result.bytes));
    object.add("resultMetaXdr", to_base64(stored.meta.bytes));
    // Classic operations emit no events here; clients expect a list for each operation.
    std::vector<std::string> none(place.facts().operations, "[]");
    ObjectWriter events;
    events.add_raw("transactionEventsXdr", "[]");
    events.add_raw("contractEventsXdr", json::array_of(none));
    object.add_raw("events", events.text());
}

std::string_view status_of(const TransactionPlace& place) {
    return place.facts().is_successful ? "SUCCESS" : "FAILED";
}

struct LedgerTexts {
    std::string header;    ///< LedgerHeader
    std::string entry;     ///< LedgerHeaderHistoryEntry
    std::string metadata;  ///< LedgerCloseMeta, without transactions
};

Result<LedgerTexts> texts_of(const HistoryLedger& ledger) {
    const xdr::LedgerHeader& header = ledger.stored.header;
    const xdr::LedgerHeaderHistoryEntry entry{.hash = ledger.stored.hash, .header = header};
    const xdr::GeneralizedTransactionSet no_transactions{
        xdr::arm<1>, xdr::TransactionSetV1{.previous_ledger_hash = header.previous_ledger_hash}};
    const xdr::LedgerCloseMeta meta{
        xdr::arm<2>, xdr::LedgerCloseMetaV2{.ledger_header = entry, .tx_set = no_transactions}};
    TRY(header_bytes, xdr::encode(header));
    TRY(entry_bytes, xdr::encode(entry));
    TRY(meta_bytes, xdr::encode(meta));
    return LedgerTexts{.header = to_base64(header_bytes),
                       .entry = to_base64(entry_bytes),
                       .metadata = to_base64(meta_bytes)};
}

OrRpcError<LedgerTexts> texts_or_error(const HistoryLedger& ledger) {
    auto texts = texts_of(ledger);
    if (!texts) return std::unexpected{RpcError{rpc_internal_error, texts.error().message}};
    return std::move(*texts);
}

/// The ends of history, with `suffix` in the names of their times, which are numbers.
void add_ends(ObjectWriter& object, const History& history, std::string_view suffix) {
    object.add("latestLedger", history.latest().sequence());
    object.add(fmt::format("latestLedgerClose{}", suffix), history.latest().close_time());
    object.add("oldestLedger", history.oldest().sequence());
    object.add(fmt::format("oldestLedgerClose{}", suffix), history.oldest().close_time());
}

}  // namespace

OrRpcError<std::string> latest_ledger(const NetworkView& network) {
    const HistoryLedger& latest = network.history.latest();
    const auto texts = texts_or_error(latest);
    if (!texts) return std::unexpected{texts.error()};
    ObjectWriter object;
    object.add("id", to_hex(latest.stored.hash));
    object.add("protocolVersion", latest.stored.header.ledger_version);
    object.add("sequence", latest.sequence());
    object.add("closeTime", std::to_string(latest.close_time()));
    object.add("headerXdr", texts->header);
    object.add("metadataXdr", texts->metadata);
    return object.text();
}

OrRpcError<std::string> transaction(const NetworkView& network, const RpcCall& call) {
    const auto params = params_of<TransactionParams>(call);
    if (!params) return std::unexpected{params.error()};
    const std::optional<Hash> hash = hash_from_hex(params->hash);
    if (!hash)
        return std::unexpected{RpcError{rpc_invalid_params, "hash must be 64 hexadecimal digits"}};
    const std::optional<TransactionPlace> place = network.history.find(*hash);
    const HistoryLedger& latest = network.history.latest();
    const HistoryLedger& oldest = network.history.oldest();
    ObjectWriter object;
    object.add("status", place ? status_of(*place) : "NOT_FOUND");
    object.add("txHash", to_hex(*hash));
    object.add("latestLedger", latest.sequence());
    object.add("latestLedgerCloseTime", std::to_string(latest.close_time()));
    object.add("oldestLedger", oldest.sequence());
    object.add("oldestLedgerCloseTime", std::to_string(oldest.close_time()));
    if (place) add_transaction(object, *place, true);
    return object.text();
}

OrRpcError<std::string> transactions(const NetworkView& network, const RpcCall& call) {
    const auto begin = begin_of(network.history, call);
    if (!begin) return std::unexpected{begin.error()};
    std::vector<std::string> found;
    std::int64_t cursor = begin->after;
    network.history.visit_transactions({.after = begin->after}, [&](const TransactionPlace& place) {
        ObjectWriter object;
        object.add("status", status_of(place));
        object.add("txHash", to_hex(place.transaction().hash));
        add_transaction(object, place, false);
        found.push_back(object.text());
        cursor = place.toid().number();
        return found.size() < begin->limit;
    });
    // When nothing is left, the next page begins with the next ledger.
    if (found.size() < begin->limit) cursor = std::max(cursor, number_of_now(network.history));
    ObjectWriter object;
    object.add_raw("transactions", json::array_of(found));
    add_ends(object, network.history, "Timestamp");
    object.add("cursor", std::to_string(cursor));
    return object.text();
}

OrRpcError<std::string> ledgers(const NetworkView& network, const RpcCall& call) {
    auto begin = begin_of(network.history, call);
    if (!begin) return std::unexpected{begin.error()};
    const auto params = params_of<ListParams>(call);
    // A cursor of ledgers is the number of a ledger.
    if (params && !params->start_ledger) {
        const std::int64_t sequence = std::min(begin->after, std::int64_t{most_ledger});
        begin->after = Toid{static_cast<std::uint32_t>(sequence), 0, 0}.number();
    }
    std::vector<std::string> found;
    std::uint32_t cursor = Toid::of(begin->after).ledger;
    std::optional<RpcError> error;
    network.history.visit_ledgers({.after = begin->after}, [&](const HistoryLedger& ledger) {
        const auto texts = texts_or_error(ledger);
        if (!texts) {
            error = texts.error();
            return false;
        }
        ObjectWriter object;
        object.add("hash", to_hex(ledger.stored.hash));
        object.add("sequence", ledger.sequence());
        object.add("ledgerCloseTime", std::to_string(ledger.close_time()));
        object.add("headerXdr", texts->entry);
        object.add("metadataXdr", texts->metadata);
        found.push_back(object.text());
        cursor = ledger.sequence();
        return found.size() < begin->limit;
    });
    if (error) return std::unexpected{*error};
    ObjectWriter object;
    object.add_raw("ledgers", json::array_of(found));
    add_ends(object, network.history, "Time");
    object.add("cursor", std::to_string(cursor));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
