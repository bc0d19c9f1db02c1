// JSON Schema (2020-12) out of field lists: what the codec enforces, as a document says it.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/shape.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ledger {

/// "outages.CreateRequest" of "ledger::outages::CreateRequest".
std::string schema_name(std::string_view type);

/// The named schemas of one document, each written once.
class SchemaBook {
public:
    using Names = std::set<std::string, std::less<>>;

    /// Of the names in `twofold`, requests and replies have a schema each.
    explicit SchemaBook(Names twofold = {}) : twofold_{std::move(twofold)} {}

    /// {"$ref":…} to the schema of a type; `write` makes it when it is new.
    std::string reference(std::string_view type, Direction direction,
                          FunctionRef<std::string()> write);
    /// Name -> JSON, of both directions.
    std::map<std::string, std::string> schemas() const;
    /// The names whose schemas differ by direction.
    Names differing() const;

private:
    std::map<std::string, std::string, std::less<>>& in(Direction direction) {
        return direction == Direction::request ? of_requests_ : of_replies_;
    }

    Names twofold_;
    std::map<std::string, std::string, std::less<>> of_requests_;
    std::map<std::string, std::string, std::less<>> of_replies_;
};

/// A schema that is not written yet.
struct Schema {
    std::vector<std::string_view> types{};  ///< None: anything.
    json::ObjectWriter keywords{};          ///< Beside the type.
    std::vector<std::string> words{};       ///< Of an enum.
    std::string reference{};                ///< Then nothing else counts but `nullable`.
    bool nullable = false;
};
std::string text_of(const Schema& schema, std::string_view doc);

Schema text_schema(const Rules& rules, Direction direction);
Schema number_schema(std::string_view type, const Rules& rules, Direction direction);
Schema unsigned_schema(std::uint64_t most, const Rules& rules, Direction direction);
Schema amount_schema(const Rules& rules, Direction direction);
Schema list_schema(const std::string& items, const Rules& rules, Direction direction);
Schema format_schema(std::string_view keyword, std::string_view value);

/// An object without members beside those that it is given.
class ObjectSchema {
public:
    void add(std::string_view name, std::string_view schema, bool required);
    std::string text() const;

private:
    json::ObjectWriter members_;
    std::vector<std::string> required_;
};

template <class T>
constexpr std::string_view type_name() {
    const std::string_view here = __PRETTY_FUNCTION__;
    const std::size_t begin = here.find("T = ") + 4;
    return here.substr(begin, here.find_first_of(";]", begin) - begin);
}

template <class T>
struct Inner;
template <class T>
struct Inner<std::optional<T>> {
    using Type = T;
};
template <class T>
struct Inner<Patch<T>> {
    using Type = T;
};
template <class T>
struct Inner<std::vector<T>> {
    using Type = T;
};
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

template <class T>
std::string object_schema(SchemaBook& book, Direction direction);

/// Of what is neither a list, nor an object, nor may be null.
template <class T>
Schema scalar_schema(Direction direction, const Rules& rules) {
    if constexpr (std::is_same_v<T, bool>) {
        return {.types = {"boolean"}};
    } else if constexpr (std::is_floating_point_v<T>) {
        return number_schema("number", rules, direction);
    } else if constexpr (std::is_unsigned_v<T>) {
        return unsigned_schema(std::numeric_limits<T>::max(), rules, direction);
    } else if constexpr (std::is_integral_v<T>) {
        return number_schema("integer", rules, direction);
    } else if constexpr (std::is_same_v<T, Amount>) {
        return amount_schema(rules, direction);
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        return format_schema("format", "date-time");
    } else if constexpr (std::is_same_v<T, Uuid>) {
        return format_schema("format", "uuid");
    } else if constexpr (std::is_same_v<T, Hash>) {
        return format_schema("pattern", "^[0-9a-f]{64}$");
    } else if constexpr (std::is_same_v<T, json::Raw>) {
        return {};
    } else {
        static_assert(std::is_same_v<T, std::string> || is_id<T>, "a type without a schema");
        return text_schema(rules, direction);
    }
}

template <class T>
Schema schema_for(SchemaBook& book, Direction direction, const Rules& rules) {
    if constexpr (json::is_optional<T>) {
        Schema schema = schema_for<typename Inner<T>::Type>(book, direction, rules);
        schema.nullable = true;
        return schema;
    } else if constexpr (is_list<T>) {
        const Schema items = schema_for<typename Inner<T>::Type>(book, direction, rules);
        return list_schema(text_of(items, ""), rules, direction);
    } else if constexpr (Described<T>) {
        return {.reference = book.reference(type_name<T>(), direction,
                                            [&] { return object_schema<T>(book, direction); })};
    } else if constexpr (NamedEnum<T>) {
        Schema schema{.types = {"string"}};
        for (const auto& row : enum_names<T>) schema.words.emplace_back(row.name);
        return schema;
    } else {
        return scalar_schema<T>(direction, rules);
    }
}

/// Visits each field of T with the text of its schema and whether it is required.
template <Described T, class Visit>
void for_each_schema(SchemaBook& book, Direction direction, Visit visit) {
    const T defaults{};
    std::apply(
        [&](const auto&... field) {
            [[maybe_unused]] const auto show = [&]<class Listed>(const Listed& one) {
                Schema schema = schema_for<typename Listed::ShownType>(book, direction, one.rules);
                constexpr bool optional = json::is_optional<typename Listed::Type>;
                const bool may_be_absent = optional || one.rules.may_be_absent;
                if constexpr (!optional && !Described<typename Listed::Type>)
                    if (direction == Direction::request && one.rules.may_be_absent)
                        schema.keywords.add_raw("default", json::text_of(defaults.*one.member));
                visit(one, text_of(schema, one.doc),
                      direction == Direction::request ? !may_be_absent : !one.rules.omit_when_null);
            };
            (show(field), ...);
        },
        T::fields());
}

template <class T>
std::string object_schema(SchemaBook& book, Direction direction) {
    ObjectSchema object;
    for_each_schema<T>(book, direction,
                       [&](const auto& field, const std::string& schema, bool required) {
                           object.add(field.name, schema, required);
                       });
    return object.text();
}

/// For a route's table: the schema of T.
template <class T>
std::string schema_of(SchemaBook& book, Direction direction) {
    return text_of(schema_for<T>(book, direction, {}), "");
}

/// For a route's table: one of several forms.
template <class... Forms>
std::string one_of(SchemaBook& book, Direction direction) {
    const std::vector<std::string> forms{schema_of<Forms>(book, direction)...};
    json::ObjectWriter schema;
    schema.add_raw("oneOf", json::array_of(forms));
    return schema.text();
}

/// For a route's table: the parameters that T lists.
template <Described T>
std::vector<QueryParameter> parameters_of(SchemaBook& book) {
    std::vector<QueryParameter> parameters;
    for_each_schema<T>(book, Direction::request,
                       [&](const auto& field, std::string schema, bool required) {
                           parameters.push_back({.name = std::string{field.name},
                                                 .doc = std::string{field.doc},
                                                 .required = required,
                                                 .schema = std::move(schema)});
                       });
    return parameters;
}

}  // namespace ledger
