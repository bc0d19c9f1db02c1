// Transactions: atomic, with savepoints, postings, reactions, counters and unique values.
#include "tests/core/purse.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

Result<void> open_shadow(Tx& tx, const RecordedEvent& event) {
    if (event.stream == "purse-cursed")
        return fail(ErrorKind::conflict, "purse.cursed", "no shadow for this one");
    if (event.stream.ends_with("-shadow")) return {};
    return tx.append<Purse>(event.stream.substr(6) + "-shadow", PurseOpened{event.stream});
}

constexpr std::array reactions{Reaction{"purse.opened", open_shadow}};

Result<std::string> count_moves(Tx& tx, std::string_view asked) {
    TRY(purse, tx.load<Purse>(asked));
    return std::to_string(purse->moves);
}

constexpr std::array lookups{Lookup{"purses.moves", count_moves}};
constexpr Domain shadows{.name = "shadows",
                         .routes = {},
                         .views = {},
                         .reactions = reactions,
                         .lookups = lookups,
                         .wakings = {},
                         .found = nullptr,
                         .append_manual = nullptr};

std::vector<std::string> types_after_genesis(const TestLedger& ledger) {
    std::vector<std::string> types;
    for (const RecordedEvent& event : ledger.events())
        if (category_of(event.stream) == "purse") types.push_back(event.stream + " " + event.type);
    return types;
}

}  // namespace

TEST_CASE("a command appends to several streams, or to none") {
    TestLedger ledger{{}, noon};
    const auto both = [](std::string_view second) {
        return [second](Tx& tx) -> Result<Reply> {
            TRY(tx.append<Purse>("a", PurseOpened{"x"}));
            TRY(purse, tx.load<Purse>(second));
            if (purse->is_open) return fail(ErrorKind::conflict, "purse.open", "");
            TRY(tx.append<Purse>(second, PurseOpened{"y"}));
            return Reply{};
        };
    };
    CHECK(ledger.execute(both("b")).reply.has_value());
    CHECK(types_after_genesis(ledger) ==
          std::vector<std::string>{"purse-a purse.opened", "purse-b purse.opened"});
    CHECK(ledger.execute(both("a")).reply.error().code == "purse.open");
    CHECK(types_after_genesis(ledger).size() == 2);
}

TEST_CASE("later calls see what earlier ones appended, and versions are dense") {
    TestLedger ledger{{}, noon};
    const auto answer = ledger.execute([](Tx& tx) -> Result<Reply> {
        for (int i = 0; i < 3; ++i) TRY(tx.append<Purse>("a", PurseMoved{}));
        TRY(purse, tx.load<Purse>("a"));
        TRY(version, tx.version<Purse>("a"));
        TRY(etag, tx.etag<Purse>("a"));
        return Reply{.body = std::to_string(purse->moves) + " " + std::to_string(version) + etag};
    });
    const Position last = ledger.events().back().position;
    CHECK(answer.reply->body == "3 3\"v3.p" + std::to_string(last) + "\"");
    CHECK(answer.position == last);
    StreamVersion expected = 0;
    for (const RecordedEvent& event : ledger.events())
        if (event.stream == "purse-a") CHECK(event.stream_version == expected++);
}

TEST_CASE("a savepoint undoes what failed inside it, and only that") {
    TestLedger ledger{{}, noon};
    const auto answer = ledger.execute([](Tx& tx) -> Result<Reply> {
        TRY(tx.append<Purse>("kept", PurseOpened{"x"}));
        const Result<void> undone = tx.attempt([&]() -> Result<void> {
            TRY(tx.append<Purse>("undone", PurseOpened{"x"}));
            TRY(tx.claim("name", "taken for a moment", "undone"));
            TRY(count, tx.next("counter"));
            CHECK(count == 1);
            return fail(ErrorKind::conflict, "no", "");
        });
        CHECK_FALSE(undone.has_value());
        TRY(owner, tx.owner_of("name", "taken for a moment"));
        TRY(count, tx.next("counter"));
        TRY(version, tx.version<Purse>("undone"));
        return Reply{.body = std::to_string(owner.has_value()) + std::to_string(count) +
                             std::to_string(version)};
    });
    CHECK(answer.reply->body == "010");
    CHECK(types_after_genesis(ledger) == std::vector<std::string>{"purse-kept purse.opened"});
}

