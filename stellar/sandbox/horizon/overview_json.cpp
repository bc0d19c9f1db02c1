#include "stellar/sandbox/horizon/overview_json.hpp"

#include "stellar/sandbox/history/fee_statistics.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"

#include <fmt/format.h>

namespace ledger::stellar::sandbox {
namespace {

std::string root_links(std::string_view base) {
    return Links{base}
        .add_template("account", "/accounts/{account_id}")
        .add_template("account_transactions",
                      "/accounts/{account_id}/transactions{?cursor,limit,order}")
        .add_template("claimable_balances",
                      "/claimable_balances{?asset,sponsor,claimant,cursor,limit,order}")
        .add("fee_stats", "/fee_stats")
        .add_template("friendbot", "/friendbot{?addr}")
        .add_template("ledger", "/ledgers/{sequence}")
        .add_template("ledgers", "/ledgers{?cursor,limit,order}")
        .add_template("operation", "/operations/{id}")
        .add_template("operations", "/operations{?cursor,limit,order,include_failed}")
        .add_template("payments", "/payments{?cursor,limit,order,include_failed}")
        .add("self", "/")
        .add_template("transaction", "/transactions/{hash}")
        .add_template("transactions", "/transactions{?cursor,limit,order}")
        .text();
}

std::string distribution_json(const FeeDistribution& distribution) {
    json::ObjectWriter object;
    object.add("max", std::to_string(distribution.max));
    object.add("min", std::to_string(distribution.min));
    object.add("mode", std::to_string(distribution.mode));
    for (std::size_t i = 0; i < fee_percentiles.size(); ++i)
        object.add(fmt::format("p{}", fee_percentiles[i]),
                   std::to_string(distribution.percentiles[i]));
    return object.text();
}

}  // namespace

std::string root_json(const NetworkView& network, const NetworkNames& names) {
    const HistoryLedger& latest = network.history.latest();
    const std::uint32_t protocol = latest.stored.header.ledger_version;
    json::ObjectWriter object;
    object.add_raw("_links", root_links(network.base));
    object.add("horizon_version", names.version);
    object.add("core_version", names.version);
    object.add("ingest_latest_ledger", latest.sequence());
    object.add("history_latest_ledger", latest.sequence());
    object.add("history_latest_ledger_closed_at", close_time_text(latest.close_time()));
    object.add("history_elder_ledger", network.history.oldest().sequence());
    object.add("core_latest_ledger", network.ledger.header().ledger_seq);
    object.add("network_passphrase", names.passphrase);
    object.add("current_protocol_version", protocol);
    object.add("supported_protocol_version", protocol);
    object.add("core_supported_protocol_version", protocol);
    return object.text();
}

std::string fee_stats_json(const History& history) {
    const FeeStatistics statistics = fee_statistics(history);
    const HistoryLedger& latest = history.latest();
    json::ObjectWriter object;
    object.add("last_ledger", std::to_string(latest.sequence()));
    object.add("last_ledger_base_fee", std::to_string(latest.stored.header.base_fee));
    object.add("ledger_capacity_usage", fmt::format("{}.{:02}", statistics.capacity_percent / 100,
                                                    statistics.capacity_percent % 100));
    object.add_raw("fee_charged", distribution_json(statistics.charged));
    object.add_raw("max_fee", distribution_json(statistics.bid));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
