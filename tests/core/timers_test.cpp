// Timers: an aggregate is woken when its time has come, once, whatever happens in between.
#include "engine/core/timers.hpp"

#include "engine/core/timer_rows.hpp"
#include "engine/storage/memory_log.hpp"
#include "tests/core/purse.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

/// Notes that a purse was woken; one that is stuck refuses; one that repeats asks to be woken
/// again.
Result<void> wake_purse(Tx& tx, std::string_view id, Timestamp due) {
    if (id == "stuck") return fail(ErrorKind::conflict, "purse.stuck", "it does not wake");
    TRY(tx.append<Purse>(id, PurseOpened{to_text(due)}));
    TRY(purse, tx.load<Purse>(id));
    if (id == "again" && purse->moves < 3) {
        TRY(tx.append<Purse>(id, PurseMoved{}));
        return tx.wake_at<Purse>(id, due + 1min);
    }
    return {};
}

constexpr std::array wakings{Waking{&aggregate_type<Purse>, wake_purse}};
constexpr Domain purses{.name = "purses",
                        .routes = {},
                        .views = {},
                        .reactions = {},
                        .lookups = {},
                        .wakings = wakings,
                        .found = nullptr,
                        .append_manual = nullptr};
constexpr std::array<const Domain*, 1> domains{&purses};

CommandHandler set_timer(std::string id, std::optional<Timestamp> due) {
    return [id = std::move(id), due](Tx& tx) -> Result<Reply> {
        TRY(tx.append<Purse>(id, PurseMoved{}));
        TRY(tx.wake_at<Purse>(id, due));
        return Reply{};
    };
}

/// Streams and due times of the events by which purses were woken, in order.
std::vector<std::string> woken(const TestLedger& ledger) {
    std::vector<std::string> found;
    for (const RecordedEvent& event : ledger.events())
        if (event.type == "purse.opened") found.push_back(event.stream + *event.payload);
    return found;
}

std::vector<std::string> timers_on_disk(const TestLedger& ledger) {
    std::vector<std::string> found;
    const auto scanned = scan_timers(ledger.log(), [&](Timestamp due, std::string_view stream) {
        found.push_back(std::string{stream} + " " + to_text(due));
        return true;
    });
    REQUIRE(scanned);
    return found;
}

}  // namespace

TEST_CASE("an aggregate is woken when its time has come, once, with the time that was asked for") {
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(set_timer("a", noon + 10min)).reply);
    CHECK(timers_on_disk(ledger) == std::vector<std::string>{"purse-a 2026-01-05T12:10:00Z"});
    ledger.set_now(noon + 10min - 1ns);
    CHECK(ledger.wake_due() == 0);
    ledger.set_now(noon + 11min);
    CHECK(ledger.wake_due() == 1);
    CHECK(woken(ledger) == std::vector<std::string>{R"(purse-a{"owner":"2026-01-05T12:10:00Z"})"});
    CHECK(ledger.events().back().actor == "system");
    CHECK(timers_on_disk(ledger).empty());
    ledger.set_now(noon + 24h);
    CHECK(ledger.wake_due() == 0);
}

TEST_CASE("a later timer replaces the earlier one, and nothing takes it away") {
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(set_timer("a", noon + 1min)).reply);
    CHECK(ledger.execute(set_timer("a", noon + 5min)).reply);
    CHECK(ledger.execute(set_timer("b", noon + 1min)).reply);
    CHECK(ledger.execute(set_timer("b", std::nullopt)).reply);
    CHECK(timers_on_disk(ledger) == std::vector<std::string>{"purse-a 2026-01-05T12:05:00Z"});
    ledger.set_now(noon + 2min);
    CHECK(ledger.wake_due() == 0);
    ledger.set_now(noon + 5min);
    CHECK(ledger.wake_due() == 1);
}

TEST_CASE("a timer that is set and taken away by one command leaves nothing behind") {
    TestLedger ledger{domains, noon};
    CHECK(ledger
              .execute([](Tx& tx) -> Result<Reply> {
                  TRY(tx.append<Purse>("a", PurseMoved{}));
                  TRY(tx.wake_at<Purse>("a", noon + 1min));
                  TRY(tx.wake_at<Purse>("a", std::nullopt));
                  return Reply{};
              })
              .reply);
    CHECK(timers_on_disk(ledger).empty());
}

