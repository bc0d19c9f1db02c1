// Query strings read by the rules of the codec.
#include "engine/kernel/query.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

enum class Colour { red, green };

struct Sample {
    std::optional<std::string> name;
    std::optional<Timestamp> since;
    std::optional<Colour> colour;
    std::int64_t limit = 50;
    std::optional<double> height;
    bool deep = false;

    static constexpr auto fields() {
        return std::tuple{Field{"name", &Sample::name, ""}.length(1, 5),
                          Field{"since", &Sample::since, ""},
                          Field{"colour", &Sample::colour, ""},
                          Field{"limit", &Sample::limit, ""}.range(1, 200).or_default(),
                          Field{"height", &Sample::height, ""},
                          Field{"deep", &Sample::deep, ""}.or_default()};
    }
};

Request asking(std::map<std::string, std::string, std::less<>> query) {
    Request request;
    request.query = std::move(query);
    return request;
}

}  // namespace

namespace ledger {

template <>
inline constexpr std::array enum_names<Colour>{EnumName{Colour::red, "red"},
                                               EnumName{Colour::green, "green"}};

}  // namespace ledger

TEST_CASE("parameters become typed members, absent ones keep their defaults") {
    const auto none = parse_query<Sample>(asking({}));
    REQUIRE(none.has_value());
    CHECK(none->limit == 50);
    CHECK(!none->name);
    const auto all = parse_query<Sample>(asking({{"name", "a\"b"},
                                                 {"since", "2026-01-16T10:00:00+01:00"},
                                                 {"colour", "green"},
                                                 {"limit", "200"},
                                                 {"height", "-1.5e2"},
                                                 {"deep", "true"}}));
    REQUIRE(all.has_value());
    CHECK(all->name == "a\"b");
    CHECK(to_text(*all->since) == "2026-01-16T09:00:00Z");
    CHECK(all->colour == Colour::green);
    CHECK(all->limit == 200);
    CHECK(all->height == -150.0);
    for (const char* number : {"0", "-0", "10.25", "1e5", "1E+5", "1e-5", "0.5"})
        CHECK(parse_query<Sample>(asking({{"height", number}}))->height.has_value());
    CHECK(all->deep);
}

TEST_CASE("a text of digits is a text") {
    CHECK(parse_query<Sample>(asking({{"name", "12"}}))->name == "12");
    CHECK(parse_query<Sample>(asking({{"name", "true"}}))->name == "true");
    CHECK(parse_query<Sample>(asking({{"name", "null"}}))->name == "null");
}

TEST_CASE("every bad parameter is named by its rule") {
    struct Row {
        std::string name;
        std::string value;
        std::string rule;
    };
    const Row rows[] = {
        {"limit", "0", "range"},         {"limit", "201", "range"},
        {"limit", "ten", "type"},        {"limit", "", "type"},
        {"limit", "1.0", "type"},        {"limit", "null", "type"},
        {"limit", "007", "type"},        {"limit", "+1", "type"},
        {"height", "1.", "type"},        {"height", ".5", "type"},
        {"height", "1e", "type"},        {"height", "-", "type"},
        {"limit", "-", "type"},          {"limit", "1,\"a\":2", "type"},
        {"height", "1e400", "range"},    {"deep", "yes", "type"},
        {"deep", "1", "type"},           {"colour", "blue", "enum"},
        {"name", "", "min_length"},      {"name", "longer", "max_length"},
        {"since", "2026-01-16", "time"}, {"since", "2026-01-16T10:00:00", "offset"},
        {"Limit", "1", "unknown"},       {"offset", "[[[", "unknown"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CAPTURE(row.value);
        const auto parsed = parse_query<Sample>(asking({{row.name, row.value}}));
        REQUIRE(!parsed);
        REQUIRE(parsed.error().fields.size() == 1);
        CHECK(parsed.error().fields[0].field == row.name);
        CHECK(parsed.error().fields[0].rule == row.rule);
    }
}

TEST_CASE("all bad parameters are named at once") {
    const auto parsed =
        parse_query<Sample>(asking({{"colour", "blue"}, {"limit", "0"}, {"other", "x"}}));
    REQUIRE(!parsed);
    CHECK(parsed.error().fields.size() == 3);
    CHECK(parsed.error().kind == ErrorKind::validation);
}

TEST_CASE("a route without parameters refuses every one") {
    CHECK(parse_query<NoParameters>(asking({})).has_value());
    CHECK(!parse_query<NoParameters>(asking({{"a", "b"}})));
}

TEST_CASE("no value of a parameter can become another one") {
    CHECK(holds([] {
        const std::string value = *any_text();
        const auto parsed = parse_query<Sample>(asking({{"limit", value}}));
        if (!parsed) RC_ASSERT(parsed.error().fields.size() == 1u);
        if (parsed) RC_ASSERT(std::to_string(parsed->limit) == value);
    }));
}
