// The API's document, made of all the routes that a server has.
#include "http/openapi.hpp"

#include "engine/kernel/domain.hpp"
#include "engine/kernel/json_reader.hpp"
#include "http/system_routes.hpp"
#include "tests/http/small_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::test;

namespace {

std::vector<std::span<const Route>> tables() {
    std::vector<std::span<const Route>> all;
    for (const Domain* domain : registered_domains()) all.push_back(domain->routes);
    all.push_back(system_routes());
    return all;
}

/// Every pair of member name and string value, wherever it stands.
using Pairs = std::vector<std::pair<std::string, std::string>>;

void collect(json::Value& value, std::string_view name, Pairs& found) {
    if (value.kind() == json::Kind::object) {
        value.for_each_member([&](std::string_view member, json::Value& inner) {
            const std::string copy{member};
            collect(inner, copy, found);
        });
    } else if (value.kind() == json::Kind::array) {
        value.for_each_element([&](json::Value& inner) { collect(inner, name, found); });
    } else if (value.kind() == json::Kind::string) {
        std::string_view text;
        value.read_string(text);
        found.emplace_back(name, text);
    }
}

std::vector<std::string> values_of(const Pairs& pairs, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [member, value] : pairs)
        if (member == name) values.push_back(value);
    return values;
}

}  // namespace

TEST_CASE("every route says what it answers, and every one that takes a body what it reads") {
    for (const std::span<const Route> table : tables())
        for (const Route& route : table) {
            CAPTURE(route.path);
            CAPTURE(name_of(route.method));
            CHECK(std::ranges::any_of(route.shape.replies, [](const ReplyShape& reply) {
                return reply.status >= 200 && reply.status < 300;
            }));
            CHECK_FALSE(route.summary.empty());
        }
}

TEST_CASE("the document is JSON in which every reference leads somewhere") {
    const std::string document = openapi_document(tables(), "1.2.3");
    Pairs pairs;
    REQUIRE(json::read(document, [&](json::Value& root) { collect(root, "", pairs); }));
    CHECK(values_of(pairs, "openapi") == std::vector<std::string>{"3.1.0"});
    const std::vector<std::string> references = values_of(pairs, "$ref");
    CHECK(references.size() > 100);
    for (const std::string& reference : references) {
        CAPTURE(reference);
        const std::string name = reference.substr(reference.rfind('/') + 1);
        CHECK(document.find("\"" + name + "\":{") != std::string::npos);
    }
    // What has no name has no schema of its own.
    CHECK(document.find("anonymous_namespace") == std::string::npos);
}

TEST_CASE("no two operations share an id") {
    std::set<std::string> ids;
    std::size_t count = 0;
    for (const std::span<const Route> table : tables())
        for (const Route& route : table) {
            ids.insert(operation_id(route));
            ++count;
        }
    CHECK(count > 20);
    CHECK(ids.size() == count);
    CHECK(ids.contains("get_outages_id_timeline"));
    CHECK(ids.contains("get_root"));
}

TEST_CASE("the server shows the document that was made of its routes") {
    SmallLedger ledger;
    ledger.services->openapi = openapi_document(tables(), "1.0.0");
    const HttpResponse response = ledger.get("/openapi.json");
    CHECK(response.status == 200);
    CHECK(response.body == ledger.services->openapi);
    CHECK(ledger.get("/openapi.json?colour=red").status == 400);
}
