// Many sites at once: formats are tested where they are read, here what a row of a site is.
#include "tests/domains/sites_world.hpp"

using namespace ledger;
using namespace ledger::sites;

namespace {

constexpr std::string_view target = "/api/v1/sites/bulk-import";

Reply imported(test::TestLedger& ledger, std::string_view body,
               std::string_view content_type = "text/csv", std::string_view query = "") {
    const auto answer =
        ledger.send(Method::post, std::string{target}.append(query), body, content_type);
    if (!answer.reply) FAIL(answer.reply.error().message);
    return *answer.reply;
}

constexpr std::string_view table =
    "site_id,site_name,state,latitude,longitude\n"
    "NG-0001,Agege,Lagos,6.61563,3.33337\n"
    "NG-0002,Aiyetoro,Lagos,6.45917,3.3425\n";

}  // namespace

TEST_CASE("a table of sites with a state and coordinates is registered") {
    auto ledger = new_ledger();
    const Reply reply = imported(ledger, table);
    CHECK(member(reply.body, "persisted") == "2");
    CHECK(shown(ledger, target_of("NG-0001")).body ==
          R"({"site_id":"NG-0001","site_name":"Agege","parent_id":null,"region":"Lagos",)"
          R"("location":{"latitude":6.61563,"longitude":3.33337},"children":0,"retired":false,)"
          R"("path":[]})");
    CHECK(path_of(ledger, "NG-0002") == R"({"registered":true,"path":["NG-0002"]})");
}

TEST_CASE("importing sites again changes nothing, whether they came one by one or not") {
    auto ledger = new_ledger();
    enter(ledger, "NG-0002");
    imported(ledger, table);
    const std::size_t events = ledger.events().size();
    const Reply again = imported(ledger, table);
    CHECK(member(again.body, "persisted") == "0");
    CHECK(member(again.body, "skipped") == "2");
    CHECK(member(again.body, "error_count") == "0");
    CHECK(ledger.events().size() == events);
    CHECK(member(shown(ledger, target_of("NG-0002")).body, "region") == "null");
    CHECK(refused(ledger, Method::post, collection, body_of("NG-0001")).code ==
          "site.already_registered");
}

TEST_CASE("a row may hang below the one before it") {
    auto ledger = new_ledger();
    const Reply reply = imported(ledger,
                                 R"({"site_id":"LA","site_name":"Lagos"})"
                                 "\n"
                                 R"({"site_id":"la-1","site_name":"Agege","parent_id":"LA",)"
                                 R"("location":{"latitude":6.6,"longitude":3.3}})"
                                 "\n",
                                 "application/x-ndjson");
    CHECK(member(reply.body, "persisted") == "2");
    CHECK(path_of(ledger, "la-1") == R"({"registered":true,"path":["la-1","LA"]})");
    CHECK(member(shown(ledger, target_of("LA")).body, "children") == "1");
}

TEST_CASE("a bad row says what is wrong with it and leaves the others alone") {
    auto ledger = new_ledger();
    const Reply reply =
        imported(ledger,
                 R"({"sites":[{"site_id":"a","site_name":"A"},)"
                 R"({"site_id":"b","site_name":"B","parent_id":"nowhere"},)"
                 R"({"site_id":"c","site_name":"C","region":"Lagos","state":"Kano","latitude":1},)"
                 R"({"site_id":"d","site_name":"D","location":{"latitude":1,"longitude":1},)"
                 R"("latitude":1,"longitude":1},)"
                 R"({"site_id":"e\n","site_name":"E"},{"site_name":"F"}]})",
                 "application/json");
    CHECK(member(reply.body, "persisted") == "1");
    CHECK(member(reply.body, "error_count") == "6");
    for (const char* field : {R"("field":"parent_id")", R"("field":"state")",
                              R"("field":"longitude")", R"("field":"latitude")"})
        CHECK(reply.body.find(field) != std::string::npos);
}

TEST_CASE("a dry run registers nothing, and all or none means it") {
    auto ledger = new_ledger();
    const std::size_t events = ledger.events().size();
    CHECK(member(imported(ledger, table, "text/csv", "?dry_run=true").body, "validated") == "2");
    const std::string bad = std::string{table} + "NG-0003,,Lagos,6.4,3.3\n";
    const auto refused_whole = imported(ledger, bad, "text/csv", "?consistency=atomic");
    CHECK(member(refused_whole.body, "persisted") == "0");
    CHECK(ledger.events().size() == events);
    CHECK(path_of(ledger, "NG-0001") == R"({"registered":false,"path":["NG-0001"]})");
}
