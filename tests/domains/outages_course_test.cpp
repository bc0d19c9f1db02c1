// The routes that move an outage on its course, with other domains to look things up in.
#include "engine/core/tx.hpp"
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view first = "/api/v1/outages/OUT001";

/// What other domains would answer: SITE1 belongs to NORTH, and NORTH has one window.
Result<std::string> answer_path(Tx&, std::string_view asked) {
    const std::string site = member(asked, "site_id");
    const std::string above = site == R"("SITE1")" ? R"(,"NORTH")" : "";
    return R"({"registered":true,"path":[)" + site + above + "]}";
}

Result<std::string> answer_windows(Tx&, std::string_view asked) {
    if (asked.find("NORTH") == asked.npos || member(asked, "to") < R"("2026-01-16T12:10:00Z")")
        return R"({"windows":[]})";
    return R"({"windows":[{"id":"MW001","from":"2026-01-16T12:10:00Z",)"
           R"("to":"2026-01-16T12:20:00Z","reason":"battery","site_id":"NORTH"}]})";
}

Result<std::string> answer_result(Tx&, std::string_view asked) {
    return R"({"status":"met","of":)" + member(asked, "outage") + "}";
}

constexpr Lookup answers[] = {{"sites.path", answer_path},
                              {"maintenance.windows", answer_windows},
                              {"sla.result", answer_result}};
constinit const Domain others{.name = "others",
                              .routes = {},
                              .views = {},
                              .reactions = {},
                              .lookups = answers,
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = nullptr};

test::TestLedger new_world() {
    static constexpr const Domain* domains[] = {&domain, &others};
    return test::TestLedger{domains, noon};
}

Reply post(test::TestLedger& ledger, std::string_view target, std::string_view body = "") {
    return done(ledger, Method::post, target, body);
}

std::string at(std::string_view id, std::string_view what) {
    return "/api/v1/outages/" + std::string{id} + "/" + std::string{what};
}

std::string last_payload(const test::TestLedger& ledger) {
    return ledger.events().back().payload.value_or("");
}

std::string last_type(const test::TestLedger& ledger) { return ledger.events().back().type; }

std::string page_member(test::TestLedger& ledger, std::string_view name) {
    return member(shown(ledger, first).body, name);
}

/// What `outages.clock` answers about an outage.
std::string clock_of(test::TestLedger& ledger, const std::string& id) {
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(text, tx.look_up("outages.clock", R"({"outage":")" + id + R"("})"));
        return Reply{.body = text.value_or("nobody knows")};
    });
    return answer.reply->body;
}

}  // namespace

TEST_CASE("an outage is acknowledged by a route, as the settings want it") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    create(ledger);
    CHECK(shown(ledger, "/api/v1/outages/settings").body == R"({"acknowledge_note":"optional"})");
    const Reply reply = post(ledger, at("OUT001", "acknowledge"));
    CHECK(reply.body == R"({"id":"OUT001","status":"active","message":"Outage acknowledged",)"
                        R"("sla_triggered":false})");
    CHECK(header(reply, "ETag").starts_with("\"v2.p"));
    CHECK(page_member(ledger, "acknowledged_at") == R"("2026-01-16T12:00:00Z")");
    CHECK(page_member(ledger, "acknowledged_by") == R"("local:0")");

    const Reply changed =
        done(ledger, Method::put, "/api/v1/outages/settings", R"({"acknowledge_note":"required"})");
    CHECK(header(changed, "ETag").starts_with("\"v1.p"));
    const auto events = ledger.events().size();
    done(ledger, Method::put, "/api/v1/outages/settings", R"({"acknowledge_note":"required"})");
    CHECK(ledger.events().size() == events);
    CHECK(shown(ledger, "/api/v1/outages/settings").body == R"({"acknowledge_note":"required"})");
    CHECK(
        refused(ledger, Method::put, "/api/v1/outages/settings", R"({"acknowledge_note":"never"})")
            .kind == ErrorKind::validation);
    ledger.forget();
    CHECK(refused(ledger, Method::post, at("OUT002", "acknowledge"), "{}").fields.at(0).field ==
          "note");
    post(ledger, at("OUT002", "acknowledge"), R"({"note":"on my way"})");
    CHECK(last_payload(ledger) == R"({"outage":"OUT002","note":"on my way"})");
}

