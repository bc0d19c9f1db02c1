// What can go wrong, as a value: a closed kind that says what a caller can do, and a stable code.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

/// Closed. Each kind has one HTTP status and one public code (ruling 1); see `public_code`.
enum class ErrorKind {
    validation,          ///< Shape, type, range, enum, unknown field: the request is malformed.
    unauthenticated,     ///< No valid credentials.
    forbidden,           ///< Valid credentials, insufficient role.
    not_found,           ///< No such thing.
    method_not_allowed,  ///< The path exists, the method does not.
    not_acceptable,      ///< No representation that the caller accepts.
    conflict,            ///< Illegal in the present state.
    idempotency_in_progress,  ///< The first request with this key is still running.
    already_done,             ///< Done before, and its answer is not kept.
    precondition_failed,      ///< `If-Match` names another version.
    payload_too_large,        ///< Over a documented size limit.
    atomic_too_large,         ///< More rows than one atomic import may have.
    unsupported_media_type,   ///< A body of a type that the route does not read.
    unprocessable,            ///< Right shape, impossible meaning.
    idempotency_key_reused,   ///< The key belongs to another request.
    rate_limited,             ///< Too many requests.
    internal,                 ///< Our fault; the request id finds it in the log.
    corrupt,               ///< Bytes on disk are not what was written: the process stops, exit 3.
    unavailable,           ///< Try again later (`Retry-After`).
    insufficient_storage,  ///< The disk reserve is used up; nothing was decided.
    not_loaded,            ///< Only inside the sequencer: the command waits for a cold read.
};

/// HTTP status of `kind`.
int http_status(ErrorKind kind);
/// The seed's code, such as "VALIDATION_ERROR": closed list of ruling 1.
std::string_view public_code(ErrorKind kind);

/// All of them, in the order of the enum.
std::span<const ErrorKind> error_kinds();

/// One bad field of a request.
struct FieldError {
    std::string field;    ///< Dotted path, "" for the body as a whole.
    std::string rule;     ///< Which rule it breaks, such as "required", "max_length", "unknown".
    std::string message;  ///< In plain words.
    std::vector<std::string> allowed_values{};
    std::string headline{};  ///< What a reply says first instead of `message`, unless empty.

    bool operator==(const FieldError&) const = default;
};

/// `code` is a stable public name such as "outage.not_found"; its meaning never changes.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string code;
    std::string message;
    std::vector<FieldError> fields{};    ///< All bad fields at once.
    std::vector<std::string> allowed{};  ///< What would be allowed in this state (409).
    /// Further named facts for `details`.
    std::vector<std::pair<std::string, std::string>> facts{};
};

/// A validation error made of all its fields; the first one gives the headline.
Error invalid_fields(std::vector<FieldError> fields);

/// A 422 about one field: right shape, impossible meaning.
Error impossible(std::string_view field, std::string_view rule, std::string message);

}  // namespace ledger
