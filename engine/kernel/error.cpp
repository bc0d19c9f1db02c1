#include "engine/kernel/error.hpp"

#include "engine/kernel/assert.hpp"

#include <array>

namespace ledger {
namespace {

struct Row {
    ErrorKind kind;
    int status;
    std::string_view code;
};

constexpr std::array rows{
    Row{ErrorKind::validation, 400, "VALIDATION_ERROR"},
    Row{ErrorKind::unauthenticated, 401, "UNAUTHORIZED"},
    Row{ErrorKind::forbidden, 403, "FORBIDDEN"},
    Row{ErrorKind::not_found, 404, "NOT_FOUND"},
    Row{ErrorKind::method_not_allowed, 405, "METHOD_NOT_ALLOWED"},
    Row{ErrorKind::not_acceptable, 406, "NOT_ACCEPTABLE"},
    Row{ErrorKind::conflict, 409, "CONFLICT"},
    Row{ErrorKind::idempotency_in_progress, 409, "IDEMPOTENCY_IN_PROGRESS"},
    Row{ErrorKind::already_done, 409, "ALREADY_DONE"},
    Row{ErrorKind::precondition_failed, 412, "PRECONDITION_FAILED"},
    Row{ErrorKind::payload_too_large, 413, "PAYLOAD_TOO_LARGE"},
    Row{ErrorKind::atomic_too_large, 413, "ATOMIC_TOO_LARGE"},
    Row{ErrorKind::unsupported_media_type, 415, "UNSUPPORTED_MEDIA_TYPE"},
    Row{ErrorKind::unprocessable, 422, "UNPROCESSABLE_ENTITY"},
    Row{ErrorKind::idempotency_key_reused, 422, "IDEMPOTENCY_KEY_REUSED"},
    Row{ErrorKind::rate_limited, 429, "RATE_LIMIT_EXCEEDED"},
    Row{ErrorKind::internal, 500, "INTERNAL_SERVER_ERROR"},
    Row{ErrorKind::corrupt, 500, "INTERNAL_SERVER_ERROR"},
    Row{ErrorKind::unavailable, 503, "SERVICE_UNAVAILABLE"},
    Row{ErrorKind::insufficient_storage, 507, "INSUFFICIENT_STORAGE"},
    Row{ErrorKind::not_loaded, 500, "INTERNAL_SERVER_ERROR"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].kind) != i) return false;
    return rows.size() == static_cast<std::size_t>(ErrorKind::not_loaded) + 1;
}
static_assert(in_order(), "one row per kind, in the order of the enum");

constexpr auto kinds = [] {
    std::array<ErrorKind, rows.size()> all{};
    for (std::size_t i = 0; i < rows.size(); ++i) all[i] = rows[i].kind;
    return all;
}();

}  // namespace

std::span<const ErrorKind> error_kinds() { return kinds; }

int http_status(ErrorKind kind) { return rows.at(static_cast<std::size_t>(kind)).status; }

std::string_view public_code(ErrorKind kind) {
    return rows.at(static_cast<std::size_t>(kind)).code;
}

Error invalid_fields(std::vector<FieldError> fields) {
    LEDGER_ASSERT(!fields.empty());
    const FieldError& first = fields.front();
    Error error{.kind = ErrorKind::validation,
                .code = "request.invalid",
                .message = first.headline.empty() ? first.message : first.headline};
    error.fields = std::move(fields);
    return error;
}

Error impossible(std::string_view field, std::string_view rule, std::string message) {
    Error error{.kind = ErrorKind::unprocessable, .code = "request.impossible", .message = message};
    error.fields.push_back({std::string{field}, std::string{rule}, std::move(message), {}});
    return error;
}

}  // namespace ledger
