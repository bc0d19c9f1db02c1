// The sequencer: one answer per Idempotency-Key, time that never goes back, parked cold commands.
#include "engine/core/sequencer.hpp"

#include "engine/core/idempotency.hpp"
#include "tests/core/purse.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

/// A sequencer alone, its loads answered by the test.
struct Bench {
    TestClock clock{noon};
    TestEntropy entropy{7};
    Sequencer sequencer{clock, entropy, {}, Secret{"k"}, {}};
    std::vector<Outcome> outcomes;

    Command command(CommandHandler handler, std::optional<std::string> key = {},
                    std::string_view body = "") {
        Command made{.handler = std::move(handler),
                     .touches = {},
                     .caller = {},
                     .idempotency = {},
                     .bytes = 1,
                     .done = [this](Outcome outcome) { outcomes.push_back(std::move(outcome)); }};
        if (key)
            made.idempotency = IdempotencyKey{.key = idempotency_scope("system", *key),
                                              .request = idempotency_request("POST", "/", body)};
        return made;
    }
    void answer(Batch& batch) {
        for (Completion& completion : batch.completions)
            completion.done(std::move(completion.outcome));
        batch.completions.clear();
    }
    /// Answers every cold read with "nothing is there".
    void load_all(Batch& batch) {
        for (auto loads = sequencer.take_loads(); !loads.empty(); loads = sequencer.take_loads())
            for (const Missing& what : loads) {
                Loaded found{.what = what, .stream = {}, .value = {}};
                if (what.stream_type != nullptr)
                    found.stream = {.type = what.stream_type,
                                    .state = what.stream_type->initial(),
                                    .version = 0};
                sequencer.loaded(std::move(found), batch);
            }
    }
};

}  // namespace

TEST_CASE("a repeated key gets the first answer, byte for byte, and writes nothing") {
    TestLedger ledger{{}, noon};
    const Answer first = ledger.execute(open_purse("a"), "key-1", "{}");
    CHECK(first.reply->status == 201);
    CHECK_FALSE(first.replayed);
    const std::size_t events = ledger.events().size();
    for (const bool cold : {false, true}) {
        if (cold) ledger.forget();
        const Answer again = ledger.execute(open_purse("a"), "key-1", "{}");
        CHECK(again.replayed);
        CHECK(again.reply->status == 201);
        CHECK(again.reply->body == first.reply->body);
        CHECK(again.position == first.position);
    }
    CHECK(ledger.events().size() == events);
    CHECK(ledger.events().back().idempotency_key_hash == idempotency_scope("local:0", "key-1"));
}

TEST_CASE("a key that comes with another request is refused") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(open_purse("a"), "key-1", "one").reply.has_value());
    const Answer other = ledger.execute(open_purse("b"), "key-1", "two");
    CHECK(other.reply.error().kind == ErrorKind::idempotency_key_reused);
}

TEST_CASE("a refused command is decided anew") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(open_purse("a")).reply.has_value());
    CHECK(ledger.execute(open_purse("a"), "key", "").reply.error().code == "purse.open");
    CHECK(ledger.execute(open_purse("b"), "key", "").reply.has_value());
}

TEST_CASE("an answer that wrote nothing is kept as well") {
    TestLedger ledger{{}, noon};
    const CommandHandler nothing = [](Tx&) -> Result<Reply> { return Reply{.body = "unchanged"}; };
    CHECK_FALSE(ledger.execute(nothing, "key", "").replayed);
    ledger.forget();
    CHECK(ledger.execute(nothing, "key", "").replayed);
}

TEST_CASE("a key is forgotten after seven days") {
    TestLedger ledger{{}, noon};
    CHECK(ledger.execute(open_purse("a"), "key", "").reply.has_value());
    ledger.set_now(noon + 7 * 24h);
    CHECK(ledger.execute(open_purse("a"), "key", "").replayed);
    ledger.set_now(noon + 7 * 24h + 1s);
    CHECK(ledger.execute(open_purse("a"), "key", "").reply.error().code == "purse.open");
}

TEST_CASE("recorded time never goes back") {
    Bench bench;
    Batch batch = bench.sequencer.open_batch();
    bench.sequencer.decide(bench.command(open_purse("a")), batch);
    bench.load_all(batch);
    bench.clock.set(noon - 1min);
    bench.sequencer.decide(bench.command(open_purse("b")), batch);
    bench.load_all(batch);
    REQUIRE(batch.events.size() == 2);
    CHECK(batch.events[0].recorded_at == noon);
    CHECK(batch.events[1].recorded_at == noon);
}

TEST_CASE("a command that makes now a fact is refused while the clock is off") {
    Bench bench;
    const CommandHandler stamp = [](Tx& tx) -> Result<Reply> {
        TRY(now, tx.now_as_fact());
        return Reply{.body = to_text(now)};
    };
    Batch batch = bench.sequencer.open_batch();
    bench.clock.set(noon + 5min);
    bench.sequencer.decide(bench.command(stamp), batch);
    bench.clock.set(noon + 6min);
    bench.sequencer.decide(bench.command(stamp), batch);
    bench.clock.set(noon);
    bench.clock.advance(24h);
    bench.sequencer.decide(bench.command(stamp), batch);
    bench.answer(batch);
    CHECK(bench.outcomes[0].reply->body == "2026-01-05T12:05:00Z");
    CHECK(bench.outcomes[1].reply.error().kind == ErrorKind::unavailable);
    CHECK(bench.outcomes[2].reply->body == "2026-01-06T12:00:00Z");
}

