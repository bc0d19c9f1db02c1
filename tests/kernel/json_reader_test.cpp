// The reader itself: kinds, raw text, depth, and documents read inside of documents.
#include "engine/kernel/json_reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <vector>

using namespace ledger;
using json::Kind;
using json::Value;

namespace {

/// What `look` answers about the root of `text`, which must be well-formed.
template <class Look>
auto of_root(std::string_view text, Look look) {
    std::invoke_result_t<Look, Value&> answer{};
    const Result<void> reading = json::read(text, [&](Value& root) { answer = look(root); });
    CHECK(reading.has_value());
    return answer;
}

std::size_t depth_of(std::string_view text) {
    return of_root(text, [](Value& root) { return root.depth(); });
}

std::string string_of(const Value& value) {
    std::string_view text = "unreadable";
    static_cast<void>(value.read_string(text));
    return std::string{text};
}

std::vector<Kind> kinds_of_elements(Value& array) {
    std::vector<Kind> kinds;
    array.for_each_element([&](Value& value) { kinds.push_back(value.kind()); });
    return kinds;
}

std::vector<std::string> raw_elements(Value& array) {
    std::vector<std::string> texts;
    array.for_each_element([&](Value& value) { texts.emplace_back(value.raw()); });
    return texts;
}

/// Of the document `{"x":"inner"}`, read in whatever is being read already.
std::string read_another() {
    return of_root(R"({"x":"inner"})", [](Value& root) {
        std::string text;
        root.for_each_member(
            [&](std::string_view name, Value& member) { text.append(name) += string_of(member); });
        return text;
    });
}

}  // namespace

TEST_CASE("a malformed token does not stop the reading of its neighbours") {
    CHECK(of_root(R"([null,true,false,-0.5e+3,"",[],{},NaN,01,1.,+1,truex,nul,'a',-,0])",
                  kinds_of_elements) ==
          std::vector{Kind::null, Kind::boolean, Kind::boolean, Kind::number, Kind::string,
                      Kind::array, Kind::object, Kind::malformed, Kind::malformed, Kind::malformed,
                      Kind::malformed, Kind::malformed, Kind::malformed, Kind::malformed,
                      Kind::malformed, Kind::number});
}

TEST_CASE("a number keeps its text") {
    for (const std::string_view token : {"0", "-0", "750.00", "1e400", "-1.5E-3", "1E+2"})
        CHECK(of_root(token, [](Value& root) { return std::string{root.number()}; }) == token);
}

TEST_CASE("members come in order, duplicates included, and need not be read") {
    const auto names_of = [](Value& root) {
        std::string names;
        root.for_each_member([&](std::string_view name, Value&) { names += name; });
        return names;
    };
    CHECK(of_root(R"({"a":{"deep":[1,{"x":2}]},"b":[[]],"a":"s","é":1})", names_of) == "abaé");
}

TEST_CASE("raw text is exactly what stands in the document") {
    CHECK(of_root(" [ {\"a\" : [1, 2] } , [ ] ,{}, \"x\\n\" , 1e2 ,true] ", raw_elements) ==
          std::vector<std::string>{"{\"a\" : [1, 2] }", "[ ]", "{}", "\"x\\n\"", "1e2", "true"});
}

TEST_CASE("depth counts brackets, but not those in strings") {
    CHECK(depth_of("1") == 0);
    CHECK(depth_of("\"[[\"") == 0);
    CHECK(depth_of("[]") == 1);
    CHECK(depth_of("{}") == 1);
    CHECK(depth_of(R"([1,{"a":[]},[]])") == 3);
    CHECK(depth_of(R"(["[[[","\"[[","\\",[]])") == 2);
}

TEST_CASE("a document can be read inside of another one") {
    const auto interleaved = [](Value& root) {
        std::string seen;
        root.for_each_element([&](Value& value) { seen += read_another().append(value.raw()); });
        return seen;
    };
    CHECK(of_root(R"(["a",["b"],"c"])", interleaved) == R"(xinner"a"xinner["b"]xinner"c")");
}

TEST_CASE("documents of all sizes are read, one after another") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{63}, std::size_t{64},
                                   std::size_t{1} << 12, std::size_t{3} << 20, std::size_t{5}}) {
        CAPTURE(size);
        CHECK(of_root('"' + std::string(size, 'x') + '"', string_of).size() == size);
    }
}

TEST_CASE("reading stops where brackets, commas or colons do not add up") {
    std::vector<std::string> seen;
    const auto look = [&](Value& root) { seen = raw_elements(root); };
    CHECK(json::read("[1,2 3,4]", look).error().fields.at(0).rule == "json");
    CHECK(seen == std::vector<std::string>{"1", "2"});
    CHECK(json::read("[,1]", look).error().code == "request.invalid");
    CHECK(seen.empty());
}
