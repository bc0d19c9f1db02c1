#include "http/openapi_replies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace ledger {
namespace {

constexpr int first_error = 400;
constexpr int created = 201;
constexpr int accepted = 202;
constexpr int not_modified = 304;

struct StatusWords {
    int status;
    std::string_view words;
};
constexpr std::array status_words{
    StatusWords{200, "Done."},
    StatusWords{201, "Recorded."},
    StatusWords{202, "Begun."},
    StatusWords{204, "Done; there is nothing to show."},
    StatusWords{304, "As `If-None-Match` knows it."},
    StatusWords{400, "The request is malformed: shape, type, range, or an unknown field."},
    StatusWords{403, "Not from this machine, or the role is not enough."},
    StatusWords{404, "There is no such thing."},
    StatusWords{409, "Not in this state; `details.allowed` says what would be."},
    StatusWords{412, "`If-Match` names another version."},
    StatusWords{413, "More than the route takes."},
    StatusWords{415, "A body of a type that the route does not read."},
    StatusWords{422, "The right shape, and impossible."},
    StatusWords{500, "The server failed; `request_id` finds the reason in its log."},
    StatusWords{503, "Not now; `Retry-After` says when."},
    StatusWords{507, "The disk has no room; nothing was decided."},
};

std::string_view words_of(int status) {
    const auto found = std::ranges::find(status_words, status, &StatusWords::status);
    return found == status_words.end() ? "" : found->words;
}

struct HeaderWords {
    std::string_view name;
    std::string_view schema;
    std::string_view words;
};
constexpr std::string_view text_type = R"({"type":"string"})";
constexpr std::string_view position_type = R"({"type":"integer","format":"int64","minimum":0})";
constexpr std::array common{
    HeaderWords{"X-Request-Id", R"({"type":"string","format":"uuid"})", "Finds it in our log."},
    HeaderWords{"X-Correlation-ID", text_type, "As sent, or a new one."},
    HeaderWords{"X-Event-Position", position_type,
                "Everything up to this event was durable; send it as `min_position` to read what "
                "was written."},
    HeaderWords{"X-Projection-Position", position_type, "The last event that the reply shows."},
    HeaderWords{"X-Projection-State", R"({"type":"string","enum":["stopped"]})",
                "There when the view stopped: what is shown is old."},
    HeaderWords{"Idempotent-Replayed", R"({"type":"string","enum":["true"]})",
                "There when this is the answer to the first request with the key."},
    HeaderWords{"ETag", text_type, "Its version, for `If-Match` and `If-None-Match`."},
    HeaderWords{"Location", text_type, "Where it is found."},
    HeaderWords{"Retry-After", R"({"type":"integer"})", "Seconds to wait."},
};

bool is_query(const Route& route) { return std::holds_alternative<QueryHandler>(route.handler); }

/// The statuses of the envelope that a route of its kind can give, beside those that it lists.
std::set<int> errors_of(const Route& route) {
    std::set<int> errors{400, 403, 500};
    if (route.path.contains('{')) errors.insert(404);
    if (!route.shape.body.empty()) errors.insert({413, 415});
    if (!route.views.empty() || route.cost == Cost::scan) errors.insert(503);
    if (is_command(route)) errors.insert({409, 422, 503, 507});
    if (route.shape.if_match) errors.insert(412);
    return errors;
}

void add_header(json::ObjectWriter& headers, std::string_view name) {
    headers.add_raw(name, reference_to("headers", name));
}

std::string headers_of(const Route& route, int status) {
    json::ObjectWriter headers;
    add_header(headers, "X-Request-Id");
    add_header(headers, "X-Correlation-ID");
    add_header(headers, "X-Event-Position");
    if (!route.views.empty()) {
        add_header(headers, "X-Projection-Position");
        add_header(headers, "X-Projection-State");
    }
    if (is_command(route)) add_header(headers, "Idempotent-Replayed");
    if (route.shape.etag) add_header(headers, "ETag");
    if (status == created || status == accepted) add_header(headers, "Location");
    for (const HeaderShape& shape : route.shape.headers) {
        json::ObjectWriter header;
        header.add("description", shape.doc);
        header.add_raw("schema", text_type);
        headers.add_raw(shape.name, header.text());
    }
    return headers.text();
}

/// The forms that a route lists for one status; an error may have the envelope as well.
std::string response_of(const Route& route, int status, std::span<const BodyShape> forms,
                        SchemaBook& book) {
    json::ObjectWriter response;
    response.add("description", words_of(status));
    response.add_raw("headers", headers_of(route, status));
    std::string content = content_of(forms, book, Direction::reply);
    if (status >= first_error && !forms.empty()) {
        const std::string shown = forms.front().schema(book, Direction::reply);
        content = fmt::format(R"({{"{}":{{"schema":{{"anyOf":[{},{}]}}}}}})", json_media_type,
                              shown, reference_to("schemas", "Error"));
    }
    if (content != "{}") response.add_raw("content", content);
    return response.text();
}

std::string quoted_codes(int status) {
    std::string text;
    for (const ErrorKind kind : error_kinds()) {
        if (http_status(kind) != status) continue;
        const std::string code = fmt::format("`{}`", public_code(kind));
        if (text.find(code) == text.npos) text += (text.empty() ? "" : ", ") + code;
    }
    return text;
}

std::string error_name(int status) { return fmt::format("Error{}", status); }

}  // namespace

