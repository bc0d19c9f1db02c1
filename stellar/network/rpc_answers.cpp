#include "stellar/network/rpc_answers.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/network/answer_fields.hpp"
#include "stellar/network/endpoints.hpp"
#include "stellar/network/entry_records.hpp"
#include "stellar/network/fee_answers.hpp"
#include "stellar/network/status_answers.hpp"
#include "stellar/xdr/codec.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar::rpc {
namespace {

constexpr std::size_t most_entries = 200;
constexpr std::size_t text_length = 65'536;
constexpr std::int64_t call_id = 1;  ///< One call on a connection at a time.

// Of JSON-RPC 2.0.
constexpr std::int64_t parse_error = -32700;
constexpr std::int64_t invalid_request = -32600;
constexpr std::int64_t method_not_found = -32601;
constexpr std::int64_t invalid_params = -32602;

struct ErrorAnswer {
    WholeNumber code{};
    std::string message{};
    static constexpr auto fields() {
        return std::tuple{
            Field{"code", &ErrorAnswer::code, ""},
            Field{"message", &ErrorAnswer::message, ""}.length(0, text_length).or_default()};
    }
};
struct CallAnswer {
    std::string jsonrpc{};
    std::optional<WholeNumber> id{};
    std::optional<json::Raw> result{};
    std::optional<ErrorAnswer> error{};
    static constexpr auto fields() {
        using C = CallAnswer;
        return std::tuple{Field{"jsonrpc", &C::jsonrpc, ""}, Field{"id", &C::id, ""},
                          Field{"result", &C::result, ""}, Field{"error", &C::error, ""}};
    }
};

struct NetworkAnswer {
    std::string passphrase{};
    WholeNumber protocol_version{};
    std::optional<std::string> friendbot_url{};
    static constexpr auto fields() {
        using N = NetworkAnswer;
        return std::tuple{Field{"passphrase", &N::passphrase, ""}.length(0, text_length),
                          Field{"protocolVersion", &N::protocol_version, ""},
                          Field{"friendbotUrl", &N::friendbot_url, ""}.length(0, text_length)};
    }
};
struct LatestAnswer {
    WholeNumber sequence{};
    WholeNumber close_time{};
    static constexpr auto fields() {
        return std::tuple{Field{"sequence", &LatestAnswer::sequence, ""},
                          Field{"closeTime", &LatestAnswer::close_time, ""}};
    }
};

struct FeeStatsAnswer {
    FeesAnswer soroban{};
    FeesAnswer classic{};
    WholeNumber latest_ledger{};
    static constexpr auto fields() {
        using F = FeeStatsAnswer;
        return std::tuple{Field{"sorobanInclusionFee", &F::soroban, ""},
                          Field{"inclusionFee", &F::classic, ""},
                          Field{"latestLedger", &F::latest_ledger, ""}};
    }
};

struct TransactionAnswer {
    std::string status{};
    WholeNumber latest_ledger{}, latest_close_time{}, oldest_ledger{};
    std::optional<WholeNumber> ledger{}, created_at{};
    bool fee_bump = false;
    Base64Bytes envelope{}, result{}, meta{};
    static constexpr auto fields() {
        using T = TransactionAnswer;
        return std::tuple{Field{"status", &T::status, ""},
                          Field{"latestLedger", &T::latest_ledger, ""},
                          Field{"latestLedgerCloseTime", &T::latest_close_time, ""},
                          Field{"oldestLedger", &T::oldest_ledger, ""},
                          Field{"ledger", &T::ledger, ""},
                          Field{"createdAt", &T::created_at, ""},
                          Field{"feeBump", &T::fee_bump, ""}.or_default(),
                          Field{"envelopeXdr", &T::envelope, ""}.or_default(),
                          Field{"resultXdr", &T::result, ""}.or_default(),
                          Field{"resultMetaXdr", &T::meta, ""}.or_default()};
    }
};

struct EntryAnswer {
    Base64Bytes xdr{};
    static constexpr auto fields() { return std::tuple{Field{"xdr", &EntryAnswer::xdr, ""}}; }
};
struct EntriesAnswer {
    std::optional<std::vector<EntryAnswer>> entries{};  ///< Null when there are none.
    static constexpr auto fields() {
        return std::tuple{Field{"entries", &EntriesAnswer::entries, ""}.items(0, most_entries)};
    }
};

struct SentAnswer {
    std::string status{};
    std::optional<Base64Bytes> error_result{};
    static constexpr auto fields() {
        return std::tuple{Field{"status", &SentAnswer::status, ""},
                          Field{"errorResultXdr", &SentAnswer::error_result, ""}};
    }
};

/// Of an account or a trust line; "" for what else there is.
std::string owner_of(const xdr::LedgerEntryData& entry) {
    if (const auto* const account = entry.get_if<xdr::LedgerEntryType::account>())
        return address_of(account->account_id);
    if (const auto* const line = entry.get_if<xdr::LedgerEntryType::trustline>())
        return address_of(line->account_id);
    return {};
}

std::optional<Balance> line_of(const xdr::LedgerEntryData& entry) {
    const auto* const line = entry.get_if<xdr::LedgerEntryType::trustline>();
    return line == nullptr ? std::nullopt : balance_of(*line);
}

}  // namespace

