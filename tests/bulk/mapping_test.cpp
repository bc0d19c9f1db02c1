// Somebody else's columns and values, in CSV and in JSON alike.
#include "engine/bulk/mapping.hpp"

#include "engine/bulk/csv_rows.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ledger;
using namespace ledger::bulk;

namespace {

struct Visit {
    std::string name;
    std::optional<Timestamp> at;
    std::vector<std::string> words;
    std::optional<double> longitude;
    std::optional<bool> paid;

    static constexpr auto fields() {
        using V = Visit;
        return std::tuple{Field{"name", &V::name, ""}, Field{"at", &V::at, ""},
                          Field{"words", &V::words, ""}.or_default(),
                          Field{"longitude", &V::longitude, ""}, Field{"paid", &V::paid, ""}};
    }
};

constexpr std::array presets{Preset{.name = "guests",
                                    .map = "who=name,when=at",
                                    .ignore = "notes",
                                    .list_separator = "/",
                                    .wraps_longitude = true}};
constexpr RowForm form{.columns = columns_of<Visit>, .rows_name = "visits", .presets = presets};

std::string shown(const RawRow& row) {
    std::string text = row.json;
    for (const FieldError& error : row.errors) text += " " + error.field + " " + error.rule;
    return text;
}

/// The rows of a CSV file, or the errors of its header.
std::string csv(const MappingTerms& terms, const std::string& body) {
    const auto mapping = Mapping::make(terms, form);
    REQUIRE(mapping.has_value());
    CsvRows rows{*mapping};
    std::string text;
    const auto sink = [&](const RawRow& row) { text += shown(row) + "\n"; };
    auto done = rows.feed(body, sink);
    if (done) done = rows.finish(sink);
    if (done) return text;
    for (const FieldError& error : done.error().fields)
        text += error.field + " " + error.rule + "\n";
    return text;
}

std::string json_row(const MappingTerms& terms, std::string row) {
    const auto mapping = Mapping::make(terms, form);
    REQUIRE(mapping.has_value());
    return shown(mapped(*mapping, {.number = 1, .json = std::move(row), .errors = {}}));
}

std::string refusal(const MappingTerms& terms) {
    const auto mapping = Mapping::make(terms, form);
    REQUIRE(!mapping);
    return mapping.error().fields.at(0).field + " " + mapping.error().fields.at(0).rule;
}

}  // namespace

TEST_CASE("columns are renamed, left out, or refused by their names") {
    CHECK(csv({.map = "who=name"}, "who,paid\nAda,1\n") == "{\"name\":\"Ada\",\"paid\":true}\n");
    CHECK(csv({.map = "who=name"}, "who,age\nAda,36\n") == "age unknown\n");
    CHECK(csv({.map = "who=name", .ignore = "age,mood"}, "who,age\nAda,36\n") ==
          "{\"name\":\"Ada\"}\n");
    CHECK(csv({.map = "a\\,b=name,c\\=d=at"}, "\"a,b\",c=d\nAda,2020-01-01T00:00:00Z\n") ==
          "{\"name\":\"Ada\",\"at\":\"2020-01-01T00:00:00Z\"}\n");
}

TEST_CASE("constants stand in for what a row does not say, values for what it says otherwise") {
    const MappingTerms terms{.set = "name=nobody,paid=0", .map_value = "name:N/A=,paid:yes=1"};
    CHECK(csv(terms, "name,paid\nAda,yes\nN/A,\n") ==
          "{\"name\":\"Ada\",\"paid\":true}\n{\"name\":\"nobody\",\"paid\":false}\n");
    CHECK(csv({.set = "name=nobody"}, "paid\n1\n") == "{\"paid\":true,\"name\":\"nobody\"}\n");
}

TEST_CASE("times are read by format and zone, and a bad one is named") {
    const MappingTerms terms{.time_zone = "Europe/Paris", .time_format = "%d.%m.%Y %H:%M"};
    CHECK(csv(terms, "name,at\nAda,29.03.2026 01:30\nBea,29.03.2026 02:30\nCy,\n") ==
          "{\"name\":\"Ada\",\"at\":\"2026-03-29T00:30:00Z\"}\n"
          "{\"name\":\"Bea\"} at nonexistent\n{\"name\":\"Cy\"}\n");
}

TEST_CASE("a preset is a mapping with a name, and what is said beside it comes on top") {
    CHECK(csv({.preset = "guests"}, "who,when,notes,words,longitude\nAda,,x,a/ b,193.2164\n") ==
          "{\"name\":\"Ada\",\"words\":[\"a\",\"b\"],\"longitude\":-166.7836}\n");
    CHECK(csv({.preset = "guests", .map = "who=words"}, "who,words,notes\nAda,x,y\n") ==
          "words duplicate\nname required\n");
    CHECK(refusal({.preset = "strangers"}) == "preset enum");
}

TEST_CASE("rows in JSON are mapped like those of a table") {
    const MappingTerms terms{.map = "who=name",
                             .ignore = "noise",
                             .set = "paid=1",
                             .map_value = "name:x=Xavier",
                             .list_separator = "/",
                             .time_zone = "UTC"};
    CHECK(json_row(terms,
                   R"({"who":"x","noise":{"a":[1]},"at":"2020-01-01T00:00:00","words":"a/b"})") ==
          R"({"name":"Xavier","at":"2020-01-01T00:00:00Z","words":["a","b"],"paid":true})");
    CHECK(
        json_row(terms, R"({"who":"y","words":["a/b"],"at":null,"longitude":7.50,"paid":false})") ==
        R"({"name":"y","words":["a/b"],"longitude":7.50,"paid":false})");
    // For the decoder to refuse.
    CHECK(json_row(terms, R"({"stranger":1})") == R"({"stranger":1,"paid":true})");
    CHECK(json_row(terms, "{\"who\":\"\xFF\"}") == "{\"who\":\"\xFF\"}");
    CHECK(json_row(terms, "[]") == "[]");
    CHECK(json_row(terms, "{") == "{");
    CHECK(json_row({}, R"({ "who" : 1 })") == R"({ "who" : 1 })");
}

TEST_CASE("terms that name nothing are refused") {
    CHECK(refusal({.map = "who"}) == "map format");
    CHECK(refusal({.map = "=name"}) == "map format");
    CHECK(refusal({.map = "who=nobody"}) == "map unknown");
    CHECK(refusal({.set = "nobody=1"}) == "set unknown");
    CHECK(refusal({.map_value = "name=x"}) == "map_value format");
    CHECK(refusal({.map_value = "nobody:a=b"}) == "map_value unknown");
    CHECK(refusal({.time_zone = "Mars"}) == "time_zone format");
    CHECK(refusal({.time_format = "%F"}) == "time_format format");
}

TEST_CASE("one column may tell two things") {
    const MappingTerms terms{.map = "guest=name,guest=paid",
                             .map_value = "paid:host=0,paid:Ada=1,name:host=nobody"};
    CHECK(csv(terms, "guest\nAda\nhost\n") ==
          "{\"name\":\"Ada\",\"paid\":true}\n{\"name\":\"nobody\",\"paid\":false}\n");
    CHECK(json_row(terms, R"({"guest":"host"})") == R"({"name":"nobody","paid":false})");
}
