// What of an outage's time counts: stops, returns, planned windows, and how many there may be.
#include "tests/domains/outages_rules.hpp"

using namespace ledger;
using namespace ledger::outages;
using namespace ledger::outages::rules;

TEST_CASE("words that the server keeps for itself are refused") {
    for (const char* reason : {"restored", "maintenance window ", "maintenance window MW001: x"})
        check({reason,
               {created()},
               StopClock{noon, reason, noon},
               ErrorKind::unprocessable,
               "reason"});
}

TEST_CASE("a count of minutes may be one off, and no more") {
    // 25 minutes and 59 seconds are 25 minutes.
    for (const std::int64_t given : {24, 25, 26}) {
        ResolveOutage command = resolve(noon + 25min + 59s, noon + 1h);
        command.mttr_minutes = given;
        CHECK(given_when({created()}, command).has_value());
    }
    for (const std::int64_t given : {0, 23, 27, 1'000'000}) {
        ResolveOutage command = resolve(noon + 25min + 59s, noon + 1h);
        command.mttr_minutes = given;
        const Result<Events> answer = given_when({created()}, command);
        REQUIRE(!answer);
        CHECK(answer.error().fields.at(0).field == "mttr_minutes");
        CHECK(answer.error().facts ==
              std::vector<std::pair<std::string, std::string>>{
                  {"given_mttr_minutes", std::to_string(given)}, {"derived_mttr_minutes", "25"}});
    }
}

TEST_CASE("time between repair and return does not count") {
    const Events back{created(), resolved(noon + 10min), reopened(noon + 40min)};
    const Exclusion between{noon + 10min, noon + 40min, "restored"};
    CHECK(given_when(back, resolve(noon + 55min, noon + 1h)).value() ==
          Events{resolved(noon + 55min, {between})});

    Events again = back;
    again.push_back(resolved(noon + 55min, {between}));
    again.push_back(reopened(noon + 70min));
    const Exclusion second{noon + 55min, noon + 70min, "restored"};
    ResolveOutage command = resolve(noon + 75min, noon + 2h);
    command.mttr_minutes = 30;
    CHECK(given_when(again, command).value() == Events{resolved(noon + 75min, {between, second})});
}

TEST_CASE("a clock that was stopped stands still until the repair") {
    const OutageClockStopped stop{id, noon + 5min, "maintenance"};
    const Exclusion stopped{noon + 5min, noon + 20min, "maintenance"};
    CHECK(given_when({created()}, StopClock{noon + 5min, "maintenance", noon + 6min}).value() ==
          Events{stop});
    CHECK(given_when({created(), stop}, resolve(noon + 20min, noon + 1h)).value() ==
          Events{resolved(noon + 20min, {stopped})});
    // It ended there: when the fault comes back, time counts again.
    const Events back{created(), stop, resolved(noon + 20min, {stopped}), reopened(noon + 30min)};
    CHECK(given_when(back, resolve(noon + 40min, noon + 1h)).value() ==
          Events{resolved(noon + 40min,
                          {stopped, Exclusion{noon + 20min, noon + 30min, "restored"}})});
    // A stop that begins where the outage ends leaves nothing out.
    CHECK(given_when({created(), stop}, resolve(noon + 5min, noon + 1h)).value() ==
          Events{resolved(noon + 5min)});
}

TEST_CASE("a clock stops and starts again, and each stop is left out") {
    const OutageClockStopped stop{id, noon + 5min, "no access"};
    const OutageClockStarted start{id, noon + 5min, noon + 10min, "no access"};
    CHECK(given_when({created(), stop}, StartClock{noon + 10min, noon + 12min}).value() ==
          Events{start});
    CHECK(given_when({created()}, StopClock{{}, "no access", noon + 5min}).value() == Events{stop});
    CHECK(given_when({created(), stop}, StartClock{{}, noon + 10min}).value() == Events{start});
    // A second stop, which began before the first one ended, and a third one without end.
    const OutageClockStopped second{id, noon + 8min, "storm"};
    const OutageClockStarted over{id, noon + 8min, noon + 15min, "storm"};
    const OutageClockStopped third{id, noon + 20min, "no access"};
    ResolveOutage command = resolve(noon + 25min, noon + 30min);
    command.mttr_minutes = 10;  // 25 less 5 to 15 and 20 to 25.
    CHECK(given_when({created(), stop, start, second, over, third}, command).value() ==
          Events{resolved(noon + 25min, {{noon + 5min, noon + 10min, "no access"},
                                         {noon + 8min, noon + 15min, "storm"},
                                         {noon + 20min, noon + 25min, "no access"}})});
    check({"stopped otherwise",
           {created(), stop},
           StopClock{noon + 6min, "no access", noon + 7min},
           ErrorKind::conflict,
           "outage.clock_stopped"});
    check({"stopped for another reason",
           {created(), stop},
           StopClock{noon + 5min, "storm", noon + 7min},
           ErrorKind::conflict,
           "outage.clock_stopped"});
}

TEST_CASE("a clock does not stop without end") {
    Events history{created()};
    for (std::size_t i = 0; i < max_exclusions; ++i) {
        const Timestamp from = noon + std::chrono::minutes{i};
        REQUIRE(given_when(history, StopClock{from, "x", from}).has_value());
        history.push_back(OutageClockStarted{id, from, from + 30s, "x"});
    }
    check({"too often", history, StopClock{noon + 5h, "x", noon + 5h}, ErrorKind::conflict,
           "outage.stopped_too_often"});
    CHECK(std::get<OutageResolved>(given_when(history, resolve(noon + 5h, noon + 5h)).value().at(0))
              .exclusions.size() == max_exclusions);
}

TEST_CASE("planned windows are clipped into the resolution, and looked up anew by the next one") {
    const Exclusion window{noon + 10min, noon + 1h, "maintenance window MW001: battery"};
    ResolveOutage command = resolve(noon + 30min, noon + 30min);
    command.planned = {window, {noon - 1h, noon, "maintenance window MW000: over"}};
    const Exclusion clipped{noon + 10min, noon + 30min, window.reason};
    const OutageResolved first = resolved(noon + 30min, {clipped});
    CHECK(given_when({created()}, command).value() == Events{first});
    ResolveOutage again = resolve(noon + 2h, noon + 2h);
    again.planned = {window};
    const Exclusion between{noon + 30min, noon + 40min, "restored"};
    CHECK(given_when({created(), first, reopened(noon + 40min)}, again).value() ==
          Events{resolved(noon + 2h, {window, between})});
    again.planned = std::vector<Exclusion>(max_windows + 1, window);
    check({"too many", {created()}, again, ErrorKind::unprocessable, "resolved_at"});
}

TEST_CASE("an outage cannot come back without end") {
    Events history{created()};
    Timestamp now = noon;
    std::size_t returns = 0;
    for (;; ++returns) {
        const Outage outage = after(history);
        const auto repair = decide(outage, resolve(now += 1min, now)).value();
        history.insert(history.end(), repair.begin(), repair.end());
        const auto back = given_when(history, reopen(now += 1min));
        if (!back) {
            CHECK(back.error().code == "outage.reopened_too_often");
            break;
        }
        history.insert(history.end(), back->begin(), back->end());
    }
    CHECK(returns == max_exclusions - 1);
    CHECK(std::get<OutageResolved>(history.back()).exclusions.size() == returns);
}
