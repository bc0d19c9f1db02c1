// Whatever happens, in whatever order: the ledger loses nothing that it has promised.
#include "tests/sim/simulation.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace ledger::test;

namespace {

std::uint64_t how_many_seeds() {
    if (std::getenv("LEDGER_SHORT") != nullptr) return 20;
    return std::getenv("LEDGER_LONG") == nullptr ? 200 : 1'000;
}

}  // namespace

TEST_CASE("no order of steps, faults and crashes breaks a promise") {
    RocksdbBackground background;
    const std::uint64_t seeds = how_many_seeds();
    std::uint64_t crashes = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
    std::uint64_t replayed = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const SimulationResult result = Simulation{{.seed = seed}, background}.run();
        if (result.finding)
            FAIL("seed " << seed << ", step " << result.steps << ": not so: "
                         << result.finding->invariant << ": " << result.finding->detail
                         << "; repeat with: sim --seed " << seed << " --trace");
        crashes += result.crashes;
        answered += result.answered;
        refused += result.refused;
        replayed += result.replayed;
    }
    CHECK(crashes >= seeds * 8);
    // It would be easy to break no promise by making none.
    CHECK(answered > seeds * 50);
    CHECK(refused > seeds * 5);
    CHECK(replayed > seeds);
    MESSAGE(crashes << " crash-recover cycles; " << answered << " commands answered, " << refused
                    << " of them refused, " << replayed << " from what was kept");
}

TEST_CASE("one seed is one story, told twice alike") {
    RocksdbBackground background;
    for (const std::uint64_t seed : {3U, 77U}) {
        const auto once = Simulation{{.seed = seed, .crashes = 6}, background}.run();
        const auto again = Simulation{{.seed = seed, .crashes = 6}, background}.run();
        CHECK(once.fingerprint == again.fingerprint);
        CHECK(once.steps == again.steps);
        CHECK(once.events == again.events);
    }
}