bool is_command(const Route& route) { return !is_query(route); }

std::string reference_to(std::string_view kind, std::string_view name) {
    json::ObjectWriter reference;
    reference.add("$ref", fmt::format("#/components/{}/{}", kind, name));
    return reference.text();
}

std::string content_of(std::span<const BodyShape> forms, SchemaBook& book, Direction direction) {
    json::ObjectWriter content;
    for (const BodyShape& form : forms) {
        const bool is_json = form.media_type == json_media_type;
        if (is_json && form.schema == nullptr) continue;
        json::ObjectWriter media;
        // Bytes have no schema in OpenAPI 3.1.
        if (form.schema != nullptr) {
            media.add_raw("schema", form.schema(book, direction));
        } else if (form.media_type.starts_with("text/")) {
            media.add_raw("schema", text_type);
        }
        if (!form.example.empty() && is_json) media.add_raw("example", form.example);
        if (!form.example.empty() && !is_json) media.add("example", form.example);
        content.add_raw(form.media_type, media.text());
    }
    return content.text();
}

std::string responses_of(const Route& route, SchemaBook& book, std::set<int>& errors) {
    std::map<int, std::vector<BodyShape>> listed;
    for (const ReplyShape& reply : route.shape.replies)
        listed[reply.status].push_back(reply.content);
    if (route.shape.etag && route.method == Method::get) listed.try_emplace(not_modified);
    std::set<int> own = errors_of(route);
    for (const auto& [status, forms] : listed)
        if (status >= first_error && forms.front().schema == nullptr) own.insert(status);
    json::ObjectWriter responses;
    for (const auto& [status, forms] : listed) {
        if (status >= first_error && forms.front().schema == nullptr) continue;
        own.erase(status);
        responses.add_raw(std::to_string(status), response_of(route, status, forms, book));
    }
    for (const int status : own)
        responses.add_raw(std::to_string(status), reference_to("responses", error_name(status)));
    errors.insert(own.begin(), own.end());
    return responses.text();
}

std::string error_responses(const std::set<int>& statuses) {
    json::ObjectWriter responses;
    for (const int status : statuses) {
        json::ObjectWriter response;
        response.add("description",
                     fmt::format("{} Codes: {}.", words_of(status), quoted_codes(status)));
        json::ObjectWriter headers;
        add_header(headers, "X-Request-Id");
        add_header(headers, "X-Correlation-ID");
        if (status == 409 || status == 503 || status == 507) add_header(headers, "Retry-After");
        response.add_raw("headers", headers.text());
        response.add_raw("content", fmt::format(R"({{"{}":{{"schema":{}}}}})", json_media_type,
                                                reference_to("schemas", "Error")));
        responses.add_raw(error_name(status), response.text());
    }
    return responses.text();
}

std::string error_schema() {
    std::vector<std::string> codes;
    for (const ErrorKind kind : error_kinds()) {
        std::string code = fmt::format("\"{}\"", public_code(kind));
        if (std::ranges::find(codes, code) == codes.end()) codes.push_back(std::move(code));
    }
    // Written by hand as the envelope itself is: `details` may name further facts.
    constexpr std::string_view words = R"({"type":"array","items":{"type":"string"}})";
    const std::string field = fmt::format(
        R"({{"type":"object","additionalProperties":false,"required":["field","rule","message"],)"
        R"("properties":{{"field":{{"type":"string","description":"Dotted path; empty: all."}},)"
        R"("rule":{{"type":"string"}},"message":{{"type":"string"}},"allowed_values":{}}}}})",
        words);
    const std::string details = fmt::format(
        R"({{"type":"object","description":"The first bad field, all of them, and facts.",)"
        R"("additionalProperties":{{"type":"string"}},"required":["rule"],"properties":{{)"
        R"("field":{{"type":"string"}},"allowed_values":{0},"rule":{{"type":"string"}},)"
        R"("errors":{{"type":"array","items":{1}}},"allowed":{0}}}}})",
        words, field);
    const std::string error = fmt::format(
        R"({{"type":"object","additionalProperties":false,)"
        R"("required":["code","message","details","timestamp"],"properties":{{)"
        R"("code":{{"type":"string","enum":{}}},"message":{{"type":"string"}},"details":{},)"
        R"("timestamp":{{"type":"string","format":"date-time"}}}}}})",
        json::array_of(codes), details);
    return fmt::format(
        R"({{"type":"object","description":"The form of every error.",)"
        R"("additionalProperties":false,"required":["error","message","request_id"],)"
        R"("properties":{{"error":{},"message":{{"type":"string"}},)"
        R"("request_id":{{"type":"string","format":"uuid"}}}}}})",
        error);
}

std::string common_headers() {
    json::ObjectWriter headers;
    for (const HeaderWords& row : common) {
        json::ObjectWriter header;
        header.add("description", row.words);
        header.add_raw("schema", row.schema);
        headers.add_raw(row.name, header.text());
    }
    return headers.text();
}

}  // namespace ledger
