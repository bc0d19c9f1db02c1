// The register as clients see it: through the real sequencer, and through its view.
#include "tests/domains/sites_world.hpp"

using namespace ledger;
using namespace ledger::sites;

namespace {

/// Ids in a list, in order, with blanks between.
std::string ids_in(std::string_view reply, std::string_view list = "sites") {
    return each(reply, list, "site_id");
}

/// Nigeria, two of its states, and three towers of Lagos.
void fill(test::TestLedger& ledger) {
    enter(ledger, "NG", "", R"(,"region":"Africa")");
    enter(ledger, "LA", "NG", R"(,"region":"South West")");
    enter(ledger, "KN", "NG", R"(,"region":"North West")");
    enter(ledger, "la-3", "LA", R"(,"region":"Lagos","location":{"latitude":6.5,"longitude":3.3})");
    enter(ledger, "la-1", "LA", R"(,"region":"Lagos")");
    enter(ledger, "la-2", "LA", R"(,"region":"Lagos")");
}

}  // namespace

TEST_CASE("a registered site is answered, placed and shown") {
    auto ledger = new_ledger();
    fill(ledger);
    const Reply reply =
        enter(ledger, "a b", "LA", R"(,"location":{"latitude":6.5,"longitude":3.3})");
    CHECK(reply.status == 201);
    CHECK(
        reply.body ==
        R"({"site_id":"a b","site_name":"Tower a b","parent_id":"LA","region":null,)"
        R"("location":{"latitude":6.5,"longitude":3.3},"message":"Site registered successfully"})");
    CHECK(header(reply, "Location") == "/api/v1/sites/a%20b");
    const Reply page = shown(ledger, target_of("a%20b"));
    CHECK(page.body ==
          R"({"site_id":"a b","site_name":"Tower a b","parent_id":"LA","region":null,)"
          R"("location":{"latitude":6.5,"longitude":3.3},"children":0,"retired":false,)"
          R"("path":[{"site_id":"LA","site_name":"Tower LA"},)"
          R"({"site_id":"NG","site_name":"Tower NG"}]})");
    CHECK(header(page, "ETag").starts_with("\"v1.p"));
    CHECK(member(shown(ledger, target_of("LA")).body, "children") == "4");
    CHECK(refused(ledger, Method::get, target_of("nowhere"), "").kind == ErrorKind::not_found);
}

TEST_CASE("the same registration again is no event") {
    auto ledger = new_ledger();
    fill(ledger);
    const std::size_t events = ledger.events().size();
    const Reply again = enter(ledger, "la-1", "LA", R"(,"region":"Lagos")");
    CHECK(again.status == 200);
    CHECK(header(again, "ETag").starts_with("\"v1.p"));
    CHECK(refused(ledger, Method::post, collection, body_of("la-1", "NG")).code ==
          "site.already_registered");
    CHECK(ledger.events().size() == events);
}

TEST_CASE("what is wrong with a registration is said all at once") {
    auto ledger = new_ledger();
    const Error error = refused(ledger, Method::post, collection,
                                R"({"site_id":"","site_name":7,"parent_id":"","colour":"red"})");
    CHECK(error.kind == ErrorKind::validation);
    CHECK(error.fields.size() == 4);
    CHECK(refused(ledger, Method::post, collection, body_of("a\\nb")).fields.at(0).rule ==
          "characters");
    CHECK(refused(ledger, Method::post, collection, body_of("a", "b")).fields.at(0).rule ==
          "unknown");
    CHECK(refused(ledger, Method::post, collection, body_of("a", "a")).fields.at(0).rule ==
          "cycle");
}

TEST_CASE("changes are merged, null clears, and the version is minded") {
    auto ledger = new_ledger();
    fill(ledger);
    const Reply reply = done(ledger, Method::put, target_of("la-3"),
                             R"({"site_name":"Ajegunle","region":null,"parent_id":"KN"})");
    CHECK(member(reply.body, "site_name") == "\"Ajegunle\"");
    CHECK(member(reply.body, "region") == "null");
    CHECK(member(reply.body, "location") == R"({"latitude":6.5,"longitude":3.3})");
    CHECK(header(reply, "ETag").starts_with("\"v2.p"));
    CHECK(header(shown(ledger, target_of("la-3")), "ETag").starts_with("\"v2.p"));
    CHECK(ids_in(shown(ledger, target_of("KN/children")).body) == "la-3");
    CHECK(ids_in(shown(ledger, target_of("LA/children")).body) == "la-1 la-2");
    const std::size_t events = ledger.events().size();
    CHECK(done(ledger, Method::put, target_of("la-3"), R"({"parent_id":"KN"})").status == 200);
    CHECK(ledger.events().size() == events);
    CHECK(done(ledger, Method::put, target_of("la-3"), R"({"parent_id":null})").status == 200);
    CHECK(member(shown(ledger, target_of("KN")).body, "children") == "0");
    CHECK(refused(ledger, Method::put, target_of("x"), "{}").kind == ErrorKind::not_found);
}

TEST_CASE("a whole branch moves, as long as it does not become too deep") {
    auto ledger = new_ledger();
    enter(ledger, "1");
    for (char level = '2'; level <= '8'; ++level)
        enter(ledger, std::string{level}, std::string{static_cast<char>(level - 1)});
    CHECK(refused(ledger, Method::post, collection, body_of("9", "8")).fields.at(0).rule ==
          "depth");
    enter(ledger, "top");
    CHECK(move(ledger, "1", "top").error().fields.at(0).rule == "depth");
    CHECK(move(ledger, "1", "5").error().fields.at(0).rule == "cycle");
    CHECK(move(ledger, "1", "1").error().fields.at(0).rule == "cycle");
    CHECK(move(ledger, "2", "top").has_value());
    CHECK(path_of(ledger, "8") ==
          R"({"registered":true,"path":["8","7","6","5","4","3","2","top"]})");
    CHECK(move(ledger, "top", "1").error().fields.at(0).rule == "depth");
    CHECK(done(ledger, Method::del, target_of("8"), "").status == 204);
    CHECK(move(ledger, "top", "1").has_value());
    CHECK(member(shown(ledger, target_of("7")).body, "path").starts_with(R"([{"site_id":"6")"));
}

