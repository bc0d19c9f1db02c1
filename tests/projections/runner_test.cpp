// Following the log: folds, failures, waiting, power cuts, the threads.
#include "projections/runner.hpp"

#include "projections/follow.hpp"
#include "tests/projections/tally.hpp"
#include "tests/projections/world.hpp"

#include <doctest/doctest.h>

#include <array>
#include <future>
#include <optional>
#include <vector>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

constexpr std::array<std::string_view, 1> census_only{"census"};

/// What a waiter was told, if it was called; more than one call fails the test.
struct Told {
    std::optional<bool> reached;
    std::move_only_function<void(bool)> listener() {
        return [this](bool is_reached) {
            CHECK_FALSE(reached.has_value());
            reached = is_reached;
        };
    }
};

void check_folds(World& world) {
    for (const View& view : world.views) {
        CAPTURE(view.name);
        const auto reader = world.read(view.name);
        CHECK(rows_of(reader->rows()) == naive_fold(world.log, view, reader->position()));
    }
}

/// A frame that nobody can read.
void append_garbage(EventLog& log) {
    Commit commit{.first = log.end(), .count = 1, .rows = {}};
    commit.rows.push_back({Family::frames, big_endian_key(log.end()), "garbage"});
    commit.rows.push_back({Family::payloads, big_endian_key(log.end()), "garbage"});
    REQUIRE(log.append(commit).has_value());
}

}  // namespace

