#include "http/openapi.hpp"

#include "engine/kernel/schema.hpp"
#include "http/openapi_replies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace ledger {
namespace {

constexpr std::string_view api_prefix = "/api/v1";

struct Group {
    std::string_view tag;
    std::string_view words;
};
/// The first segments of paths below the prefix, in the order in which people read them.
constexpr std::array groups{
    Group{"outages", "Outages from detection to resolution, and beyond."},
    Group{"sla", "What outages are measured by, what that comes to, and why."},
    Group{"sites", "Where outages are."},
    Group{"maintenance", "Planned windows, whose time does not count."},
    Group{"events", "The log, as whoever reads along sees it."},
    Group{"ledger", "The books: balances and the proof that they balance."},
    Group{"projections", "The views, and how to rebuild them."},
    Group{"log", "Checkpoints, tiles and proofs, for whoever checks the log (C2SP)."},
    Group{"system", "The server itself."},
};

constexpr std::string_view about =
    "Every request and reply of a NOCIQ ledger; made from the tables that the server runs by.\n\n"
    "GET serves HEAD, too. A path that does not have a method answers 405 `METHOD_NOT_ALLOWED` "
    "with `Allow`. Lengths count bytes of UTF-8. Times carry their offset; replies are in UTC. "
    "Amounts are exact decimals. Until there are identities, the server answers this machine "
    "alone, and everybody on it has every role (`x-role`).";

struct Place {
    std::string_view name;
    std::string_view words;
};
constexpr std::array places{
    Place{"id", "Its id, or your own number for it."},
    Place{"position", "A place in the log: 0, 1, 2, …"},
    Place{"name", "Its name."},
    Place{"rest", "The rest of the path, slashes included."},
    Place{"severity", "critical, high, medium or low."},
};

constexpr std::string_view name_of_role(Role role) {
    switch (role) {
        case Role::anonymous: return "anonymous";
        case Role::viewer: return "viewer";
        case Role::engineer: return "engineer";
        case Role::operator_: return "operator";
        case Role::admin: return "admin";
        case Role::finance: return "finance";
        case Role::auditor: return "auditor";
    }
    return "";
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view below_prefix(std::string_view path) {
    if (path.starts_with(api_prefix)) path.remove_prefix(api_prefix.size());
    return path;
}

std::string tag_of(const Route& route) {
    if (!route.shape.tag.empty()) return std::string{route.shape.tag};
    std::string_view rest = below_prefix(route.path).substr(1);
    rest = rest.substr(0, rest.find('/'));
    const bool known = std::ranges::find(groups, rest, &Group::tag) != groups.end();
    return known ? std::string{rest} : "system";
}

/// "/log/tile/{rest}" of "/log/tile/{rest...}".
std::string document_path(std::string_view path) {
    std::string out{path};
    if (const std::size_t dots = out.find("...}"); dots != out.npos) out.erase(dots, 3);
    return out;
}

std::string parameter(std::string_view name, std::string_view in, bool required,
                      std::string_view words, std::string_view schema) {
    json::ObjectWriter text;
    text.add("name", name);
    text.add("in", in);
    if (required) text.add("required", true);
    text.add("description", words);
    text.add_raw("schema", schema);
    return text.text();
}

void add_path_parameters(std::vector<std::string>& list, std::string_view path) {
    const std::string shown = document_path(path);
    for (std::size_t open = shown.find('{'); open != shown.npos; open = shown.find('{', open + 1)) {
        const std::string name = shown.substr(open + 1, shown.find('}', open) - open - 1);
        const auto place = std::ranges::find(places, name, &Place::name);
        const std::string_view words = place == places.end() ? "Which one." : place->words;
        list.push_back(parameter(name, "path", true, words, R"({"type":"string","minLength":1})"));
    }
}

/// Those of many operations, as "components" has them.
std::string common_parameters() {
    json::ObjectWriter parameters;
    parameters.add_raw(
        "IdempotencyKey",
        parameter("Idempotency-Key", "header", false,
                  "One of your own for each intent: a repetition with it gets the first answer.",
                  R"({"type":"string","minLength":1,"maxLength":255})"));
    parameters.add_raw(
        "IfMatch", parameter("If-Match", "header", false, "An `ETag`: another version is a 412.",
                             R"({"type":"string"})"));
    parameters.add_raw("IfNoneMatch",
                       parameter("If-None-Match", "header", false,
                                 "An `ETag` that you have already.", R"({"type":"string"})"));
    parameters.add_raw(
        "MinPosition",
        parameter("min_position", "query", false,
                  "Wait (2 seconds, then 503) until this event is shown: an `X-Event-Position`.",
                  R"({"type":"integer","format":"int64","minimum":0})"));
    return parameters.text();
}

std::string parameters_of_route(const Route& route, SchemaBook& book) {
    std::vector<std::string> list;
    add_path_parameters(list, route.path);
    if (route.shape.query != nullptr)
        for (const QueryParameter& one : route.shape.query(book))
            list.push_back(parameter(one.name, "query", one.required, one.doc, one.schema));
    const auto common = [&](std::string_view name) {
        list.push_back(reference_to("parameters", name));
    };
    if (is_command(route)) common("IdempotencyKey");
    if (route.shape.if_match) common("IfMatch");
    if (route.shape.etag && route.method == Method::get) common("IfNoneMatch");
    if (!route.views.empty()) common("MinPosition");
    return list.empty() ? "" : json::array_of(list);
}

std::string operation(const Route& route, SchemaBook& book, std::set<int>& errors) {
    json::ObjectWriter text;
    text.add("operationId", operation_id(route));
    text.add("summary", route.summary);
    std::string tag;
    json::write(tag, tag_of(route));
    text.add_raw("tags", "[" + tag + "]");
    text.add("x-role", name_of_role(route.role));
    if (route.shape.deprecated) text.add("deprecated", true);
    if (const std::string list = parameters_of_route(route, book); !list.empty())
        text.add_raw("parameters", list);
    if (!route.shape.body.empty()) {
        const std::span<const BodyShape> forms{route.shape.body.begin(), route.shape.body.end()};
        json::ObjectWriter body;
        body.add("required", !route.shape.body_is_optional);
        body.add_raw("content", content_of(forms, book, Direction::request));
        text.add_raw("requestBody", body.text());
    }
    text.add_raw("responses", responses_of(route, book, errors));
    return text.text();
}

std::string paths_of(std::span<const std::span<const Route>> tables, SchemaBook& book,
                     std::set<int>& errors) {
    std::map<std::string, std::map<Method, std::string>> by_path;
    for (const std::span<const Route> table : tables)
        for (const Route& route : table)
            by_path[document_path(route.path)][route.method] = operation(route, book, errors);
    json::ObjectWriter paths;
    for (const auto& [path, operations] : by_path) {
        json::ObjectWriter item;
        for (const auto& [method, text] : operations) item.add_raw(lower(name_of(method)), text);
        paths.add_raw(path, item.text());
    }
    return paths.text();
}

std::string tags_of(std::span<const std::span<const Route>> tables) {
    std::set<std::string> used;
    for (const std::span<const Route> table : tables)
        for (const Route& route : table) used.insert(tag_of(route));
    std::vector<std::string> tags;
    for (const Group& group : groups) {
        if (!used.contains(std::string{group.tag})) continue;
        json::ObjectWriter tag;
        tag.add("name", group.tag);
        tag.add("description", group.words);
        tags.push_back(tag.text());
    }
    return json::array_of(tags);
}

std::string components_of(const SchemaBook& book, const std::set<int>& errors) {
    json::ObjectWriter schemas;
    schemas.add_raw("Error", error_schema());
    for (const auto& [name, schema] : book.schemas()) schemas.add_raw(name, schema);
    json::ObjectWriter components;
    components.add_raw("schemas", schemas.text());
    components.add_raw("parameters", common_parameters());
    components.add_raw("headers", common_headers());
    components.add_raw("responses", error_responses(errors));
    return components.text();
}

std::string info(std::string_view version) {
    json::ObjectWriter text;
    text.add("title", "NOCIQ Ledger");
    text.add("version", version);
    text.add("description", about);
    text.add_raw("license", R"({"name":"MIT","identifier":"MIT"})");
    return text.text();
}

}  // namespace

std::string operation_id(const Route& route) {
    std::string id = lower(name_of(route.method));
    for (const char c : below_prefix(document_path(route.path))) {
        if (c == '{' || c == '}') continue;
        id += c == '/' || c == '-' ? '_' : c;
    }
    return id.ends_with('_') ? id + "root" : id;
}

std::string openapi_document(std::span<const std::span<const Route>> tables,
                             std::string_view version) {
    std::set<int> errors;
    // Once to learn which types mean something else in requests than in replies.
    SchemaBook draft;
    paths_of(tables, draft, errors);
    SchemaBook book{draft.differing()};
    const std::string paths = paths_of(tables, book, errors);
    json::ObjectWriter document;
    document.add("openapi", "3.1.0");
    document.add_raw("info", info(version));
    document.add_raw("servers", R"([{"url":"/","description":"This server."}])");
    document.add_raw("security", "[]");
    document.add_raw("tags", tags_of(tables));
    document.add_raw("paths", paths);
    document.add_raw("components", components_of(book, errors));
    return document.text();
}

}  // namespace ledger
