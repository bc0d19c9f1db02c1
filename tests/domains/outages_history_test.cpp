// What page, list and timeline make of an outage's whole course.
#include "tests/domains/outages_book.hpp"
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

const OutageId id{"OUT001"};

OutageCreated created(const char* other = "OUT001") {
    OutageCreated event;
    event.outage = OutageId{other};
    event.site_name = "Cell Tower Alpha";
    event.site_id = "SITE1";
    event.sites = {"SITE1", "NORTH"};
    event.severity = Severity::critical;
    event.detected_at = noon;
    event.description = "Total signal loss";
    event.tags = {"power"};
    return event;
}

OutageResolved resolved(Timestamp at, std::vector<Exclusion> exclusions = {}) {
    return {.outage = id,
            .severity = Severity::critical,
            .detected_at = noon,
            .resolved_at = at,
            .exclusions = std::move(exclusions),
            .root_cause = "UPS",
            .resolution_notes = {}};
}

Book open_book() {
    Book book;
    book.now = noon;
    book.add(created());
    book.add_sla("OUT001", "sla.terms_pinned",
                 R"({"outage":"OUT001","policy_version":1,"threshold_minutes":15})");
    return book;
}

std::string of_page(Book& book, std::string_view name, const char* other = "OUT001") {
    return member(book.page(other)->body, name);
}

std::string remaining(Book& book, Timestamp now) {
    book.now = now;
    return member(of_page(book, "sla_status"), "time_remaining_minutes");
}

std::string listed(Book& book, std::string_view name) {
    const std::string items = member(book.list()->body, "outages");
    return member(std::string_view{items}.substr(1, items.size() - 2), name);
}

/// The changes that the last entry tells of.
std::string last_changes(Book& book) {
    const Result<Reply> reply = book.timeline("OUT001", {{"limit", "200"}});
    REQUIRE(reply.has_value());
    std::string changes;
    const auto read = json::read(member(reply->body, "timeline"), [&](json::Value& root) {
        root.for_each_element(
            [&](json::Value& entry) { changes = member(entry.raw(), "changes"); });
    });
    REQUIRE(read.has_value());
    return changes;
}

std::string listed_remaining(Book& book) {
    return member(listed(book, "sla_status"), "time_remaining_minutes");
}

}  // namespace

TEST_CASE("page and list count no minute in which the clock stood still, and none twice") {
    Book book = open_book();
    book.add(OutageClockStopped{id, noon + 2min, "storm"});
    CHECK(remaining(book, noon + 30min) == "13");
    CHECK(listed_remaining(book) == "13");
    book.add(OutageClockStarted{id, noon + 2min, noon + 32min, "storm"});
    CHECK(remaining(book, noon + 33min) == "12");
    // The second stop reaches back into the first one, and before it.
    book.add(OutageClockStopped{id, noon + 1min, "no access"});
    book.add(OutageClockStarted{id, noon + 1min, noon + 34min, "no access"});
    CHECK(remaining(book, noon + 36min) == "12");
    CHECK(listed_remaining(book) == "12");
    book.add(resolved(noon + 40min));
    book.add(OutageReopened{id, noon + 50min, "again"});
    CHECK(remaining(book, noon + 52min) == "0");
    CHECK(of_page(book, "exclusions") ==
          R"([{"from":"2026-01-16T12:40:00Z","to":"2026-01-16T12:50:00Z","reason":"restored"}])");
}

TEST_CASE("neither midnight nor a leap day nor a change of clocks is a special time") {
    using std::chrono::sys_days;
    struct Row {
        Timestamp from;
        Timestamp to;
        Duration stopped;
        const char* remaining;
    };
    const auto hours = [](auto date, int hour) { return Timestamp{sys_days{date}} + 1h * hour; };
    using std::chrono::March;
    const Row rows[] = {
        {hours(std::chrono::January / 16 / 2026, 23), hours(std::chrono::January / 17 / 2026, 1),
         0min, "2880"},
        {hours(std::chrono::February / 28 / 2028, 12), hours(March / 1 / 2028, 12), 0min, "120"},
        {hours(std::chrono::February / 28 / 2026, 12), hours(March / 1 / 2026, 12), 0min, "1560"},
        // Lagos and London, and New York change their clocks, or not; UTC never does.
        {hours(March / 29 / 2026, 0), hours(March / 29 / 2026, 3), 60min, "2880"},
        {hours(std::chrono::October / 25 / 2026, 0), hours(std::chrono::October / 25 / 2026, 3),
         60min, "2880"},
    };
    for (const Row& row : rows) {
        Book book;
        OutageCreated event = created();
        event.detected_at = row.from;
        book.add(event);
        book.add_sla("OUT001", "sla.terms_pinned",
                     R"({"outage":"OUT001","policy_version":1,"threshold_minutes":3000})");
        book.add(OutageClockStarted{id, row.from, row.from + row.stopped, "storm"});
        CAPTURE(to_text(row.from));
        CHECK(remaining(book, row.to) == row.remaining);
    }
}

