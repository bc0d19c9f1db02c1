// The requests that change outages, through the real sequencer: replies, names, versions.
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view collection = "/api/v1/outages";
constexpr std::string_view first = "/api/v1/outages/OUT001";

/// A PUT with `If-Match`.
Result<Reply> put_if(test::TestLedger& ledger, std::string_view etag, std::string_view body) {
    Request request;
    request.path_values.emplace("id", "OUT001");
    request.if_match = etag;
    request.body = body;
    const Result<PreparedCommand> command = prepare_change(request);
    if (!command) return fail(command.error());
    return ledger.execute(*command, std::nullopt, "").reply;
}

std::vector<std::string> fields_of(const Error& error) {
    std::vector<std::string> fields;
    for (const FieldError& field : error.fields) fields.push_back(field.field);
    return fields;
}

}  // namespace

TEST_CASE("a new outage is answered as documented") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = done(ledger, Method::post, collection, R"({
        "site_name": "Cell Tower Beta", "site_id": "SITE456", "severity": "high",
        "description": "Intermittent service degradation", "affected_services": ["4G"],
        "affected_subscribers": 500, "location": {"latitude": 9.082, "longitude": 8.675},
        "assigned_to": "user123"})");
    CHECK(reply.status == 201);
    CHECK(reply.body == R"({"id":"OUT001","site_name":"Cell Tower Beta","status":"active",)"
                        R"("detected_at":"2026-01-16T12:00:00Z",)"
                        R"("message":"Outage created successfully"})");
    CHECK(header(reply, "Location") == "/api/v1/outages/OUT001");
    const Position position = ledger.events().back().position;
    CHECK(header(reply, "ETag") == "\"v1.p" + std::to_string(position) + "\"");
    CHECK(
        *events_of(ledger, "outage.created").at(0).payload ==
        R"({"outage":"OUT001","external_id":null,"site_name":"Cell Tower Beta",)"
        R"("site_id":"SITE456","severity":"high","status":"active",)"
        R"("detected_at":"2026-01-16T12:00:00Z","description":"Intermittent service degradation",)"
        R"("affected_services":["4G"],"affected_subscribers":500,)"
        R"("location":{"latitude":9.082,"longitude":8.675},"assigned_to":"user123","tags":[],)"
        R"("imported":false,"back_dating_reason":null,"dedup_key":null,"sites":["SITE456"],)"
        R"("related_to":null})");
}

TEST_CASE("ids count up, and a refused creation burns none") {
    test::TestLedger ledger = new_ledger();
    CHECK(create(ledger) == "OUT001");
    refused(ledger, Method::post, collection,
            R"({"site_name":"A","severity":"low","description":"d",)"
            R"("detected_at":"2026-01-16T13:00:00Z"})");
    CHECK(create(ledger) == "OUT002");
    for (int i = 3; i < 1000; ++i) create(ledger);
    CHECK(create(ledger) == "OUT1000");
}

TEST_CASE("the documented mistake is answered as documented") {
    test::TestLedger ledger = new_ledger();
    const Error error = refused(ledger, Method::post, collection,
                                R"({"site_name":"A","severity":"catastrophic","description":"d"})");
    CHECK(error.kind == ErrorKind::validation);
    REQUIRE(error.fields.size() == 1);
    CHECK(error.fields[0].field == "severity");
    CHECK(error.fields[0].allowed_values ==
          std::vector<std::string>{"critical", "high", "medium", "low"});
}

TEST_CASE("every bad member of a creation is named at once") {
    test::TestLedger ledger = new_ledger();
    const Error error =
        refused(ledger, Method::post, collection,
                R"({"site_name":"","severity":"low","affected_services":["4G",""],"colour":"red",)"
                R"("affected_subscribers":-1,"location":{"latitude":90.5,"longitude":0},)"
                R"("detected_at":"2026-01-16T12:00:00","tags":[1]})");
    CHECK(error.kind == ErrorKind::validation);
    CHECK(fields_of(error) == std::vector<std::string>{"site_name", "affected_services.1", "colour",
                                                       "affected_subscribers", "location.latitude",
                                                       "detected_at", "tags.0", "description"});
}

TEST_CASE("open is active, investigating is kept, resolved is no beginning") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"status":"open")");
    create(ledger, R"(,"status":"investigating")");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT001").body, "status") == R"("active")");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT002").body, "status") == R"("investigating")");
    const Error error =
        refused(ledger, Method::post, collection,
                R"({"site_name":"A","severity":"low","description":"d","status":"resolved"})");
    CHECK(error.kind == ErrorKind::unprocessable);
}

