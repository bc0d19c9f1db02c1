// The rules of an outage's life: every transition, every refusal.
#include "tests/domains/outages_rules.hpp"

using namespace ledger;
using namespace ledger::outages;
using namespace ledger::outages::rules;

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
    for (const auto from : {std::optional<Timestamp>{}, std::optional{noon + 1min}})
        CHECK(given_when({created(), stop}, StopClock{from, "maintenance", noon + 3min})
                  .value()
                  .empty());
    CHECK(given_when({created()}, StartClock{{}, noon}).value().empty());
    CHECK(given_when({created(), OutageAcknowledged{id, "mine"}}, AcknowledgeOutage{})
              .value()
              .empty());
    CHECK(given_when({created(), OutageAcknowledged{id, "mine"}}, AcknowledgeOutage{"mine", true})
              .value()
              .empty());
    CHECK(given_when({created()}, RestoreOutage{}).value().empty());
    CHECK(given_when({created(), OutageRelated{id, "OUT002", {}}}, RelateOutage{"OUT002", "again"})
              .value()
              .empty());
    CHECK(given_when({created(), resolved(noon + 25min), OutageClosed{id, {}}}, CloseOutage{"so"})
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
        {over, ChangeStatus{Status::investigating}, {"active", "closed"}},
        {over, ChangeStatus{Status::active}, {"active", "closed"}},
        {over, resolve(noon + 26min, noon + 30min), {"active", "closed"}},
        {over, StopClock{noon + 26min, "maintenance", noon + 30min}, {"active", "closed"}},
        {over, StartClock{noon + 26min, noon + 30min}, {"active", "closed"}},
        {over, AcknowledgeOutage{}, {"active", "closed"}},
        {{created()}, CloseOutage{}, {"investigating", "resolved"}},
        {{investigated()}, CloseOutage{}, {"active"}},
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
                                StartClock{},
                                resolve({}, noon),
                                reopen(noon),
                                CloseOutage{},
                                CorrectOutage{},
                                AcknowledgeOutage{},
                                AddNote{},
                                RelateOutage{},
                                DeleteOutage{}};
    for (const Command& command : commands)
        for (const Events& history : {Events{}, gone})
            check({"nothing there", history, command, ErrorKind::not_found, "outage.not_found"});
    check({"never there", {}, RestoreOutage{}, ErrorKind::not_found, "outage.not_found"});
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
        {"started before it stopped",
         {created(), OutageClockStopped{id, noon + 5min, "no access"}},
         StartClock{noon + 4min, noon + 10min},
         field,
         "at"},
        {"started in the future",
         {created(), OutageClockStopped{id, noon + 5min, "no access"}},
         StartClock{noon + 16min, noon + 10min},
         field,
         "at"},
        {"noted in the future", {created()}, AddNote{"x", noon + 6min, noon}, field, "at"},
        {"noted long before", {created()}, AddNote{"x", noon - 24h - 1s, noon}, field, "at"},
    };
    for (const Refusal& row : rows) check(row);
}

TEST_CASE("an outage is acknowledged once, and with a note where one is wanted") {
    CHECK(given_when({created()}, AcknowledgeOutage{"mine", true}).value() ==
          Events{OutageAcknowledged{id, "mine"}});
    CHECK(given_when({investigated()}, AcknowledgeOutage{}).value() ==
          Events{OutageAcknowledged{id, {}}});
    check({"no note", {created()}, AcknowledgeOutage{{}, true}, ErrorKind::unprocessable, "note"});
    check({"another note",
           {created(), OutageAcknowledged{id, "mine"}},
           AcknowledgeOutage{"no, mine"},
           ErrorKind::conflict,
           "outage.acknowledged"});
    // Who comes back has to be seen again.
    CHECK(given_when({created(), OutageAcknowledged{id, {}}, resolved(noon + 25min),
                      reopened(noon + 40min)},
                     AcknowledgeOutage{})
              .value() == Events{OutageAcknowledged{id, {}}});
}

TEST_CASE("notes are taken of any outage that is there") {
    const Events histories[] = {{created()},
                                {created(), resolved(noon + 25min)},
                                {created(), resolved(noon + 25min), OutageClosed{id, {}}}};
    for (const Events& history : histories) {
        CHECK(given_when(history, AddNote{"diesel is gone", {}, noon + 30min}).value() ==
              Events{OutageNoteAdded{id, "diesel is gone", noon + 30min}});
        CHECK(given_when(history, AddNote{"lights flickered", noon - 24h, noon + 30min}).value() ==
              Events{OutageNoteAdded{id, "lights flickered", noon - 24h}});
    }
}

TEST_CASE("outages are related once, within a bound, and never to themselves") {
    CHECK(given_when({created()}, RelateOutage{"OUT002", "one feeder"}).value() ==
          Events{OutageRelated{id, "OUT002", "one feeder"}});
    check({"itself", {created()}, RelateOutage{"OUT001", {}}, ErrorKind::unprocessable, "to"});
    Events many{created()};
    for (std::size_t i = 0; i < max_related; ++i)
        many.push_back(OutageRelated{id, outage_id(i + 2).value, {}});
    check({"too many", many, RelateOutage{"OUT999", {}}, ErrorKind::conflict,
           "outage.related_too_often"});
}

TEST_CASE("a closed outage takes notes and relations, and nothing else") {
    const Events closed{created(), resolved(noon + 25min), OutageClosed{id, "done"}};
    CHECK(given_when({created(), resolved(noon + 25min)}, CloseOutage{"done"}).value() ==
          Events{OutageClosed{id, "done"}});
    OutageUpdated renamed;
    renamed.site_name = "Cell Tower Omega";
    const Command refused[] = {UpdateOutage{renamed},
                               ChangeSeverity{Severity::low, {}},
                               AssignOutage{"user7"},
                               ChangeStatus{Status::investigating},
                               resolve(noon + 25min, noon + 30min),
                               reopen(noon + 40min),
                               CorrectOutage{}};
    for (const Command& command : refused)
        check({"closed", closed, command, ErrorKind::conflict, "outage.closed"});
    check({"closed", closed, StopClock{noon, "x", noon}, ErrorKind::conflict, "outage.not_open"});
    CHECK(given_when(closed, RelateOutage{"OUT002", {}}).has_value());
    CHECK(given_when(closed, DeleteOutage{"a test"}).has_value());
    CHECK(given_when(closed, UpdateOutage{}).value().empty());
}

TEST_CASE("what was deleted comes back as it was") {
    const std::vector<Exclusion> stopped{{noon + 5min, noon + 10min, "no access"}};
    const Events over{created(), resolved(noon + 25min, stopped), OutageDeleted{id, {}}};
    const OutageRestored back{.outage = id,
                              .reason = "it was real",
                              .severity = Severity::critical,
                              .detected_at = noon,
                              .resolved_at = noon + 25min,
                              .exclusions = stopped};
    CHECK(given_when(over, RestoreOutage{"it was real"}).value() == Events{back});
    const Outage before = after({created(), resolved(noon + 25min, stopped)});
    CHECK(evolve(after(over), back) == before);
    const auto open = given_when({created(), OutageDeleted{id, {}}}, RestoreOutage{});
    CHECK(std::get<OutageRestored>(open.value().at(0)).resolved_at == std::nullopt);
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

TEST_CASE("a repeated creation agrees on everything but the time") {
    OutageCreated repeated = created();
    repeated.outage = OutageId{"OUT009"};
    repeated.detected_at = noon + 1h;
    CHECK(content_of(repeated) == after({created()}).content);
    repeated.description += "!";
    CHECK(content_of(repeated) != after({created()}).content);
}
