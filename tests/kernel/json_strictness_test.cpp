// Every way in which a document can be wrong, and the field that is named for it.
#include "tests/kernel/sample.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ledger;
using namespace std::string_literals;
using json::parse;
using sample::Form;

namespace {

/// "field:rule" of everything that is wrong, in order.
template <class T>
std::vector<std::string> complaints(std::string_view text,
                                    json::Unknown unknown = json::Unknown::refused) {
    std::vector<std::string> rows;
    const Result<T> result = parse<T>(text, unknown);
    if (!result) {
        CHECK(result.error().kind == ErrorKind::validation);
        CHECK(result.error().message == result.error().fields.at(0).message);
        for (const FieldError& error : result.error().fields)
            rows.push_back(error.field + ":" + error.rule);
    }
    return rows;
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("each mistake names its field and its rule") {
    struct Row {
        std::string text;
        std::string complaint;
    };
    const Row rows[] = {
        {R"({"colour":"red"})", "colour:unknown"},
        {R"({"Note":"x"})", "Note:unknown"},
        {R"({"site":{}})", "site.name:required"},
        {R"({"site":{"name":"a","x":1}})", "site.x:unknown"},
        {R"({"site":null})", "site:type"},
        {R"({"site":[]})", "site:type"},
        {R"({"note":1})", "note:type"},
        {R"({"note":null})", "note:type"},
        {R"({"note":["x"]})", "note:type"},
        {R"({"urgent":"true"})", "urgent:type"},
        {R"({"urgent":truex})", "urgent:json"},
        {R"({"urgent":True})", "urgent:json"},
        {R"({"minutes":"1"})", "minutes:type"},
        {R"({"minutes":1.0})", "minutes:type"},
        {R"({"minutes":1e3})", "minutes:type"},
        {R"({"minutes":01})", "minutes:json"},
        {R"({"minutes":+1})", "minutes:json"},
        {R"({"minutes":1.})", "minutes:json"},
        {R"({"minutes":.5})", "minutes:json"},
        {R"({"minutes":-})", "minutes:json"},
        {R"({"minutes":0x10})", "minutes:json"},
        {R"({"minutes":9223372036854775808})", "minutes:range"},
        {R"({"minutes":-9223372036854775809})", "minutes:range"},
        {R"({"minutes":99999999999999999999999999})", "minutes:range"},
        {R"({"position":-1})", "position:range"},
        {R"({"position":18446744073709551616})", "position:range"},
        {R"({"port":0})", "port:range"},
        {R"({"port":1025})", "port:range"},
        {R"({"port":4294967297})", "port:range"},
        {R"({"load":1e400})", "load:range"},
        {R"({"load":-1e400})", "load:range"},
        {R"({"load":1e-400})", "load:range"},
        {R"({"load":NaN})", "load:json"},
        {R"({"load":nan})", "load:json"},
        {R"({"load":Infinity})", "load:json"},
        {R"({"load":-Infinity})", "load:json"},
        {R"({"load":1e})", "load:json"},
        {R"({"load":1e+})", "load:json"},
        {R"({"load":"1"})", "load:type"},
        {R"({"amount":1e3})", "amount:number"},
        {R"({"amount":"1e3"})", "amount:number"},
        {R"({"amount":""})", "amount:number"},
        {R"({"amount":true})", "amount:type"},
        {R"({"amount":0.12345678})", "amount:decimals"},
        {R"({"amount":"0.12345678"})", "amount:decimals"},
        {R"({"amount":922337203685.4775808})", "amount:range"},
        {R"({"at":"2026-01-16T09:30:00"})", "at:offset"},
        {R"({"at":"yesterday"})", "at:time"},
        {R"({"at":"1969-12-31T23:59:59Z"})", "at:range"},
        {R"({"at":0})", "at:type"},
        {R"({"key":"no"})", "key:type"},
        {R"({"root":"00"})", "root:type"},
        {R"({"severity":"severe"})", "severity:enum"},
        {R"({"severity":2})", "severity:type"},
        {R"({"id":""})", "id:min_length"},
        {R"({"id":"123456789"})", "id:max_length"},
        {R"({"id":"ééééé"})", "id:max_length"},
        {R"({"sites":{}})", "sites:type"},
        {R"({"sites":[]})", "sites:min_items"},
        {R"({"sites":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]})", "sites:max_items"},
        {R"({"sites":[{"name":"a"},{"name":"b"},{"name":3}]})", "sites.2.name:type"},
        {R"({"sites":[{"name":"a"},NaN]})", "sites.1:json"},
        {R"({"tags":["a","","c"]})", "tags.1:min_length"},
        {R"({"note":"a","note":"a"})", "note:duplicate"},
        {R"({"site":{"name":"a","name":"b"}})", "site.name:duplicate"},
        {R"({"extra":{"a":[1,NaN]}})", "extra.a.1:json"},
        {R"({"extra":{"a":1,"a":2}})", "extra.a:duplicate"},
        {R"({"extra":["\x"]})", "extra.0:utf8"},
        {R"({"extra":[1 2]})", "extra:json"},
        {R"({"extra":[1}})", "extra:json"},
        {"{\"note\":\"\xFF\"}", "note:utf8"},
        {"{\"note\":\"\xC0\xAF\"}", "note:utf8"},
        {"{\"note\":\"\xED\xA0\x80\"}", "note:utf8"},
        {"{\"tags\":[\"a\",\"\xF5\"]}", "tags.1:utf8"},
        {"{\"note\":\"a\nb\"}", "note:utf8"},
        {"{\"note\":\"\\\"\x01\"}", "note:utf8"},
        {"{\"no\xFFte\":1}", "no\uFFFFte:unknown"},
        {R"({"note":"\x"})", "note:utf8"},
        {R"({"note":"\u12g4"})", "note:utf8"},
        {R"({"note":"\ud800"})", "note:utf8"},
        {R"({"note":"\ud800\u0041"})", "note:utf8"},
        {R"({"note":"\udc00"})", "note:utf8"},
        {R"({"no\qte":"x"})", R"(no\qte:unknown)"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(complaints<Form>(row.text) == std::vector{row.complaint});
    }
}

TEST_CASE("text that is not one JSON document is refused as a whole") {
    const std::string texts[] = {"",
                                 " ",
                                 "\xEF\xBB\xBF{}",
                                 "{",
                                 "}",
                                 "{}}",
                                 "{}{}",
                                 "{},{}",
                                 "{}x",
                                 "x{}",
                                 "{]",
                                 "[}",
                                 R"({"note")",
                                 R"({"note":)",
                                 R"({"note":})",
                                 R"({"note"})",
                                 R"({note:1})",
                                 R"({'note':'x'})",
                                 R"({"note":"x",})",
                                 R"({"note":"x"",})",
                                 R"({,"note":"x"})",
                                 R"({"note":"x" "id":"y"})",
                                 R"({"note":"x)",
                                 R"({"note""x"})",
                                 R"({"note":,"id":"y"})",
                                 "{}\0"s,
                                 "{}]",
                                 "],[",
                                 "{}],[{}",
                                 "// {}",
                                 "{/**/}"};
    for (const std::string& text : texts) {
        CAPTURE(text);
        const std::vector<std::string> found = complaints<Form>(text);
        REQUIRE(!found.empty());
        CHECK(found.front() == ":json");
    }
    CHECK(complaints<Form>("null") == std::vector{":type"s});
    CHECK(complaints<Form>("NaN") == std::vector{":json"s});
    CHECK(complaints<Form>("[]") == std::vector{":type"s});
    CHECK(complaints<Form>(" \r\n\t{ } \n").empty());
}