TEST_CASE("views hold what a fold of the log gives, in steps of any size") {
    for (const std::size_t events_per_step : {1U, 7U, 256U, 100'000U}) {
        CAPTURE(events_per_step);
        World world{{tally, census}, {.events_per_step = events_per_step}};
        append_events(world.log, 500);
        append_events(world.log, 1'500);
        world.open();
        world.settle();
        append_events(world.log, 1'000);
        world.settle();
        CHECK(world.status("tally").position == 3'000);
        CHECK(world.status("tally").state == ViewState::live);
        check_folds(world);
    }
}

TEST_CASE("a step folds no more than its limits of events and bytes") {
    World world{{tally, census}, {.events_per_step = 10}};
    append_events(world.log, 25);
    world.open();
    CHECK(world.status("tally").state == ViewState::catching_up);
    CHECK(*world.runner->step());
    CHECK(world.status("tally").position == 10);
    CHECK(*world.runner->step());
    CHECK_FALSE(*world.runner->step());
    CHECK(world.status("tally").position == 25);

    World small{{tally}, {.uncommitted_bytes = 1}};
    append_events(small.log, 25);
    small.open();
    CHECK(*small.runner->step());
    CHECK(small.status("tally").position == 1);
    small.settle();
    check_folds(small);
}

TEST_CASE("events that a view does not list move its position and nothing else") {
    constexpr static std::array<std::string_view, 1> none{"no.such.event"};
    View idle = census;
    idle.event_types = none;
    World world{{idle}};
    append_events(world.log, 50);
    world.open();
    world.settle();
    CHECK(world.status("census").position == 50);
    CHECK(rows_of(world.read("census")->rows()).empty());
}

TEST_CASE("a view that fails stops at the event, without its effects, and the others go on") {
    World world;
    append_events(world.log, 100);
    append_event(world.log, poison);
    append_events(world.log, 100);
    world.open();
    world.settle();

    const ViewStatus stopped = world.status("tally");
    CHECK(stopped.state == ViewState::stopped);
    CHECK(stopped.position == 100);
    CHECK(stopped.error == "event 100 (tally.added): cannot be counted");
    CHECK(world.status("census").position == 201);
    CHECK(world.lines.contain("view tally stopped: event 100"));
    const auto reader = world.read("tally");
    CHECK(reader->state() == ViewState::stopped);
    CHECK(reader->position() == 100);
    check_folds(world);

    append_events(world.log, 10);
    world.settle();
    CHECK(world.status("tally").position == 100);
    CHECK(world.status("census").position == 211);
}

TEST_CASE("a stopped view goes on after a restart with a rule that does not fail") {
    World world;
    append_events(world.log, 100);
    append_event(world.log, poison);
    world.open();
    world.settle();
    REQUIRE(world.runner->close().has_value());
    world.views.front().apply = [](Rows&, const ViewEvent&) { return Result<void>{}; };
    world.open();
    world.settle();
    CHECK(world.status("tally").state == ViewState::live);
    CHECK(world.status("tally").position == 101);
}

TEST_CASE("whoever waits is called when all views can be read at the position, not before") {
    World world{{tally, census}, {.events_per_step = 10}};
    append_events(world.log, 15);
    world.open();
    Told now;
    Told later;
    world.runner->when_reached(both_views, 0, 1s, now.listener());
    CHECK(now.reached == true);

    Position seen = 0;
    world.runner->when_reached(both_views, 15, 1s, [&](bool reached) {
        CHECK(reached);
        seen = world.read("tally")->position();
    });
    world.runner->when_reached(tally_only, 10, 1s, later.listener());
    CHECK(world.runner->waiters() == 2);
    REQUIRE(world.runner->step().has_value());
    CHECK(later.reached == true);
    CHECK(seen == 0);
    REQUIRE(world.runner->step().has_value());
    CHECK(seen == 15);
    CHECK(world.runner->waiters() == 0);
}

TEST_CASE("whoever waits past the deadline is told no, once") {
    World world;
    world.open();
    Told early;
    Told late;
    world.runner->when_reached(tally_only, 5, world.clock.monotonic() + 1s, early.listener());
    world.runner->when_reached(tally_only, 5, world.clock.monotonic() + 2s, late.listener());
    world.clock.advance(999ms);
    world.runner->expire();
    CHECK_FALSE(early.reached.has_value());
    world.clock.advance(1ms);
    world.runner->expire();
    CHECK(early.reached == false);
    CHECK_FALSE(late.reached.has_value());
    append_events(world.log, 5);
    world.settle();
    CHECK(late.reached == true);
    world.clock.advance(10s);
    world.runner->expire();
}

TEST_CASE("waiters are bounded, and those that are left are told no at the end") {
    World world{{tally}, {.waiters = 1}};
    world.open();
    Told first;
    Told second;
    world.runner->when_reached(tally_only, 1, 1h, first.listener());
    world.runner->when_reached(tally_only, 1, 1h, second.listener());
    CHECK(second.reached == false);
    CHECK_FALSE(first.reached.has_value());
    REQUIRE(world.runner->close().has_value());
    CHECK(first.reached == false);
}

TEST_CASE("nobody waits for a view that has stopped") {
    World world;
    append_event(world.log, poison);
    world.open();
    Told told;
    world.runner->when_reached(tally_only, 1, 1h, told.listener());
    CHECK_FALSE(told.reached.has_value());
    world.settle();
    CHECK(told.reached == true);
    Told again;
    world.runner->when_reached(tally_only, 100, 1h, again.listener());
    CHECK(again.reached == true);
}

TEST_CASE("a reader sees one snapshot however far the view goes") {
    World world;
    append_events(world.log, 20);
    world.open();
    world.settle();
    const auto reader = world.read("census");
    append_events(world.log, 20);
    world.settle();
    CHECK(reader->position() == 20);
    CHECK(rows_of(reader->rows()) == naive_fold(world.log, census, 20));
    CHECK(world.read("census")->position() == 40);
    CHECK(world.runner->read("nothing").error().kind == ErrorKind::not_found);
}

TEST_CASE("readers of a view that has not moved share its rows") {
    World world;
    append_events(world.log, 20);
    world.open();
    world.settle();
    const auto first = world.read("census");
    const auto second = world.read("census");
    CHECK(&first->rows() == &second->rows());
    append_events(world.log, 1);
    world.settle();
    const auto third = world.read("census");
    CHECK(&third->rows() != &first->rows());
    CHECK(third->position() == 21);
    CHECK(second->position() == 20);
}

TEST_CASE("readers of a view that has stopped keep nothing for those behind them") {
    World world;
    append_event(world.log, poison);
    world.open();
    world.settle();
    const auto first = world.read("tally");
    const auto second = world.read("tally");
    CHECK(&first->rows() != &second->rows());
    CHECK(second->state() == ViewState::stopped);
}

TEST_CASE("views are flushed after so many events and after so much time") {
    World world{{tally, census}, {.flush_after_events = 100, .flush_after = 30s}};
    world.open();
    append_events(world.log, 60);  // Twice 60: two views.
    world.settle();
    append_events(world.log, 10);
    world.settle();
    REQUIRE(world.store->flush().has_value());  // Waits for the one that was started.
    world.close();
    world.files.crash(1);
    world.open();
    CHECK(world.status("tally").position == 70);

    append_events(world.log, 10);
    world.settle();
    const std::uint64_t before = world.files.changes();
    world.clock.advance(29s);
    world.settle();
    CHECK(world.files.changes() == before);
    world.clock.advance(1s);
    world.settle();
    REQUIRE(world.store->flush().has_value());
    CHECK(world.files.changes() > before);
}

TEST_CASE("wherever the power fails, views come back as folds and catch up to the same digests") {
    World reference;
    for (int commit = 0; commit < 40; ++commit) append_events(reference.log, 25);
    reference.open();
    reference.settle();

    int kept = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        World world{{tally, census}, {.events_per_step = 16, .flush_after_events = 150}};
        world.open();
        world.files.lose_power_after(1 + seed * 2);
        for (int commit = 0; commit < 40; ++commit) {
            append_events(world.log, 25);
            if (!world.try_settle()) break;
        }
        while (world.log.end() < 1'000) append_events(world.log, 25);
        world.close();
        world.files.crash(seed);

        world.open();
        CHECK_FALSE(world.lines.contain("views are made anew"));
        if (world.status("tally").position > 0) ++kept;
        check_folds(world);
        world.settle();
        CHECK(world.digest("tally") == reference.digest("tally"));
        CHECK(world.digest("census") == reference.digest("census"));
    }
    CHECK(kept > 10);
}

TEST_CASE("without their folder views come back with the same digests") {
    World world;
    append_events(world.log, 2'000);
    world.open();
    world.settle();
    const Hash before = world.digest("tally");
    REQUIRE(world.runner->close().has_value());
    world.close();
    for (const std::string& name : *world.files.list(views_folder))
        REQUIRE(world.files.remove(std::string{views_folder} + "/" + name).has_value());
    REQUIRE(world.files.remove(views_folder).has_value());
    world.open();
    CHECK(world.status("tally").position == 0);
    world.settle();
    CHECK(world.digest("tally") == before);
}

TEST_CASE("a view that the program no longer has is dropped") {
    World world;
    append_events(world.log, 10);
    world.open();
    world.settle();
    REQUIRE(world.runner->close().has_value());
    world.views = {census};
    world.open();
    CHECK(world.store->builds() == std::vector{BuildName{"census", 1, 1}});
    CHECK(world.status("census").position == 10);
}

TEST_CASE("a log that cannot be read is an error of the step") {
    World world;
    append_events(world.log, 10);
    append_garbage(world.log);
    world.open();
    const auto stepped = world.runner->step();
    REQUIRE_FALSE(stepped.has_value());
    CHECK(stepped.error().kind == ErrorKind::corrupt);
}

TEST_CASE("the threads follow the log as it is told to them, and rebuild beside it") {
    World world;
    world.open();
    ProjectionThreads threads{*world.runner, [](const Error& error) { FAIL(error.message); }};
    for (int commit = 1; commit <= 50; ++commit) {
        append_events(world.log, 20);
        threads.notify(world.log.end());
        std::promise<bool> reached;
        world.runner->when_reached(both_views, world.log.end(), 1h,
                                   [&](bool is_reached) { reached.set_value(is_reached); });
        CHECK(reached.get_future().get());
        CHECK(world.read("tally")->position() == world.log.end());
        if (commit % 10 == 0) std::ignore = world.runner->rebuild("tally");
    }
    threads.stop();
    check_folds(world);
}

TEST_CASE("the threads end at a corrupt log and say why, once") {
    World world;
    world.open();
    std::promise<ErrorKind> fatal;
    ProjectionThreads threads{*world.runner,
                              [&](const Error& error) { fatal.set_value(error.kind); }};
    append_garbage(world.log);
    threads.notify(world.log.end());
    CHECK(fatal.get_future().get() == ErrorKind::corrupt);
}

TEST_CASE("the threads give up a waiter whose deadline has passed though nothing happens") {
    World world;
    world.open();
    ProjectionThreads threads{*world.runner, [](const Error& error) { FAIL(error.message); }};
    std::promise<bool> told;
    world.runner->when_reached(census_only, 1, 1s, [&](bool reached) { told.set_value(reached); });
    world.clock.advance(1s);
    CHECK_FALSE(told.get_future().get());
}
