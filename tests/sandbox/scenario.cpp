#include "tests/sandbox/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ledger::stellar::sandbox {
namespace {

std::uint64_t number(const std::string& text) {
    std::uint64_t value = 0;
    REQUIRE(std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{});
    return value;
}

std::vector<Vector> rows_of(const std::string& json) {
    std::vector<Vector> rows;
    const auto read = json::read(json, [&](json::Value& list) {
        list.for_each_element([&](json::Value& row) { rows.push_back(vector_of(row)); });
    });
    REQUIRE(read.has_value());
    return rows;
}

/// Accounts and data were read out of core's database, the rest is SEP-51.
std::string line_of(const std::string& kind, const Vector& row, const std::string& json) {
    if (kind == "accounts")
        return "account " + row.at("id") + ' ' + balance_text(number(row.at("balance"))) + ' ' +
               row.at("seq") + ' ' + row.at("subentries") + ' ' + row.at("flags") + ' ' +
               row.at("thresholds_b64") + " '" + row.at("home_domain") + "' " +
               row.at("signers_xdr");
    if (kind == "data")
        return "data " + row.at("accountid") + ' ' + row.at("dataname") + ' ' + row.at("datavalue");
    return compact(json);
}

std::vector<std::string> state_lines(const std::string& json) {
    std::vector<std::string> lines;
    const auto read = json::read(json, [&](json::Value& state) {
        state.for_each_member([&](std::string_view kind, json::Value& rows) {
            rows.for_each_element([&](json::Value& row) {
                const std::string text{row.raw()};
                const auto members = json::read(text, [&](json::Value& again) {
                    lines.push_back(line_of(std::string{kind}, vector_of(again), text));
                });
                REQUIRE(members.has_value());
            });
        });
    });
    REQUIRE(read.has_value());
    std::ranges::sort(lines);
    return lines;
}

}  // namespace

std::string balance_text(std::uint64_t balance) {
    return fmt::format("{:.0f}", static_cast<double>(balance));
}

std::vector<RecordedLedger> recorded_ledgers() {
    std::vector<RecordedLedger> ledgers;
    for_each_vector("stellar-core-scenarios.json", "ledgers", [&](const Vector& row) {
        const auto hash = hash_from_hex(row.at("ledger_hash_hex"));
        REQUIRE(hash.has_value());
        ledgers.push_back({.name = row.at("name"),
                           .close_time = number(row.at("close_time")),
                           .header = decoded<xdr::LedgerHeader>(row.at("header_xdr")),
                           .hash = *hash,
                           .transactions = rows_of(row.at("transactions")),
                           .state = state_lines(row.at("state_after"))});
    });
    return ledgers;
}

}  // namespace ledger::stellar::sandbox
