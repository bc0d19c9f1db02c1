// Described structs as JSON and back, in a namespace that the engine does not know.
#include "tests/kernel/sample.hpp"
#include "tests/support/member_count.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ledger;
using namespace sample;
using json::parse;
using json::parse_stored;
using json::text_of;
using json::Unknown;

namespace {

Form filled() {
    Form form;
    form.id = FormId{"f-1"};
    form.note = "a \"quoted\"\tremark";
    form.urgent = true;
    form.minutes = -5;
    form.position = std::numeric_limits<std::uint64_t>::max();
    form.port = 443;
    form.load = 0.1;
    form.amount = Amount{7'500'000'000};
    form.at = timestamp_of(1'768'555'800'000'000'000);
    form.key.bytes[15] = 1;
    form.root.bytes[0] = 0xAB;
    form.severity = Severity::critical;
    form.before = Severity::high;
    form.site = {"Lagos-7", 12.5};
    form.sites = std::vector<Site>{{"Abuja", std::nullopt}};
    form.tags = {"power", "fibre"};
    form.extra = {R"({"any":[1,2]})"};
    return form;
}

rc::Gen<double> any_finite_double() {
    return rc::gen::suchThat(rc::gen::arbitrary<double>(),
                             [](double value) { return std::isfinite(value); });
}

template <std::size_t Size>
std::array<std::uint8_t, Size> any_array() {
    std::array<std::uint8_t, Size> bytes{};
    for (std::uint8_t& byte : bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
    return bytes;
}

Severity any_severity() {
    return *rc::gen::element(Severity::critical, Severity::high, Severity::medium, Severity::low);
}

Site any_site() {
    Site site{"s" + *any_text(), std::nullopt};
    site.name.resize(1);
    if (*rc::gen::arbitrary<bool>()) site.height = *any_finite_double();
    return site;
}

Form any_form() {
    constexpr std::int64_t last_second = 7'289'654'399;  // 2200-12-31T23:59:59Z
    Form form;
    form.id = FormId{*rc::gen::element<std::string>("a", "é", "\\\"", "12345678")};
    form.note =
        *rc::gen::suchThat(any_text(), [](const auto& text) { return text.size() <= 1000; });
    form.urgent = *rc::gen::arbitrary<bool>();
    form.minutes = *rc::gen::arbitrary<std::int64_t>();
    form.position = *rc::gen::arbitrary<std::uint64_t>();
    form.port = *rc::gen::inRange(1u, 1025u);
    form.load = *any_finite_double();
    form.amount = Amount{*rc::gen::arbitrary<std::int64_t>()};
    form.at = timestamp_of(*rc::gen::inRange<std::int64_t>(0, last_second) * 1'000'000'000 +
                           *rc::gen::element(0, 7, 7'000, 7'000'000, 999'999'999));
    form.key.bytes = any_array<16>();
    form.root.bytes = any_array<32>();
    form.severity = any_severity();
    if (*rc::gen::arbitrary<bool>()) form.before = any_severity();
    form.site = any_site();
    if (*rc::gen::arbitrary<bool>()) form.sites = std::vector<Site>{any_site(), any_site()};
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) form.tags.push_back("t" + *any_character());
    form.extra.text = *rc::gen::element<std::string>("null", "[1, 2]", R"({"a":"é\n"})");
    return form;
}

}  // namespace

TEST_CASE("a struct is written in the order of its field list, to the same bytes each time") {
    CHECK(text_of(filled()) ==
          R"({"id":"f-1","note":"a \"quoted\"\tremark","urgent":true,"minutes":-5,)"
          R"("position":18446744073709551615,"port":443,"load":0.1,"amount":750.00,)"
          R"("at":"2026-01-16T09:30:00Z","key":"00000000-0000-0000-0000-000000000001",)"
          R"("root":"ab00000000000000000000000000000000000000000000000000000000000000",)"
          R"("severity":"critical","before":"high","site":{"name":"Lagos-7","height":12.5},)"
          R"("sites":[{"name":"Abuja","height":null}],"tags":["power","fibre"],)"
          R"("extra":{"any":[1,2]}})");
    CHECK(parse<Form>(text_of(filled())).value() == filled());
}

TEST_CASE("a null member is left out only where its field says so") {
    const std::string text = text_of(Form{});
    CHECK(text.find("\"before\"") == std::string::npos);
    CHECK(text.find("\"sites\":null") != std::string::npos);
}

TEST_CASE("what is written is read back, whatever it is, and written alike") {
    CHECK(holds([] {
        const Form form = any_form();
        const std::string text = text_of(form);
        const Result<Form> read = parse<Form>(text);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == form);
        RC_ASSERT(text_of(*read) == text);
    }));
}

TEST_CASE("members come in any order, and those with a default may be absent") {
    const Form form = parse<Form>(R"({"tags":["a"],"note":"x","sites":null})").value();
    CHECK(form.note == "x");
    CHECK(form.tags == std::vector<std::string>{"a"});
    CHECK(form.port == 80);
    CHECK(!form.sites.has_value());
}

TEST_CASE("money is read from a number or a string, digit by digit") {
    const auto units = [](std::string_view text) {
        return parse<Form>(std::string{R"({"amount":)"} + std::string{text} + "}")
            .value()
            .amount.units();
    };
    CHECK(units("0.1") == 1'000'000);
    CHECK(units("\"0.1\"") == 1'000'000);
    CHECK(units("-922337203685.4775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(units("922337203685.4775807") == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("numbers are read exactly up to their limits") {
    const Form form = parse<Form>(R"({"minutes":-9223372036854775808,"port":1024,)"
                                  R"("position":18446744073709551615,"load":-0.0})")
                          .value();
    CHECK(form.minutes == std::numeric_limits<std::int64_t>::min());
    CHECK(form.position == std::numeric_limits<std::uint64_t>::max());
    CHECK(form.port == 1024);
    CHECK(parse<Form>(R"({"minutes":-0,"position":-0})").has_value());
}

TEST_CASE("what is stored is read without limits, but no less strictly") {
    Form form;
    form.note = std::string(2000, 'x');
    form.port = 4'000'000'000;
    form.sites.emplace();
    form.tags.assign(1000, "t");
    CHECK(parse_stored<Form>(text_of(form)).value() == form);
    CHECK(parse<Form>(text_of(form)).error().fields.size() == 4);
    CHECK_FALSE(parse_stored<Form>(R"({"port":4294967296})"));
    CHECK_FALSE(parse_stored<Form>(R"({"nothing":1})"));
    CHECK(parse_stored<Form>(R"({"nothing":1})", Unknown::ignored));
}

TEST_CASE("escapes are read as the characters that they stand for") {
    CHECK(parse<Form>(R"({"n\u006fte":"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t\u0000"})").value().note ==
          std::string("é😀\"\\/\b\f\n\r\t\0", 15));
    CHECK(parse<Form>("{\"note\":\"\xEF\xBF\xBF\"}").value().note == "\xEF\xBF\xBF");
}

TEST_CASE("a change tells absent from null from a value") {
    const Change change = parse<Change>(R"({"note":null})").value();
    CHECK(change.note == Patch<std::string>{true, std::nullopt});
    CHECK(!change.severity.present);
    CHECK(parse<Change>(R"({"severity":"low"})").value().severity ==
          Patch<Severity>{true, Severity::low});
    CHECK(parse<Change>(R"({"note":""})").error().fields[0].rule == "min_length");
}

TEST_CASE("values other than structs can be a document, too") {
    CHECK(parse<std::vector<std::int64_t>>("[1,2]").value() == std::vector<std::int64_t>{1, 2});
    CHECK(parse<std::string>("\"a\"").value() == "a");
    CHECK(parse<Severity>("\"low\"").value() == Severity::low);
    CHECK(parse<std::vector<std::int64_t>>("[1,2]", json::Unknown::refused, {.max_items = 1})
              .error()
              .fields[0]
              .rule == "max_items");
    CHECK(parse<Nothing>("{}").has_value());
    CHECK(text_of(Nothing{}) == "{}");
    CHECK(parse<Nothing>(R"({"a":1})").error().fields[0].field == "a");
}

TEST_CASE("ranges bound numbers and amounts in whole units") {
    const auto rule = []<class T>(std::type_identity<T>, std::string_view text) -> std::string {
        const Result<T> result =
            parse<T>(text, json::Unknown::refused, {.minimum = 1, .maximum = 1'000'000'000'000});
        return result ? "" : result.error().fields[0].rule;
    };
    const std::type_identity<Amount> amount;
    CHECK(rule(amount, "1") == "");
    CHECK(rule(amount, "0.9999999") == "range");
    CHECK(rule(amount, "922337203685.4775807") == "");
    const std::type_identity<double> number;
    CHECK(rule(number, "1.0") == "");
    CHECK(rule(number, "0.99") == "range");
    CHECK(rule(number, "1e12") == "");
    CHECK(rule(number, "1.1e12") == "range");
    const std::type_identity<std::uint64_t> whole;
    CHECK(rule(whole, "0") == "range");
    CHECK(rule(whole, "1000000000000") == "");
    CHECK(rule(whole, "1000000000001") == "range");
}

TEST_CASE("a member that the field list forgot is noticed") {
    struct Forgetful {
        std::string first;
        std::optional<std::string> second;
        static constexpr auto fields() { return std::tuple{Field{"first", &Forgetful::first, ""}}; }
    };
    static_assert(!lists_every_member<Forgetful>());
    static_assert(lists_every_member<Form>());
    static_assert(lists_every_member<Site>());
    static_assert(lists_every_member<Nothing>());
    CHECK(member_count<Forgetful>() == 2);
}
