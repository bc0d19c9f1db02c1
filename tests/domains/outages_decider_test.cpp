// The rules of an outage's life: every transition, every refusal.
#include "engine/domains/outages/decider.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

using Events = std::vector<Event>;

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
const OutageId id{"OUT001"};

OutageCreated created() {
    OutageCreated facts;
    facts.outage = id;
    facts.site_name = "Cell Tower Alpha";
    facts.severity = Severity::critical;
    facts.detected_at = noon;
    facts.description = "Total signal loss";
    facts.affected_services = {"4G", "5G"};
    return facts;
}

OutageCreated investigated() {
    OutageCreated facts = created();
    facts.status = Status::investigating;
    return facts;
}

OutageResolved resolved(Timestamp at, std::vector<Exclusion> exclusions = {}) {
    return {.outage = id,
            .severity = Severity::critical,
            .detected_at = noon,
            .resolved_at = at,
            .exclusions = std::move(exclusions),
            .root_cause = {},
            .resolution_notes = {}};
}

OutageReopened reopened(Timestamp at) { return {id, at, "it is back"}; }

ResolveOutage resolve(std::optional<Timestamp> at, Timestamp now) {
    return {.resolved_at = at,
            .mttr_minutes = {},
            .root_cause = {},
            .resolution_notes = {},
            .now = now};
}

ReopenOutage reopen(Timestamp at, std::string reason = "it is back") {
    return {.reopened_at = at, .reason = std::move(reason), .now = at};
}

Outage after(const Events& history) {
    Outage outage;
    for (const Event& event : history) outage = evolve(outage, event);
    return outage;
}

/// Given these facts, what does the decider answer to this command?
Result<Events> given_when(const Events& history, const Command& command) {
    return decide(after(history), command);
}

struct Refusal {
    const char* what;
    Events history;
    Command command;
    ErrorKind kind;
    std::string_view word;  ///< The error's code, or for a 422 the field.
};

void check(const Refusal& row) {
    CAPTURE(row.what);
    const Result<Events> answer = given_when(row.history, row.command);
    REQUIRE(!answer);
    CHECK(answer.error().kind == row.kind);
    if (row.kind == ErrorKind::unprocessable) {
        REQUIRE(answer.error().fields.size() == 1);
        CHECK(answer.error().fields[0].field == row.word);
    } else {
        CHECK(answer.error().code == row.word);
    }
}

}  // namespace

TEST_CASE("an outage runs from detection to repair") {
    CHECK(given_when({}, CreateOutage{investigated(), noon}).value() == Events{investigated()});
    CHECK(given_when({investigated()}, ChangeStatus{Status::active}).value() ==
          Events{OutageStatusChanged{id, Status::investigating, Status::active}});
    CHECK(given_when({created()}, ChangeStatus{Status::investigating}).value() ==
          Events{OutageStatusChanged{id, Status::active, Status::investigating}});
    CHECK(given_when({created()}, resolve(noon + 25min, noon + 30min)).value() ==
          Events{resolved(noon + 25min)});
    CHECK(given_when({created(), resolved(noon + 25min)}, reopen(noon + 40min)).value() ==
          Events{reopened(noon + 40min)});
    CHECK(given_when({created()}, DeleteOutage{"a test"}).value() ==
          Events{OutageDeleted{id, "a test"}});
}

TEST_CASE("without a time, repair and return are now") {
    CHECK(given_when({created()}, resolve({}, noon + 30min)).value() ==
          Events{resolved(noon + 30min)});
    CHECK(given_when({created(), resolved(noon + 25min)},
                     ReopenOutage{.reopened_at = {}, .reason = "again", .now = noon + 50min})
              .value() == Events{OutageReopened{id, noon + 50min, "again"}});
}

TEST_CASE("the same again changes nothing") {
    const Events over{created(), resolved(noon + 25min)};
    CHECK(given_when({created()}, ChangeStatus{Status::active}).value().empty());
    CHECK(given_when({created()}, ChangeSeverity{Severity::critical, {}}).value().empty());
    CHECK(given_when({created()}, AssignOutage{}).value().empty());
    CHECK(given_when(over, resolve({}, noon + 50min)).value().empty());
    CHECK(given_when(over, resolve(noon + 25min, noon + 50min)).value().empty());
    OutageUpdated same;
    same.site_name = "Cell Tower Alpha";
    same.affected_services = {"4G", "5G"};
    CHECK(given_when({created()}, UpdateOutage{same}).value().empty());
    const OutageClockStopped stop{id, noon + 1min, "maintenance"};
    CHECK(given_when({created(), stop}, StopClock{noon + 2min, "again", noon + 3min})
              .value()
              .empty());
}

TEST_CASE("an update holds what differs, and nothing else") {
    OutageUpdated asked;
    asked.site_name = "Cell Tower Alpha";
    asked.description = "Partial signal loss";
    asked.tags = {"power"};
    OutageUpdated expected;
    expected.outage = id;
    expected.description = "Partial signal loss";
    expected.tags = {"power"};
    CHECK(given_when({created()}, UpdateOutage{asked}).value() == Events{expected});
    CHECK(given_when({created(), expected}, UpdateOutage{asked}).value().empty());
}

TEST_CASE("severity and engineer change with their reasons") {
    CHECK(given_when({created()}, ChangeSeverity{Severity::low, "one sector only"}).value() ==
          Events{OutageSeverityChanged{id, Severity::critical, Severity::low, "one sector only",
                                       noon}});
    CHECK(given_when({created()}, AssignOutage{"user123"}).value() ==
          Events{OutageAssigned{id, "user123"}});
    CHECK(given_when({created(), OutageAssigned{id, "user123"}}, AssignOutage{}).value() ==
          Events{OutageAssigned{id, {}}});
}