TEST_CASE("a cold command waits for its reads while others go on") {
    Bench bench;
    Batch batch = bench.sequencer.open_batch();
    bench.sequencer.decide(bench.command(open_purse("cold")), batch);
    bench.sequencer.decide(
        bench.command([](Tx&) -> Result<Reply> { return Reply{.body = "quick"}; }), batch);
    CHECK(bench.sequencer.parked() == 1);
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == 1);
    CHECK(bench.outcomes[0].reply->body == "quick");
    bench.load_all(batch);
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == 2);
    CHECK(bench.outcomes[1].reply->status == 201);
    CHECK(bench.sequencer.parked() == 0);
}

TEST_CASE("two commands for one cold stream ask for it once and are decided in order") {
    Bench bench;
    Batch batch = bench.sequencer.open_batch();
    bench.sequencer.decide(bench.command(open_purse("a")), batch);
    bench.sequencer.decide(bench.command(open_purse("a")), batch);
    const auto loads = bench.sequencer.take_loads();
    REQUIRE(loads.size() == 1);
    bench.sequencer.loaded(
        {.what = loads[0],
         .stream = {.type = &aggregate_type<Purse>, .state = Purse{}, .version = 0},
         .value = {}},
        batch);
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == 2);
    CHECK(bench.outcomes[0].reply.has_value());
    CHECK(bench.outcomes[1].reply.error().code == "purse.open");
}

TEST_CASE("any number of commands that take the next number wait for the counter alone") {
    constexpr std::uint64_t commands = 100;
    Bench bench;
    Batch batch = bench.sequencer.open_batch();
    const auto open_next = [](Tx& tx) -> Result<Reply> {
        TRY(number, tx.next("purse"));
        const std::string id = std::to_string(number);
        tx.begin<Purse>(id);
        return open_purse(id)(tx);
    };
    for (std::uint64_t i = 0; i < commands; ++i)
        bench.sequencer.decide(bench.command(open_next), batch);
    CHECK(bench.sequencer.parked() == commands);
    const auto loads = bench.sequencer.take_loads();
    REQUIRE(loads.size() == 1);
    bench.sequencer.loaded({.what = loads[0], .stream = {}, .value = {}}, batch);
    CHECK(bench.sequencer.take_loads().empty());
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == commands);
    for (std::uint64_t i = 0; i < commands; ++i)
        CHECK(bench.outcomes[i].reply->body == "{\"purse\":\"" + std::to_string(i + 1) + "\"}");
    CHECK(batch.events.size() == commands);
}

TEST_CASE("the same key again while the first is still running is told so") {
    Bench bench;
    Batch batch = bench.sequencer.open_batch();
    bench.sequencer.decide(bench.command(open_purse("a"), "key"), batch);
    bench.sequencer.decide(bench.command(open_purse("a"), "key"), batch);
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == 1);
    CHECK(bench.outcomes[0].reply.error().kind == ErrorKind::idempotency_in_progress);
    bench.load_all(batch);
    bench.sequencer.decide(bench.command(open_purse("a"), "key"), batch);
    bench.answer(batch);
    REQUIRE(bench.outcomes.size() == 3);
    CHECK(bench.outcomes[1].reply->status == 201);
    CHECK(bench.outcomes[2].replayed);
}

TEST_CASE("positions are dense over commands, refusals and batches") {
    Bench bench;
    Position expected = 0;
    for (int round = 0; round < 20; ++round) {
        Batch batch = bench.sequencer.open_batch();
        CHECK(batch.first == expected);
        for (int i = 0; i < 5; ++i)
            bench.sequencer.decide(bench.command(open_purse(std::to_string((round * 3 + i) % 40))),
                                   batch);
        bench.load_all(batch);
        for (const RecordedEvent& event : batch.events) CHECK(event.position == expected++);
    }
    CHECK(bench.sequencer.end() == expected);
    CHECK(expected == 40);
}

TEST_CASE("what is not yet on disk is never forgotten") {
    TestClock clock{noon};
    TestEntropy entropy{7};
    Sequencer sequencer{clock, entropy, {}, Secret{"k"}, {}, {.cache = {.streams = 1, .rows = 1}}};
    const auto decide = [&](std::string id, Batch& batch) {
        sequencer.decide({.handler = open_purse(std::move(id)),
                          .touches = {},
                          .caller = {},
                          .idempotency = {},
                          .bytes = 1,
                          .done = [](Outcome) {}},
                         batch);
    };
    const auto loads = [&](Batch& batch) {
        auto wanted = sequencer.take_loads();
        for (const Missing& what : wanted)
            sequencer.loaded({.what = what,
                              .stream = {.type = what.stream_type, .state = Purse{}, .version = 0},
                              .value = {}},
                             batch);
        return wanted.size();
    };
    Batch batch = sequencer.open_batch();
    for (const char* id : {"a", "b", "c"}) decide(id, batch);
    CHECK(loads(batch) == 3);
    sequencer.durable(batch.number - 1);
    decide("a", batch);
    CHECK(loads(batch) == 0);
    sequencer.durable(batch.number);
    Batch later = sequencer.open_batch();
    decide("b", later);
    CHECK(loads(later) == 1);
}
