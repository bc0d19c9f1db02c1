#include "stellar/network/rpc_client.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/json_writer.hpp"
#include "stellar/network/entry_records.hpp"
#include "stellar/network/friendbot.hpp"
#include "stellar/network/payment_query.hpp"
#include "stellar/network/rpc_answers.hpp"
#include "stellar/network/status_answers.hpp"
#include "stellar/xdr/codec.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar {
namespace {

constexpr int ok = 200;
constexpr std::size_t most_keys = 200;  ///< Of getLedgerEntries; one is the account's own.

HttpRequest request_of(const std::string& endpoint, std::string_view method,
                       std::string_view params) {
    return {.method = "POST",
            .url = endpoint,
            .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
            .body = rpc::call_text(method, params)};
}

xdr::LedgerKey trust_line_key(const xdr::AccountId& account, const IssuedAsset& asset) {
    const xdr::AccountId issuer{xdr::arm<xdr::PublicKeyType::public_key_type_ed25519>,
                                Hash{asset.issuer}};
    xdr::LedgerKeyTrustLine line{.account_id = account};
    xdr::AssetCode4 four;
    if (asset.code.size() <= four.code.bytes.size()) {
        std::ranges::copy(asset.code, four.code.bytes.begin());
        line.asset = xdr::TrustLineAsset{xdr::arm<xdr::AssetType::credit_alphanum4>, four, issuer};
    } else {
        xdr::AssetCode12 twelve;
        std::ranges::copy(asset.code, twelve.code.bytes.begin());
        line.asset =
            xdr::TrustLineAsset{xdr::arm<xdr::AssetType::credit_alphanum12>, twelve, issuer};
    }
    return xdr::LedgerKey{xdr::arm<xdr::LedgerEntryType::trustline>, line};
}

/// What getLedgerEntries is asked for.
Result<std::string> params_of(std::span<const xdr::LedgerKey> keys) {
    std::vector<std::string> texts;
    for (const xdr::LedgerKey& key : keys) {
        TRY(bytes, xdr::encode(key));
        json::write(texts.emplace_back(), to_base64(bytes));
    }
    json::ObjectWriter params;
    params.add_raw("keys", json::array_of(texts));
    return params.text();
}

std::string one_param(std::string_view name, std::string_view value) {
    json::ObjectWriter params;
    params.add(name, value);
    return params.text();
}

}  // namespace

Result<std::unique_ptr<RpcClient>> RpcClient::create(NetworkSettings settings, NetworkPorts ports) {
    TRY(endpoints, Endpoints::create(std::move(settings), std::move(ports)));
    return std::unique_ptr<RpcClient>{new RpcClient{std::move(endpoints)}};
}

Result<std::string> RpcClient::call(const std::string& endpoint, std::string_view method,
                                    std::string_view params) const {
    TRY(response, endpoints_.fetch(request_of(endpoint, method, params)));
    if (response.status != ok)
        return fail(ErrorKind::unprocessable, "network.refused",
                    "RPC answered with status " + std::to_string(response.status));
    return rpc::read_result(response.body);
}

Result<NetworkFacts> RpcClient::network() {
    return endpoints_.read<NetworkFacts>([&](const std::string& endpoint) -> Result<NetworkFacts> {
        TRY(result, call(endpoint, "getNetwork", {}));
        return rpc::read_network(result);
    });
}

Result<LedgerHead> RpcClient::latest_ledger() {
    return endpoints_.read<LedgerHead>([&](const std::string& endpoint) -> Result<LedgerHead> {
        TRY(result, call(endpoint, "getLatestLedger", {}));
        return rpc::read_latest_ledger(result);
    });
}

Result<FeeStats> RpcClient::fee_stats() {
    return endpoints_.read<FeeStats>([&](const std::string& endpoint) -> Result<FeeStats> {
        TRY(result, call(endpoint, "getFeeStats", {}));
        return rpc::read_fee_stats(result);
    });
}

