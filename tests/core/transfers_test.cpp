// Two-phase transfers: reserved money is captured once, or goes back once, to the last unit.
#include "engine/core/transfers.hpp"

#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

constexpr Amount units(std::int64_t count) { return Amount{count}; }

TransferReserved terms(std::int64_t amount, std::optional<Timestamp> expires_at = {}) {
    return {.from = "chain:pool",
            .to = "chain:noc",
            .asset = "USDC",
            .amount = units(amount),
            .expires_at = expires_at};
}

/// A ledger in which `chain:pool` holds 100 units.
TestLedger funded() {
    TestLedger ledger{{}, noon};
    const auto put = ledger.execute([](Tx& tx) -> Result<Reply> {
        TRY(reserve(tx, "deposit",
                    {.from = "operator:1:payable",
                     .to = "chain:pool",
                     .asset = "USDC",
                     .amount = units(100),
                     .expires_at = {}}));
        TRY(capture(tx, "deposit"));
        return Reply{};
    });
    REQUIRE(put.reply);
    return ledger;
}

template <class Step>
std::string refusal(TestLedger& ledger, Step step) {
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(step(tx));
        return Reply{};
    });
    return answer.reply ? "" : answer.reply.error().code;
}

std::int64_t balance(TestLedger& ledger, const std::string& account) {
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(held, tx.balance(account, "USDC"));
        return Reply{.body = std::to_string(held.units())};
    });
    return std::stoll(answer.reply->body);
}

/// What the pool, the hold of "t", and the NOC have.
std::string books(TestLedger& ledger) {
    return std::to_string(balance(ledger, "chain:pool")) + " " +
           std::to_string(balance(ledger, "hold:t")) + " " +
           std::to_string(balance(ledger, "chain:noc"));
}

}  // namespace

TEST_CASE("reserved money has left its account and is nobody's until it is captured") {
    TestLedger ledger = funded();
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60)); }).empty());
    CHECK(books(ledger) == "40 60 0");
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "u", terms(41)); }) ==
          "balance.insufficient");
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t"); }).empty());
    CHECK(books(ledger) == "40 0 60");
}

TEST_CASE("a part can be captured; the rest goes back in the same event") {
    TestLedger ledger = funded();
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60)); }).empty());
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t", units(61)); }) ==
          "request.impossible");
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t", units(0)); }) ==
          "request.impossible");
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t", units(25)); }).empty());
    CHECK(books(ledger) == "75 0 25");
}

TEST_CASE("a transfer ends once") {
    TestLedger ledger = funded();
    const auto capturing = [](Tx& tx) { return capture(tx, "t"); };
    const auto voiding = [](Tx& tx) { return void_transfer(tx, "t", "not needed"); };
    CHECK(refusal(ledger, capturing) == "transfer.not_found");
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60)); }).empty());
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(1)); }) == "transfer.exists");

    SUBCASE("captured") {
        CHECK(refusal(ledger, capturing).empty());
        CHECK(refusal(ledger, capturing) == "transfer.ended");
        CHECK(refusal(ledger, voiding) == "transfer.ended");
        CHECK(books(ledger) == "40 0 60");
    }
    SUBCASE("voided") {
        CHECK(refusal(ledger, voiding).empty());
        CHECK(refusal(ledger, voiding) == "transfer.ended");
        CHECK(refusal(ledger, capturing) == "transfer.ended");
        CHECK(books(ledger) == "100 0 0");
    }
}

TEST_CASE("a transfer's id is never used again") {
    TestLedger ledger = funded();
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60)); }).empty());
    CHECK(refusal(ledger, [](Tx& tx) { return void_transfer(tx, "t", "x"); }).empty());
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60)); }) == "transfer.exists");
}

TEST_CASE("money whose time has run out goes back by itself, once, also when that is seen late") {
    TestLedger ledger = funded();
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60, noon)); }) ==
          "request.impossible");
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60, noon + 1h)); }).empty());
    ledger.set_now(noon + 1h);
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t"); }) == "transfer.ended");
    CHECK(books(ledger) == "40 60 0");
    CHECK(ledger.wake_due() == 1);
    CHECK(books(ledger) == "100 0 0");
    CHECK(ledger.events().back().type == "transfer.expired");
    CHECK(ledger.wake_due() == 0);
}

TEST_CASE("what was captured in time does not expire") {
    TestLedger ledger = funded();
    CHECK(refusal(ledger, [](Tx& tx) { return reserve(tx, "t", terms(60, noon + 1h)); }).empty());
    CHECK(refusal(ledger, [](Tx& tx) { return capture(tx, "t"); }).empty());
    ledger.set_now(noon + 2h);
    CHECK(ledger.wake_due() == 0);
    CHECK(books(ledger) == "40 0 60");
}