std::string call_text(std::string_view method, std::string_view params_json) {
    json::ObjectWriter call;
    call.add("jsonrpc", "2.0");
    call.add("id", call_id);
    call.add("method", method);
    if (!params_json.empty()) call.add_raw("params", params_json);
    return call.text();
}

Result<Outcome> read_outcome(std::string_view body) {
    TRY(answer, read_answer<CallAnswer>(body));
    if (answer.jsonrpc != "2.0") return strange_answer("not JSON-RPC 2.0");
    if (answer.error)
        return Outcome{.error_code = answer.error->code.value,
                       .error_message = std::move(answer.error->message)};
    if (!answer.result) return strange_answer("neither a result nor an error");
    if (!answer.id || answer.id->value != call_id) return strange_answer("of another call");
    return Outcome{.result = std::move(answer.result->text)};
}

Result<std::string> read_result(std::string_view body) {
    TRY(outcome, read_outcome(body));
    if (!outcome.error_code) return std::move(outcome.result);
    const std::int64_t code = *outcome.error_code;
    const bool is_final = code == invalid_params || code == method_not_found ||
                          code == invalid_request || code == parse_error;
    return fail(is_final ? ErrorKind::unprocessable : ErrorKind::unavailable,
                is_final ? "network.refused" : "network.unavailable",
                "RPC answered " + std::to_string(code) + ": " + outcome.error_message);
}

Result<NetworkFacts> read_network(std::string_view result) {
    TRY(answer, read_answer<NetworkAnswer>(result));
    TRY(version, small_number(answer.protocol_version, "protocolVersion"));
    NetworkFacts facts{.passphrase = std::move(answer.passphrase), .protocol_version = version};
    if (answer.friendbot_url && !answer.friendbot_url->empty())
        facts.friendbot = std::move(answer.friendbot_url);
    return facts;
}

Result<LedgerHead> read_latest_ledger(std::string_view result) {
    TRY(answer, read_answer<LatestAnswer>(result));
    TRY(sequence, small_number(answer.sequence, "sequence"));
    TRY(closed_at, time_of_seconds(answer.close_time));
    return LedgerHead{sequence, closed_at};
}

Result<FeeStats> read_fee_stats(std::string_view result) {
    TRY(answer, read_answer<FeeStatsAnswer>(result));
    TRY(ledger, small_number(answer.latest_ledger, "latestLedger"));
    return FeeStats{.ledger = ledger,
                    .charged = percentiles_of(answer.classic),
                    .soroban = percentiles_of(answer.soroban)};
}

