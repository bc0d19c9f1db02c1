// Rebuilding beside the live view: the switch, its races, its ends, and power cuts in between.
#include "projections/follow.hpp"
#include "projections/runner.hpp"
#include "tests/projections/tally.hpp"
#include "tests/projections/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <optional>
#include <string>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const RunnerLimits small_steps{.events_per_step = 10};

std::vector<BuildName> builds_of(const World& world, std::string_view view) {
    std::vector<BuildName> builds = world.store->builds();
    std::erase_if(builds, [&](const BuildName& name) { return name.view != view; });
    return builds;
}

std::string refusal(const Result<void>& result) { return result ? "" : result.error().code; }

void check_fold(World& world, const View& view) {
    const auto reader = world.read(view.name);
    CHECK(rows_of(reader->rows()) == naive_fold(world.log, view, reader->position()));
}

/// A world whose live views hold 200 events.
struct Settled : World {
    explicit Settled(std::vector<View> all_views = {tally, census},
                     RunnerLimits runner_limits = small_steps)
        : World{std::move(all_views), runner_limits} {
        append_events(log, 200);
        open();
        settle();
    }
    void rebuild_until(Position position) {
        while (!status("tally").rebuild || status("tally").rebuild->position < position)
            REQUIRE(*runner->step_rebuild());
    }
};

}  // namespace

TEST_CASE("a rebuild goes on beside appends and reads, and takes over at one common position") {
    Settled world;
    REQUIRE(world.runner->rebuild("tally").has_value());
    Position seen = 0;
    int steps_beside = 0;
    while (world.is_rebuilding()) {
        append_events(world.log, 3);
        REQUIRE(world.runner->step_rebuild().has_value());
        REQUIRE(world.runner->step().has_value());
        const auto reader = world.read("tally");
        CHECK(reader->position() == world.log.end());
        CHECK(reader->position() > seen);
        seen = reader->position();
        ++steps_beside;
        if (steps_beside % 8 == 0) check_fold(world, tally);
    }
    CHECK(steps_beside > 20);
    world.settle();
    CHECK(world.store->live("tally") == BuildName{"tally", 1, 2});
    CHECK(builds_of(world, "tally") == std::vector{BuildName{"tally", 1, 2}});
    CHECK_FALSE(world.status("tally").digest_mismatch.has_value());
    CHECK(world.lines.contain("view tally@1.2 serves instead of tally@1.1"));
    CHECK_FALSE(world.lines.contain("differ"));
    check_fold(world, tally);
}

