// A request and a reply as handlers see them: plain values, no sockets.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

enum class Method { get, head, post, put, patch, del };

std::string_view name_of(Method method);

/// Who asks, as it will stand in the record: a pseudonym, never a name (ruling 17).
struct Principal {
    std::string actor = "local:0";
};

/// One request, fully read (except on streaming routes, where `body` stays empty).
struct Request {
    Method method = Method::get;
    std::string target;  ///< As sent, with the query.
    std::string path;    ///< Percent-decoded, without the query.
    std::map<std::string, std::string, std::less<>> path_values;  ///< Of the {placeholders}.
    std::map<std::string, std::string, std::less<>>
        query;                 ///< Decoded; a repeated name is refused.
    std::string content_type;  ///< Without parameters, lower case.
    std::string boundary;      ///< Of a multipart body, else empty.
    std::string accept;
    std::string body;
    Principal principal;
    Uuid correlation_id;
    std::string request_id;
    std::optional<std::string> idempotency_key;
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
};

struct Reply {
    int status = 200;
    std::string body{};
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers{};
};

/// `"v<version>.p<position>"` (ruling 12).
std::string etag_of(StreamVersion version, Position position);

/// The value of a reply's header; null when it has none of that name, as it is written here.
const std::string* find_header(const Reply& reply, std::string_view name);

}  // namespace ledger
