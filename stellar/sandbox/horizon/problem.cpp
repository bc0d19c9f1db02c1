#include "stellar/sandbox/horizon/problem.hpp"

#include "engine/kernel/json_writer.hpp"

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view error_addresses = "https://stellar.org/horizon-errors/";

}  // namespace

Problem not_found() {
    return {.type = "not_found",
            .title = "Resource Missing",
            .status = 404,
            .detail =
                "There is nothing at this address: it is no valid one, or what it names is "
                "not (yet) in the ledger or its history."};
}

Problem bad_parameter(std::string_view field, std::string_view reason) {
    json::ObjectWriter extras;
    extras.add("invalid_field", field);
    extras.add("reason", reason);
    return {.type = "bad_request",
            .title = "Bad Request",
            .status = 400,
            .detail = "The request is invalid; the extras say where and why.",
            .extras = extras.text()};
}

Problem method_not_allowed() {
    return {.type = "method_not_allowed",
            .title = "Method Not Allowed",
            .status = 405,
            .detail = "This address does not take this method."};
}

Problem body_too_large() {
    return {.type = "payload_too_large",
            .title = "Payload Too Large",
            .status = 413,
            .detail = "The body is longer than any transaction."};
}

Problem not_a_form() {
    return {.type = "unsupported_media_type",
            .title = "Unsupported Media Type",
            .status = 415,
            .detail = "The body must be of type application/x-www-form-urlencoded."};
}

Problem before_history() {
    return {.type = "before_history",
            .title = "Data Requested Is Before Recorded History",
            .status = 410,
            .detail = "History is kept for a limited time, and this was before."};
}

Problem rate_limit_exceeded() {
    return {.type = "rate_limit_exceeded",
            .title = "Rate Limit Exceeded",
            .status = 429,
            .detail = "Too many requests from this address; try again later."};
}

Problem server_error(std::string_view detail) {
    return {.type = "server_error",
            .title = "Internal Server Error",
            .status = 500,
            .detail = std::string{detail}};
}

Reply reply_of(const Problem& problem) {
    json::ObjectWriter body;
    body.add("type", std::string{error_addresses} + problem.type);
    body.add("title", problem.title);
    body.add("status", problem.status);
    body.add("detail", problem.detail);
    if (!problem.extras.empty()) body.add_raw("extras", problem.extras);
    return {.status = problem.status,
            .body = body.text(),
            .content_type = "application/problem+json; charset=utf-8"};
}

}  // namespace ledger::stellar::sandbox