TEST_CASE("a timeline says of each change from what to what") {
    Book book = open_book();
    OutageUpdated update;
    update.outage = id;
    update.description = "Partial signal loss";
    update.tags = {"power", "ups"};
    book.add(update);
    CHECK(last_changes(book) ==
          R"([{"field":"description","from":"Total signal loss","to":"Partial signal loss"},)"
          R"({"field":"tags","from":["power"],"to":["power","ups"]}])");
    book.add(OutageAssigned{id, "user9"});
    CHECK(last_changes(book) == R"([{"field":"assigned_to","from":null,"to":"user9"}])");
    book.add(OutageAssigned{id, {}});
    CHECK(last_changes(book) == R"([{"field":"assigned_to","from":"user9","to":null}])");
    book.add(OutageSeverityChanged{id, Severity::critical, Severity::low, {}, noon});
    CHECK(last_changes(book) == R"([{"field":"severity","from":"critical","to":"low"}])");
    book.add(resolved(noon + 5min));
    CHECK(last_changes(book).empty());
    OutageUpdated cause;
    cause.outage = id;
    cause.root_cause = "Excavator";
    cause.site_id = "SITE2";
    cause.sites = {"SITE2"};
    book.add(cause);
    CHECK(last_changes(book) == R"([{"field":"site_id","from":"SITE1","to":"SITE2"},)"
                                R"({"field":"root_cause","from":"UPS","to":"Excavator"},)"
                                R"({"field":"sites","from":["SITE1","NORTH"],"to":["SITE2"]}])");
    book.add(OutageCorrected{.outage = id,
                             .reason = "late",
                             .changes = {{"severity", "low", "high"}, {"exclusions", "[]", "[1]"}},
                             .severity = Severity::high,
                             .detected_at = noon,
                             .resolved_at = noon + 5min,
                             .exclusions = {}});
    CHECK(last_changes(book) == R"([{"field":"severity","from":"low","to":"high"},)"
                                R"({"field":"exclusions","from":[],"to":[1]}])");
    // The page tells the same.
    const std::string page = book.page("OUT001")->body;
    const std::string told = book.timeline("OUT001", {{"limit", "200"}})->body;
    CHECK(member(page, "timeline") == member(told, "timeline"));
    CHECK(member(page, "timeline").find(R"("sequence":9})") != std::string::npos);
}

TEST_CASE("new kinds of entries read as people would say them") {
    Book book = open_book();
    book.add(OutageAcknowledged{id, {}});
    book.add(OutageAcknowledged{id, "on my way"});
    book.add(OutageNoteAdded{id, "lights flickered", noon - 10min});
    book.add(OutageRelated{id, "OUT002", {}});
    book.add(OutageClockStarted{id, noon, noon + 1min, "storm"});
    book.add(resolved(noon + 5min));
    book.add(OutageClosed{id, "agreed"});
    book.add(OutageClosed{id, {}});
    const std::string page = book.page("OUT001")->body;
    for (const char* words :
         {R"("event":"Outage acknowledged",)", R"("event":"Outage acknowledged: on my way",)",
          R"("timestamp":"2026-01-16T11:50:00Z","event":"Note: lights flickered",)",
          R"("event":"Related to OUT002",)", R"("event":"Clock started",)",
          R"("event":"Outage closed: agreed",)", R"("event":"Outage closed",)"}) {
        CAPTURE(words);
        CHECK(page.find(words) != std::string::npos);
    }
}

