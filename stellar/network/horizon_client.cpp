#include "stellar/network/horizon_client.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/network/entry_records.hpp"
#include "stellar/network/friendbot.hpp"
#include "stellar/network/horizon_answers.hpp"
#include "stellar/network/payment_query.hpp"
#include "stellar/network/payment_stream.hpp"
#include "stellar/network/status_answers.hpp"

#include <utility>

namespace ledger::stellar {
namespace {

constexpr int ok = 200;
constexpr int not_found = 404;
constexpr int gone = 410;
constexpr std::size_t claimable_limit = 200;
constexpr std::string_view form = "application/x-www-form-urlencoded";

std::unexpected<Error> refused(const HttpResponse& response) {
    const horizon::Problem problem = horizon::read_problem(response.body);
    if (response.status == gone)
        return fail(ErrorKind::unprocessable, "network.history_gone",
                    "Horizon does not keep what is older: " + problem.detail);
    return fail(ErrorKind::unprocessable, "network.refused",
                "Horizon answered " + std::to_string(response.status) + ": " + problem.detail);
}

}  // namespace

Result<std::unique_ptr<HorizonClient>> HorizonClient::create(NetworkSettings settings,
                                                             NetworkPorts ports) {
    TRY(endpoints, Endpoints::create(std::move(settings), std::move(ports)));
    return std::unique_ptr<HorizonClient>{new HorizonClient{std::move(endpoints)}};
}

Result<std::optional<std::string>> HorizonClient::find(const std::string& url) const {
    TRY(response, endpoints_.fetch({.url = url, .headers = {{"Accept", "application/hal+json"}}}));
    if (response.status == ok) return std::optional{std::move(response.body)};
    // A 404 of something else than Horizon says nothing about the ledger.
    if (response.status != not_found) return refused(response);
    if (horizon::read_problem(response.body).name == "not_found") return std::nullopt;
    return fail(ErrorKind::unavailable, "network.answer", url + " is not a place of Horizon");
}

Result<std::string> HorizonClient::get(const std::string& url) const {
    TRY(body, find(url));
    if (body) return std::move(*body);
    return fail(ErrorKind::unprocessable, "network.refused", url + ": there is no such thing");
}

Result<NetworkFacts> HorizonClient::network() {
    return endpoints_.read<NetworkFacts>([&](const std::string& endpoint) -> Result<NetworkFacts> {
        TRY(body, get(endpoint + "/"));
        TRY(root, horizon::read_root(body));
        return std::move(root.facts);
    });
}

Result<LedgerHead> HorizonClient::latest_ledger() {
    return endpoints_.read<LedgerHead>([&](const std::string& endpoint) -> Result<LedgerHead> {
        TRY(body, get(endpoint + "/"));
        TRY(root, horizon::read_root(body));
        return root.latest;
    });
}

Result<FeeStats> HorizonClient::fee_stats() {
    return endpoints_.read<FeeStats>([&](const std::string& endpoint) -> Result<FeeStats> {
        TRY(body, get(endpoint + "/fee_stats"));
        return horizon::read_fee_stats(body);
    });
}

Result<std::optional<AccountState>> HorizonClient::account(std::string_view address,
                                                           std::span<const IssuedAsset>) {
    using Answer = std::optional<AccountState>;
    TRY(account_id(address));
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(body, find(endpoint + "/accounts/" + std::string{address}));
        if (!body) return std::nullopt;
        TRY(state, horizon::read_account(*body));
        if (state.address != address)
            return fail(ErrorKind::unavailable, "network.answer", "another account was answered");
        return std::move(state);
    });
}

Submission HorizonClient::submit(std::string_view envelope_xdr) {
    const std::string& endpoint = endpoints_.current();
    const HttpResult response = endpoints_.http().request(
        {.method = "POST",
         .url = endpoint + "/transactions_async",
         .headers = {{"Content-Type", std::string{form}}, {"Accept", "application/hal+json"}},
         .body = "tx=" + percent_encode(to_base64(envelope_xdr))},
        endpoints_.limits());
    Submission submission =
        response ? horizon::submission_of(*response, endpoints_.settings().longest_retry_after)
                 : submission_without_answer(response.error());
    if (is_no_answer(submission)) endpoints_.leave(endpoint);
    return submission;
}

Result<TransactionLookup> HorizonClient::transaction(const Hash& hash) {
    using Answer = TransactionLookup;
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(root_body, get(endpoint + "/"));
        TRY(root, horizon::read_root(root_body));
        Answer lookup{.latest = root.latest, .oldest_ledger = root.oldest_ledger};
        TRY(body, find(endpoint + "/transactions/" + to_hex(hash)));
        if (!body) return lookup;
        TRY(found, horizon::read_transaction(*body));
        lookup.found = std::move(found);
        return lookup;
    });
}

Result<PaymentPage> HorizonClient::payments(const PaymentQuery& query) {
    TRY(check_query(query));
    const std::string target = payments_path(query) +
                               "?order=asc&cursor=" + std::to_string(query.after) +
                               "&limit=" + std::to_string(query.limit);
    return endpoints_.read<PaymentPage>([&](const std::string& endpoint) -> Result<PaymentPage> {
        TRY(body, get(endpoint + target));
        TRY(records, horizon::read_records(body));
        PaymentPage page{.cursor = query.after, .is_last = records.size() < query.limit};
        for (const std::string& record : records) TRY(horizon::add_payment(record, page));
        return page;
    });
}

Result<void> HorizonClient::follow_payments(const PaymentQuery& query,
                                            FunctionRef<bool(const PaymentPage&)> take) {
    TRY(check_query(query));
    PaymentStream stream{endpoints_, payments_path(query), query.after, take};
    return stream.run();
}

Result<ClaimableBalancePage> HorizonClient::claimable_balances(std::string_view claimant,
                                                               std::string_view cursor) {
    TRY(account_id(claimant));
    std::string target = "/claimable_balances?claimant=" + std::string{claimant} +
                         "&limit=" + std::to_string(claimable_limit);
    if (!cursor.empty()) target += "&cursor=" + percent_encode(cursor);
    using Answer = ClaimableBalancePage;
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(body, get(endpoint + target));
        return horizon::read_claimable_balances(body, claimable_limit);
    });
}

Result<std::optional<ClaimableBalance>> HorizonClient::claimable_balance(const Hash& id) {
    using Answer = std::optional<ClaimableBalance>;
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(body, find(endpoint + "/claimable_balances/00000000" + to_hex(id)));
        if (!body) return std::nullopt;
        TRY(balance, horizon::read_claimable_balance(*body));
        return std::move(balance);
    });
}

Result<Funding> HorizonClient::fund(std::string_view address) {
    TRY(account_id(address));
    const std::string url = endpoints_.current() + "/friendbot?addr=" + std::string{address};
    return ask_friendbot(endpoints_, {.url = url});
}

}  // namespace ledger::stellar
