// Looking at the network, only when and as long as somebody wants to know.
#include "http/app/network_watch.hpp"

#include "engine/platform/system_clock.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

using namespace ledger;

namespace {

constexpr WatchTimes quick{.interval = std::chrono::milliseconds{1},
                           .interest = std::chrono::seconds{60},
                           .patience = std::chrono::seconds{60}};

StellarStatus seen(std::uint32_t ledger) {
    StellarStatus status;
    status.connected = true;
    status.latest_ledger = ledger;
    return status;
}

}  // namespace

TEST_CASE("nothing is looked at before somebody asks") {
    const SystemClock clock;
    std::atomic<int> looks = 0;
    {
        NetworkWatch watch{clock, [&] { return seen(static_cast<std::uint32_t>(++looks)); }, quick};
        CHECK(!watch.is_connected());
    }
    CHECK(looks == 0);
}

TEST_CASE("the first question waits for a look, and looks go on behind it") {
    const SystemClock clock;
    std::atomic<std::uint32_t> looks = 0;
    NetworkWatch watch{clock, [&] { return seen(++looks); }, quick};
    const StellarStatus first = watch.status();
    CHECK(first.connected);
    CHECK(first.latest_ledger >= 1);
    CHECK(first.last_seen_at.has_value());
    CHECK(watch.is_connected());
    while (looks < 3) std::this_thread::yield();
    CHECK(watch.status().latest_ledger >= 2);
}

TEST_CASE("what was seen stays when the network does not answer, and why is said") {
    const SystemClock clock;
    std::atomic<bool> answers = true;
    const auto look = [&] {
        if (answers) return seen(7);
        StellarStatus status;
        status.error = "no route";
        return status;
    };
    NetworkWatch watch{clock, look, quick};
    CHECK(watch.status().connected);
    answers = false;
    while (watch.is_connected()) std::this_thread::yield();
    const StellarStatus status = watch.status();
    CHECK(!status.connected);
    CHECK(status.error == "no route");
    CHECK(status.latest_ledger == 7);
    CHECK(status.last_seen_at.has_value());
}

TEST_CASE("a look that throws is one that saw nothing") {
    const SystemClock clock;
    NetworkWatch watch{
        clock, []() -> StellarStatus { throw std::runtime_error{"out of something"}; }, quick};
    const StellarStatus status = watch.status();
    CHECK(!status.connected);
    CHECK(status.error == "out of something");
}

TEST_CASE("a look that takes too long is not waited for") {
    const SystemClock clock;
    std::atomic<bool> may_end = false;
    const auto look = [&] {
        while (!may_end) std::this_thread::yield();
        return seen(1);
    };
    NetworkWatch watch{clock, look, {.patience = std::chrono::milliseconds{5}}};
    const StellarStatus status = watch.status();
    CHECK(!status.connected);
    CHECK(status.error == "the network was not reached yet");
    may_end = true;
}