TEST_CASE("a refused command sets no timer, nor does a savepoint that was given up") {
    TestLedger ledger{domains, noon};
    CHECK_FALSE(ledger
                    .execute([](Tx& tx) -> Result<Reply> {
                        TRY(tx.append<Purse>("a", PurseMoved{}));
                        TRY(tx.wake_at<Purse>("a", noon + 1min));
                        return fail(ErrorKind::conflict, "no", "no");
                    })
                    .reply);
    CHECK(ledger
              .execute([](Tx& tx) -> Result<Reply> {
                  TRY(tx.append<Purse>("b", PurseMoved{}));
                  const Result<void> given_up = tx.attempt([&]() -> Result<void> {
                      TRY(tx.wake_at<Purse>("b", noon + 1min));
                      return fail(ErrorKind::conflict, "no", "no");
                  });
                  TRY(wakes_at, tx.wakes_at<Purse>("b"));
                  CHECK_FALSE(given_up);
                  CHECK_FALSE(wakes_at);
                  return Reply{};
              })
              .reply);
    CHECK(timers_on_disk(ledger).empty());
}

TEST_CASE("a timer is known after all state was forgotten, and can be replaced") {
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(set_timer("a", noon + 1min)).reply);
    ledger.forget();
    CHECK(ledger
              .execute([](Tx& tx) -> Result<Reply> {
                  TRY(wakes_at, tx.wakes_at<Purse>("a"));
                  return Reply{.body = wakes_at ? to_text(*wakes_at) : "never"};
              })
              .reply->body == "2026-01-05T12:01:00Z");
    ledger.forget();
    CHECK(ledger.execute(set_timer("a", noon + 2min)).reply);
    CHECK(timers_on_disk(ledger) == std::vector<std::string>{"purse-a 2026-01-05T12:02:00Z"});
}

TEST_CASE("whoever is woken may ask to be woken again, and is, also when that time is past") {
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(set_timer("again", noon + 1min)).reply);
    ledger.set_now(noon + 1h);
    CHECK(ledger.wake_due() == 3);
    CHECK(woken(ledger) ==
          std::vector<std::string>{R"(purse-again{"owner":"2026-01-05T12:01:00Z"})",
                                   R"(purse-again{"owner":"2026-01-05T12:02:00Z"})",
                                   R"(purse-again{"owner":"2026-01-05T12:03:00Z"})"});
}

TEST_CASE("a timer whose command fails stays, and the others do not wait for it") {
    TestLedger ledger{domains, noon};
    CHECK(ledger.execute(set_timer("stuck", noon + 1min)).reply);
    CHECK(ledger.execute(set_timer("a", noon + 2min)).reply);
    ledger.set_now(noon + 3min);
    CHECK(ledger.wake_due() == 2);
    CHECK(woken(ledger).size() == 1);
    CHECK(timers_on_disk(ledger) == std::vector<std::string>{"purse-stuck 2026-01-05T12:01:00Z"});
}

TEST_CASE("more timers than may be under way at once are all woken, the oldest first") {
    TestLedger ledger{domains, noon};
    constexpr int count = 600;
    for (int i = 0; i < count; ++i)
        CHECK(ledger.execute(set_timer(std::to_string(i), noon + 1h - i * 1s)).reply);
    ledger.set_now(noon + 2h);
    CHECK(ledger.wake_due() == count);
    const auto found = woken(ledger);
    REQUIRE(found.size() == count);
    CHECK(found.front().starts_with("purse-599{"));
    CHECK(found.back().starts_with("purse-0{"));
}

TEST_CASE("a timer that fails for want of room is tried again in silence, any other is told of") {
    MemoryLog log;
    std::vector<RowChange> rows;
    append_timer_change(rows, "purse-a", std::nullopt, noon);
    REQUIRE(log.append({.first = 0, .count = 0, .rows = rows}));
    TestClock clock{noon};
    TestEntropy entropy{1};
    TimerSignal signal;
    ErrorKind kind = ErrorKind::unavailable;
    int told = 0;
    Timers timers{{.log = log,
                   .clock = clock,
                   .entropy = entropy,
                   .domains = domains,
                   .signal = signal,
                   .submit = [&](const Command&) -> Result<void> { return fail(kind, "no", "no"); },
                   .on_failure = [&](std::string_view, const Error&) { ++told; }}};
    const auto ring_after_rest = [&] {
        clock.advance(2s);
        REQUIRE(timers.ring());
        return told;
    };
    CHECK(ring_after_rest() == 0);
    kind = ErrorKind::insufficient_storage;
    CHECK(ring_after_rest() == 0);
    kind = ErrorKind::internal;
    CHECK(ring_after_rest() == 1);
    CHECK(ring_after_rest() == 2);
    CHECK_FALSE(timers.is_busy());
    clock.advance(2s);
    CHECK(timers.is_busy());
}