TEST_CASE("all mistakes of a document are told at once, in the order of the document") {
    const std::string text =
        "{\"colour\":1,\"minutes\":1.5,\"load\":NaN,\"note\":\"\xFF\","
        "\"site\":{\"height\":1e400},\"amount\":0.00000001,"
        "\"severity\":\"bad\",\"severity\":\"low\",\"port\":0}";
    CHECK(complaints<Form>(text) ==
          std::vector{"colour:unknown"s, "minutes:type"s, "load:json"s, "note:utf8"s,
                      "site.height:range"s, "site.name:required"s, "amount:decimals"s,
                      "severity:enum"s, "severity:duplicate"s, "port:range"s});
}

TEST_CASE("a complaint is plain English, and lists what would be allowed") {
    const Result<Form> result = parse<Form>(R"({"severity":"severe","port":0,"tags":[1]})");
    REQUIRE(!result);
    CHECK(result.error().code == "request.invalid");
    CHECK(result.error().fields ==
          std::vector<FieldError>{{"severity",
                                   "enum",
                                   "severity must be one of critical, high, medium, low",
                                   {"critical", "high", "medium", "low"}},
                                  {"port", "range", "port must be between 1 and 1024"},
                                  {"tags.0", "type", "tags.0 must be a string"}});
    CHECK(parse<Form>("[]").error().message == "the body must be an object");
    CHECK(parse<Form>(R"({"at":"2026-01-16T09:30:00"})").error().message ==
          "at must end in an offset from UTC: Z, or one such as +01:00");
}

TEST_CASE("when a document breaks off, what it did not reach is not called missing") {
    CHECK(complaints<sample::Site>(R"({"height":true,)") == std::vector{":json"s, "height:type"s});
    CHECK(complaints<Form>(R"({"site":{)") == std::vector{":json"s});
}

TEST_CASE("a document may nest 32 levels") {
    const auto tree = [](std::size_t objects, std::string_view innermost) {
        return repeated(R"({"branches":[)", objects) + std::string{innermost} +
               repeated("]}", objects);
    };
    CHECK(complaints<sample::Tree>(tree(16, "")).empty());
    CHECK(complaints<sample::Tree>(tree(16, R"({"branches":[]})")) ==
          std::vector{"branches" + repeated(".0.branches", 15) + ".0:depth"});
}