TEST_CASE("a rejected command burns no number and claims nothing") {
    TestLedger ledger{{}, noon};
    const auto take = [](bool refuse) {
        return [refuse](Tx& tx) -> Result<Reply> {
            TRY(number, tx.next("outage"));
            TRY(tx.claim("external_id", "T-1", "OUT001"));
            if (refuse) return fail(ErrorKind::unprocessable, "no", "");
            return Reply{.body = std::to_string(number)};
        };
    };
    CHECK_FALSE(ledger.execute(take(true)).reply.has_value());
    CHECK(ledger.execute(take(false)).reply->body == "1");
    const auto again = ledger.execute(take(false));
    CHECK(again.reply.error().code == "unique.taken");
    CHECK(again.reply.error().facts.at(0) ==
          std::pair<std::string, std::string>{"owner", "OUT001"});
}

TEST_CASE("a value that is somebody's for a while is claimed anew, or left when refused") {
    TestLedger ledger{{}, noon};
    const auto take = [](const char* owner, bool refuse) {
        return [owner, refuse](Tx& tx) -> Result<Reply> {
            TRY(before, tx.owner_of("key", "K-1"));
            tx.reclaim("key", "K-1", owner);
            TRY(after, tx.owner_of("key", "K-1"));
            if (refuse) return fail(ErrorKind::unprocessable, "no", "");
            return Reply{.body = before.value_or("-") + " " + after.value_or("-")};
        };
    };
    CHECK(ledger.execute(take("OUT001", false)).reply->body == "- OUT001");
    CHECK_FALSE(ledger.execute(take("OUT002", true)).reply.has_value());
    ledger.forget();
    CHECK(ledger.execute(take("OUT003", false)).reply->body == "OUT001 OUT003");
    CHECK(ledger.execute(take("OUT004", false)).reply->body == "OUT003 OUT004");
}

TEST_CASE("numbers, claims, states and balances are the same after a cold load") {
    TestLedger ledger{{}, noon};
    const CommandHandler work = [](Tx& tx) -> Result<Reply> {
        TRY(number, tx.next("n"));
        TRY(owner, tx.owner_of("space", "value"));
        if (!owner) TRY(tx.claim("space", "value", "first"));
        TRY(tx.append<Purse>("p", PurseMoved{Amount{5}}, {{"a", "b", "USDC", Amount{5}}}));
        TRY(purse, tx.load<Purse>("p"));
        TRY(balance, tx.balance("b", "USDC"));
        return Reply{.body = std::to_string(number) + owner.value_or("-") +
                             std::to_string(purse->moves) + to_text(balance)};
    };
    CHECK(ledger.execute(work).reply->body == "1-10.0000005");
    ledger.forget();
    CHECK(ledger.execute(work).reply->body == "2first20.000001");
    CHECK(ledger.execute(work).reply->body == "3first30.0000015");
}

TEST_CASE("a posting moves value, and the sum per asset stays zero") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(move_money("p", "operator:1:payable", "pool:USDC:accrued", 750)).reply);
    CHECK(ledger.execute(move_money("p", "pool:USDC:accrued", "noc:1:receivable", 50)).reply);
    const auto balances = ledger.execute([](Tx& tx) -> Result<Reply> {
        TRY(payable, tx.balance("operator:1:payable", "USDC"));
        TRY(pool, tx.balance("pool:USDC:accrued", "USDC"));
        TRY(receivable, tx.balance("noc:1:receivable", "USDC"));
        CHECK(payable.units() + pool.units() + receivable.units() == 0);
        return Reply{.body = std::to_string(pool.units())};
    });
    CHECK(balances.reply->body == "700");
}

TEST_CASE("postings that a ledger must refuse are refused, and leave nothing behind") {
    struct Row {
        std::string_view code;
        std::string from;
        std::string to;
        std::int64_t units;
    };
    const Row rows[] = {
        {"posting.amount", "a", "b", 0},
        {"posting.amount", "a", "b", -1},
        {"posting.same_account", "a", "a", 1},
        {"posting.name", "", "b", 1},
        {"posting.name", "a", std::string(256, 'x'), 1},
        {"balance.insufficient", "chain:GABC", "b", 1},
    };
    TestLedger ledger{{}, noon};
    const std::size_t before = ledger.events().size();
    for (const Row& row : rows) {
        CAPTURE(row.code);
        const auto answer = ledger.execute(move_money("p", row.from, row.to, row.units));
        REQUIRE_FALSE(answer.reply.has_value());
        CHECK(answer.reply.error().code == row.code);
    }
    CHECK(ledger.events().size() == before);
}