TEST_CASE("related outages name each other, and a page's tag moves with it") {
    Book book = open_book();
    book.add(created("OUT002"));
    book.add(OutageRelated{id, "OUT002", {}});
    CHECK(of_page(book, "related") == R"(["OUT002"])");
    CHECK(of_page(book, "related", "OUT002") == R"(["OUT001"])");
    CHECK(header(*book.page("OUT002"), "ETag") == R"("v1.p3")");
    OutageCreated third = created("OUT003");
    third.related_to = "OUT001";
    book.add(third);
    CHECK(of_page(book, "related") == R"(["OUT002","OUT003"])");
    CHECK(of_page(book, "related", "OUT003") == R"(["OUT001"])");
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v2.p4")");
}

TEST_CASE("a deleted outage is shown to those who ask for it, and comes back whole") {
    Book book = open_book();
    book.add(resolved(noon + 5min));
    const std::string before = book.page("OUT001")->body;
    book.now = noon + 1h;
    book.add(OutageDeleted{id, "twice"});
    CHECK(book.page("OUT001").error().kind == ErrorKind::not_found);
    CHECK(book.timeline("OUT001").error().kind == ErrorKind::not_found);
    Request request;
    request.path_values.emplace("id", "OUT001");
    request.query["include_deleted"] = "true";
    const Result<Reply> deleted = book.ask(show_outage, request);
    REQUIRE(deleted.has_value());
    CHECK(member(deleted->body, "deleted_at") == R"("2026-01-16T13:00:00Z")");
    CHECK(member(deleted->body, "status") == R"("resolved")");
    CHECK(member(deleted->body, "is_open") == "false");
    CHECK(member(book.list()->body, "total") == "0");
    CHECK(member(book.list({{"site_id", "SITE1"}})->body, "total") == "0");
    book.add(OutageRestored{.outage = id,
                            .reason = {},
                            .severity = Severity::critical,
                            .detected_at = noon,
                            .resolved_at = noon + 5min,
                            .exclusions = {}});
    const std::string after = book.page("OUT001")->body;
    for (const char* name : {"status", "resolved_at", "is_open", "exclusions", "description"})
        CHECK(member(after, name) == member(before, name));
    CHECK(member(after, "deleted_at").empty());
    CHECK(listed(book, "deleted_at").empty());
    CHECK(member(book.list()->body, "total") == "1");
    CHECK(member(book.list({{"status", "resolved"}})->body, "total") == "1");
}

TEST_CASE("an outage that was deleted while open runs again when it is restored") {
    Book book = open_book();
    book.add(OutageDeleted{id, {}});
    book.add_sla("OUT001", "sla.calculated",
                 R"({"outage":"OUT001","generation":1,"mttr_minutes":null,"threshold_minutes":15,)"
                 R"("policy_version":1,"status":"deleted","performance_rating":null,)"
                 R"("payment_type":null,"amount":0.00})");
    book.add(OutageRestored{.outage = id,
                            .reason = {},
                            .severity = Severity::critical,
                            .detected_at = noon,
                            .resolved_at = {},
                            .exclusions = {}});
    CHECK(remaining(book, noon + 5min) == "10");
    CHECK(member(of_page(book, "sla_status"), "status") == R"("in_progress")");
    CHECK(member(book.list({{"status", "open"}})->body, "total") == "1");
}

TEST_CASE("a corrected outage stands where its time puts it, and is counted by its severity") {
    Book book = open_book();
    OutageCreated other = created("OUT002");
    other.detected_at = noon + 1min;
    book.add(other);
    book.add(OutageCorrected{.outage = id,
                             .reason = "late",
                             .changes = {},
                             .severity = Severity::low,
                             .detected_at = noon + 2min,
                             .resolved_at = {},
                             .exclusions = {}});
    const std::string items = member(book.list()->body, "outages");
    CHECK(items.find("OUT001") < items.find("OUT002"));
    CHECK(member(book.list()->body, "total") == "2");
    CHECK(member(book.list({{"severity", "low"}})->body, "total") == "1");
    CHECK(member(book.list({{"severity", "critical"}})->body, "total") == "1");
    CHECK(of_page(book, "detected_at") == R"("2026-01-16T12:02:00Z")");
    CHECK(of_page(book, "severity") == R"("low")");
    // What follows finds it under its new place.
    book.add(OutageAssigned{id, "user9"});
    CHECK(member(book.list()->body, "outages").find("user9") != std::string::npos);
    book.add(OutageDeleted{id, {}});
    CHECK(member(book.list()->body, "total") == "1");
}
