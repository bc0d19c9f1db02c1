// One outage as its page and its timeline show it.
#include "tests/domains/outages_book.hpp"
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

const OutageId id{"OUT001"};

OutageCreated created() {
    OutageCreated event;
    event.outage = id;
    event.external_id = "TT-17";
    event.site_name = "Cell Tower Alpha";
    event.site_id = "SITE123";
    event.severity = Severity::critical;
    event.detected_at = noon;
    event.description = "Total signal loss";
    event.affected_services = {"4G", "5G"};
    event.affected_subscribers = 1500;
    event.location = Location{9.082, 8.675};
    event.assigned_to = "user123";
    event.sites = {"SITE123", "NORTH"};
    return event;
}

OutageResolved resolved(Timestamp at) {
    return {.outage = id,
            .severity = Severity::critical,
            .detected_at = noon,
            .resolved_at = at,
            .exclusions = {},
            .root_cause = "UPS battery failure",
            .resolution_notes = {}};
}

OutageCreated another(const char* other) {
    OutageCreated event = created();
    event.outage = OutageId{other};
    event.external_id.reset();
    return event;
}

constexpr const char* pinned =
    R"({"outage":"OUT001","policy_version":1,"severity":"critical","threshold_minutes":15,)"
    R"("penalty_per_minute":100.00})";
constexpr const char* rewarded =
    R"({"outage":"OUT001","generation":1,"cause":"resolved","mttr_minutes":15,)"
    R"("threshold_minutes":15,"policy_version":1,"status":"met","performance_rating":"good",)"
    R"("payment_type":"reward","amount":750.00,"delta":750.00})";

/// An open critical outage with its terms, at noon.
Book open_book() {
    Book book;
    book.now = noon;
    book.add(created());
    book.add_sla("OUT001", "sla.terms_pinned", pinned);
    return book;
}

std::string sla(Book& book, std::string_view name) {
    return member(member(book.page("OUT001")->body, "sla_status"), name);
}

/// What an event of maintenance tells; `what` is planned, changed or cancelled.
void tell_window(Book& book, const std::string& what, const std::string& window,
                 const std::string& site, Timestamp from, Timestamp to) {
    RecordedEvent event;
    event.type = "maintenance.window_" + what;
    event.stream = "maintenance-" + site;
    event.payload = R"({"window":")" + window + R"(","site_id":")" + site + '"';
    if (what != "cancelled")
        *event.payload += R"(,"from":")" + to_text(from) + R"(","to":")" + to_text(to) + '"';
    *event.payload += R"(,"reason":"new batteries"})";
    book.add(event);
}

/// What an open outage has left, on its page and in the list.
std::string left(Book& book) {
    const std::string on_page = sla(book, "time_remaining_minutes");
    const std::string items = member(book.list()->body, "outages");
    CHECK(items.contains(R"("time_remaining_minutes":)" + on_page + ","));
    return on_page;
}

}  // namespace

TEST_CASE("a resolved outage is shown as documented") {
    Book book = open_book();
    book.now = noon + 15min;
    book.add(resolved(noon + 15min));
    book.add_sla("OUT001", "sla.calculated", rewarded);
    CHECK(book.page("OUT001")->body ==
          R"({"id":"OUT001","site_name":"Cell Tower Alpha","site_id":"SITE123",)"
          R"("sites":["SITE123","NORTH"],"severity":"critical","status":"resolved",)"
          R"("detected_at":"2026-01-16T12:00:00Z",)"
          R"("resolved_at":"2026-01-16T12:15:00Z","closed_at":null,)"
          R"("description":"Total signal loss",)"
          R"("root_cause":"UPS battery failure","resolution_notes":null,)"
          R"("affected_services":["4G","5G"],"affected_subscribers":1500,)"
          R"("assigned_to":"user123","acknowledged_at":null,"acknowledged_by":null,)"
          R"("created_by":"user:7","location":{"latitude":9.082,"longitude":8.675},)"
          R"("external_id":"TT-17","dedup_key":null,"tags":[],"related":[],)"
          R"("back_dating_reason":null,"is_open":false,"version":2,"clock_stopped_at":null,)"
          R"("exclusions":[],)"
          R"("sla_status":{"status":"met","mttr_minutes":15,"threshold_minutes":15,)"
          R"("time_remaining_minutes":null,"breached":false,"overrun_minutes":0,)"
          R"("accrued_penalty":0.00,"penalty_amount":0.00,)"
          R"("reward_amount":750.00,"performance_rating":"good","payment_type":"reward",)"
          R"("smart_contract_invoked":false,"contract_tx_hash":null},"sla_generation":1,)"
          R"("policy_version":1,"stellar_payment":null,"timeline":[)"
          R"({"timestamp":"2026-01-16T12:00:00Z","event":"Outage detected","user":"user:7",)"
          R"("recorded_at":"2026-01-16T12:00:00Z","position":0,"type":"outage.created",)"
          R"("sequence":1},)"
          R"({"timestamp":"2026-01-16T12:00:00Z","event":"SLA terms taken from policy 1",)"
          R"("user":"system","recorded_at":"2026-01-16T12:00:00Z","position":1,)"
          R"("type":"sla.terms_pinned","sequence":2},)"
          R"({"timestamp":"2026-01-16T12:15:00Z","event":"Outage resolved","user":"user:7",)"
          R"("recorded_at":"2026-01-16T12:15:00Z","position":2,"type":"outage.resolved",)"
          R"("sequence":3},)"
          R"({"timestamp":"2026-01-16T12:15:00Z","event":"SLA calculated: met",)"
          R"("user":"system","recorded_at":"2026-01-16T12:15:00Z","position":3,)"
          R"("type":"sla.calculated","sequence":4}]})");
}

