// Maintenance windows as clients see them: through the real sequencer, and through their view.
#include "tests/domains/maintenance_world.hpp"

using namespace ledger;
using namespace ledger::maintenance;
using namespace std::chrono_literals;

namespace {

/// Ids in a list, in order, with blanks between.
std::string ids_in(std::string_view reply, std::string_view list = "windows") {
    return each(reply, list, "id");
}

std::string state_of(test::TestLedger& ledger, std::string_view id) {
    return member(shown(ledger, target_of(id)).body, "state");
}

}  // namespace

TEST_CASE("a planned window is numbered, placed and shown as time passes") {
    auto ledger = new_ledger();
    const Reply reply = plan(ledger, "LA", noon + 1h, noon + 2h);
    CHECK(reply.status == 201);
    CHECK(reply.body == R"({"id":"MW001","site_id":"LA","from":"2026-01-16T13:00:00Z",)"
                        R"("to":"2026-01-16T14:00:00Z","reason":"new batteries","state":"planned",)"
                        R"("cancel_reason":null})");
    CHECK(header(reply, "Location") == "/api/v1/maintenance/windows/MW001");
    CHECK(header(reply, "ETag").starts_with("\"v1.p"));
    CHECK(shown(ledger, target_of("MW001")).body == reply.body);
    CHECK(header(shown(ledger, target_of("MW001")), "ETag") == header(reply, "ETag"));
    ledger.set_now(noon + 1h);
    CHECK(state_of(ledger, "MW001") == "\"running\"");
    ledger.set_now(noon + 2h);
    CHECK(state_of(ledger, "MW001") == "\"over\"");
    CHECK(refused(ledger, Method::get, target_of("MW002"), "").kind == ErrorKind::not_found);
}

TEST_CASE("what is wrong with a window is said, and burns no number") {
    auto ledger = new_ledger();
    const Error error = refused(ledger, Method::post, collection,
                                R"({"site_id":"","from":"2026-01-16","reason":"","colour":"red"})");
    CHECK(error.kind == ErrorKind::validation);
    CHECK(error.fields.size() == 5);
    const Error late = refused(ledger, Method::post, collection, body_of("LA", noon, noon + 1h));
    CHECK(late.kind == ErrorKind::unprocessable);
    CHECK(late.fields.at(0).field == "from");
    CHECK(member(plan(ledger, "LA", noon + 1h, noon + 2h).body, "id") == "\"MW001\"");
}

TEST_CASE("a window is changed and given up before it begins, and not afterwards") {
    auto ledger = new_ledger();
    plan(ledger, "LA", noon + 1h, noon + 2h);
    plan(ledger, "LA", noon + 3h, noon + 4h);
    const Reply changed = done(ledger, Method::put, target_of("MW001"),
                               R"({"to":"2026-01-16T16:00:00+01:00","reason":null})");
    CHECK(member(changed.body, "to") == "\"2026-01-16T15:00:00Z\"");
    CHECK(member(changed.body, "reason") == "\"new batteries\"");
    CHECK(header(changed, "ETag").starts_with("\"v2.p"));
    CHECK(shown(ledger, target_of("MW001")).body == changed.body);
    CHECK(header(shown(ledger, target_of("MW001")), "ETag") == header(changed, "ETag"));
    CHECK(done(ledger, Method::del, target_of("MW002") + "?reason=rain", "").status == 204);
    CHECK(state_of(ledger, "MW002") == "\"cancelled\"");
    CHECK(member(shown(ledger, target_of("MW002")).body, "cancel_reason") == "\"rain\"");

    ledger.set_now(noon + 1h);
    CHECK(refused(ledger, Method::put, target_of("MW001"), R"({"reason":"late"})").code ==
          "maintenance.window_has_begun");
    CHECK(refused(ledger, Method::del, target_of("MW001"), "").code ==
          "maintenance.window_has_begun");
    const std::size_t events = ledger.events().size();
    CHECK(done(ledger, Method::del, target_of("MW002"), "").status == 204);
    CHECK(ledger.events().size() == events);
    for (const Method method : {Method::put, Method::del}) {
        const std::string_view body = method == Method::put ? "{}" : "";
        CHECK(refused(ledger, method, target_of("MW003"), body).kind == ErrorKind::not_found);
        CHECK(refused(ledger, method, target_of(std::string(99, 'x')), body).kind ==
              ErrorKind::not_found);
    }
}