Result<std::optional<AccountState>> RpcClient::account(std::string_view address,
                                                       std::span<const IssuedAsset> assets) {
    using Answer = std::optional<AccountState>;
    TRY(id, account_id(address));
    if (assets.size() >= most_keys)
        return fail(ErrorKind::validation, "network.refused", "too many assets in one question");
    std::vector<xdr::LedgerKey> keys;
    keys.emplace_back(xdr::arm<xdr::LedgerEntryType::account>, id);
    for (const IssuedAsset& asset : assets) {
        if (!is_asset_code(asset.code))
            return fail(ErrorKind::validation, "asset.invalid", asset.code + " is no asset's code");
        keys.push_back(trust_line_key(id, asset));
    }
    TRY(params, params_of(keys));
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(result, call(endpoint, "getLedgerEntries", params));
        return rpc::read_account(result, address);
    });
}

Submission RpcClient::submit(std::string_view envelope_xdr) {
    const std::string& endpoint = endpoints_.current();
    const std::string params = one_param("transaction", to_base64(envelope_xdr));
    const HttpResult response = endpoints_.http().request(
        request_of(endpoint, "sendTransaction", params), endpoints_.limits());
    Submission submission =
        response ? rpc::submission_of(*response, endpoints_.settings().longest_retry_after)
                 : submission_without_answer(response.error());
    if (is_no_answer(submission)) endpoints_.leave(endpoint);
    return submission;
}

Result<TransactionLookup> RpcClient::transaction(const Hash& hash) {
    using Answer = TransactionLookup;
    const std::string params = one_param("hash", to_hex(hash));
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(result, call(endpoint, "getTransaction", params));
        return rpc::read_transaction(result);
    });
}

Result<PaymentPage> RpcClient::payments(const PaymentQuery& query) {
    TRY(check_query(query));
    const std::string params = rpc::transactions_params(query);
    return endpoints_.read<PaymentPage>([&](const std::string& endpoint) -> Result<PaymentPage> {
        auto result = call(endpoint, "getTransactions", params);
        if (result) return rpc::read_payments(*result, query);
        if (result.error().code == "network.refused") {
            TRY(health, call(endpoint, "getHealth", {}));
            TRY(rpc::check_history(health, query));
        }
        return fail(std::move(result).error());
    });
}

Result<void> RpcClient::follow_payments(const PaymentQuery& query,
                                        FunctionRef<bool(const PaymentPage&)> take) {
    PaymentQuery next = query;
    for (;;) {
        TRY(page, payments(next));
        const bool has_moved = page.cursor > std::exchange(next.after, page.cursor);
        if (!take(page)) return {};
        if ((page.is_last || !has_moved) && !endpoints_.pause(endpoints_.settings().sweep_pause))
            return fail(ErrorKind::unavailable, "network.stopped", "the program ends");
    }
}

Result<ClaimableBalancePage> RpcClient::claimable_balances(std::string_view, std::string_view) {
    return fail(ErrorKind::unprocessable, "network.unsupported",
                "RPC finds claimable balances by their ids alone");
}

Result<std::optional<ClaimableBalance>> RpcClient::claimable_balance(const Hash& id) {
    using Answer = std::optional<ClaimableBalance>;
    using IdType = xdr::ClaimableBalanceIdType;
    const xdr::ClaimableBalanceId balance{xdr::arm<IdType::claimable_balance_id_type_v0>, id};
    const xdr::LedgerKey key{xdr::arm<xdr::LedgerEntryType::claimable_balance>, balance};
    TRY(params, params_of({&key, 1}));
    return endpoints_.read<Answer>([&](const std::string& endpoint) -> Result<Answer> {
        TRY(result, call(endpoint, "getLedgerEntries", params));
        return rpc::read_claimable_balance(result, id);
    });
}

Result<Funding> RpcClient::fund(std::string_view address) {
    TRY(account_id(address));
    TRY(facts, network());
    if (!facts.friendbot)
        return fail(ErrorKind::unprocessable, "network.unsupported", "there is no friendbot");
    return ask_friendbot(
        endpoints_, {.method = "POST", .url = *facts.friendbot + "?addr=" + std::string{address}});
}

}  // namespace ledger::stellar