TEST_CASE("notes, engineers and relations have routes of their own") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    create(ledger, R"(,"id":"TT-2")");
    post(ledger, at("OUT001", "notes"),
         R"({"text":"lights flickered","at":"2026-01-16T11:50:00Z"})");
    CHECK(last_payload(ledger) ==
          R"({"outage":"OUT001","text":"lights flickered","at":"2026-01-16T11:50:00Z"})");
    post(ledger, at("OUT001", "assign"), R"({"assigned_to":"user7"})");
    CHECK(page_member(ledger, "assigned_to") == R"("user7")");
    post(ledger, at("OUT001", "assign"), R"({"assigned_to":null})");
    CHECK(page_member(ledger, "assigned_to") == "null");
    CHECK(refused(ledger, Method::post, at("OUT001", "assign"), "{}").fields.at(0).field ==
          "assigned_to");

    post(ledger, at("OUT001", "related"), R"({"to":"TT-2","reason":"one feeder"})");
    CHECK(last_payload(ledger) == R"({"outage":"OUT001","to":"OUT002","reason":"one feeder"})");
    const auto events = ledger.events().size();
    post(ledger, at("OUT002", "related"), R"({"to":"OUT001"})");
    CHECK(ledger.events().size() == events);
    CHECK(page_member(ledger, "related") == R"(["OUT002"])");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT002").body, "related") == R"(["OUT001"])");
    CHECK(refused(ledger, Method::post, at("OUT001", "related"), R"({"to":"OUT009"})")
              .fields.at(0)
              .field == "to");
    CHECK(refused(ledger, Method::post, at("OUT009", "related"), R"({"to":"OUT001"})").kind ==
          ErrorKind::not_found);

    create(ledger, R"(,"related_to":"TT-2")");
    CHECK(member(shown(ledger, "/api/v1/outages/TT-2").body, "related") ==
          R"(["OUT001","OUT003"])");
    CHECK(refused(ledger, Method::post, "/api/v1/outages",
                  R"({"site_name":"A","severity":"low","description":"d","related_to":"no"})")
              .fields.at(0)
              .field == "related_to");
}

TEST_CASE("a resolution answers what an existing front end wants") {
    test::TestLedger ledger = new_world();
    create(ledger, R"(,"site_id":"SITE2")");
    ledger.set_now(noon + 25min);
    const Reply reply = post(ledger, at("OUT001", "resolve"), R"({"mttr_minutes":25})");
    CHECK(reply.body ==
          R"({"outage":{"id":"OUT001","site_name":"Cell Tower Beta","site_id":"SITE2",)"
          R"("severity":"high","status":"resolved","detected_at":"2026-01-16T12:00:00Z",)"
          R"("resolved_at":"2026-01-16T12:25:00Z","root_cause":null,"resolution_notes":null,)"
          R"("assigned_to":null,"exclusions":[],"message":"Outage resolved successfully"},)"
          R"("sla":{"status":"met","of":"OUT001"},"payment":null})");
    const auto events = ledger.events().size();
    CHECK(post(ledger, at("OUT001", "resolve")).body == reply.body);
    CHECK(ledger.events().size() == events);
    test::TestLedger alone = new_ledger();
    create(alone);
    CHECK(member(post(alone, at("OUT001", "resolve")).body, "sla") == "null");
}

