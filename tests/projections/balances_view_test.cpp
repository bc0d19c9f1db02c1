// The balances view: lines, totals, and what is wrong with bad rows.
#include "projections/views/balances_view.hpp"

#include "engine/kernel/codec.hpp"
#include "tests/support/memory_rows.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ledger;
using namespace std::string_literals;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

const std::string pool_row = "bpool:USDC:accrued\0USDC"s;

RecordedEvent moving(std::vector<Posting> postings) {
    RecordedEvent event;
    event.postings = std::move(postings);
    return event;
}

/// Two assets, three accounts, money there and back.
MemoryRows& filled(MemoryRows& rows) {
    const std::vector<Posting> postings{
        {"operator:main:payable", "pool:USDC:accrued", "USDC", *whole(1000)},
        {"pool:USDC:accrued", "noc:main:receivable", "USDC", *whole(750)},
        {"noc:main:receivable", "pool:USDC:accrued", "USDC", *whole(50)},
        {"pool:USDC:accrued", "noc:main:receivable", "XLM", Amount{1}}};
    for (const Posting& posting : postings)
        CHECK(fold_balances(rows, moving({posting})).has_value());
    return rows;
}

}  // namespace

TEST_CASE("an account's balance is what came in less what went out") {
    MemoryRows rows;
    const Balances all = balances(filled(rows), {}).value();
    CHECK(all.total == 5);
    CHECK(all.accounts ==
          std::vector<AccountLine>{
              {"noc:main:receivable", "USDC", *whole(700), *whole(750), *whole(50), "700.00"},
              {"noc:main:receivable", "XLM", Amount{1}, Amount{1}, Amount{}, "0.0000001"},
              {"operator:main:payable", "USDC", *whole(-1000), Amount{}, *whole(1000), "-1000.00"},
              {"pool:USDC:accrued", "USDC", *whole(300), *whole(1050), *whole(750), "300.00"},
              {"pool:USDC:accrued", "XLM", Amount{-1}, Amount{}, Amount{1}, "-0.0000001"}});
}

TEST_CASE("balances are found by account, by asset and page by page") {
    MemoryRows rows;
    filled(rows);
    struct Row {
        BalanceFilter filter;
        std::uint64_t total;
        std::vector<std::string> accounts;
    };
    const Row table[] = {
        {{.account_prefix = "pool:", .asset = {}}, 2, {"pool:USDC:accrued", "pool:USDC:accrued"}},
        {{.account_prefix = "", .asset = "XLM"}, 2, {"noc:main:receivable", "pool:USDC:accrued"}},
        {{.account_prefix = "noc:", .asset = "EUR"}, 0, {}},
        {{.account_prefix = "", .asset = {}, .offset = 1, .limit = 2},
         5,
         {"noc:main:receivable", "operator:main:payable"}},
        {{.account_prefix = "", .asset = {}, .offset = 9}, 5, {}},
    };
    for (const Row& row : table) {
        const Balances found = balances(rows, row.filter).value();
        CHECK(found.total == row.total);
        std::vector<std::string> accounts;
        for (const AccountLine& line : found.accounts) accounts.push_back(line.account);
        CHECK(accounts == row.accounts);
    }
}

TEST_CASE("the trial balance holds all accounts against all postings") {
    MemoryRows rows;
    const TrialBalance trial = trial_balance(filled(rows)).value();
    CHECK(trial.balanced);
    CHECK(trial.assets == std::vector<AssetTotal>{
                              {"USDC", 3, *whole(1800), *whole(1800), Amount{}, *whole(1800), true},
                              {"XLM", 2, Amount{1}, Amount{1}, Amount{}, Amount{1}, true}});
    CHECK(json::text_of(trial).starts_with(
        R"({"balanced":true,"assets":[{"asset":"USDC","accounts":3,"sum_of_debits":1800.00,)"));
}

TEST_CASE("the trial balance of no postings is balanced and empty") {
    MemoryRows rows;
    CHECK(trial_balance(rows).value().balanced);
    CHECK(trial_balance(rows).value().assets.empty());
}

TEST_CASE("a row that was lost or changed makes the books unbalanced") {
    MemoryRows lost;
    filled(lost).erase(pool_row);
    CHECK(!trial_balance(lost).value().balanced);

    MemoryRows changed;
    filled(changed).put("tUSDC", std::string(8, '\0'));
    CHECK(!trial_balance(changed).value().balanced);
}

TEST_CASE("a turnover that no longer fits stops the view") {
    MemoryRows rows;
    REQUIRE(fold_balances(rows, moving({{"a", "b", "USDC", Amount{most}}})).has_value());
    const Result<void> beyond = fold_balances(rows, moving({{"a", "c", "USDC", Amount{1}}}));
    REQUIRE(!beyond);
    CHECK(beyond.error().code == "balances.overflow");
}

TEST_CASE("rows of the wrong length are an error") {
    MemoryRows rows;
    filled(rows).put("tUSDC", "1234567");
    CHECK(trial_balance(rows).error().kind == ErrorKind::corrupt);
    rows.put(pool_row, "12345678");
    CHECK(balances(rows, {}).error().kind == ErrorKind::corrupt);
    CHECK(
        fold_balances(rows, moving({{"pool:USDC:accrued", "a", "USDC", Amount{1}}})).error().kind ==
        ErrorKind::corrupt);
}
