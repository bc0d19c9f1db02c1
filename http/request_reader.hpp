// A request's head, read into what handlers see: names, limits and headers that all routes share.
#pragma once

#include "engine/kernel/request.hpp"
#include "engine/kernel/result.hpp"
#include "http/message_reader.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger {

std::optional<Method> method_of(std::string_view name);

/// Path and query as they stand in a target: "/a%20b" and "x=1"; an absolute target loses scheme
/// and authority. Nothing for any other form.
struct TargetParts {
    std::string_view path;
    std::string_view query;
};
std::optional<TargetParts> split_target(std::string_view target);

/// "application/json" of "Application/JSON; charset=utf-8".
std::string media_type(std::string_view content_type);

/// Where a request belongs in a chain of work.
struct Correlation {
    Uuid id;           ///< What the record says.
    std::string text;  ///< What the caller sent, and gets back.
};
/// `X-Correlation-ID`, else the trace id of a valid W3C `traceparent`, else `otherwise`. Text that
/// is no UUID stands in the record as the first half of its SHA-256. What is malformed counts as
/// absent: a broken tracer must not break the call.
Correlation correlation_of(const RequestHead& head, const Uuid& otherwise);

/// Everything of a head that does not depend on the route: query, content type, keys, conditions.
/// 400 names what is malformed.
Result<Request> read_request(const RequestHead& head);

/// `min_position`, taken out of the query, or `X-Min-Position`: the caller has seen this event.
Result<std::optional<Position>> take_min_position(Request& request, const RequestHead& head);

/// Until there are identities, every caller has the rights of the local user. So that no web page
/// can borrow them: 403 unless `Host`, and `Origin` if sent and not listed, name the loopback
/// (ruling 64).
Result<void> require_local(const RequestHead& head, std::span<const std::string> origins = {});

}  // namespace ledger
