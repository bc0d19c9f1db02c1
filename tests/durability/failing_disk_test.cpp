// A disk that answers with errors: nothing is acknowledged any more, and nothing that was is lost.
#include "http/app/exit_codes.hpp"
#include "tests/durability/ledger_on_disk.hpp"
#include "tests/support/campaign.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

using namespace ledger;
using namespace ledger::test;

namespace {

/// As many as it takes, and some more.
constexpr std::uint64_t max_syncs_to_found = 60;
constexpr std::uint64_t max_syncs_to_open = 40;
constexpr std::uint64_t max_changes_to_open = 120;
constexpr std::uint64_t max_syncs_to_die = 20;
constexpr std::uint64_t max_bytes_to_open = 40'000;
constexpr std::uint64_t max_bytes_to_die = 60'000;

/// What `path` is, for the tally.
std::string kind_of(const std::string& path) {
    constexpr std::string_view root = "/srv/data";
    constexpr std::array kinds{".log", "MANIFEST", ".sst", ".dbtmp", "IDENTITY", "OPTIONS"};
    const auto* const kind = std::ranges::find_if(
        kinds, [&](const char* part) { return path.find(part) != std::string::npos; });
    if (kind != kinds.end()) return *kind;
    return path.starts_with(root) ? path.substr(root.size()) : path;
}

/// What the next process finds: what the system still holds, or what is durable.
void end_process_or_power(LedgerOnDisk& ledger) {
    if (ledger.prng().chance(2)) {
        ledger.files().kill_process();
    } else {
        ledger.files().crash(ledger.prng().next());
    }
}

/// Opens with the `count`-th sync failing, if there are so many.
void open_with_failing_sync(LedgerOnDisk& ledger, std::uint64_t count,
                            std::set<std::string>& failed) {
    ledger.files().fail_sync(count);
    const Result<void> opened = ledger.try_to_open();
    if (!opened) {
        CHECK_MESSAGE(exit_code(opened.error().kind) == exit_failed, opened.error().message);
        failed.insert(kind_of(ledger.files().failed_sync()));
    }
    end_process_or_power(ledger);
}

}  // namespace

TEST_CASE("a failed sync ends the process, and whatever it should have synced is not relied on") {
    const std::uint64_t seeds = campaign_length(180, 1'000);
    std::set<std::string> failed;
    std::uint64_t done_unanswered = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        LedgerOnDisk ledger{seed};
        Prng& prng = ledger.prng();
        open_with_failing_sync(ledger, 1 + seed % max_syncs_to_found, failed);
        const Error death =
            ledger.live([&] { ledger.files().fail_sync(1 + prng.below(max_syncs_to_die)); });
        CHECK(exit_code(death.kind) == exit_failed);
        failed.insert(kind_of(ledger.files().failed_sync()));
        end_process_or_power(ledger);
        open_with_failing_sync(ledger, 1 + seed % max_syncs_to_open, failed);
        ledger.files().lose_power_after(1 + prng.below(max_changes_to_open));
        static_cast<void>(ledger.try_to_open());
        ledger.files().crash(prng.next());
        ledger.check();
        done_unanswered += ledger.done_unanswered();
    }
    // A tenth of the seeds does not reach all of them.
    for (const std::string what :
         {".log", "MANIFEST", ".sst", ".dbtmp", "/HEAD", "/FORMAT.new", "/keys/log.key.new",
          "/keys/index.key.new", "/keys", "/log", "", "/srv"})
        if (seeds > max_syncs_to_found) CHECK_MESSAGE(failed.contains(what), what);
    CHECK(done_unanswered > 0);
}

TEST_CASE(
    "a full disk without a reserve ends the process, and loses nothing that it acknowledged") {
    const std::uint64_t seeds = campaign_length(100, 1'000);
    std::uint64_t full_while_opening = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        LedgerOnDisk ledger{seed};
        Prng& prng = ledger.prng();
        ledger.files().limit_space(prng.below(max_bytes_to_open));
        const Result<void> opened = ledger.try_to_open();
        if (!opened) {
            CHECK_MESSAGE(exit_code(opened.error().kind) == exit_try_again, opened.error().message);
            ++full_while_opening;
        }
        end_process_or_power(ledger);
        const Error death =
            ledger.live([&] { ledger.files().limit_space(prng.below(max_bytes_to_die)); });
        CHECK(exit_code(death.kind) == exit_try_again);
        end_process_or_power(ledger);
        ledger.check();
    }
    CHECK(full_while_opening > seeds / 3);
}