TEST_CASE("a penalty is shown as a magnitude") {
    Book book = open_book();
    book.add(resolved(noon + 25min));
    book.add_sla("OUT001", "sla.calculated",
                 R"({"outage":"OUT001","generation":1,"mttr_minutes":25,"threshold_minutes":15,)"
                 R"("policy_version":1,"status":"violated","performance_rating":"poor",)"
                 R"("payment_type":"penalty","amount":-1000.00})");
    CHECK(sla(book, "penalty_amount") == "1000.00");
    CHECK(sla(book, "reward_amount") == "0.00");
    CHECK(sla(book, "breached") == "true");
    CHECK(sla(book, "payment_type") == R"("penalty")");
}

TEST_CASE("the remaining time runs down and never below zero") {
    Book book = open_book();
    struct Row {
        Duration after;
        const char* remaining;
        const char* breached;
    };
    // Started minutes do not count: 15:59 is still within 15 minutes.
    const Row rows[] = {{0s, "15", "false"},   {59s, "15", "false"},  {1min, "14", "false"},
                        {3min, "12", "false"}, {15min, "0", "false"}, {15min + 59s, "0", "false"},
                        {16min, "0", "true"},  {24h, "0", "true"},    {-1min, "15", "false"}};
    for (const Row& row : rows) {
        book.now = noon + row.after;
        CAPTURE(to_text(book.now));
        CHECK(sla(book, "time_remaining_minutes") == row.remaining);
        CHECK(sla(book, "breached") == row.breached);
        CHECK(sla(book, "status") == R"("in_progress")");
    }
}

TEST_CASE("a policy may count started minutes") {
    Book book = open_book();
    book.add_sla("OUT001", "sla.terms_pinned",
                 R"({"outage":"OUT001","policy_version":2,"threshold_minutes":15,)"
                 R"("rounding":"ceil"})");
    book.now = noon + 1s;
    CHECK(sla(book, "time_remaining_minutes") == "14");
    book.now = noon + 15min;
    CHECK(sla(book, "breached") == "false");
    book.now = noon + 15min + 1ns;
    CHECK(sla(book, "breached") == "true");
}

TEST_CASE("a stopped clock leaves the remaining time as it is") {
    Book book = open_book();
    book.add(OutageClockStopped{id, noon + 5min, "maintenance"});
    book.now = noon + 1h;
    CHECK(sla(book, "time_remaining_minutes") == "10");
    CHECK(sla(book, "breached") == "false");
}