Result<TransactionLookup> read_transaction(std::string_view result) {
    TRY(answer, read_answer<TransactionAnswer>(result));
    TRY(latest, small_number(answer.latest_ledger, "latestLedger"));
    TRY(latest_time, time_of_seconds(answer.latest_close_time));
    TRY(oldest, small_number(answer.oldest_ledger, "oldestLedger"));
    TransactionLookup lookup{.latest = {latest, latest_time}, .oldest_ledger = oldest};
    if (answer.status == "NOT_FOUND") return lookup;
    const bool is_known = answer.status == "SUCCESS" || answer.status == "FAILED";
    if (!is_known || !answer.ledger || !answer.created_at)
        return strange_answer("a transaction whose status is " + answer.status);
    TRY(ledger, small_number(*answer.ledger, "ledger"));
    TRY(closed_at, time_of_seconds(*answer.created_at));
    lookup.found = FoundTransaction{.is_successful = answer.status == "SUCCESS",
                                    .is_fee_bump = answer.fee_bump,
                                    .ledger = ledger,
                                    .closed_at = closed_at,
                                    .envelope_xdr = std::move(answer.envelope.bytes),
                                    .result_xdr = std::move(answer.result.bytes),
                                    .meta_xdr = std::move(answer.meta.bytes)};
    return lookup;
}

Result<std::vector<std::string>> read_entries(std::string_view result) {
    TRY(answer, read_answer<EntriesAnswer>(result));
    std::vector<std::string> entries;
    if (!answer.entries) return entries;
    for (EntryAnswer& entry : *answer.entries) entries.push_back(std::move(entry.xdr.bytes));
    return entries;
}

Result<std::optional<AccountState>> read_account(std::string_view result,
                                                 std::string_view address) {
    TRY(entries, read_entries(result));
    std::optional<AccountState> state;
    std::vector<Balance> lines;
    for (const std::string& bytes : entries) {
        const auto entry = xdr::decode<xdr::LedgerEntryData>(bytes);
        if (!entry) return strange_answer(entry.error().message);
        if (owner_of(*entry) != address) return strange_answer("another account's entry");
        if (const auto* const account = entry->get_if<xdr::LedgerEntryType::account>())
            state = account_of(*account);
        if (auto balance = line_of(*entry)) lines.push_back(std::move(*balance));
    }
    if (state) std::ranges::move(lines, std::inserter(state->balances, state->balances.begin()));
    return state;
}

Result<std::optional<ClaimableBalance>> read_claimable_balance(std::string_view result,
                                                               const Hash& id) {
    TRY(entries, read_entries(result));
    if (entries.empty()) return std::nullopt;
    const auto entry = xdr::decode<xdr::LedgerEntryData>(entries.front());
    if (!entry) return strange_answer(entry.error().message);
    const auto* const claimable = entry->get_if<xdr::LedgerEntryType::claimable_balance>();
    if (claimable == nullptr) return strange_answer("no claimable balance");
    ClaimableBalance balance = claimable_of(*claimable);
    if (balance.id != id) return strange_answer("another claimable balance");
    return balance;
}

Submission submission_of(const HttpResponse& response, Duration longest) {
    using Reason = NotHandedOver::Reason;
    constexpr int ok = 200;
    if (response.status == too_many_requests)
        return NotHandedOver{Reason::rate_limited, "too many requests",
                             retry_after(response, longest)};
    if (response.status != ok)
        return UnknownOutcome{"RPC answered with status " + std::to_string(response.status)};
    const auto outcome = read_outcome(response.body);
    if (!outcome) return UnknownOutcome{outcome.error().message};
    if (!outcome->error_code) {
        auto sent = read_answer<SentAnswer>(outcome->result);
        if (!sent) return UnknownOutcome{sent.error().message};
        return submission_named(sent->status, sent->error_result
                                                  ? std::move(sent->error_result->bytes)
                                                  : std::string{});
    }
    switch (*outcome->error_code) {
        case invalid_params:
        case invalid_request:
        case parse_error: return NotHandedOver{Reason::malformed, outcome->error_message};
        case method_not_found: return NotHandedOver{Reason::refused, outcome->error_message};
        default: return UnknownOutcome{outcome->error_message};
    }
}

}  // namespace ledger::stellar::rpc
