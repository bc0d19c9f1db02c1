// Bulk import: what becomes of good rows, bad rows and rows that come again.
#include "engine/bulk/chunk.hpp"
#include "tests/domains/outages_import_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

/// One line of JSON; `members` is what it has beside the required ones.
std::string line(const std::string& site, const std::string& members = "") {
    return R"({"site_name":")" + site +
           R"(","severity":"high","description":"d","detected_at":"2025-11-03T08:00:00Z")" +
           members + "}\n";
}

std::string lines(std::size_t count, std::size_t first = 1) {
    std::string text;
    for (std::size_t i = first; i < first + count; ++i) text += line("Site " + std::to_string(i));
    return text;
}

/// Of the row with this number in the reply, a member as JSON.
std::string row_member(const Reply& reply, std::size_t number, std::string_view name) {
    std::string text;
    const auto read = json::read(member(reply.body, "rows"), [&](json::Value& root) {
        root.for_each_element([&](json::Value& element) {
            const std::string row{element.raw()};
            if (member(row, "row") == std::to_string(number)) text = member(row, name);
        });
    });
    REQUIRE(read.has_value());
    return text;
}

}  // namespace

TEST_CASE("a resolved row becomes a creation and a resolution, without a reason for its age") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(
        ledger,
        {json_lines, line("A", R"(,"resolved_at":"2025-11-03T08:40:00Z","id":"TT-1",)"
                               R"("root_cause":"Cable cut","resolution_notes":"Spliced")")});
    CHECK(reply.status == 200);
    CHECK(reply.body ==
          R"({"mode":"commit","consistency":"partial","total_rows":1,"persisted":1,)"
          R"("validated":1,"imported":1,"skipped":0,"error_count":0,"errors":[],"rows":[)"
          R"({"row":1,"id":"TT-1","status":"imported","errors":[],"outage_id":"OUT001",)"
          R"("persisted":true,"duplicate":false,"existing_id":null}],"rows_truncated":false})");
    const auto created = events_of(ledger, "outage.created");
    REQUIRE(created.size() == 1);
    CHECK(member(*created[0].payload, "imported") == "true");
    CHECK(created[0].recorded_at == noon);
    CHECK(*events_of(ledger, "outage.resolved").at(0).payload ==
          R"({"outage":"OUT001","severity":"high","detected_at":"2025-11-03T08:00:00Z",)"
          R"("resolved_at":"2025-11-03T08:40:00Z","exclusions":[],"root_cause":"Cable cut",)"
          R"("resolution_notes":"Spliced"})");
}

TEST_CASE("open rows stay open, and keep what is known of their cause") {
    test::TestLedger ledger = new_ledger();
    imported(ledger, {json_lines, line("A", R"(,"status":"investigating")") +
                                      line("B", R"(,"status":"open","root_cause":"Wind")") +
                                      R"({"site_name":"C","severity":"low","description":"d"})"});
    const auto show = [&](const char* id) {
        return shown(ledger, std::string{"/api/v1/outages/"} + id).body;
    };
    CHECK(member(show("OUT001"), "status") == R"("investigating")");
    CHECK(member(show("OUT002"), "status") == R"("active")");
    CHECK(member(show("OUT002"), "root_cause") == R"("Wind")");
    CHECK(member(show("OUT003"), "detected_at") == R"("2026-01-16T12:00:00Z")");
}

TEST_CASE("maintenance leaves out the whole outage") {
    test::TestLedger ledger = new_ledger();
    imported(ledger, {json_lines, line("A", R"(,"resolved_at":"2025-11-03T08:40:00Z",)"
                                            R"("maintenance":true)")});
    CHECK(member(*events_of(ledger, "outage.resolved").at(0).payload, "exclusions") ==
          R"([{"from":"2025-11-03T08:00:00Z","to":"2025-11-03T08:40:00Z",)"
          R"("reason":"maintenance"}])");
}

TEST_CASE("a row that comes again is a duplicate, and nothing is written") {
    test::TestLedger ledger = new_ledger();
    const std::string body = line("A", R"(,"id":"TT-1")") + line("B");
    CHECK(counts(imported(ledger, {json_lines, body})) == "2 2 2 0 0");
    const auto events = ledger.events().size();
    ledger.set_now(noon + 1h);
    ledger.forget();
    const Reply again = imported(ledger, {json_lines, body + line("B", R"(,"severity":"low")") +
                                                          line("C", R"(,"external_id":"TT-1")")});
    CHECK(counts(again) == "4 0 3 3 1");
    CHECK(errors(again) == "3 severity duplicate");
    CHECK(row_member(again, 1, "existing_id") == R"("OUT001")");
    CHECK(row_member(again, 2, "existing_id") == R"("OUT002")");
    CHECK(row_member(again, 2, "status") == R"("duplicate")");
    CHECK(row_member(again, 4, "existing_id") == R"("OUT001")");
    CHECK(ledger.events().size() == events);
    create(ledger, R"(,"id":"TT-9")");
    CHECK(counts(imported(ledger, {json_lines, line("D", R"(,"id":"TT-9")")})) == "1 0 1 1 0");
}