TEST_CASE("the list goes by beginning, is filtered by what overlaps, and paged") {
    auto ledger = new_ledger();
    plan(ledger, "LA", noon + 5h, noon + 6h);
    plan(ledger, "KN", noon + 1h, noon + 24h * 30);
    plan(ledger, "LA", noon + 1h, noon + 2h);
    plan(ledger, "LA", noon + 3h, noon + 4h);
    done(ledger, Method::del, target_of("MW004"), "");
    const auto list = [&](std::string_view query) {
        return shown(ledger, std::string{collection}.append("?").append(query)).body;
    };
    CHECK(ids_in(list("")) == "MW002 MW003 MW004 MW001");
    CHECK(ids_in(list("site_id=LA")) == "MW003 MW004 MW001");
    CHECK(ids_in(list("site_id=L")).empty());
    CHECK(ids_in(list("from=2026-01-16T14:00:00Z")) == "MW002 MW004 MW001");
    CHECK(ids_in(list("to=2026-01-16T15:00:00Z")) == "MW002 MW003 MW004");
    CHECK(ids_in(list("site_id=LA&from=2026-01-16T13:30:00Z&to=2026-01-16T13:40:00Z")) == "MW003");
    CHECK(ids_in(list("from=2026-02-15T11:59:59Z")) == "MW002");
    CHECK(ids_in(list("from=2026-02-15T12:00:00Z")).empty());
    CHECK(ids_in(list("from=1970-01-01T00:00:00Z&to=1970-01-01T00:00:00Z")).empty());
    CHECK(ids_in(list("from=2026-01-17T00:00:00Z&to=2026-01-16T00:00:00Z")).empty());
    CHECK(ids_in(list("state=cancelled")) == "MW004");
    ledger.set_now(noon + 2h);
    CHECK(ids_in(list("state=running")) == "MW002");
    CHECK(ids_in(list("state=over")) == "MW003");
    CHECK(ids_in(list("state=planned")) == "MW001");

    const std::string first = list("limit=3");
    CHECK(member(first, "total") == "4");
    const std::string cursor = member(first, "next_cursor");
    CHECK(ids_in(list("limit=3&cursor=" + cursor.substr(1, cursor.size() - 2))) == "MW001");
    CHECK(ids_in(list("page=2&page_size=2"), "items") == "MW004 MW001");
    CHECK(refused(ledger, Method::get, std::string{collection} + "?cursor=00", "")
              .fields.at(0)
              .field == "cursor");
    // A window that is moved is listed where it now stands.
    done(ledger, Method::put, target_of("MW001"), R"({"from":"2026-01-16T14:30:00Z"})");
    CHECK(ids_in(list("site_id=LA")) == "MW003 MW001 MW004");
    CHECK(member(list(""), "total") == "4");
}

TEST_CASE("the windows that count are looked up along a path") {
    auto ledger = new_ledger();
    CHECK(windows_of(ledger, R"(["la-1","LA"])", noon, noon + 9h) == R"({"windows":[]})");
    plan(ledger, "LA", noon + 2h, noon + 3h);
    plan(ledger, "la-1", noon + 1h, noon + 4h);
    plan(ledger, "KN", noon + 1h, noon + 4h);
    plan(ledger, "LA", noon + 5h, noon + 6h);
    done(ledger, Method::del, target_of("MW004"), "");
    ledger.set_now(noon + 9h);
    ledger.forget();
    CHECK(windows_of(ledger, R"(["la-1","LA"])", noon, noon + 9h) ==
          R"({"windows":[{"id":"MW002","from":"2026-01-16T13:00:00Z",)"
          R"("to":"2026-01-16T16:00:00Z","reason":"new batteries"},)"
          R"({"id":"MW001","from":"2026-01-16T14:00:00Z","to":"2026-01-16T15:00:00Z",)"
          R"("reason":"new batteries"}]})");
    CHECK(windows_of(ledger, "[]", noon, noon + 9h) == R"({"windows":[]})");
    CHECK(windows_of(ledger, R"(["la-1","LA"])", noon + 4h, noon + 9h) == R"({"windows":[]})");
}

TEST_CASE("If-Match names the version of the window, not of its site") {
    auto ledger = new_ledger();
    plan(ledger, "LA", noon + 1h, noon + 2h);
    plan(ledger, "LA", noon + 1h, noon + 2h);
    const auto put = [&](std::string etag) {
        return put_if_match(ledger, domain, "MW001", R"({"reason":"other"})", std::move(etag));
    };
    CHECK(put("\"v2.p1\"").error().kind == ErrorKind::precondition_failed);
    CHECK(put("\"v1.p1\"").has_value());
    CHECK(put("*").has_value());
}