TEST_CASE("planned maintenance of a site, or of what it belongs to, leaves the time as it is") {
    Book book = open_book();
    tell_window(book, "planned", "MW001", "NORTH", noon + 2min, noon + 10min);
    tell_window(book, "planned", "MW002", "SOUTH", noon, noon + 24h);
    book.now = noon + 1min;
    CHECK(left(book) == "14");
    book.now = noon + 9min;
    CHECK(left(book) == "13");
    // Recorded when it had begun: only a correction could let it count.
    tell_window(book, "planned", "MW003", "SITE123", noon, noon + 24h);
    tell_window(book, "planned", "MW004", "SITE123", noon + 9min, noon + 11min);
    tell_window(book, "planned", "MW005", "SITE123", noon + 14min, noon + 16min);
    tell_window(book, "planned", "MW006", "SITE123", noon + 16min, noon + 24h);
    tell_window(book, "changed", "MW006", "SITE123", noon + 16min, noon + 17min);
    book.now = noon + 10min;
    tell_window(book, "cancelled", "MW005", "SITE123", {}, {});
    book.now = noon + 11min;
    CHECK(left(book) == "13");
    book.now = noon + 20min;
    CHECK(left(book) == "5");
    book.now = noon + 26min;
    CHECK(sla(book, "overrun_minutes") == "1");
    CHECK(sla(book, "accrued_penalty") == "100.00");
    // A site that was not struck has no share in it.
    OutageUpdated moved;
    moved.outage = id;
    moved.site_id = "SITE9";
    moved.sites = {"SITE9"};
    book.add(moved);
    CHECK(sla(book, "overrun_minutes") == "11");
}

TEST_CASE("maintenance that an earlier repair left out counts anew when the outage comes back") {
    Book book = open_book();
    OutageResolved repaired = resolved(noon + 4min);
    repaired.exclusions = {{noon + 1min, noon + 3min, "maintenance window MW001: called off"}};
    book.add(repaired);
    book.add(OutageReopened{id, noon + 60min, "again"});
    book.now = noon + 61min;
    CHECK(left(book) == "10");
}

TEST_CASE("an outage that came back goes on from where it was repaired") {
    Book book = open_book();
    book.add(resolved(noon + 10min));
    book.add_sla("OUT001", "sla.calculated", rewarded);
    book.add(OutageReopened{id, noon + 60min, "again"});
    book.now = noon + 62min;
    CHECK(sla(book, "time_remaining_minutes") == "3");
    CHECK(sla(book, "status") == R"("in_progress")");
    CHECK(sla(book, "mttr_minutes") == "null");
    CHECK(sla(book, "reward_amount") == "0.00");
    const std::string page = book.page("OUT001")->body;
    CHECK(member(page, "resolved_at") == "null");
    CHECK(member(page, "is_open") == "true");
    CHECK(member(page, "sla_generation") == "1");
    book.add(resolved(noon + 70min));
    CHECK(member(book.page("OUT001")->body, "is_open") == "false");
    CHECK(sla(book, "time_remaining_minutes") == "null");
}

TEST_CASE("without terms there is no remaining time") {
    Book book;
    book.now = noon;
    book.add(created());
    CHECK(sla(book, "threshold_minutes") == "null");
    CHECK(sla(book, "time_remaining_minutes") == "null");
    CHECK(sla(book, "breached") == "false");
}

TEST_CASE("a page has the first thousand entries of a long history") {
    Book book = open_book();
    for (int i = 0; i < 1'100; ++i) book.add(OutageAssigned{id, "user9"});
    const auto entries_of = [](const Reply& reply) {
        std::vector<std::string> entries;
        const auto read = json::read(member(reply.body, "timeline"), [&](json::Value& root) {
            root.for_each_element([&](json::Value& e) { entries.emplace_back(e.raw()); });
        });
        REQUIRE(read.has_value());
        return entries;
    };
    const std::vector<std::string> shown = entries_of(*book.page("OUT001"));
    std::vector<std::string> all;
    for (int offset = 0; offset < 1'000; offset += 200) {
        const auto part = entries_of(
            *book.timeline("OUT001", {{"limit", "200"}, {"offset", std::to_string(offset)}}));
        all.insert(all.end(), part.begin(), part.end());
    }
    CHECK(shown == all);
    CHECK(shown.size() == 1'000);
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v1101.p1101")");
}

TEST_CASE("a page's row stays small, however long its history") {
    Book book = open_book();
    const std::size_t rows_before = book.rows(detail_view).all().size();
    for (int i = 0; i < 100; ++i) book.add(OutageAssigned{id, "user9"});
    const auto rows = book.rows(detail_view).all();
    CHECK(rows.size() > rows_before + 50);
    for (const auto& [key, value] : rows) CHECK(value.size() < 3 * max_timeline_bytes_in_page);
}

TEST_CASE("a row of a page that is cut short is no page") {
    Book book = open_book();
    MemoryRows& rows = book.rows(detail_view);
    const std::string whole = **rows.get("oOUT001");
    for (const std::size_t size : {std::size_t{0}, std::size_t{53}, std::size_t{68}}) {
        rows.put("oOUT001", std::string_view{whole}.substr(whole.size() - size));
        CHECK(book.page("OUT001").error().kind == ErrorKind::corrupt);
    }
    std::string older = whole;
    older[whole.size() - 4] = '\0';  // As version 2 ended.
    rows.put("oOUT001", older);
    CHECK(book.page("OUT001").error().kind == ErrorKind::unavailable);
    rows.put("oOUT001", std::string{"\0\0\0\0\0\0\0\1{}", 10});  // As version 1 began.
    CHECK(book.page("OUT001").error().kind == ErrorKind::unavailable);
    // As version 2 ended: with the number of a page's bytes.
    rows.put("oOUT001", whole.substr(0, whole.size() - 4) + std::string{"\0\0\2\1", 4});
    CHECK(book.page("OUT001").error().kind == ErrorKind::unavailable);
    rows.put("oOUT001", whole);
    book.add(OutageAssigned{id, "user9"});
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v2.p2")");
}