TEST_CASE("two of a kind in one import are one") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(ledger, {json_lines, line("A") + line("A") + line("B")});
    CHECK(counts(reply) == "3 2 3 1 0");
    CHECK(row_member(reply, 2, "existing_id") == R"("OUT001")");
    CHECK(row_member(reply, 3, "outage_id") == R"("OUT002")");
}

TEST_CASE("a row with neither a time nor a number of its own is new each time") {
    test::TestLedger ledger = new_ledger();
    const std::string row = R"({"site_name":"C","severity":"low","description":"d"})"
                            "\n";
    CHECK(counts(imported(ledger, {json_lines, row + row})) == "2 2 2 0 0");
    CHECK(counts(imported(ledger, {json_lines, row})) == "1 1 1 0 0");
}

TEST_CASE("a bad row leaves nothing behind but its errors") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(
        ledger,
        {json_lines, line("A") + line("B", R"(,"resolved_at":"2025-11-03T07:59:59Z","id":"T")") +
                         line("C", R"(,"colour":"red","latitude":91)") + "nonsense\n" +
                         line("D", R"(,"resolved_at":"2026-01-16T12:05:01Z")") +
                         line("E", R"(,"id":"T")")});
    CHECK(counts(reply) == "6 2 2 0 5");
    CHECK(errors(reply) ==
          "2 resolved_at order, 3 colour unknown, 3 latitude range, 4  json, 5 resolved_at future");
    CHECK(row_member(reply, 6, "outage_id") == R"("OUT002")");
    CHECK(events_of(ledger, "outage.created").size() == 2);
}

TEST_CASE("what a row's members say together must make sense") {
    struct Row {
        const char* members;
        const char* error;
    };
    const Row rows[] = {
        {R"(,"status":"resolved")", "1 resolved_at required"},
        {R"(,"status":"active","resolved_at":"2025-11-03T09:00:00Z")",
         "1 resolved_at contradiction"},
        {R"(,"latitude":1.5)", "1 longitude required"},
        {R"(,"longitude":1.5)", "1 latitude required"},
        {R"(,"location":{"latitude":1,"longitude":2},"latitude":1,"longitude":2)",
         "1 latitude contradiction"},
        {R"(,"id":"A","external_id":"B")", "1 id contradiction"},
        {R"(,"id":"","tags":[""])", "1 id min_length, 1 tags.0 min_length"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.members);
        test::TestLedger ledger = new_ledger();
        CHECK(errors(imported(ledger, {json_lines, line("A", row.members)})) == row.error);
        CHECK(events_of(ledger, "outage.created").empty());
    }
}

TEST_CASE("of an atomic import all rows are kept, or none") {
    test::TestLedger ledger = new_ledger();
    const std::string good = lines(300);
    const auto atomic = [](std::string body) {
        return Import{json_lines, std::move(body), {{"consistency", "atomic"}}};
    };
    const Reply whole = imported(ledger, atomic(good));
    CHECK(whole.status == 200);
    CHECK(counts(whole) == "300 300 300 0 0");

    const auto events = ledger.events().size();
    const Reply late = imported(
        ledger, atomic(lines(3, 301) + line("X", R"(,"resolved_at":"2025-11-03T07:00:00Z")")));
    CHECK(late.status == 422);
    CHECK(counts(late) == "4 0 3 0 1");
    CHECK(row_member(late, 1, "status") == R"("validated")");
    CHECK(row_member(late, 1, "outage_id") == "null");
    CHECK(row_member(late, 4, "status") == R"("error")");

    const Reply malformed = imported(
        ledger,
        atomic("{}\n" + lines(2, 301) + line("X", R"(,"resolved_at":"2025-11-03T07:00:00Z")")));
    CHECK(malformed.status == 422);
    CHECK(errors(malformed) ==
          "1 site_name required, 1 severity required, "
          "1 description required, 4 resolved_at order");
    CHECK(ledger.events().size() == events);
    CHECK(create(ledger) == "OUT301");
}

TEST_CASE("an atomic import has a limit, and all others have none") {
    test::TestLedger ledger = new_ledger();
    std::string body;
    for (std::size_t i = 0; i <= bulk::max_atomic_rows; ++i) body += "{}\n";
    const Result<Reply> atomic =
        import_into(ledger, {json_lines, body, {{"consistency", "atomic"}}});
    REQUIRE(!atomic);
    CHECK(atomic.error().kind == ErrorKind::atomic_too_large);
    const Reply partial = imported(ledger, {json_lines, body});
    CHECK(member(partial.body, "total_rows") == "10001");
    CHECK(member(partial.body, "error_count") == "30003");
    CHECK(member(partial.body, "rows_truncated") == "true");
    std::size_t listed = 0;
    const auto read = json::read(member(partial.body, "errors"), [&](json::Value& root) {
        root.for_each_element([&](json::Value&) { ++listed; });
    });
    REQUIRE(read.has_value());
    CHECK(listed == bulk::max_reported_errors);
}

