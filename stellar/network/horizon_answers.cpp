#include "stellar/network/horizon_answers.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/network/answer_fields.hpp"
#include "stellar/network/endpoints.hpp"
#include "stellar/network/fee_answers.hpp"
#include "stellar/network/status_answers.hpp"
#include "stellar/strkey/strkey.hpp"

#include <algorithm>

namespace ledger::stellar::horizon {
namespace {

constexpr std::size_t most_balances = 1'001;  ///< 1000 sub-entries, and XLM.
constexpr std::size_t most_signers = 21;
constexpr std::size_t text_length = 65'536;

struct Link {
    std::string href{};
    static constexpr auto fields() {
        return std::tuple{Field{"href", &Link::href, ""}.length(0, text_length)};
    }
};
struct RootLinks {
    std::optional<Link> friendbot{};
    static constexpr auto fields() {
        return std::tuple{Field{"friendbot", &RootLinks::friendbot, ""}};
    }
};
struct RootAnswer {
    std::string network_passphrase{};
    WholeNumber history_latest_ledger{};
    Timestamp history_latest_ledger_closed_at{};
    WholeNumber history_elder_ledger{};
    WholeNumber current_protocol_version{};
    std::optional<RootLinks> links{};
    static constexpr auto fields() {
        using R = RootAnswer;
        return std::tuple{
            Field{"network_passphrase", &R::network_passphrase, ""}.length(0, text_length),
            Field{"history_latest_ledger", &R::history_latest_ledger, ""},
            Field{"history_latest_ledger_closed_at", &R::history_latest_ledger_closed_at, ""},
            Field{"history_elder_ledger", &R::history_elder_ledger, ""},
            Field{"current_protocol_version", &R::current_protocol_version, ""},
            Field{"_links", &R::links, ""}};
    }
};

struct BalanceAnswer {
    Amount balance{};
    std::optional<Amount> limit{};
    Amount buying_liabilities{};
    Amount selling_liabilities{};
    std::optional<bool> is_authorized{};
    std::string asset_type{};
    std::string asset_code{};
    std::string asset_issuer{};
    static constexpr auto fields() {
        using B = BalanceAnswer;
        return std::tuple{Field{"balance", &B::balance, ""},
                          Field{"limit", &B::limit, ""},
                          Field{"buying_liabilities", &B::buying_liabilities, ""}.or_default(),
                          Field{"selling_liabilities", &B::selling_liabilities, ""}.or_default(),
                          Field{"is_authorized", &B::is_authorized, ""},
                          Field{"asset_type", &B::asset_type, ""},
                          Field{"asset_code", &B::asset_code, ""}.or_default(),
                          Field{"asset_issuer", &B::asset_issuer, ""}.or_default()};
    }
};
struct SignerAnswer {
    std::string key{};
    WholeNumber weight{};
    static constexpr auto fields() {
        return std::tuple{Field{"key", &SignerAnswer::key, ""},
                          Field{"weight", &SignerAnswer::weight, ""}};
    }
};
struct ThresholdsAnswer {
    WholeNumber low{};
    WholeNumber medium{};
    WholeNumber high{};
    static constexpr auto fields() {
        using T = ThresholdsAnswer;
        return std::tuple{Field{"low_threshold", &T::low, ""},
                          Field{"med_threshold", &T::medium, ""},
                          Field{"high_threshold", &T::high, ""}};
    }
};
struct AccountAnswer {
    std::string account_id{};
    WholeNumber sequence{};
    WholeNumber subentry_count{};
    ThresholdsAnswer thresholds{};
    std::vector<BalanceAnswer> balances{};
    std::vector<SignerAnswer> signers{};
    static constexpr auto fields() {
        using A = AccountAnswer;
        return std::tuple{Field{"account_id", &A::account_id, ""},
                          Field{"sequence", &A::sequence, ""},
                          Field{"subentry_count", &A::subentry_count, ""},
                          Field{"thresholds", &A::thresholds, ""},
                          Field{"balances", &A::balances, ""}.items(0, most_balances),
                          Field{"signers", &A::signers, ""}.items(0, most_signers)};
    }
};

struct FeeStatsAnswer {
    WholeNumber last_ledger{};
    FeesAnswer fee_charged{};
    FeesAnswer max_fee{};
    static constexpr auto fields() {
        using F = FeeStatsAnswer;
        return std::tuple{Field{"last_ledger", &F::last_ledger, ""},
                          Field{"fee_charged", &F::fee_charged, ""},
                          Field{"max_fee", &F::max_fee, ""}};
    }
};

struct TransactionAnswer {
    bool successful = false;
    WholeNumber ledger{};
    Timestamp created_at{};
    Base64Bytes envelope_xdr{};
    Base64Bytes result_xdr{};
    std::optional<Base64Bytes> result_meta_xdr{};
    std::optional<json::Raw> fee_bump_transaction{};
    static constexpr auto fields() {
        using T = TransactionAnswer;
        return std::tuple{Field{"successful", &T::successful, ""},
                          Field{"ledger", &T::ledger, ""},
                          Field{"created_at", &T::created_at, ""},
                          Field{"envelope_xdr", &T::envelope_xdr, ""},
                          Field{"result_xdr", &T::result_xdr, ""},
                          Field{"result_meta_xdr", &T::result_meta_xdr, ""},
                          Field{"fee_bump_transaction", &T::fee_bump_transaction, ""}};
    }
};

struct ProblemAnswer {
    std::string type{};
    std::string detail{};
    static constexpr auto fields() {
        using P = ProblemAnswer;
        return std::tuple{Field{"type", &P::type, ""}.length(0, text_length),
                          Field{"detail", &P::detail, ""}.length(0, text_length).or_default()};
    }
};
struct AsyncAnswer {
    std::string tx_status{};
    std::optional<Base64Bytes> error_result_xdr{};
    static constexpr auto fields() {
        using A = AsyncAnswer;
        return std::tuple{Field{"tx_status", &A::tx_status, ""},
                          Field{"error_result_xdr", &A::error_result_xdr, ""}};
    }
};

/// Nothing for shares of a pool, and whatever else comes to be held.
Result<std::optional<Balance>> balance_of(const BalanceAnswer& answer) {
    Balance balance{.amount = answer.balance,
                    .buying_liabilities = answer.buying_liabilities,
                    .selling_liabilities = answer.selling_liabilities,
                    .limit = answer.limit,
                    .is_authorized = answer.is_authorized.value_or(true)};
    if (answer.asset_type == "native") return balance;
    if (!answer.asset_type.starts_with("credit_")) return std::nullopt;
    auto asset = asset_from_text(answer.asset_code + ":" + answer.asset_issuer);
    if (!asset) return strange_answer(asset.error().message);
    balance.asset = std::move(*asset);
    return balance;
}

/// Of a test network's friendbot, without the "{?addr}" that its link ends in.
std::optional<std::string> friendbot_in(const std::optional<RootLinks>& links) {
    if (!links || !links->friendbot) return std::nullopt;
    const std::string& href = links->friendbot->href;
    return href.substr(0, href.find('{'));
}

}  // namespace

Result<Root> read_root(std::string_view body) {
    TRY(answer, read_answer<RootAnswer>(body));
    TRY(latest, small_number(answer.history_latest_ledger, "history_latest_ledger"));
    TRY(oldest, small_number(answer.history_elder_ledger, "history_elder_ledger"));
    TRY(version, small_number(answer.current_protocol_version, "current_protocol_version"));
    return Root{.facts = {.passphrase = std::move(answer.network_passphrase),
                          .protocol_version = version,
                          .friendbot = friendbot_in(answer.links)},
                .latest = {latest, answer.history_latest_ledger_closed_at},
                .oldest_ledger = oldest};
}

Result<AccountState> read_account(std::string_view body) {
    TRY(answer, read_answer<AccountAnswer>(body));
    AccountState state{.address = std::move(answer.account_id), .sequence = answer.sequence.value};
    TRY(low, small_number(answer.thresholds.low, "low_threshold"));
    TRY(medium, small_number(answer.thresholds.medium, "med_threshold"));
    TRY(high, small_number(answer.thresholds.high, "high_threshold"));
    TRY(count, small_number(answer.subentry_count, "subentry_count"));
    state.low_threshold = low;
    state.medium_threshold = medium;
    state.high_threshold = high;
    state.subentry_count = count;
    for (SignerAnswer& signer : answer.signers) {
        TRY(weight, small_number(signer.weight, "weight"));
        if (!strkey_from_text(signer.key)) return strange_answer("a signer that is no key");
        if (weight > 0) state.signers.push_back({std::move(signer.key), weight});
    }
    std::ranges::sort(state.signers, {}, &AccountSigner::key);
    for (const BalanceAnswer& line : answer.balances) {
        TRY(balance, balance_of(line));
        if (balance) state.balances.push_back(std::move(*balance));
    }
    return state;
}

Result<FeeStats> read_fee_stats(std::string_view body) {
    TRY(answer, read_answer<FeeStatsAnswer>(body));
    TRY(ledger, small_number(answer.last_ledger, "last_ledger"));
    return FeeStats{.ledger = ledger,
                    .charged = percentiles_of(answer.fee_charged),
                    .bid = percentiles_of(answer.max_fee)};
}

Result<FoundTransaction> read_transaction(std::string_view body) {
    TRY(answer, read_answer<TransactionAnswer>(body));
    TRY(ledger, small_number(answer.ledger, "ledger"));
    FoundTransaction found{.is_successful = answer.successful,
                           .is_fee_bump = answer.fee_bump_transaction.has_value(),
                           .ledger = ledger,
                           .closed_at = answer.created_at,
                           .envelope_xdr = std::move(answer.envelope_xdr.bytes),
                           .result_xdr = std::move(answer.result_xdr.bytes)};
    if (answer.result_meta_xdr) found.meta_xdr = std::move(answer.result_meta_xdr->bytes);
    return found;
}

Problem read_problem(std::string_view body) {
    auto answer = json::parse<ProblemAnswer>(body, json::Unknown::ignored);
    if (!answer) return {};
    return {answer->type.substr(answer->type.rfind('/') + 1), std::move(answer->detail)};
}

Submission submission_of(const HttpResponse& response, Duration longest) {
    using Reason = NotHandedOver::Reason;
    if (auto answer = json::parse<AsyncAnswer>(response.body, json::Unknown::ignored)) {
        auto& result = answer->error_result_xdr;
        return submission_named(answer->tx_status,
                                result ? std::move(result->bytes) : std::string{});
    }
    constexpr struct {
        int status;
        std::string_view problem;
        Reason reason;
    } reasons[] = {{400, "transaction_malformed", Reason::malformed},
                   {400, "bad_request", Reason::malformed},
                   {403, "transaction_submission_disabled", Reason::disabled},
                   {503, "stale_history", Reason::stale_history},
                   {503, "still_ingesting", Reason::still_ingesting},
                   {404, "not_found", Reason::refused},
                   {415, "unsupported_media_type", Reason::refused}};
    Problem problem = read_problem(response.body);
    const std::optional<Duration> wait = retry_after(response, longest);
    if (response.status == too_many_requests)
        return NotHandedOver{Reason::rate_limited, std::move(problem.detail), wait};
    for (const auto& row : reasons)
        if (response.status == row.status && problem.name == row.problem)
            return NotHandedOver{row.reason, std::move(problem.detail), wait};
    return UnknownOutcome{"the network's server answered " + std::to_string(response.status) + " " +
                          problem.name};
}

}  // namespace ledger::stellar::horizon
