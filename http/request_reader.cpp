#include "http/request_reader.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/lower_case.hpp"
#include "engine/log/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ledger {
namespace {

constexpr std::size_t max_correlation_length = 64;
constexpr std::size_t max_key_length = 255;
constexpr std::size_t max_query_parameters = 64;
constexpr std::array methods{Method::get, Method::head,  Method::post,
                             Method::put, Method::patch, Method::del};

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

std::unexpected<Error> bad_field(std::string name, std::string rule, std::string message) {
    return fail(invalid_fields({{std::move(name), std::move(rule), std::move(message), {}}}));
}

/// A field that means one thing: sent twice, it would mean two.
Result<std::optional<std::string>> single(const RequestHead& head, std::string_view name) {
    std::optional<std::string> value;
    for (const auto& [field, text] : head.fields) {
        if (field != name) continue;
        if (value) return bad_field(std::string{name}, "repeated", "This header is sent twice.");
        value = text;
    }
    return value;
}

Result<void> read_parameter(std::string_view parameter, Request& request) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    auto name = percent_decode(parameter.substr(0, equals), true);
    auto value = percent_decode(parameter.substr(std::min(equals + 1, parameter.size())), true);
    if (!name || !value)
        return bad_field(std::string{parameter.substr(0, equals)}, "escape",
                         "This query parameter has a malformed escape.");
    if (request.query.size() == max_query_parameters)
        return bad_field(*name, "max_items", "There are too many query parameters.");
    if (!request.query.emplace(*name, std::move(*value)).second)
        return bad_field(*name, "repeated", "This query parameter is given twice.");
    return {};
}

Result<void> read_query(std::string_view query, Request& request) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (end > 0) TRY(read_parameter(query.substr(0, end), request));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
}

std::optional<Uuid> trace_id(std::string_view traceparent) {
    // version-traceid-parentid-flags: 2, 32, 16 and 2 digits; version ff and an id of 0 are
    // invalid.
    if (traceparent.size() < 55 || traceparent.starts_with("ff")) return std::nullopt;
    if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-')
        return std::nullopt;
    if (traceparent.size() > 55 && (traceparent.starts_with("00") || traceparent[55] != '-'))
        return std::nullopt;
    const std::string_view digits = traceparent.substr(0, 55);
    if (std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; }))
        return std::nullopt;
    const auto version = from_hex(digits.substr(0, 2));
    const auto trace = from_hex(digits.substr(3, 32));
    const auto parent = from_hex(digits.substr(36, 16));
    const auto flags = from_hex(digits.substr(53, 2));
    if (!version || !trace || !parent || !flags) return std::nullopt;
    if (parent->find_first_not_of('\0') == std::string::npos) return std::nullopt;
    Uuid id;
    std::ranges::transform(*trace, id.bytes.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return id == Uuid{} ? std::nullopt : std::optional{id};
}

Uuid uuid_of_text(std::string_view text) {
    const Hash hash = Sha256{}({text});
    Uuid id;
    std::ranges::copy_n(hash.bytes.begin(), id.bytes.size(), id.bytes.begin());
    return id;
}

/// The host of "host", "host:port" or "[v6]:port".
std::string_view host_of(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

/// Four decimal numbers, the first of them 127; "127.example.com" is a stranger's name.
bool is_loopback_v4(std::string_view host) {
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
}

bool is_loopback(std::string_view authority) {
    const std::string host = lower_case(host_of(authority));
    return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

}  // namespace

std::optional<Method> method_of(std::string_view name) {
    for (const Method method : methods)
        if (name_of(method) == name) return method;
    return std::nullopt;
}

std::string media_type(std::string_view content_type) {
    return lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::optional<TargetParts> split_target(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!lower_case(target.substr(0, scheme.size())).starts_with(scheme)) continue;
        const std::size_t slash = target.find_first_of("/?", scheme.size());
        target = slash == target.npos || target[slash] == '?' ? "/" : target.substr(slash);
    }
    if (!target.starts_with('/') || target.find('#') != target.npos) return std::nullopt;
    const std::size_t mark = std::min(target.find('?'), target.size());
    return TargetParts{target.substr(0, mark), target.substr(std::min(mark + 1, target.size()))};
}