TEST_CASE("a dry run says what would happen, and does nothing") {
    test::TestLedger ledger = new_ledger();
    imported(ledger, {json_lines, line("A", R"(,"id":"TT-1")")});
    const auto events = ledger.events().size();
    // Row 601 repeats one of an earlier chunk, row 602 what is recorded, row 603 the row before it.
    const std::string body = lines(600) + line("Site 7") + line("B", R"(,"id":"TT-1")") +
                             line("C") + line("C") +
                             line("D", R"(,"resolved_at":"2025-11-03T07:00:00Z")");
    for (const char* consistency : {"partial", "atomic"}) {
        CAPTURE(consistency);
        const Reply reply = imported(
            ledger, {json_lines, body, {{"dry_run", "true"}, {"consistency", consistency}}});
        CHECK(reply.status == 200);
        CHECK(member(reply.body, "mode") == R"("dry_run")");
        CHECK(counts(reply) == "605 0 604 3 1");
        CHECK(row_member(reply, 1, "status") == R"("validated")");
        CHECK(row_member(reply, 601, "status") == R"("duplicate")");
        CHECK(row_member(reply, 601, "existing_id") == "null");
        CHECK(row_member(reply, 602, "existing_id") == R"("OUT001")");
        CHECK(row_member(reply, 604, "existing_id") == "null");
    }
    CHECK(ledger.events().size() == events);
    CHECK(create(ledger) == "OUT002");
}

TEST_CASE("a long import is cut into commands between which others have their turn") {
    test::TestLedger ledger = new_ledger();
    Request request;
    request.content_type = json_lines;
    auto reader = open_import(request);
    REQUIRE(reader.has_value());
    auto commands = (*reader)->feed(lines(600));
    REQUIRE(commands.has_value());
    CHECK(commands->size() == 2);
    CHECK((*reader)->finish()->size() == 1);
}

TEST_CASE("a chunk's answer may come from an earlier request") {
    test::TestLedger ledger = new_ledger();
    const auto send = [&] {
        Request request;
        request.content_type = json_lines;
        auto reader = open_import(request);
        auto commands = (*reader)->feed(lines(256));
        REQUIRE(commands.has_value());
        REQUIRE(commands->size() == 1);
        (*reader)->on_answer(ledger.execute(commands->front(), "key#1", "").reply);
        REQUIRE((*reader)->finish()->empty());
        return (*reader)->reply()->body;
    };
    const std::string first = send();
    CHECK(send() == first);
    CHECK(events_of(ledger, "outage.created").size() == 256);
}

TEST_CASE("an import that fails in its middle says how much of it is recorded") {
    test::TestLedger ledger = new_ledger();
    Request request;
    request.content_type = json_lines;
    auto reader = open_import(request);
    REQUIRE(run(ledger, **reader, (*reader)->feed(lines(256))).has_value());
    REQUIRE((*reader)->feed(lines(256, 257)).has_value());
    (*reader)->on_answer(fail(ErrorKind::insufficient_storage, "disk.full", "no space"));
    CHECK((*reader)->feed(lines(1)).error().code == "disk.full");
    CHECK((*reader)->finish().error().code == "disk.full");
    const Result<Reply> reply = (*reader)->reply();
    REQUIRE(!reply);
    CHECK(reply.error().kind == ErrorKind::insufficient_storage);
    CHECK(reply.error().facts ==
          std::vector<std::pair<std::string, std::string>>{{"persisted", "256"}});
}

TEST_CASE("settlement and foreign types are refused") {
    test::TestLedger ledger = new_ledger();
    const auto kind = [&](const Import& import) {
        const Result<Reply> reply = import_into(ledger, import);
        REQUIRE(!reply);
        return reply.error().kind;
    };
    CHECK(kind({json_lines, line("A"), {{"settle", "true"}}}) == ErrorKind::unprocessable);
    CHECK(kind({"text/xml", "<a/>"}) == ErrorKind::unsupported_media_type);
    CHECK(kind({json_lines, line("A"), {{"mode", "fast"}}}) == ErrorKind::validation);
    CHECK(kind({json_document, std::string((std::size_t{10} << 20) + 1, ' ')}) ==
          ErrorKind::payload_too_large);
    CHECK(counts(imported(ledger, {json_lines, line("A"), {{"settle", "false"}}})) == "1 1 1 0 0");
}
