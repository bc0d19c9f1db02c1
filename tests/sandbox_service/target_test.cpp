#include "stellar/sandbox/horizon/target.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ledger::stellar::sandbox {
namespace {

Target target_of(std::string_view text) {
    auto target = target_from_text(text);
    REQUIRE(target.has_value());
    return *target;
}

void check_refused(std::string_view query, std::string_view field) {
    CAPTURE(query);
    const auto page = page_request_of(target_of("/ledgers?" + std::string{query}));
    REQUIRE_FALSE(page.has_value());
    CHECK_EQ(page.error().status, 400);
    CHECK_EQ(page.error().type, "bad_request");
    CHECK(page.error().extras.starts_with("{\"invalid_field\":\"" + std::string{field} + "\""));
}

TEST_CASE("a target is its path and its parameters, decoded") {
    const Target target = target_of("/accounts/a%20b/data/x%2Fy?limit=3&name=a+b&empty=");
    CHECK_EQ(target.path, std::vector<std::string>{"accounts", "a b", "data", "x/y"});
    REQUIRE_NE(target.find("name"), nullptr);
    CHECK_EQ(*target.find("name"), "a b");
    CHECK_EQ(target.find("empty"), nullptr);
    CHECK_EQ(target.find("absent"), nullptr);
    CHECK(target_of("/").path.empty());
    CHECK(target_of("").path.empty());
    CHECK_EQ(target_of("//ledgers/").path, std::vector<std::string>{"ledgers"});
}

TEST_CASE("a target that is badly escaped is refused") {
    CHECK_FALSE(target_from_text("/%zz").has_value());
    CHECK_FALSE(target_from_text("/?a=%f").has_value());
}

TEST_CASE("any bytes are a target or a problem") {
    CHECK(holds([](const std::string& text) {
        const auto target = target_from_text(text);
        if (!target) RC_ASSERT(target.error().status >= 400);
    }));
}

TEST_CASE("without parameters a page has ten records, from the first on") {
    const auto page = page_request_of(target_of("/ledgers"));
    REQUIRE(page.has_value());
    CHECK_EQ(page->limit, 10);
    CHECK_EQ(page->range.order, Order::ascending);
    CHECK_FALSE(page->range.after.has_value());
}

TEST_CASE("cursor, order and limit are read, and refused by name when they cannot be") {
    const auto page = page_request_of(target_of("/ledgers?cursor=77&order=desc&limit=200"));
    REQUIRE(page.has_value());
    CHECK_EQ(page->limit, 200);
    CHECK_EQ(page->range.order, Order::descending);
    CHECK_EQ(page->range.after, 77);
    for (const char* limit : {"limit=0", "limit=201", "limit=-1", "limit=x", "limit=1x"})
        check_refused(limit, "limit");
    check_refused("order=up", "order");
    check_refused("cursor=-5", "cursor");
    check_refused("cursor=x", "cursor");
}

TEST_CASE("the cursor now is no number") {
    const auto page = page_request_of(target_of("/ledgers?cursor=now"));
    REQUIRE(page.has_value());
    CHECK(page->is_from_now);
    CHECK_FALSE(page->range.after.has_value());
}

TEST_CASE("a list with tokens of its own takes any cursor") {
    const auto page = page_request_of(target_of("/claimable_balances?cursor=7-abc"), false);
    REQUIRE(page.has_value());
    CHECK_EQ(page->cursor, "7-abc");
}

}  // namespace
}  // namespace ledger::stellar::sandbox