Correlation correlation_of(const RequestHead& head, const Uuid& otherwise) {
    const std::string* sent = head.find("x-correlation-id");
    if (sent != nullptr && !sent->empty() && sent->size() <= max_correlation_length &&
        is_visible(*sent)) {
        const auto uuid = uuid_from_text(*sent);
        return {uuid ? *uuid : uuid_of_text(*sent), *sent};
    }
    const std::string* parent = head.find("traceparent");
    const auto trace = parent == nullptr ? std::nullopt : trace_id(*parent);
    const Uuid id = trace.value_or(otherwise);
    return {id, to_text(id)};
}

/// The parameter `boundary` of a content type; empty when it has none, or a malformed one.
std::string boundary_of(std::string_view type) {
    constexpr std::string_view name = "boundary=";
    constexpr std::size_t most = 70;  // RFC 2046, 5.1.1.
    while (!type.empty()) {
        type.remove_prefix(std::min(type.find(';'), type.size() - 1) + 1);
        const std::string_view parameter = trimmed(type.substr(0, type.find(';')));
        if (!lower_case(parameter).starts_with(name)) continue;
        std::string_view value = parameter.substr(name.size());
        if (value.size() > 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        return value.size() <= most ? std::string{value} : std::string{};
    }
    return {};
}

Result<Request> read_request(const RequestHead& head) {
    Request request;
    request.target = head.target;
    const auto parts = split_target(head.target);
    const auto path = parts ? percent_decode(parts->path, false) : std::nullopt;
    if (!path) return fail(ErrorKind::validation, "request.path", "The path is malformed.");
    request.path = *path;
    TRY(read_query(parts->query, request));
    TRY(content_type, single(head, "content-type"));
    const std::string type = content_type.value_or("");
    request.content_type = media_type(type);
    if (request.content_type.starts_with("multipart/")) request.boundary = boundary_of(type);
    if (const std::string* accept = head.find("accept")) request.accept = *accept;
    TRY(key, single(head, "idempotency-key"));
    if (key && (key->empty() || key->size() > max_key_length || !is_visible(*key)))
        return bad_field("Idempotency-Key", "key",
                         "An Idempotency-Key has 1 to 255 visible ASCII characters.");
    request.idempotency_key = std::move(key);
    TRY(if_match, single(head, "if-match"));
    request.if_match = std::move(if_match);
    TRY(if_none_match, single(head, "if-none-match"));
    request.if_none_match = std::move(if_none_match);
    return request;
}

Result<std::optional<Position>> take_min_position(Request& request, const RequestHead& head) {
    TRY(sent, single(head, "x-min-position"));
    if (const auto found = request.query.find("min_position"); found != request.query.end()) {
        sent = found->second;
        request.query.erase(found);
    }
    if (!sent) return std::nullopt;
    Position position = 0;
    const auto [end, problem] =
        std::from_chars(sent->data(), sent->data() + sent->size(), position);
    // One is added to it, so the very last number is none.
    if (problem != std::errc{} || end != sent->data() + sent->size() || position + 1 == 0)
        return bad_field("min_position", "number", "A position is a whole number.");
    return position;
}

Result<void> require_local(const RequestHead& head, std::span<const std::string> origins) {
    TRY(host, single(head, "host"));
    if (!host) return fail(ErrorKind::validation, "request.host", "A Host header is required.");
    const std::string* origin = head.find("origin");
    const std::size_t slashes = origin == nullptr ? 0 : origin->find("://");
    const bool listed = origin != nullptr && std::ranges::find(origins, *origin) != origins.end();
    const bool foreign =
        origin != nullptr && !listed &&
        (slashes == origin->npos || !is_loopback(std::string_view{*origin}.substr(slashes + 3)));
    if (foreign || !is_loopback(*host))
        return fail(ErrorKind::forbidden, "request.not_local",
                    "This server answers only to localhost, and to no page of another site.");
    return {};
}

}  // namespace ledger