TEST_CASE("a page names its version and the event that last touched it") {
    Book book = open_book();
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v1.p1")");
    book.add(OutageAssigned{id, "user9"});
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v2.p2")");
    CHECK(member(book.page("OUT001")->body, "version") == "2");
    book.add(another("OUT002"));
    CHECK(header(*book.page("OUT001"), "ETag") == R"("v2.p2")");
}

TEST_CASE("only a page that stands still is not modified") {
    Book book = open_book();
    CHECK(book.page("OUT001", R"("v1.p1")")->status == 200);
    book.add(resolved(noon + 10min));
    const Reply same = *book.page("OUT001", R"(W/"v1.p1", "v2.p2")");
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(header(same, "ETag") == R"("v2.p2")");
    CHECK(book.page("OUT001", "*")->status == 304);
    CHECK(book.page("OUT001", R"("v1.p1")")->status == 200);
    CHECK(book.page("OUT001", R"("v2.p22")")->status == 200);
}

TEST_CASE("a page is found by either name") {
    Book book = open_book();
    CHECK(book.page("TT-17")->body == book.page("OUT001")->body);
    CHECK(book.page("TT-18").error().kind == ErrorKind::not_found);
    book.add(OutageDeleted{id, {}});
    CHECK(book.page("TT-17").error().kind == ErrorKind::not_found);
    CHECK(book.page("OUT001").error().kind == ErrorKind::not_found);
    book.add_sla("OUT001", "sla.calculated", rewarded);
    CHECK(book.page("OUT001").error().kind == ErrorKind::not_found);
    CHECK(book.timeline("OUT001").error().kind == ErrorKind::not_found);
}

TEST_CASE("a redacted event shows nothing and stops nothing") {
    Book book = open_book();
    RecordedEvent redacted;
    redacted.type = "outage.updated";
    redacted.stream = "outage-OUT001";
    book.add(redacted);
    redacted.type = "outage.created";
    redacted.stream = "outage-OUT002";
    book.add(redacted);
    book.add(OutageAssigned{OutageId{"OUT002"}, "user9"});
    CHECK(book.page("OUT001").has_value());
    CHECK(book.page("OUT002").error().kind == ErrorKind::not_found);
}

TEST_CASE("a foreign event that cannot be read stops the views") {
    for (const View& view : views) {
        if (view.name == settings_view) continue;
        MemoryRows rows;
        RecordedEvent event;
        event.type = "sla.calculated";
        event.payload = R"({"outage":7})";
        const Result<void> applied = view.apply(rows, event);
        REQUIRE(!applied);
        CHECK(applied.error().kind == ErrorKind::corrupt);
    }
}

