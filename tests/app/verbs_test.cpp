// The verbs of the command line: what they ask of the server, and how they show its replies.
#include "engine/kernel/domain.hpp"
#include "http/app/completion.hpp"
#include "http/app/verb_reply.hpp"
#include "http/app/verb_request.hpp"
#include "http/system_routes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::app;

namespace {

const Verb& verb(std::string_view noun, std::string_view name) {
    for (const Verb& row : verb_table())
        if (row.noun == noun && row.name == name) return row;
    FAIL("no such verb");
    return verb_table().front();
}

bool is_served(const Verb& row) {
    std::vector<std::span<const Route>> tables{system_routes()};
    for (const Domain* domain : registered_domains()) tables.push_back(domain->routes);
    return std::ranges::any_of(tables, [&](std::span<const Route> table) {
        return std::ranges::any_of(table, [&](const Route& route) {
            return route.method == row.method && route.path == row.path;
        });
    });
}

constexpr std::string_view two_sites =
    R"({"total":7,"sites":[{"site_id":"A","site_name":"a, \"b\"","tags":["x","y"],"in":{"no":1}},)"
    R"({"site_id":"B","site_name":null,"tags":[],"in":{"no":2}}]})";

}  // namespace

TEST_CASE("every verb asks for a route that there is") {
    for (const Verb& row : verb_table()) {
        CAPTURE(row.path);
        CAPTURE(row.name);
        CHECK(is_served(row));
    }
}

TEST_CASE("arguments go into the path, and filters into the query, escaped") {
    CHECK(placeholders_of("/a/{id}/b/{name}") == std::vector<std::string>{"id", "name"});
    CHECK(target_of(verb("outage", "show"), {{"id", "a b/c"}}) == "/api/v1/outages/a%20b%2Fc");
    CHECK(target_of(verb("outage", "list"), {{"--site", "A&B"}, {"--limit", "3"}}) ==
          "/api/v1/outages?site_name=A%26B&limit=3");
    CHECK(body_of(verb("outage", "list"), {{"--site", "A"}}).empty());
    CHECK(target_of(verb("outage", "delete"), {{"id", "1"}, {"--reason", "x"}}) ==
          "/api/v1/outages/1?reason=x");
}

TEST_CASE("what is to be written goes into the body, each in its form") {
    CHECK(body_of(verb("outage", "create"), {{"--site", "A"},
                                             {"--services", "4G,5G"},
                                             {"--subscribers", "12"},
                                             {"--latitude", "9.5"},
                                             {"--longitude", "north"}}) ==
          R"({"site_name":"A","affected_services":["4G","5G"],"affected_subscribers":12,)"
          R"("location":{"latitude":9.5,"longitude":"north"}})");
    CHECK(body_of(verb("sla config", "set"), {{"--high-penalty", "50.25"}, {"--reason", "why"}}) ==
          R"({"reason":"why","high":{"penalty_per_minute":50.25}})");
    CHECK(body_of(verb("outage", "acknowledge"), {}) == "{}");
    CHECK(body_of(verb("outage", "correct"), {{"--reason", "why"}, {"--exclusions", "[{}]"}}) ==
          R"({"reason":"why","exclusions":[{}]})");
}

TEST_CASE("a list is shown as a table, as JSON, as lines and as CSV") {
    const Verb& list = verb("site", "list");
    CHECK(*shown(list, two_sites, Format::json) == std::string{two_sites} + "\n");
    CHECK(*shown(list, two_sites, Format::table) ==
          "ID  NAME    PARENT  REGION  CHILDREN\n"
          "A   a, \"b\"                  \n"
          "B                           \n");
    CHECK(shown(list, two_sites, Format::ndjson)->starts_with(R"({"site_id":"A",)"));
    CHECK(*shown(list, two_sites, Format::csv) ==
          "in.no,site_id,site_name,tags\r\n"
          "1,A,\"a, \"\"b\"\"\",\"x, y\"\r\n"
          "2,B,,\r\n");
    CHECK(*count_of(list, two_sites) == "2 of 7");
    CHECK_FALSE(shown(list, "not JSON", Format::table).has_value());
}

TEST_CASE("one thing is shown member by member, and a column may stand for another") {
    CHECK(*shown(verb("site", "show"), R"({"a":{"b":true},"c":"d"})", Format::table) ==
          "MEMBER  VALUE\na.b     true\nc       d\n");
    const Verb& list = verb("outage", "list");
    const auto told =
        shown(list,
              R"({"outages":[{"sla_status":{"mttr_minutes":25,"time_remaining_minutes":null}},)"
              R"({"sla_status":{"mttr_minutes":null,"time_remaining_minutes":3}}]})",
              Format::table);
    CHECK(told->find("25 min ") != std::string::npos);
    CHECK(told->find("3 min left") != std::string::npos);
    CHECK(*shown(verb("outage", "delete"), "", Format::json) == "");
}

TEST_CASE("completion knows every command in three shells") {
    const CommandTree tree{"nociq",
                           "",
                           {"--help"},
                           {{"site", "Sites", {"--help"}, {{"list", "List", {"--limit"}, {}}}}}};
    const std::string bash = completion(tree, "bash");
    CHECK(bash.find(R"(["nociq site list"]="--limit ")") != std::string::npos);
    CHECK(bash.find(R"(["nociq"]="site --help ")") != std::string::npos);
    CHECK(completion(tree, "zsh").starts_with("#compdef nociq\n"));
    const std::string fish = completion(tree, "fish");
    CHECK(fish.find("-n '__fish_seen_subcommand_from site; and not __fish_seen_subcommand_from "
                    "list' -a list") != std::string::npos);
    CHECK(fish.find("-l limit") != std::string::npos);
}