TEST_CASE("a rebuild does all but its last events beside the thread that readers wait for") {
    World world{{tally, census}, {.events_per_step = 1'000, .join_distance = 10}};
    append_events(world.log, 300);
    world.open();
    world.settle();
    REQUIRE(world.runner->rebuild("tally").has_value());
    while (*world.runner->step_rebuild()) {
    }
    CHECK(world.status("tally").rebuild->position == 300);
    append_events(world.log, 200);
    world.settle();
    CHECK(world.store->live("tally") == BuildName{"tally", 1, 2});
    check_fold(world, tally);
}

TEST_CASE("a rebuild leaves the digest as it was") {
    Settled world;
    const Hash before = world.digest("tally");
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    CHECK(world.store->live("tally") == BuildName{"tally", 1, 2});
    CHECK(world.digest("tally") == before);
}

TEST_CASE(
    "a difference between old and new rows of one version is recorded, and the new ones win") {
    Settled world;
    {
        const auto rows = *world.store->open_build({"tally", 1, 1});
        rows->put("count/tally-1", "1000000");
        REQUIRE(rows->commit(rows->checkpoint()).has_value());
    }
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    CHECK(world.status("tally").digest_mismatch == 200);
    CHECK(world.lines.contain("their rows differ at position 200"));
    check_fold(world, tally);

    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    CHECK_FALSE(world.status("tally").digest_mismatch.has_value());
}

TEST_CASE("the old rows stay until their last reader is gone") {
    Settled world;
    auto reader = world.read("tally");
    const RowList before = rows_of(reader->rows());
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    append_events(world.log, 30);
    world.settle();
    CHECK(builds_of(world, "tally").size() == 2);
    CHECK(rows_of(reader->rows()) == before);
    CHECK(world.read("tally")->position() == 230);
    int wakes = 0;
    world.runner->on_work([&] { ++wakes; });
    reader.reset();
    CHECK(wakes == 1);
    REQUIRE(world.runner->step_rebuild().has_value());
    CHECK(builds_of(world, "tally") == std::vector{BuildName{"tally", 1, 2}});
}

TEST_CASE("progress tells position, target, rate and time left") {
    Settled world;
    REQUIRE(world.runner->rebuild("tally").has_value());
    CHECK(world.status("tally").rebuild->position == 0);
    CHECK_FALSE(world.status("tally").rebuild->eta_seconds.has_value());
    for (int step = 1; step <= 11; ++step) {
        world.clock.advance(100ms);
        REQUIRE(*world.runner->step_rebuild());
    }
    const RebuildProgress progress = *world.status("tally").rebuild;
    CHECK(progress.position == 110);
    CHECK(progress.target == 200);
    CHECK(progress.events_per_second == doctest::Approx(100));
    CHECK(*progress.eta_seconds == doctest::Approx(0.9));
    CHECK_FALSE(world.status("census").rebuild.has_value());
}

TEST_CASE("what cannot be rebuilt or cancelled is refused") {
    Settled world;
    CHECK(refusal(world.runner->rebuild("nothing")) == "view.not_found");
    CHECK(refusal(world.runner->cancel("nothing")) == "view.not_found");
    CHECK(refusal(world.runner->cancel("tally")) == "view.not_rebuilding");
    REQUIRE(world.runner->rebuild("tally").has_value());
    CHECK(refusal(world.runner->rebuild("tally")) == "view.rebuilding");
    REQUIRE(world.runner->cancel("tally").has_value());
    CHECK(refusal(world.runner->cancel("tally")) == "view.not_rebuilding");
    CHECK(refusal(world.runner->rebuild("tally")) == "view.rebuilding");
}

TEST_CASE("a rebuild can be cancelled at any moment before the switch, and started again") {
    enum class At { requested, running, joining };
    for (const At at : {At::requested, At::running, At::joining}) {
        CAPTURE(static_cast<int>(at));
        Settled world;
        REQUIRE(world.runner->rebuild("tally").has_value());
        if (at == At::running) world.rebuild_until(50);
        if (at == At::joining)
            while (*world.runner->step_rebuild()) {
            }
        REQUIRE(world.runner->cancel("tally").has_value());
        CHECK_FALSE(world.status("tally").rebuild.has_value());
        world.settle();
        CHECK(builds_of(world, "tally") == std::vector{BuildName{"tally", 1, 1}});
        CHECK(world.store->live("tally") == BuildName{"tally", 1, 1});
        REQUIRE(world.runner->rebuild("tally").has_value());
        world.settle();
        CHECK(world.store->live("tally")->build > 1);
        check_fold(world, tally);
    }
}

TEST_CASE("a rebuild that fails says why and leaves the live view alone") {
    static bool fails = false;
    fails = false;
    View moody = tally;
    moody.apply = [](Rows& rows, const ViewEvent& event) -> Result<void> {
        if (fails && event->position == 51) return fail(ErrorKind::internal, "moody", "not today");
        return tally.apply(rows, event);
    };
    Settled world{{moody, census}};
    fails = true;
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    const ViewStatus status = world.status("tally");
    CHECK(status.state == ViewState::live);
    CHECK(status.rebuild->position == 51);
    CHECK(status.rebuild->error == "event 51 (tally.added): not today");
    append_events(world.log, 4);
    world.settle();
    CHECK(world.status("tally").position == 204);

    SUBCASE("cancel ends it") {
        REQUIRE(world.runner->cancel("tally").has_value());
        world.settle();
        CHECK_FALSE(world.status("tally").rebuild.has_value());
        CHECK(builds_of(world, "tally").size() == 1);
    }
    SUBCASE("another one takes its place") {
        fails = false;
        REQUIRE(world.runner->rebuild("tally").has_value());
        world.settle();
        CHECK(world.store->live("tally") == BuildName{"tally", 1, 3});
        CHECK(builds_of(world, "tally").size() == 1);
        check_fold(world, tally);
    }
}

TEST_CASE("a view that stopped is healed by a rebuild that does not fail") {
    static bool fails = true;
    fails = true;
    View moody = tally;
    moody.apply = [](Rows& rows, const ViewEvent& event) -> Result<void> {
        if (fails && event->position == 51) return fail(ErrorKind::internal, "moody", "not today");
        return tally.apply(rows, event);
    };
    Settled world{{moody, census}};
    CHECK(world.status("tally").state == ViewState::stopped);
    fails = false;
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.settle();
    CHECK(world.status("tally").state == ViewState::live);
    CHECK(world.status("tally").position == 200);
    append_events(world.log, 5);
    world.settle();
    CHECK(world.status("tally").position == 205);
    check_fold(world, tally);
}

TEST_CASE("a view of a new version is built beside the old rows, which serve and stand still") {
    Settled world;
    REQUIRE(world.runner->close().has_value());
    world.views = {tally_of_version_2, census};
    world.open();
    append_events(world.log, 20);

    ViewStatus status = world.status("tally");
    CHECK(status.version == 2);
    CHECK(status.serving_version == 1);
    CHECK(status.state == ViewState::catching_up);
    CHECK(status.rebuild->version == 2);
    CHECK(refusal(world.runner->cancel("tally")) == "view.rebuild_required");
    world.rebuild_until(50);
    REQUIRE(world.runner->step().has_value());
    const auto old = world.read("tally");
    CHECK(old->version() == 1);
    CHECK(old->position() == 200);
    CHECK(rows_of(old->rows()) == naive_fold(world.log, tally, 200));
    bool told = false;
    world.runner->when_reached(tally_only, 220, 1h, [&](bool reached) { told = reached; });
    CHECK(told);

    world.settle();
    status = world.status("tally");
    CHECK(status.serving_version == 2);
    CHECK(status.state == ViewState::live);
    CHECK(status.position == 220);
    CHECK_FALSE(status.digest_mismatch.has_value());
    check_fold(world, tally_of_version_2);
}

TEST_CASE("a program of an older version builds its own rows again") {
    Settled world{{tally_of_version_2}};
    REQUIRE(world.runner->close().has_value());
    world.views = {tally};
    world.open();
    world.settle();
    CHECK(world.status("tally").serving_version == 1);
    check_fold(world, tally);
}

TEST_CASE("an unfinished rebuild goes on after a restart where it was") {
    Settled world;
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.rebuild_until(70);
    REQUIRE(world.runner->close().has_value());
    world.open();
    CHECK(world.status("tally").rebuild->position == 70);
    CHECK(world.status("tally").rebuild->build == 2);
    world.settle();
    CHECK(world.store->live("tally") == BuildName{"tally", 1, 2});
    check_fold(world, tally);
}

TEST_CASE("an unfinished rebuild of a version that is gone is dropped") {
    Settled world;
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.rebuild_until(70);
    REQUIRE(world.runner->close().has_value());
    world.views = {tally_of_version_2, census};
    world.open();
    CHECK(builds_of(world, "tally") == std::vector{BuildName{"tally", 1, 1}});
    world.settle();
    CHECK(builds_of(world, "tally") == std::vector{BuildName{"tally", 2, 3}});
}

TEST_CASE("rebuilds of several views at one time all arrive") {
    Settled world;
    REQUIRE(world.runner->rebuild("tally").has_value());
    world.rebuild_until(70);
    REQUIRE(world.runner->rebuild("census").has_value());
    world.settle();
    CHECK(world.store->live("tally") == BuildName{"tally", 1, 2});
    CHECK(world.store->live("census") == BuildName{"census", 1, 2});
    check_fold(world, tally);
    check_fold(world, census);
}

TEST_CASE(
    "wherever the power fails during a rebuild, a right view serves and the rest is cleared") {
    int went_on = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Settled world{{tally, census}, {.events_per_step = 10, .flush_after_events = 60}};
        REQUIRE(world.runner->close().has_value());
        REQUIRE(world.runner->rebuild("tally").has_value());
        world.files.lose_power_after(1 + seed * 2);
        for (int i = 0; i < 40; ++i) {
            append_events(world.log, 5);
            if (!world.runner->step_rebuild() || !world.runner->step()) break;
        }
        world.close();
        world.files.crash(seed);

        world.open();
        CHECK_FALSE(world.lines.contain("views are made anew"));
        const ViewStatus status = world.status("tally");
        CHECK(status.position >= 200);
        if (status.rebuild && status.rebuild->position > 0) ++went_on;
        check_fold(world, tally);
        world.settle();
        CHECK(builds_of(world, "tally").size() == 1);
        CHECK_FALSE(world.lines.contain("differ"));
        CHECK(world.status("tally").position == world.log.end());
        check_fold(world, tally);
        check_fold(world, census);
    }
    CHECK(went_on > 5);
}

TEST_CASE("readers, appends, rebuilds and cancels on many threads leave a right view") {
    World world{{tally, census}, {.events_per_step = 64}};
    append_events(world.log, 2'000);
    world.open();
    ProjectionThreads threads{*world.runner, [](const Error& error) { FAIL(error.message); }};
    threads.notify(world.log.end());
    std::future<bool> readers = std::async(std::launch::async, [&] {
        Position seen = 0;
        bool in_order = true;
        for (int i = 0; i < 2'000; ++i) {
            const auto reader = world.read("tally");
            in_order = in_order && reader->position() >= seen;
            seen = reader->position();
        }
        return in_order;
    });
    for (int i = 0; i < 200; ++i) {
        append_events(world.log, 10);
        threads.notify(world.log.end());
        std::ignore = world.runner->rebuild("tally");
        if (i % 5 == 0) std::ignore = world.runner->cancel("tally");
    }
    CHECK(readers.get());
    threads.stop();
    world.settle();
    CHECK(world.status("tally").position == world.log.end());
    CHECK_FALSE(world.lines.contain("differ"));
    check_fold(world, tally);
}
