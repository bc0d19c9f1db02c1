// How far behind the slowest view is, in events and in time.
#include "projections/lag.hpp"

#include "tests/projections/world.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

TEST_CASE("a view is behind since the first event that it has not folded was committed") {
    LagMeter lag;
    CHECK_FALSE(lag.behind_since().has_value());
    lag.committed(10, 1s);
    lag.committed(20, 2s);
    lag.committed(30, 3s);
    CHECK(lag.behind_since() == 1s);
    lag.folded(9);
    CHECK(lag.behind_since() == 1s);
    lag.folded(10);
    CHECK(lag.behind_since() == 2s);
    lag.folded(29);
    CHECK(lag.behind_since() == 3s);
    lag.folded(30);
    CHECK_FALSE(lag.behind_since().has_value());

    SUBCASE("a view that was faster than the news is not behind") {
        lag.folded(40);
        lag.committed(40, 5s);
        CHECK_FALSE(lag.behind_since().has_value());
    }
}

TEST_CASE("commits in quick succession count as the first of them, and marks are bounded") {
    LagMeter lag;
    lag.committed(10, 1s);
    lag.committed(20, 1s + LagMeter::spacing / 2);
    lag.folded(10);
    CHECK(lag.behind_since() == 1s);
    lag.folded(20);
    CHECK_FALSE(lag.behind_since().has_value());

    constexpr Position many = 10 * LagMeter::most_marks;
    for (Position end = 21; end <= many; ++end)
        lag.committed(end, std::chrono::seconds{static_cast<std::int64_t>(end)});
    CHECK(lag.behind_since() == 21s);
    lag.folded(21);
    CHECK(lag.behind_since() == 22s);
    lag.folded(many);
    CHECK_FALSE(lag.behind_since().has_value());
}

TEST_CASE("the backlog is that of the slowest view that moves") {
    World world{{tally, census}, {.events_per_step = 10}};
    world.open();
    CHECK(world.runner->backlog().events == 0);
    append_events(world.log, 25);
    world.runner->committed(25);
    world.clock.advance(3s);
    CHECK(world.runner->backlog().events == 25);
    CHECK(world.runner->backlog().age == 3s);
    REQUIRE(world.runner->step().has_value());
    CHECK(world.runner->backlog().events == 15);
    CHECK(world.runner->backlog().age == 3s);
    world.settle();
    CHECK(world.runner->backlog().events == 0);
    CHECK(world.runner->backlog().age == 0s);
}

TEST_CASE("a view that stopped holds nobody up") {
    World world;
    world.open();
    append_event(world.log, poison);
    append_events(world.log, 5);
    world.runner->committed(6);
    world.settle();
    CHECK(world.status("tally").state == ViewState::stopped);
    append_events(world.log, 5);
    world.runner->committed(11);
    world.settle();
    CHECK(world.runner->backlog().events == 0);
}

TEST_CASE("views that are made anew are behind from the start") {
    World world;
    append_events(world.log, 200);
    world.open();
    CHECK(world.runner->backlog().events == 200);
    world.clock.advance(2s);
    CHECK(world.runner->backlog().age == 2s);
}