TEST_CASE("planned maintenance above a site enters its outage's resolution") {
    test::TestLedger ledger = new_world();
    create(ledger, R"(,"site_id":"SITE1")");
    CHECK(page_member(ledger, "sites") == R"(["SITE1","NORTH"])");
    ledger.set_now(noon + 15min);
    done(ledger, Method::put, first, R"({"status":"resolved","mttr_minutes":10})");
    CHECK(page_member(ledger, "exclusions") ==
          R"([{"from":"2026-01-16T12:10:00Z","to":"2026-01-16T12:15:00Z",)"
          R"("reason":"maintenance window MW001: battery"}])");
    post(ledger, at("OUT001", "correct"),
         R"({"reason":"wrong time","resolved_at":"2026-01-16T12:05:00Z"})");
    CHECK(page_member(ledger, "exclusions") == "[]");
    post(ledger, at("OUT001", "correct"),
         R"({"reason":"right after all","resolved_at":"2026-01-16T12:15:00Z"})");
    CHECK(member(last_payload(ledger), "exclusions").find("MW001") != std::string::npos);

    create(ledger, R"(,"site_id":"SITE2","detected_at":"2026-01-16T12:00:00Z")");
    post(ledger, at("OUT002", "resolve"));
    CHECK(member(shown(ledger, "/api/v1/outages/OUT002").body, "exclusions") == "[]");
    create(ledger, R"(,"site_id":"SITE2","detected_at":"2026-01-16T12:00:00Z")");
    done(ledger, Method::put, "/api/v1/outages/OUT003", R"({"site_id":"SITE1"})");
    CHECK(last_payload(ledger) ==
          R"({"outage":"OUT003","site_id":"SITE1","sites":["SITE1","NORTH"]})");
    post(ledger, at("OUT003", "resolve"));
    CHECK(last_payload(ledger).find("MW001") != std::string::npos);
}

TEST_CASE("a clock is stopped and started by routes, and others can look at it") {
    test::TestLedger ledger = new_world();
    create(ledger, R"(,"site_id":"SITE1")");
    ledger.set_now(noon + 5min);
    post(ledger, at("OUT001", "clock/stop"), R"({"reason":"no access"})");
    CHECK(page_member(ledger, "clock_stopped_at") == R"("2026-01-16T12:05:00Z")");
    CHECK(clock_of(ledger, "OUT001") ==
          R"({"found":true,"open":true,"status":"active","severity":"high",)"
          R"("detected_at":"2026-01-16T12:00:00Z","resolved_at":null,"exclusions":[],)"
          R"("stopped_at":"2026-01-16T12:05:00Z","sites":["SITE1","NORTH"]})");
    ledger.set_now(noon + 8min);
    post(ledger, at("OUT001", "clock/start"));
    CHECK(page_member(ledger, "clock_stopped_at") == "null");
    const std::string stopped = R"([{"from":"2026-01-16T12:05:00Z","to":"2026-01-16T12:08:00Z",)"
                                R"("reason":"no access"}])";
    CHECK(page_member(ledger, "exclusions") == stopped);
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    CHECK(member(clock_of(ledger, "OUT001"), "resolved_at") == R"("2026-01-16T12:08:00Z")");
    CHECK(member(clock_of(ledger, "OUT001"), "open") == "false");
    CHECK(member(clock_of(ledger, "OUT001"), "exclusions") == stopped);
    done(ledger, Method::del, first, "");
    CHECK(clock_of(ledger, "OUT001") == R"({"found":false})");
    CHECK(clock_of(ledger, "OUT009") == R"({"found":false})");
}

TEST_CASE("a correction is one event, whatever it moves") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    ledger.set_now(noon + 30min);
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    const Reply reply = post(ledger, at("OUT001", "correct"), R"({
        "reason": "the alarm was late", "detected_at": "2026-01-16T11:50:00Z",
        "exclusions": [{"from":"2026-01-16T12:10:00Z","to":"2026-01-16T12:12:00Z",
                        "reason":"x"}]})");
    CHECK(member(reply.body, "message") == R"("Outage corrected")");
    CHECK(page_member(ledger, "detected_at") == R"("2026-01-16T11:50:00Z")");
    CHECK(member(last_payload(ledger), "severity") == R"("high")");
    const auto events = ledger.events().size();
    post(ledger, at("OUT001", "correct"), R"({"reason":"again","severity":"high"})");
    CHECK(ledger.events().size() == events);
    CHECK(refused(ledger, Method::post, at("OUT001", "correct"), R"({"severity":"low"})")
              .fields.at(0)
              .field == "reason");
}