TEST_CASE("a site is retired when nothing belongs to it any more") {
    auto ledger = new_ledger();
    fill(ledger);
    CHECK(refused(ledger, Method::del, target_of("LA"), "").code == "site.has_children");
    for (const char* id : {"la-1", "la-2", "la-3"})
        CHECK(done(ledger, Method::del, target_of(id) + "?reason=demolished", "").status == 204);
    CHECK(done(ledger, Method::del, target_of("LA"), "").status == 204);
    const std::size_t events = ledger.events().size();
    CHECK(done(ledger, Method::del, target_of("LA"), "").status == 204);
    CHECK(ledger.events().size() == events);
    CHECK(member(shown(ledger, target_of("LA")).body, "retired") == "true");
    CHECK(member(shown(ledger, target_of("NG")).body, "children") == "1");
    CHECK(ids_in(shown(ledger, collection).body) == "KN NG");
    CHECK(path_of(ledger, "LA") == R"({"registered":false,"path":["LA"]})");
    CHECK(refused(ledger, Method::post, collection, body_of("new", "LA")).fields.at(0).rule ==
          "retired");
    CHECK(refused(ledger, Method::put, target_of("LA"), "{}").code == "site.retired");
    CHECK(refused(ledger, Method::post, collection, body_of("LA", "NG")).code == "site.retired");
    CHECK(refused(ledger, Method::del, target_of("x"), "").kind == ErrorKind::not_found);
}

TEST_CASE("the list is filtered, and paged in three ways") {
    auto ledger = new_ledger();
    fill(ledger);
    const auto list = [&](std::string_view query) {
        return shown(ledger, std::string{collection}.append("?").append(query)).body;
    };
    CHECK(ids_in(list("")) == "KN LA NG la-1 la-2 la-3");
    CHECK(ids_in(list("parent_id=NG")) == "KN LA");
    CHECK(ids_in(list("region=Lagos")) == "la-1 la-2 la-3");
    CHECK(ids_in(list("q=LA")) == "LA la-1 la-2 la-3");
    CHECK(ids_in(list("q=tower%20k")) == "KN");
    CHECK(ids_in(list("parent_id=LA&region=Lagos&q=la-2")) == "la-2");
    CHECK(ids_in(list("parent_id=nowhere")).empty());
    done(ledger, Method::put, target_of("la-1"), R"({"site_name":"Agege","region":null})");
    CHECK(ids_in(list("region=Lagos")) == "la-2 la-3");
    CHECK(ids_in(list("parent_id=LA&q=ag")) == "la-1");

    const std::string first = list("limit=4");
    CHECK(ids_in(first) == "KN LA NG la-1");
    CHECK(member(first, "total") == "6");
    CHECK(member(first, "has_next") == "true");
    CHECK(member(first, "next_offset") == "4");
    const std::string cursor = member(first, "next_cursor");
    const std::string second = list("limit=4&cursor=" + cursor.substr(1, cursor.size() - 2));
    CHECK(ids_in(second) == "la-2 la-3");
    CHECK(member(second, "total") == "6");
    CHECK(member(second, "offset") == "null");
    CHECK(member(second, "has_previous") == "true");
    CHECK(member(second, "next_cursor") == "null");
    CHECK(ids_in(list("offset=5")) == "la-3");

    const std::string page = list("page=2&page_size=4");
    CHECK(ids_in(page, "items") == "la-2 la-3");
    CHECK(member(page, "page") == "2");
    CHECK(member(page, "has_previous") == "true");
    CHECK(member(page, "sites").empty());

    const Error error = refused(ledger, Method::get,
                                std::string{collection} + "?page=1&limit=2&offset=3&cursor=zz", "");
    CHECK(error.fields.size() == 4);
    CHECK(refused(ledger, Method::get, std::string{collection} + "?page_size=2", "")
              .fields.at(0)
              .field == "page_size");
    CHECK(refused(ledger, Method::get, std::string{collection} + "?page=1001&page_size=200", "")
              .fields.at(0)
              .field == "page");
    CHECK(refused(ledger, Method::get, target_of("nowhere/children"), "").kind ==
          ErrorKind::not_found);
}

TEST_CASE("the way up is looked up, also of a site that nobody registered") {
    auto ledger = new_ledger();
    CHECK(path_of(ledger, "la-1") == R"({"registered":false,"path":["la-1"]})");
    fill(ledger);
    CHECK(path_of(ledger, "la-1") == R"({"registered":true,"path":["la-1","LA","NG"]})");
    CHECK(path_of(ledger, "NG") == R"({"registered":true,"path":["NG"]})");
    CHECK(path_of(ledger, "unknown") == R"({"registered":false,"path":["unknown"]})");
    ledger.forget();
    CHECK(path_of(ledger, "la-1") == R"({"registered":true,"path":["la-1","LA","NG"]})");
}

TEST_CASE("If-Match names the version that a change was made for") {
    auto ledger = new_ledger();
    enter(ledger, "a");
    const auto put = [&](std::string etag) {
        return put_if_match(ledger, domain, "a", R"({"region":"Lagos"})", std::move(etag));
    };
    CHECK(put("\"v2.p1\"").error().kind == ErrorKind::precondition_failed);
    CHECK(put("\"v1.p1\"").has_value());
}
