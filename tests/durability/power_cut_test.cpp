// What was not synced is lost with the power; what was acknowledged is not.
#include "tests/durability/ledger_on_disk.hpp"
#include "tests/support/campaign.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr int lives = 2;
/// Fewer than opening takes, more often than not; founding takes more.
constexpr std::uint64_t max_changes_to_open = 120;
constexpr std::uint64_t max_changes_to_die = 60;

struct Tally {
    std::uint64_t acknowledged = 0;
    std::uint64_t done_unanswered = 0;
    std::uint64_t cut_while_opening = 0;
    std::uint64_t killed = 0;
};

/// Now and then the process is killed first, and only later does the power fail: what the dead one
/// had not synced is there for the next one, which may not rely on it.
void end_process_or_power(LedgerOnDisk& ledger, Tally& tally) {
    if (ledger.prng().chance(3)) {
        ledger.files().kill_process();
        ++tally.killed;
    } else {
        ledger.files().crash(ledger.prng().next());
    }
}

void live_without_power(LedgerOnDisk& ledger, Tally& tally) {
    Prng& prng = ledger.prng();
    ledger.files().lose_power_after(1 + prng.below(max_changes_to_open));
    if (!ledger.try_to_open()) ++tally.cut_while_opening;
    end_process_or_power(ledger, tally);
    ledger.live([&] { ledger.files().lose_power_after(1 + prng.below(max_changes_to_die)); });
    end_process_or_power(ledger, tally);
    ledger.check();
    ledger.files().crash(prng.next());
}

}  // namespace

TEST_CASE("what was acknowledged outlives every power cut, byte for byte, and nothing by halves") {
    const std::uint64_t seeds = campaign_length(200, 1'000);
    Tally tally;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        LedgerOnDisk ledger{seed};
        for (int life = 0; life < lives; ++life) {
            CAPTURE(life);
            live_without_power(ledger, tally);
        }
        ledger.check();
        tally.acknowledged += ledger.acknowledged();
        tally.done_unanswered += ledger.done_unanswered();
    }
    CHECK(tally.acknowledged >= seeds * lives * LedgerOnDisk::events_per_life);
    CHECK(tally.done_unanswered > 0);
    CHECK(tally.cut_while_opening > seeds);
    CHECK(tally.killed > 0);
    MESSAGE(tally.acknowledged << " events acknowledged; " << tally.done_unanswered
                               << " commands done, but cut off from their answer; "
                               << tally.cut_while_opening << " cuts while opening; " << tally.killed
                               << " kills before a cut");
}