TEST_CASE("depth counts in fields that nobody reads, and in free-form ones") {
    const auto nested = [](std::string_view name, std::size_t levels) {
        return fmt::format(R"({{"{}":{}{}}})", name, std::string(levels, '['),
                           std::string(levels, ']'));
    };
    CHECK(complaints<Form>(nested("extra", 31)).empty());
    CHECK(complaints<Form>(nested("extra", 32)) ==
          std::vector{"extra" + repeated(".0", 31) + ":depth"});
    CHECK(complaints<Form>(nested("x", 31)) == std::vector{"x:unknown"s});
    CHECK(complaints<Form>(nested("x", 32)) == std::vector{"x:unknown"s, "x:depth"s});
    CHECK(complaints<Form>(nested("note", 32)) == std::vector{"note:type"s, "note:depth"s});
    CHECK(complaints<Form>(nested("x", 31), json::Unknown::ignored).empty());
    CHECK(complaints<Form>(nested("x", 32), json::Unknown::ignored) == std::vector{"x:depth"s});
    CHECK(complaints<Form>(R"({"extra":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})").empty());
}

TEST_CASE("a mebibyte of brackets is answered without descending into it") {
    constexpr std::size_t mebibyte = std::size_t{1} << 20;
    const std::string open(mebibyte, '[');
    CHECK(complaints<Form>(open) == std::vector{":json"s, ":type"s});
    CHECK(complaints<Form>(open + std::string(mebibyte, ']')) == std::vector{":type"s, ":depth"s});
    CHECK(complaints<Form>(R"({"extra":)" + open + std::string(mebibyte, ']') + "}").size() == 1);
    CHECK(complaints<Form>(R"({"x":)" + open + "}").front() == ":json");
    CHECK(complaints<sample::Tree>(repeated(R"({"branches":[)", mebibyte / 16)).front() == ":json");
}

TEST_CASE("a hostile document cannot make a large answer") {
    std::string text = "{";
    for (int i = 0; i < 1000; ++i) text += fmt::format(R"("{}{}":1,)", std::string(5000, 'x'), i);
    text.back() = '}';
    const Result<Form> result = parse<Form>(text);
    REQUIRE(!result);
    CHECK(result.error().fields.size() == json::Report::max_errors);
    CHECK(result.error().fields[0].field == std::string(json::Report::max_name_bytes, 'x') + "…");
}

TEST_CASE("members that are not known may be passed over, but for what is not JSON") {
    const auto ignored = json::Unknown::ignored;
    CHECK(complaints<Form>(R"({"colour":"red","x":[{"y":1}],"note":"a"})", ignored).empty());
    CHECK(complaints<Form>(R"({"colour":NaN})", ignored) == std::vector{"colour:json"s});
    CHECK(complaints<Form>("{\"colour\":\"\xFF\"}", ignored) == std::vector{":utf8"s});
    CHECK(complaints<Form>(R"({"no\qte":"x"})", ignored) == std::vector{":utf8"s});
}

TEST_CASE("any bytes give a value or an error") {
    const std::vector<std::string> pieces{
        "{",         "}",         "[",        "]",        ":",          ",",
        "\"",        "\\",        "null",     "true",     "1",          "-",
        "1e400",     "NaN",       " ",        "\n",       "\xFF",       "\xE2\x82",
        "\\u12",     "\\ud800",   "\x01",     "\"note\"", "\"site\"",   "\"x\"",
        "\"sites\"", "\"extra\"", "\"tags\"", "\"name\"", "{\"note\":", "{\"extra\":"};
    CHECK(holds(
        [&] {
            const auto parts =
                *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
            std::string text;
            for (const std::string& part : parts) text += part;
            const Result<Form> form = parse<Form>(text);
            if (form) RC_ASSERT(parse<Form>(json::text_of(*form)).value() == *form);
            if (!form) RC_ASSERT(!form.error().fields.empty());
        },
        20'000));
}

TEST_CASE("a document cut short or with one byte changed gives a value or an error") {
    const std::string whole =
        R"({"id":"a","note":"é\u00e9\n","urgent":true,"minutes":-3,"position":7,"port":80,)"
        R"("load":1.5e3,"amount":"750.00","at":"2026-01-16T09:30:00Z","severity":"high",)"
        R"("site":{"name":"a","height":null},"sites":[{"name":"b"}],"tags":["x","y"],)"
        R"("extra":{"a":[1,"b",{}]}})";
    REQUIRE(parse<Form>(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(complaints<Form>(whole.substr(0, size)).at(0) == ":json");
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char byte : "{}[]:,\"\\ 0x\x00\x1F\xFF"s) {
            std::string changed = whole;
            changed[i] = byte;
            const Result<Form> form = parse<Form>(changed);
            if (form) CHECK(parse<Form>(json::text_of(*form)).value() == *form);
        }
    }
}