TEST_CASE("a closed outage stays closed, and says what to do instead") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    CHECK(refused(ledger, Method::post, at("OUT001", "close"), "").kind == ErrorKind::conflict);
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    CHECK(member(post(ledger, at("OUT001", "close"), R"({"reason":"agreed"})").body, "status") ==
          R"("closed")");
    CHECK(last_payload(ledger) == R"({"outage":"OUT001","reason":"agreed"})");
    done(ledger, Method::put, first, R"({"status":"closed"})");
    CHECK(last_type(ledger) == "outage.closed");
    CHECK(page_member(ledger, "is_open") == "false");
    CHECK(page_member(ledger, "closed_at") == R"("2026-01-16T12:00:00Z")");
    for (const char* what : {"reopen", "correct"}) {
        const Error error =
            refused(ledger, Method::post, at("OUT001", what), R"({"reason":"it is back"})");
        CHECK(error.code == "outage.closed");
        CHECK(error.message.find("related_to") != std::string::npos);
    }
    CHECK(refused(ledger, Method::put, first, R"({"status":"active","reason":"x"})").code ==
          "outage.closed");
    CHECK(member(shown(ledger, "/api/v1/outages?status=closed").body, "total") == "1");
    CHECK(member(shown(ledger, "/api/v1/outages?status=open").body, "total") == "0");

    create(ledger);
    done(ledger, Method::put, "/api/v1/outages/OUT002", R"({"status":"resolved"})");
    done(ledger, Method::put, "/api/v1/outages/OUT002", R"({"status":"closed","reason":"so"})");
    CHECK(last_payload(ledger) == R"({"outage":"OUT002","reason":"so"})");
}

TEST_CASE("a fault that comes back has a route as well") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    ledger.set_now(noon + 1h);
    const Reply reply = post(ledger, at("OUT001", "reopen"),
                             R"({"reason":"again","reopened_at":"2026-01-16T12:30:00Z"})");
    CHECK(member(reply.body, "status") == R"("active")");
    CHECK(page_member(ledger, "exclusions") ==
          R"([{"from":"2026-01-16T12:00:00Z","to":"2026-01-16T12:30:00Z","reason":"restored"}])");
}

TEST_CASE("what was deleted by mistake comes back under all its names") {
    test::TestLedger ledger = new_ledger();
    create(ledger, R"(,"id":"TT-1","dedup_key":"alpha")");
    done(ledger, Method::del, "/api/v1/outages/TT-1", "");
    CHECK(refused(ledger, Method::get, first, "").kind == ErrorKind::not_found);
    CHECK(member(shown(ledger, "/api/v1/outages/TT-1?include_deleted=true").body, "deleted_at") ==
          R"("2026-01-16T12:00:00Z")");
    CHECK(refused(ledger, Method::post, at("OUT009", "restore"), "").kind == ErrorKind::not_found);
    post(ledger, at("TT-1", "restore"), R"({"reason":"it was real"})");
    CHECK(last_type(ledger) == "outage.restored");
    CHECK(member(shown(ledger, "/api/v1/outages/TT-1").body, "deleted_at").empty());
    CHECK(member(shown(ledger, "/api/v1/outages?status=open").body, "total") == "1");
    const auto events = ledger.events().size();
    post(ledger, at("TT-1", "restore"));
    CHECK(ledger.events().size() == events);
}

