#include "stellar/sandbox/rpc/methods.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/history/fee_statistics.hpp"
#include "stellar/sandbox/rpc/history_methods.hpp"

#include <fmt/format.h>

#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using json::ObjectWriter;

struct EntriesParams {
    std::vector<std::string> keys;
    static constexpr auto fields() {
        return std::tuple{Field{"keys", &EntriesParams::keys, "LedgerKey, Base64."}
                              .items(0, most_rpc_keys)
                              .length(0, xdr::default_input_bytes)};
    }
};

std::string health(const NetworkView& network) {
    const History& history = network.history;
    ObjectWriter object;
    object.add("status", "healthy");
    object.add("latestLedger", history.latest().sequence());
    object.add("latestLedgerCloseTime", std::to_string(history.latest().close_time()));
    object.add("oldestLedger", history.oldest().sequence());
    object.add("oldestLedgerCloseTime", std::to_string(history.oldest().close_time()));
    object.add("ledgerRetentionWindow", retention_ledgers);
    return object.text();
}

std::string network_facts(const NetworkView& network, const NetworkNames& names) {
    ObjectWriter object;
    object.add("friendbotUrl", fmt::format("{}/friendbot", network.base));
    object.add("passphrase", names.passphrase);
    object.add("protocolVersion", network.ledger.header().ledger_version);
    return object.text();
}

std::string version_info(const NetworkView& network, const NetworkNames& names) {
    ObjectWriter object;
    object.add("version", names.version);
    object.add("commitHash", "");
    object.add("buildTimestamp", "");
    object.add("captiveCoreVersion", names.version);
    object.add("protocolVersion", network.ledger.header().ledger_version);
    return object.text();
}

std::string distribution(const FeeDistribution& fees, std::uint64_t transactions,
                         std::uint32_t ledgers) {
    ObjectWriter object;
    object.add("max", std::to_string(fees.max));
    object.add("min", std::to_string(fees.min));
    object.add("mode", std::to_string(fees.mode));
    for (std::size_t i = 0; i < fee_percentiles.size(); ++i)
        object.add(fmt::format("p{}", fee_percentiles[i]), std::to_string(fees.percentiles[i]));
    object.add("transactionCount", std::to_string(transactions));
    object.add("ledgerCount", ledgers);
    return object.text();
}

std::string fee_stats(const NetworkView& network) {
    const FeeStatistics statistics = fee_statistics(network.history);
    ObjectWriter object;
    // No contract runs here, so nobody has paid for one.
    object.add_raw("sorobanInclusionFee", distribution({}, 0, statistics.ledgers));
    object.add_raw("inclusionFee",
                   distribution(statistics.charged, statistics.transactions, statistics.ledgers));
    object.add("latestLedger", network.history.latest().sequence());
    return object.text();
}

OrRpcError<xdr::LedgerKey> key_from(const std::string& text) {
    const std::optional<std::string> bytes = from_base64(text);
    if (!bytes)
        return std::unexpected{
            RpcError{rpc_invalid_params, fmt::format("key {} is not Base64", text)}};
    auto key = xdr::decode<xdr::LedgerKey>(*bytes);
    if (!key)
        return std::unexpected{RpcError{
            rpc_invalid_params, fmt::format("key {} is invalid: {}", text, key.error().message)}};
    if (key->type() == xdr::LedgerEntryType::ttl)
        return std::unexpected{
            RpcError{rpc_invalid_params, "ledger ttl entries cannot be queried directly"}};
    return std::move(*key);
}

Result<std::string> entry_json(const std::string& key, const xdr::LedgerEntry& entry) {
    TRY(data, xdr::encode(entry.data));
    TRY(extension, xdr::encode(entry.ext));
    ObjectWriter object;
    object.add("key", key);
    object.add("xdr", to_base64(data));
    object.add("lastModifiedLedgerSeq", entry.last_modified_ledger_seq);
    object.add("extXdr", to_base64(extension));
    return object.text();
}

OrRpcError<std::string> ledger_entries(const NetworkView& network, const RpcCall& call) {
    const auto params = params_of<EntriesParams>(call);
    if (!params) return std::unexpected{params.error()};
    std::vector<std::string> entries;
    for (const std::string& text : params->keys) {
        const auto key = key_from(text);
        if (!key) return std::unexpected{key.error()};
        const xdr::LedgerEntry* const entry = network.ledger.find(*key);
        if (entry == nullptr) continue;
        auto json = entry_json(text, *entry);
        if (!json) return std::unexpected{RpcError{rpc_internal_error, json.error().message}};
        entries.push_back(std::move(*json));
    }
    ObjectWriter object;
    object.add_raw("entries", json::array_of(entries));
    object.add("latestLedger", network.ledger.header().ledger_seq);
    return object.text();
}

}  // namespace

OrRpcError<std::string> answer_query(const NetworkView& network, const NetworkNames& names,
                                     const RpcCall& call) {
    const std::string_view method = call.method;
    if (method == "getHealth") return health(network);
    if (method == "getNetwork") return network_facts(network, names);
    if (method == "getVersionInfo") return version_info(network, names);
    if (method == "getLatestLedger") return latest_ledger(network);
    if (method == "getLedgerEntries") return ledger_entries(network, call);
    if (method == "getFeeStats") return fee_stats(network);
    if (method == "getTransaction") return transaction(network, call);
    if (method == "getTransactions") return transactions(network, call);
    if (method == "getLedgers") return ledgers(network, call);
    return std::unexpected{
        RpcError{rpc_method_not_found, fmt::format("there is no method {}", method)}};
}

}  // namespace ledger::stellar::sandbox