TEST_CASE("the timeline tells what the clock of an open outage said, with what one wants to know") {
    Book book = open_book();
    book.now = noon + 13min;
    book.add_sla("OUT001", "sla.warning",
                 R"({"outage":"OUT001","occurred_at":"2026-01-16T12:12:00Z",)"
                 R"("fired_at":"2026-01-16T12:13:00Z","deadline":"2026-01-16T12:16:00Z",)"
                 R"("severity":"critical","threshold_minutes":15})");
    book.add_sla("OUT001", "sla.breached",
                 R"({"outage":"OUT001","occurred_at":"2026-01-16T12:16:00Z",)"
                 R"("fired_at":"2026-01-16T12:17:00Z","severity":"critical",)"
                 R"("threshold_minutes":15,"penalty_per_minute":100.00})");
    const auto cleared = [&](const std::string& deadline) {
        book.add_sla("OUT001", "sla.breach_cleared",
                     R"({"outage":"OUT001","breached_at":"2026-01-16T12:16:00Z","deadline":)" +
                         deadline + "}");
    };
    cleared(R"("2026-01-16T12:31:00Z")");
    cleared("null");
    const Reply page = *book.page("OUT001");
    const Reply timeline = *book.timeline("OUT001");
    CHECK(member(timeline.body, "timeline") == member(page.body, "timeline"));
    const std::string told =
        R"({"timestamp":"2026-01-16T12:12:00Z",)"
        R"("event":"SLA warning: to be breached at 2026-01-16T12:16:00Z","user":"system",)"
        R"("recorded_at":"2026-01-16T12:13:00Z","position":2,"type":"sla.warning",)"
        R"("sla":{"severity":"critical","threshold_minutes":15,)"
        R"("deadline":"2026-01-16T12:16:00Z"},"sequence":3},)"
        R"({"timestamp":"2026-01-16T12:16:00Z",)"
        R"("event":"SLA breached: each further minute costs 100.00","user":"system",)"
        R"("recorded_at":"2026-01-16T12:13:00Z","position":3,"type":"sla.breached",)"
        R"("sla":{"severity":"critical","threshold_minutes":15,"penalty_per_minute":100.00},)"
        R"("sequence":4},)"
        R"({"timestamp":"2026-01-16T12:13:00Z",)"
        R"("event":"SLA not breached: the deadline is 2026-01-16T12:31:00Z","user":"system",)"
        R"("recorded_at":"2026-01-16T12:13:00Z","position":4,"type":"sla.breach_cleared",)"
        R"("sla":{"breached_at":"2026-01-16T12:16:00Z","deadline":"2026-01-16T12:31:00Z"},)"
        R"("sequence":5},)"
        R"({"timestamp":"2026-01-16T12:13:00Z","event":"SLA not breached","user":"system",)"
        R"("recorded_at":"2026-01-16T12:13:00Z","position":5,"type":"sla.breach_cleared",)"
        R"("sla":{"breached_at":"2026-01-16T12:16:00Z"},"sequence":6}])";
    CHECK(page.body.contains(told));
    // They touch the page, and are no version of the outage.
    CHECK(header(page, "ETag") == R"("v1.p5")");
}

TEST_CASE("the timeline tells what happened in plain words, page by page") {
    Book book = open_book();
    book.add(OutageStatusChanged{id, Status::active, Status::investigating});
    book.add(OutageSeverityChanged{id, Severity::critical, Severity::high, {}, noon});
    book.add(OutageAssigned{id, "user9"});
    book.add(OutageAssigned{id, {}});
    book.add(OutageClockStopped{id, noon + 1min, "maintenance"});
    OutageUpdated moved;
    moved.outage = id;
    moved.site_name = "B";
    book.add(moved);
    book.add(OutageReopened{id, noon + 2min, "again"});
    book.add(another("OUT0011"));
    const std::vector<std::string> expected{"Outage detected",
                                            "SLA terms taken from policy 1",
                                            "Status changed to investigating",
                                            "Severity changed to high",
                                            "Assigned to engineer",
                                            "Unassigned",
                                            "Clock stopped: maintenance",
                                            "Details updated",
                                            "Outage reopened: again"};
    std::vector<std::string> told;
    for (int offset = 0; offset < 12; offset += 4) {
        const Result<Reply> reply =
            book.timeline("TT-17", {{"limit", "4"}, {"offset", std::to_string(offset)}});
        REQUIRE(reply.has_value());
        CHECK(member(reply->body, "total") == "9");
        CHECK(member(reply->body, "outage_id") == R"("OUT001")");
        CHECK(member(reply->body, "has_next") == (offset < 8 ? "true" : "false"));
        CHECK(member(reply->body, "next_offset") ==
              (offset < 8 ? std::to_string(offset + 4) : "null"));
        const auto read = json::read(member(reply->body, "timeline"), [&](json::Value& root) {
            root.for_each_element([&](json::Value& entry) {
                const std::string word = member(entry.raw(), "event");
                told.push_back(word.substr(1, word.size() - 2));
            });
        });
        REQUIRE(read.has_value());
    }
    CHECK(told == expected);
    CHECK(book.timeline("OUT001", {{"limit", "0"}}).error().kind == ErrorKind::validation);
}