TEST_CASE("the same external id with the same content is the same outage") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"id":"TT-17")");
    const auto events = ledger.events().size();
    const std::string same = R"({"site_name":"Cell Tower Beta","severity":"high",)"
                             R"("description":"Intermittent service degradation",)";
    ledger.set_now(noon + 1h);
    const Reply reply = done(ledger, Method::post, collection, same + R"("external_id":"TT-17"})");
    CHECK(reply.status == 200);
    CHECK(member(reply.body, "id") == R"("OUT001")");
    CHECK(member(reply.body, "detected_at") == R"("2026-01-16T12:00:00Z")");
    CHECK(header(reply, "Location") == first);
    done(ledger, Method::post, collection,
         same + R"("id":"TT-17","detected_at":"2026-01-16T12:00:00Z"})");
    CHECK(ledger.events().size() == events);

    const Error other_time =
        refused(ledger, Method::post, collection,
                same + R"("id":"TT-17","detected_at":"2026-01-16T11:00:00Z"})");
    CHECK(other_time.code == "outage.external_id_taken");
    const Error other =
        refused(ledger, Method::post, collection, same + R"("id":"TT-17","site_id":"S"})");
    CHECK(other.kind == ErrorKind::conflict);
    CHECK(other.facts ==
          std::vector<std::pair<std::string, std::string>>{{"existing_id", "OUT001"}});
    const Error two =
        refused(ledger, Method::post, collection, same + R"("id":"TT-18","external_id":"TT-19"})");
    CHECK(two.fields.at(0).field == "id");
}

TEST_CASE("an external id stays taken after its outage is deleted") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"id":"TT-17")");
    CHECK(done(ledger, Method::del, "/api/v1/outages/TT-17?reason=twice", "").status == 204);
    const Error error = refused(ledger, Method::post, collection,
                                R"({"site_name":"Cell Tower Beta","severity":"high","id":"TT-17",)"
                                R"("description":"Intermittent service degradation"})");
    CHECK(error.code == "outage.external_id_taken");
    CHECK(refused(ledger, Method::get, "/api/v1/outages/TT-17", "").code == "outage.not_found");
    CHECK(refused(ledger, Method::put, "/api/v1/outages/TT-17", "{}").code == "outage.not_found");
}

TEST_CASE("a path takes the server's id first, then the client's") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"id":"OUT002")");
    create(ledger, R"(,"id":"TT-2","site_id":"second")");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT002").body, "site_id") == R"("second")");
    CHECK(member(shown(ledger, "/api/v1/outages/TT-2").body, "id") == R"("OUT002")");
    done(ledger, Method::put, "/api/v1/outages/TT-2", R"({"site_id":"third"})");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT002").body, "site_id") == R"("third")");
    CHECK(refused(ledger, Method::put, "/api/v1/outages/OUT003", "{}").kind ==
          ErrorKind::not_found);
    CHECK(refused(ledger, Method::put, "/api/v1/outages/" + std::string(200, 'x'), "{}").kind ==
          ErrorKind::not_found);
}

TEST_CASE("a resolution is answered as documented") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    ledger.set_now(noon + 30min);
    const Reply reply = done(ledger, Method::put, first, R"({
        "status": "resolved", "resolved_at": "2026-01-16T12:25:00Z", "root_cause": "Fiber cut",
        "resolution_notes": "Fiber repaired, services restored"})");
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"id":"OUT001","status":"resolved",)"
                        R"("message":"Outage updated successfully","sla_triggered":true})");
    CHECK(header(reply, "ETag").starts_with("\"v2.p"));
    CHECK(events_of(ledger, "outage.updated").empty());
    CHECK(*events_of(ledger, "outage.resolved").at(0).payload ==
          R"({"outage":"OUT001","severity":"high","detected_at":"2026-01-16T12:00:00Z",)"
          R"("resolved_at":"2026-01-16T12:25:00Z","exclusions":[],"root_cause":"Fiber cut",)"
          R"("resolution_notes":"Fiber repaired, services restored"})");
    const Reply again = done(ledger, Method::put, first, R"({"status":"resolved"})");
    CHECK(member(again.body, "sla_triggered") == "false");
    CHECK(events_of(ledger, "outage.resolved").size() == 1);
}

TEST_CASE("what is learnt of the cause after the repair is an update") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    done(ledger, Method::put, first, R"({"status":"resolved","root_cause":"Fiber cut"})");
    done(ledger, Method::put, first, R"({"status":"resolved","root_cause":"Excavator"})");
    CHECK(events_of(ledger, "outage.updated").size() == 1);
    CHECK(member(shown(ledger, first).body, "root_cause") == R"("Excavator")");
}

TEST_CASE("one request changes fields, severity, engineer and status, in this order") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    const auto before = ledger.events().size();
    done(ledger, Method::put, first,
         R"({"status":"resolved","assigned_to":"user7","severity":"low","reason":"small site",)"
         R"("site_id":"S9"})");
    std::vector<std::string> types;
    for (const RecordedEvent& event : ledger.events())
        if (event.position >= before) types.push_back(event.type);
    CHECK(types == std::vector<std::string>{"outage.updated", "outage.severity_changed",
                                            "outage.assigned", "outage.resolved"});
}

