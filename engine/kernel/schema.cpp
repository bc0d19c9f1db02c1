#include "engine/kernel/schema.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr Rules no_rules;
/// Of money: at most seven decimals.
constexpr std::string_view amount_pattern = R"(^-?[0-9]+(\.[0-9]{1,7})?$)";
constexpr std::string_view request_suffix = "Input";
constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

void add_range(Schema& schema, const Rules& rules, Direction direction) {
    if (direction == Direction::reply) return;
    if (rules.minimum != no_rules.minimum) schema.keywords.add("minimum", rules.minimum);
    if (rules.maximum != no_rules.maximum) schema.keywords.add("maximum", rules.maximum);
}

std::string quoted(std::string_view text) {
    std::string json;
    json::write(json, text);
    return json;
}

/// Of a type's name: "::" is a dot, and what is neither letter nor digit is at most one "_".
void append_name_part(std::string& name, char c) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    char shown = plain ? c : '_';
    if (c == ':') shown = '.';
    if (plain || !name.ends_with(shown)) name += shown;
}

void add_reference(json::ObjectWriter& text, const Schema& schema) {
    json::ObjectWriter reference;
    reference.add("$ref", schema.reference);
    if (schema.nullable) {
        text.add_raw("anyOf", "[" + reference.text() + R"(,{"type":"null"}])");
    } else {
        text.add("$ref", schema.reference);
    }
}

/// The words in quotes, and null if it may be that.
std::vector<std::string> quoted_words(const auto& words, std::string_view null, bool nullable) {
    std::vector<std::string> all;
    all.reserve(words.size() + 1);
    for (const std::string_view word : words) all.push_back(quoted(word));
    if (nullable) all.emplace_back(null);
    return all;
}

std::string type_text(const Schema& schema) {
    const auto types = quoted_words(schema.types, R"("null")", schema.nullable);
    return types.size() == 1 ? types.front() : json::array_of(types);
}

std::string words_text(const Schema& schema) {
    return json::array_of(quoted_words(schema.words, "null", schema.nullable));
}

}  // namespace

std::string schema_name(std::string_view type) {
    constexpr std::string_view project = "ledger::";
    std::string name;
    while (!type.empty()) {
        if (type.starts_with(project)) {
            type.remove_prefix(project.size());
            continue;
        }
        append_name_part(name, type.front());
        type.remove_prefix(1);
    }
    while (name.ends_with('_')) name.pop_back();
    return name;
}

std::string SchemaBook::reference(std::string_view type, Direction direction,
                                  FunctionRef<std::string()> write) {
    const std::string name = schema_name(type);
    auto& known = in(direction);
    // Entered before it is written: it may hold itself.
    if (known.try_emplace(name).second) known[name] = write();
    const bool apart = direction == Direction::request && twofold_.contains(name);
    return "#/components/schemas/" + name + (apart ? std::string{request_suffix} : "");
}

std::map<std::string, std::string> SchemaBook::schemas() const {
    std::map<std::string, std::string> all{of_replies_.begin(), of_replies_.end()};
    for (const auto& [name, schema] : of_requests_)
        all.emplace(twofold_.contains(name) ? name + std::string{request_suffix} : name, schema);
    return all;
}

SchemaBook::Names SchemaBook::differing() const {
    Names names;
    for (const auto& [name, schema] : of_requests_) {
        const auto reply = of_replies_.find(name);
        if (reply != of_replies_.end() && reply->second != schema) names.insert(name);
    }
    return names;
}

std::string text_of(const Schema& schema, std::string_view doc) {
    json::ObjectWriter text;
    if (!schema.reference.empty()) {
        add_reference(text, schema);
    } else if (!schema.types.empty()) {
        text.add_raw("type", type_text(schema));
    }
    if (!schema.words.empty()) text.add_raw("enum", words_text(schema));
    if (!doc.empty()) text.add("description", doc);
    std::string all = text.text();
    if (schema.keywords.empty()) return all;
    // The keywords go on where the object ends.
    all.back() = all.size() > 2 ? ',' : ' ';
    return all + schema.keywords.text().substr(1);
}

Schema text_schema(const Rules& rules, Direction direction) {
    Schema schema{.types = {"string"}};
    if (direction == Direction::reply) return schema;
    if (rules.min_length > 0) schema.keywords.add("minLength", rules.min_length);
    if (rules.max_length != no_limit) schema.keywords.add("maxLength", rules.max_length);
    return schema;
}

Schema number_schema(std::string_view type, const Rules& rules, Direction direction) {
    Schema schema{.types = {type}};
    if (type == "integer") schema.keywords.add("format", "int64");
    add_range(schema, rules, direction);
    return schema;
}

Schema unsigned_schema(std::uint64_t most, const Rules& rules, Direction direction) {
    Schema schema{.types = {"integer"}};
    const bool ranged = direction == Direction::request;
    const bool small = most <= std::numeric_limits<std::uint32_t>::max();
    schema.keywords.add("minimum", ranged ? std::max<std::int64_t>(rules.minimum, 0) : 0);
    if (ranged && rules.maximum != no_rules.maximum) {
        schema.keywords.add("maximum", rules.maximum);
    } else if (small) {
        schema.keywords.add("maximum", most);
    }
    return schema;
}

Schema amount_schema(const Rules& rules, Direction direction) {
    if (direction == Direction::reply) return {.types = {"number"}};
    Schema schema{.types = {"number", "string"}};
    schema.keywords.add("pattern", amount_pattern);
    add_range(schema, rules, direction);
    return schema;
}

Schema list_schema(const std::string& items, const Rules& rules, Direction direction) {
    Schema schema{.types = {"array"}};
    schema.keywords.add_raw("items", items);
    if (direction == Direction::reply) return schema;
    if (rules.min_items > 0) schema.keywords.add("minItems", rules.min_items);
    if (rules.max_items != no_limit) schema.keywords.add("maxItems", rules.max_items);
    return schema;
}

Schema format_schema(std::string_view keyword, std::string_view value) {
    Schema schema{.types = {"string"}};
    schema.keywords.add(keyword, value);
    return schema;
}

void ObjectSchema::add(std::string_view name, std::string_view schema, bool required) {
    members_.add_raw(name, schema);
    if (required) required_.push_back(quoted(name));
}

std::string ObjectSchema::text() const {
    json::ObjectWriter object;
    object.add("type", "object");
    object.add("additionalProperties", false);
    object.add_raw("properties", members_.text());
    if (!required_.empty()) object.add_raw("required", json::array_of(required_));
    return object.text();
}

}  // namespace ledger
