// What the field lists say, as JSON Schema.
#include "engine/kernel/schema.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

enum class Colour { red, blue };

struct Leaf {
    Amount price;
    std::optional<Colour> colour;
    static constexpr auto fields() {
        return std::tuple{Field{"price", &Leaf::price, "What it costs."}.range(1, 10),
                          Field{"colour", &Leaf::colour, "How it looks."}};
    }
};

struct Plain {
    bool is_ripe = false;
    static constexpr auto fields() {
        return std::tuple{Field{"is_ripe", &Plain::is_ripe, "Whether."}};
    }
};

struct Tree {
    std::string name;
    std::int64_t height = 3;
    std::vector<std::string> marks;
    std::optional<Leaf> leaf;
    json::Raw fruit;
    json::Raw soil;
    Patch<std::string> owner;
    Timestamp planted{};
    static constexpr auto fields() {
        using T = Tree;
        return std::tuple{Field{"name", &T::name, "Its name."}.length(1, 9),
                          Field{"height", &T::height, "Metres."}.range(0, 99).or_default(),
                          Field{"marks", &T::marks, "Cut in."}.length(1, 2).items(1, 4),
                          Field{"leaf", &T::leaf, "One of them."},
                          Field{"fruit", &T::fruit, "All."}.holding<std::vector<Plain>>(),
                          Field{"soil", &T::soil, "Anything."}.omit_null(),
                          Field{"owner", &T::owner, "Whose."},
                          Field{"planted", &T::planted, "When."}};
    }
};

struct Folder {
    std::vector<Folder> folders;
    static constexpr auto fields() {
        return std::tuple{Field{"folders", &Folder::folders, "Within it."}};
    }
};

/// The only schema of the book whose name ends so.
std::string schema_in(const SchemaBook& book, std::string_view end) {
    std::string found;
    for (const auto& [name, schema] : book.schemas())
        if (name.ends_with(end)) found += schema;
    return found;
}

}  // namespace

template <>
inline constexpr std::array ledger::enum_names<Colour>{EnumName{Colour::red, "red"},
                                                       EnumName{Colour::blue, "blue"}};

TEST_CASE("a schema is named after its type") {
    CHECK(schema_name("ledger::outages::CreateRequest") == "outages.CreateRequest");
    CHECK(schema_name("ledger::Root") == "Root");
    CHECK(schema_name("ledger::bulk::Reply<ledger::outages::Row>") == "bulk.Reply_outages.Row");
    CHECK(schema_name(type_name<json::Raw>()) == "json.Raw");
}

TEST_CASE("a request's schema says every rule, and what may be left out") {
    SchemaBook book;
    CHECK(schema_of<Tree>(book, Direction::request).starts_with(R"({"$ref":"#/components/)"));
    CHECK(schema_in(book, "Tree")
              .starts_with(R"({"type":"object","additionalProperties":false,"properties":{)"
                           R"("name":{"type":"string","description":"Its name.",)"
                           R"("minLength":1,"maxLength":9},)"
                           R"("height":{"type":"integer","description":"Metres.","format":"int64",)"
                           R"("minimum":0,"maximum":99,"default":3},)"
                           R"("marks":{"type":"array","description":"Cut in.",)"
                           R"("items":{"type":"string","minLength":1,"maxLength":2},)"
                           R"("minItems":1,"maxItems":4},)"
                           R"("leaf":{"anyOf":[{"$ref":)"));
    CHECK(schema_in(book, "Tree")
              .ends_with(
                  R"("soil":{"description":"Anything."},)"
                  R"("owner":{"type":["string","null"],"description":"Whose.","maxLength":255},)"
                  R"("planted":{"type":"string","description":"When.","format":"date-time"}},)"
                  R"("required":["name","marks","fruit","soil","planted"]})"));
    CHECK(schema_in(book, "Leaf") ==
          R"({"type":"object","additionalProperties":false,"properties":{)"
          R"("price":{"type":["number","string"],"description":"What it costs.",)"
          R"("pattern":"^-?[0-9]+(\\.[0-9]{1,7})?$","minimum":1,"maximum":10},)"
          R"("colour":{"type":["string","null"],"enum":["red","blue",null],)"
          R"("description":"How it looks."}},"required":["price"]})");
}

TEST_CASE("a reply's schema has every member, and says what JSON text holds") {
    SchemaBook book;
    schema_of<Tree>(book, Direction::reply);
    CHECK(schema_in(book, "Tree").find(R"("name":{"type":"string","description":"Its name."})") !=
          std::string::npos);
    CHECK(schema_in(book, "Tree")
              .ends_with(
                  R"("required":["name","height","marks","leaf","fruit","owner","planted"]})"));
    CHECK(schema_in(book, "Leaf").find(R"("price":{"type":"number")") != std::string::npos);
    CHECK(schema_in(book, "Plain").find("is_ripe") != std::string::npos);
}

TEST_CASE("a type that means two things has two schemas, and one that means one has one") {
    SchemaBook draft;
    for (const Direction direction : {Direction::request, Direction::reply}) {
        schema_of<Leaf>(draft, direction);
        schema_of<Plain>(draft, direction);
    }
    REQUIRE(draft.differing().size() == 1);
    SchemaBook book{draft.differing()};
    CHECK(schema_of<Leaf>(book, Direction::request).ends_with(R"(LeafInput"})"));
    CHECK(schema_of<Leaf>(book, Direction::reply).ends_with(R"(Leaf"})"));
    schema_of<Plain>(book, Direction::request);
    schema_of<Plain>(book, Direction::reply);
    CHECK(book.schemas().size() == 3);
}

TEST_CASE("a type that holds itself has a schema that does so, too") {
    SchemaBook book;
    const std::string reference = schema_of<Folder>(book, Direction::reply);
    CHECK(schema_in(book, "Folder").find(R"("items":)" + reference) != std::string::npos);
}

TEST_CASE("the parameters of a query are its fields") {
    SchemaBook book;
    const std::vector<QueryParameter> parameters = parameters_of<Leaf>(book);
    REQUIRE(parameters.size() == 2);
    CHECK(parameters[0].name == "price");
    CHECK(parameters[0].required);
    CHECK(parameters[1].doc == "How it looks.");
    CHECK_FALSE(parameters[1].required);
    CHECK(parameters[1].schema.find(R"("enum":["red","blue",null])") != std::string::npos);
}