TEST_CASE("one illegal part refuses the whole request") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"status":"investigating")");
    const auto before = ledger.events().size();
    const Error error = refused(ledger, Method::put, first,
                                R"({"site_id":"S9","assigned_to":"user7","status":"resolved"})");
    CHECK(error.kind == ErrorKind::conflict);
    CHECK(error.allowed == std::vector<std::string>{"active"});
    CHECK(ledger.events().size() == before);
    CHECK(member(shown(ledger, first).body, "site_id") == "null");
}

TEST_CASE("nobody is assigned by null, and somebody stays when nothing is said") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"assigned_to":"user1")");
    done(ledger, Method::put, first, R"({"site_id":"S9"})");
    CHECK(member(shown(ledger, first).body, "assigned_to") == R"("user1")");
    done(ledger, Method::put, first, R"({"assigned_to":null})");
    CHECK(member(shown(ledger, first).body, "assigned_to") == "null");
}

TEST_CASE("a fault that comes back reopens its outage") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    ledger.set_now(noon + 2h);
    CHECK(fields_of(refused(ledger, Method::put, first, R"({"status":"active"})")) ==
          std::vector<std::string>{"reason"});
    const Reply reply =
        done(ledger, Method::put, first,
             R"({"status":"open","reason":"same fault","reopened_at":"2026-01-16T13:00:00Z"})");
    CHECK(member(reply.body, "status") == R"("active")");
    CHECK(*events_of(ledger, "outage.reopened").at(0).payload ==
          R"({"outage":"OUT001","reopened_at":"2026-01-16T13:00:00Z","reason":"same fault"})");
}

TEST_CASE("members that belong to another status are refused") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    const std::pair<const char*, const char*> rows[] = {
        {"resolved_at", R"({"resolved_at":"2026-01-16T12:00:00Z"})"},
        {"resolved_at", R"({"status":"active","resolved_at":"2026-01-16T12:00:00Z"})"},
        {"mttr_minutes", R"({"status":"investigating","mttr_minutes":3})"},
        {"reopened_at", R"({"reopened_at":"2026-01-16T12:00:00Z"})"},
        {"reopened_at", R"({"status":"active","reopened_at":"2026-01-16T12:00:00Z"})"},
    };
    for (const auto& [field, body] : rows) {
        CAPTURE(body);
        const Error error = refused(ledger, Method::put, first, body);
        CHECK(error.kind == ErrorKind::unprocessable);
        CHECK(fields_of(error) == std::vector<std::string>{field});
    }
}

TEST_CASE("a change can be bound to the version that was seen") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    CHECK(put_if(ledger, R"("v1.p999")", R"({"site_id":"S1"})").has_value());
    const Result<Reply> stale = put_if(ledger, R"("v1.p999")", R"({"site_id":"S2"})");
    REQUIRE(!stale);
    CHECK(stale.error().kind == ErrorKind::precondition_failed);
    CHECK(put_if(ledger, "*", R"({"site_id":"S3"})").has_value());
    const Result<Reply> nonsense = put_if(ledger, "v1", R"({"site_id":"S4"})");
    REQUIRE(!nonsense);
    CHECK(nonsense.error().kind == ErrorKind::validation);
    CHECK(member(shown(ledger, first).body, "site_id") == R"("S3")");
}

TEST_CASE("a deleted outage is gone") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    const Reply reply = done(ledger, Method::del, first, "");
    CHECK(reply.status == 204);
    CHECK(reply.body.empty());
    CHECK(refused(ledger, Method::get, first, "").kind == ErrorKind::not_found);
    CHECK(refused(ledger, Method::get, "/api/v1/outages/OUT001/timeline", "").kind ==
          ErrorKind::not_found);
    CHECK(refused(ledger, Method::del, first, "").kind == ErrorKind::not_found);
    CHECK(create(ledger) == "OUT002");
}

TEST_CASE("parameters that a route does not know are refused") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    CHECK(fields_of(refused(ledger, Method::del, "/api/v1/outages/OUT001?force=1", "")) ==
          std::vector<std::string>{"force"});
    CHECK(fields_of(refused(ledger, Method::put, "/api/v1/outages/OUT001?x=1", "{}")) ==
          std::vector<std::string>{"x"});
    CHECK(fields_of(refused(ledger, Method::get, "/api/v1/outages/OUT001?x=1", "")) ==
          std::vector<std::string>{"x"});
}

TEST_CASE("what was forgotten is read again from the log") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"id":"TT-17")");
    ledger.forget();
    CHECK(done(ledger, Method::put, "/api/v1/outages/TT-17", R"({"status":"resolved"})").status ==
          200);
    ledger.forget();
    CHECK(create(ledger) == "OUT002");
}