TEST_CASE("a resolution carries what was known of its cause") {
    OutageUpdated earlier;
    earlier.outage = id;
    earlier.root_cause = "Fiber cut";
    OutageResolved expected = resolved(noon + 25min);
    expected.root_cause = "Fiber cut";
    expected.resolution_notes = "Spliced";
    ResolveOutage command = resolve(noon + 25min, noon + 25min);
    command.resolution_notes = "Spliced";
    CHECK(given_when({created(), earlier}, command).value() == Events{expected});
}

TEST_CASE("every illegal move is a conflict that says what is allowed") {
    struct Row {
        Events history;
        Command command;
        std::vector<std::string> allowed;
    };
    const Events over{created(), resolved(noon + 25min)};
    const Row rows[] = {
        {{investigated()}, resolve({}, noon + 30min), {"active"}},
        {{investigated()}, reopen(noon + 40min), {"active"}},
        {{created()}, reopen(noon + 40min), {"investigating", "resolved"}},
        {over, ChangeStatus{Status::investigating}, {"active"}},
        {over, ChangeStatus{Status::active}, {"active"}},
        {over, resolve(noon + 26min, noon + 30min), {"active"}},
        {over, StopClock{noon + 26min, "maintenance", noon + 30min}, {"active"}},
    };
    for (const Row& row : rows) {
        const Result<Events> answer = given_when(row.history, row.command);
        REQUIRE(!answer);
        CAPTURE(answer.error().message);
        CHECK(answer.error().kind == ErrorKind::conflict);
        CHECK(answer.error().allowed == row.allowed);
    }
}

TEST_CASE("what does not exist cannot be changed") {
    const Events gone{created(), OutageDeleted{id, {}}};
    const Command commands[] = {UpdateOutage{},
                                ChangeSeverity{},
                                AssignOutage{},
                                ChangeStatus{},
                                StopClock{noon, "maintenance", noon},
                                resolve({}, noon),
                                reopen(noon),
                                DeleteOutage{}};
    for (const Command& command : commands)
        for (const Events& history : {Events{}, gone})
            check({"nothing there", history, command, ErrorKind::not_found, "outage.not_found"});
    check({"an id is used once",
           {created()},
           CreateOutage{created(), noon},
           ErrorKind::conflict,
           "outage.already_exists"});
    check({"also after its end", gone, CreateOutage{created(), noon}, ErrorKind::conflict,
           "outage.already_exists"});
}

TEST_CASE("a severity that was priced is settled") {
    check({"resolved",
           {created(), resolved(noon + 25min)},
           ChangeSeverity{Severity::low, "late"},
           ErrorKind::conflict,
           "outage.severity_is_settled"});
}

TEST_CASE("impossible times are refused by field") {
    OutageCreated future = created();
    future.detected_at = noon + 5min + 1s;
    OutageCreated late = created();
    late.detected_at = noon - 24h - 1s;
    OutageCreated done = created();
    done.status = Status::resolved;
    const Events over{created(), resolved(noon + 25min)};
    const Events back{created(), resolved(noon + 25min), reopened(noon + 40min)};
    const auto field = ErrorKind::unprocessable;
    const Refusal rows[] = {
        {"detected in the future", {}, CreateOutage{future, noon}, field, "detected_at"},
        {"recorded late without reason", {}, CreateOutage{late, noon}, field, "back_dating_reason"},
        {"created as resolved", {}, CreateOutage{done, noon}, field, "status"},
        {"resolved before detected", {created()}, resolve(noon - 1s, noon), field, "resolved_at"},
        {"resolved in the future", {created()}, resolve(noon + 6min, noon), field, "resolved_at"},
        {"resolved before it came back", back, resolve(noon + 39min, noon + 1h), field,
         "resolved_at"},
        {"reopened without reason", over, reopen(noon + 40min, ""), field, "reason"},
        {"reopened before resolved", over, reopen(noon + 24min), field, "reopened_at"},
        {"reopened in the future", over,
         ReopenOutage{.reopened_at = noon + 1h, .reason = "again", .now = noon + 30min}, field,
         "reopened_at"},
        {"stopped before it began",
         {created()},
         StopClock{noon - 1s, "maintenance", noon},
         field,
         "from"},
        {"stopped in the future",
         {created()},
         StopClock{noon + 6min, "maintenance", noon},
         field,
         "from"},
    };
    for (const Refusal& row : rows) check(row);
}

TEST_CASE("times at the very edge are possible") {
    OutageCreated future = created();
    future.detected_at = noon + 5min;
    CHECK(given_when({}, CreateOutage{future, noon}).has_value());
    OutageCreated late = created();
    late.detected_at = noon - 24h;
    CHECK(given_when({}, CreateOutage{late, noon}).has_value());
    late.detected_at = noon - 24h * 365;
    late.back_dating_reason = "the site was offline";
    CHECK(given_when({}, CreateOutage{late, noon}).has_value());
    late.back_dating_reason.reset();
    late.imported = true;
    CHECK(given_when({}, CreateOutage{late, noon}).has_value());
    CHECK(given_when({created()}, resolve(noon, noon)).has_value());
    CHECK(given_when({created()}, resolve(noon + 5min, noon)).has_value());
    CHECK(given_when({created(), resolved(noon + 25min)}, reopen(noon + 25min)).has_value());
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

TEST_CASE("a repeated creation agrees on everything but the time") {
    OutageCreated repeated = created();
    repeated.outage = OutageId{"OUT009"};
    repeated.detected_at = noon + 1h;
    CHECK(content_of(repeated) == after({created()}).content);
    repeated.description += "!";
    CHECK(content_of(repeated) != after({created()}).content);
}
