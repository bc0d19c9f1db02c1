// What an endpoint reads and answers, as its row of the route table says it; OpenAPI is made of it.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

class SchemaBook;

/// Which way a value goes: requests are held to every rule and may leave things out; replies hold
/// all their members, and keep to the rules without saying so.
enum class Direction { request, reply };

/// The schema of one type as JSON; `&schema_of<T>` of schema.hpp.
using SchemaMaker = std::string (*)(SchemaBook& book, Direction direction);

/// One parameter of a query string.
struct QueryParameter {
    std::string name;
    std::string doc;
    bool required = false;
    std::string schema;  ///< JSON.
};
/// The parameters that a query struct lists; `&parameters_of<T>` of schema.hpp.
using ParametersMaker = std::vector<QueryParameter> (*)(SchemaBook& book);

inline constexpr std::string_view json_media_type = "application/json";

/// A body of one media type. Without a schema, JSON stands for no body, and other types for bytes.
struct BodyShape {
    SchemaMaker schema = nullptr;
    std::string_view media_type = json_media_type;
    std::string_view example{};  ///< JSON, or the text itself.
};

/// A status with one form of its body; a status that has several forms has several of these. An
/// error's envelope is known without being said.
struct ReplyShape {
    int status = 200;
    BodyShape content{};
};

struct HeaderShape {
    std::string_view name;
    std::string_view doc;
};

/// A list within a constant; more items than it has room for do not compile.
template <class Item, std::size_t Most>
class ShortList {
public:
    constexpr ShortList() = default;
    constexpr ShortList(std::initializer_list<Item> items) {
        for (const Item& item : items) items_.at(count_++) = item;
    }
    constexpr const Item* begin() const { return items_.data(); }
    constexpr const Item* end() const { return items_.data() + count_; }
    constexpr bool empty() const { return count_ == 0; }

private:
    std::array<Item, Most> items_{};
    std::size_t count_ = 0;
};

/// All that a route table adds to method, path and handler for the API's document.
struct Shape {
    ParametersMaker query = nullptr;
    ShortList<BodyShape, 4> body{};
    bool body_is_optional = false;
    ShortList<ReplyShape, 4> replies{};
    ShortList<HeaderShape, 3> headers{};  ///< Of its good replies, beside those of all routes.
    bool etag = false;                    ///< Replies carry one; a GET may send `If-None-Match`.
    bool if_match = false;                ///< Changes only the version that `If-Match` names.
    std::string_view tag{};               ///< Its group; otherwise the path says it.
    bool deprecated = false;
};

}  // namespace ledger