TEST_CASE("a balance that would leave its range refuses the command") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(move_money("p", "a", "b", most)).reply.has_value());
    CHECK(ledger.execute(move_money("p", "a", "b", 1)).reply.error().code == "balance.overflow");
    CHECK(ledger.execute(move_money("p", "b", "a", most)).reply.has_value());
}

TEST_CASE("real money cannot be spent twice") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(move_money("p", "fund", "chain:G", 10)).reply.has_value());
    CHECK(ledger.execute(move_money("p", "chain:G", "shop", 7)).reply.has_value());
    CHECK(ledger.execute(move_money("p", "chain:G", "shop", 7)).reply.error().code ==
          "balance.insufficient");
    CHECK(ledger.execute(move_money("p", "chain:G", "shop", 3)).reply.has_value());
}

TEST_CASE("a reaction appends in the same transaction, caused by the event") {
    const std::array<const Domain*, 1> domains{&shadows};
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(open_purse("a")).reply.has_value());
    const auto events = ledger.events();
    const RecordedEvent& opened = events.at(events.size() - 2);
    const RecordedEvent& shadow = events.back();
    CHECK(opened.stream == "purse-a");
    CHECK(shadow.stream == "purse-a-shadow");
    CHECK(shadow.causation_id == opened.event_id);
    CHECK(shadow.position == opened.position + 1);
}

TEST_CASE("a refused reaction refuses the append that it reacts to") {
    const std::array<const Domain*, 1> domains{&shadows};
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(open_purse("cursed")).reply.error().code == "purse.cursed");
    CHECK(types_after_genesis(ledger).empty());
}

TEST_CASE("an expected version that is not the present one is a failed precondition") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(open_purse("a")).reply.has_value());
    const auto expect = [](StreamVersion version) {
        return [version](Tx& tx) -> Result<Reply> {
            TRY(tx.expect_version<Purse>("a", version));
            return Reply{};
        };
    };
    CHECK(ledger.execute(expect(1)).reply.has_value());
    CHECK(ledger.execute(expect(0)).reply.error().kind == ErrorKind::precondition_failed);
    CHECK(ledger.execute(expect(2)).reply.error().facts.at(0).second == "1");
}

TEST_CASE("If-Match reads the version out of an ETag and nothing else") {
    CHECK(parse_if_match("\"v3.p17\"").value() == 3);
    CHECK_FALSE(parse_if_match("*").value().has_value());
    for (const std::string_view bad : {"", "v3.p17", "\"v3\"", "\"v3.p\"", "\"v.p1\"", "\"v3.p17",
                                       "W/\"v3.p17\"", "\"v-1.p1\"", "\"v3.p17\" ", "\"v3xp17\""}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_if_match(bad).has_value());
    }
}

TEST_CASE("a lookup sees what the same transaction appended, and an unknown one gives nothing") {
    const std::array<const Domain*, 1> domains{&shadows};
    TestLedger ledger{domains, noon};
    const auto answer = ledger.execute([](Tx& tx) -> Result<Reply> {
        TRY(before, tx.look_up("purses.moves", "a"));
        TRY(tx.append<Purse>("a", PurseMoved{}));
        TRY(after, tx.look_up("purses.moves", "a"));
        TRY(unknown, tx.look_up("purses.colour", "a"));
        return Reply{.body = *before + *after + (unknown ? "known" : "unknown")};
    });
    CHECK(answer.reply->body == "01unknown");
}

TEST_CASE("a counter can be looked at without being moved") {
    TestLedger ledger{{}, noon};
    const auto answer = ledger.execute([](Tx& tx) -> Result<Reply> {
        TRY(none, tx.last_given("thing"));
        TRY(tx.next("thing"));
        TRY(one, tx.last_given("thing"));
        return Reply{.body = std::to_string(none) + std::to_string(one)};
    });
    CHECK(answer.reply->body == "01");
}
