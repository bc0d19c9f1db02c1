#include "http/router.hpp"

#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ledger;

namespace {

const std::array tables{test::fake_routes()};

}  // namespace

TEST_CASE("the most specific route wins") {
    const Router router{tables};
    const struct {
        Method method;
        std::string_view path;
        std::string_view route;
        std::map<std::string, std::string, std::less<>> values;
    } rows[] = {
        {Method::get, "/hello", "/hello", {}},
        {Method::head, "/hello", "/hello", {}},
        {Method::get, "/items/special", "/items/special", {}},
        {Method::get, "/items/other", "/items/{id}", {{"id", "other"}}},
        // The literal has no PUT, so the placeholder is looked at behind it.
        {Method::put, "/items/special", "/items/{name}", {{"name", "special"}}},
        {Method::get, "/items/a%2Fb%20c", "/items/{id}", {{"id", "a/b c"}}},
        {Method::get, "/%68ello", "/hello", {}},
        {Method::get, "/files/a/b/c", "/files/{rest...}", {{"rest", "a/b/c"}}},
        {Method::get, "/files/a", "/files/{rest...}", {{"rest", "a"}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto match = router.match(row.method, row.path);
        REQUIRE(match.has_value());
        CHECK(match->route->path == row.route);
        CHECK(match->values == row.values);
    }
}

TEST_CASE("what has no route says which kind of nothing it is") {
    const Router router{tables};
    const struct {
        std::optional<Method> method;
        std::string_view path;
        ErrorKind kind;
        std::vector<std::string> allowed;
    } rows[] = {
        {Method::get, "/nowhere", ErrorKind::not_found, {}},
        {Method::get, "/", ErrorKind::not_found, {}},
        {Method::get, "/hello/", ErrorKind::not_found, {}},
        {Method::get, "//hello", ErrorKind::not_found, {}},
        {Method::get, "/items/", ErrorKind::not_found, {}},
        {Method::get, "/items", ErrorKind::not_found, {}},
        {Method::get, "/files", ErrorKind::not_found, {}},
        {Method::post, "/hello", ErrorKind::method_not_allowed, {"GET", "HEAD"}},
        {std::nullopt, "/hello", ErrorKind::method_not_allowed, {"GET", "HEAD"}},
        {Method::post, "/items/special", ErrorKind::method_not_allowed, {"GET", "HEAD", "PUT"}},
        {Method::get, "/items/%zz", ErrorKind::validation, {}},
        {Method::get, "/items/%f", ErrorKind::validation, {}},
        {Method::get, "/items/%00", ErrorKind::validation, {}},
        {Method::get, "/items/%ff", ErrorKind::validation, {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto match = router.match(row.method, row.path);
        REQUIRE_FALSE(match.has_value());
        CHECK(match.error().kind == row.kind);
        CHECK(match.error().allowed == row.allowed);
    }
}