TEST_CASE("one key has one open outage") {
    test::TestLedger ledger = new_ledger();
    const std::string same = R"({"site_name":"B","severity":"low","description":"d",)"
                             R"("dedup_key":"beta/power"})";
    create(ledger, R"(,"dedup_key":"beta/power")");
    const Reply open = done(ledger, Method::post, "/api/v1/outages", same);
    CHECK(open.status == 200);
    CHECK(member(open.body, "id") == R"("OUT001")");
    CHECK(member(open.body, "message") == R"("Outage is open already")");
    CHECK(page_member(ledger, "dedup_key") == R"("beta/power")");
    done(ledger, Method::put, first, R"({"status":"resolved"})");
    ledger.forget();
    CHECK(done(ledger, Method::post, "/api/v1/outages", same).status == 201);
    CHECK(member(done(ledger, Method::post, "/api/v1/outages", same).body, "id") == R"("OUT002")");

    // The first one cannot come back while the second is open.
    const Error taken = refused(ledger, Method::post, at("OUT001", "reopen"), R"({"reason":"x"})");
    CHECK(taken.code == "outage.dedup_key_taken");
    CHECK(taken.facts ==
          std::vector<std::pair<std::string, std::string>>{{"existing_id", "OUT002"}});
    done(ledger, Method::del, "/api/v1/outages/OUT002", "");
    post(ledger, at("OUT001", "reopen"), R"({"reason":"x"})");
    CHECK(refused(ledger, Method::post, at("OUT002", "restore"), "").code ==
          "outage.dedup_key_taken");
    CHECK(member(done(ledger, Method::post, "/api/v1/outages", same).body, "id") == R"("OUT001")");
    CHECK(refused(ledger, Method::post, "/api/v1/outages",
                  R"({"site_name":"B","severity":"low","description":"d","dedup_key":""})")
              .fields.at(0)
              .field == "dedup_key");
}

TEST_CASE("a batch does what it can, and says of each what became of it") {
    test::TestLedger ledger = new_ledger();
    create(ledger);
    create(ledger, R"(,"id":"TT-2")");
    create(ledger, R"(,"status":"investigating")");
    ledger.forget();
    const Reply seen = post(ledger, "/api/v1/outages/batch/acknowledge",
                            R"({"ids":["OUT001","TT-2","OUT009"],"note":"storm"})");
    CHECK(seen.status == 200);
    CHECK(seen.body ==
          R"({"success_count":2,"failure_count":1,)"
          R"("errors":[{"id":"OUT009","code":"NOT_FOUND","message":"no such outage"}],)"
          R"("results":[{"id":"OUT001","status":"ok","outage_id":"OUT001",)"
          R"("outage_status":"active"},)"
          R"({"id":"TT-2","status":"ok","outage_id":"OUT002","outage_status":"active"},)"
          R"({"id":"OUT009","status":"error","outage_id":null,"outage_status":null}]})");
    CHECK(events_of(ledger, "outage.acknowledged").size() == 2);

    ledger.forget();
    const Reply over = post(ledger, "/api/v1/outages/batch/resolve",
                            R"({"ids":["OUT001","OUT003","OUT002"],"root_cause":"storm"})");
    CHECK(member(over.body, "success_count") == "2");
    CHECK(member(over.body, "errors").find(R"("code":"CONFLICT")") != std::string::npos);
    CHECK(events_of(ledger, "outage.resolved").size() == 2);
    CHECK(page_member(ledger, "root_cause") == R"("storm")");
    CHECK(member(shown(ledger, "/api/v1/outages/OUT003").body, "status") == R"("investigating")");
    CHECK(refused(ledger, Method::post, "/api/v1/outages/batch/resolve", R"({"ids":[]})")
              .fields.at(0)
              .field == "ids");
}

TEST_CASE("an imported outage may be closed, and knows its sites") {
    test::TestLedger ledger = new_world();
    done(ledger, Method::post, "/api/v1/outages/bulk-import",
         R"([{"site_name":"A","site_id":"SITE1","severity":"low","description":"d",)"
         R"("status":"closed","detected_at":"2026-01-16T12:00:00Z",)"
         R"("resolved_at":"2026-01-16T12:04:00Z"}])");
    CHECK(last_type(ledger) == "outage.closed");
    CHECK(page_member(ledger, "sites") == R"(["SITE1","NORTH"])");
}
