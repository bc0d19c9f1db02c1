// Views on a disk that fails: each sync in turn, and a disk that fills up, while views are folded,
// rebuilt, switched and dropped. What comes back is a fold at its checkpoint, and all of one flush.
#include "tests/projections/world.hpp"
#include "tests/support/campaign.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr RunnerLimits small_steps{.events_per_step = 20, .flush_after_events = 60};

/// Folds, rebuilds and switches until the disk refuses.
Result<void> live(World& world) {
    TRY(world.try_open());
    for (int round = 0; round < 3; ++round) {
        append_events(world.log, 60);
        TRY(world.try_settle());
        TRY(world.runner->rebuild("tally"));
        TRY(world.runner->rebuild("census"));
        for (int i = 0; i < 20; ++i) {
            append_events(world.log, 7);
            TRY(world.runner->step_rebuild());
            TRY(world.runner->step());
        }
        TRY(world.try_settle());
    }
    return world.runner->close();
}

void check_fold(const World& world, const View& view) {
    const auto reader = world.read(view.name);
    CHECK(rows_of(reader->rows()) == naive_fold(world.log, view, reader->position()));
}

/// After the crash: what opened is right, and catches up to what a build from scratch holds.
void check_what_is_left(World& world, std::uint64_t seed) {
    world.close();
    world.files.crash(seed);
    world.open();
    check_fold(world, tally);
    check_fold(world, census);
    world.settle();
    for (const auto* view : {&tally, &census}) {
        check_fold(world, *view);
        CHECK(world.status(view->name).position == world.log.end());
    }
    CHECK_FALSE(world.lines.contain("differ"));
}

}  // namespace

TEST_CASE("whichever sync fails, views come back as folds of the log") {
    int failures = 0;
    for (std::uint64_t sync = 1; sync <= 120; sync += 120 / campaign_length(60, 120)) {
        CAPTURE(sync);
        World world{{tally, census}, small_steps};
        world.files.fail_sync(sync);
        if (!live(world)) ++failures;
        check_what_is_left(world, sync);
    }
    CHECK(failures > 0);
}

TEST_CASE("wherever the disk is full, views come back as folds of the log") {
    int failures = 0;
    for (std::uint64_t bytes = 0; bytes < 120'000; bytes += 1'501) {
        CAPTURE(bytes);
        World world{{tally, census}, small_steps};
        world.files.limit_space(bytes);
        if (!live(world)) ++failures;
        check_what_is_left(world, bytes + 1);
    }
    CHECK(failures > 20);
}

TEST_CASE("wherever the power fails, in folding, rebuilding or the switch, folds come back") {
    World whole{{tally, census}, small_steps};
    REQUIRE(live(whole).has_value());
    const std::uint64_t changes = whole.files.changes();
    std::set<std::string> serving;
    const std::uint64_t stride = std::max<std::uint64_t>(1, changes / campaign_length(80, 1'000));
    for (std::uint64_t at = 1; at <= changes; at += stride) {
        CAPTURE(at);
        World world{{tally, census}, small_steps};
        world.files.lose_power_after(at);
        std::ignore = live(world);
        check_what_is_left(world, at);
        serving.insert(to_text(*world.store->live("tally")));
    }
    CHECK(serving.size() >= 2);
}

TEST_CASE("rows that RocksDB flushes of itself reach the disk together") {
    // More than RocksDB keeps in memory, so that it flushes without being asked.
    constexpr std::size_t row_bytes = 4U << 20U;
    constexpr Position commits = 24;
    std::set<Position> found;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        DroppingFileSystem files;
        const auto open = [&] {
            return *RowStore::open(files, views_folder, 1'000'000, [](std::string_view) {});
        };
        const BuildName one{"one", 1, 1};
        const BuildName other{"other", 1, 1};
        {
            const auto store = open();
            const auto first = *store->create_build(one);
            const auto second = *store->create_build(other);
            REQUIRE(store->flush().has_value());
            files.lose_power_after(3 + seed * 5);
            for (Position position = 1; position <= commits; ++position)
                for (const auto& rows : {first.get(), second.get()}) {
                    rows->put("last", std::to_string(position));
                    rows->put("row " + std::to_string(position), std::string(row_bytes, 'x'));
                    std::ignore = rows->commit({.position = position});
                }
        }
        files.crash(seed);
        const auto store = open();
        const auto first = *store->open_build(one);
        const auto second = *store->open_build(other);
        for (const auto& rows : {first.get(), second.get()}) {
            const Position held = rows->position();
            CHECK((*rows->get("last")).value_or("0") == std::to_string(held));
            CHECK(rows_of(**rows->snapshot()).size() == (held == 0 ? 0 : held + 1));
        }
        // One flush holds both at one commit, or one of them a commit ahead.
        CHECK(first->position() - second->position() <= 1);
        found.insert(first->position());
    }
    CHECK(found.size() >= 2);
}
