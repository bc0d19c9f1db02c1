// Errors as values: their statuses and codes, and how TRY passes them on.
#include "engine/kernel/error.hpp"

#include "engine/kernel/request.hpp"
#include "engine/kernel/result.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace ledger;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return fail(ErrorKind::unprocessable, "number.odd", "it is odd");
    return number / 2;
}

Result<void> expect_even(int number) {
    TRY(half(number));
    return {};
}

Result<int> quarter(int number) {
    TRY(expect_even(number));
    TRY(two, half(number));
    TRY(four, half(two));
    return four;
}

Result<std::unique_ptr<int>> boxed(int number) {
    TRY(value, quarter(number));
    return std::make_unique<int>(value);
}

Result<int> unboxed(int number) {
    TRY(box, boxed(number));
    const std::unique_ptr<int> own = std::move(box);
    return *own;
}

}  // namespace

TEST_CASE("each kind has its status and its public code") {
    struct Row {
        ErrorKind kind;
        int status;
        std::string_view code;
    };
    const Row rows[] = {
        {ErrorKind::validation, 400, "VALIDATION_ERROR"},
        {ErrorKind::unauthenticated, 401, "UNAUTHORIZED"},
        {ErrorKind::forbidden, 403, "FORBIDDEN"},
        {ErrorKind::not_found, 404, "NOT_FOUND"},
        {ErrorKind::method_not_allowed, 405, "METHOD_NOT_ALLOWED"},
        {ErrorKind::not_acceptable, 406, "NOT_ACCEPTABLE"},
        {ErrorKind::conflict, 409, "CONFLICT"},
        {ErrorKind::idempotency_in_progress, 409, "IDEMPOTENCY_IN_PROGRESS"},
        {ErrorKind::already_done, 409, "ALREADY_DONE"},
        {ErrorKind::precondition_failed, 412, "PRECONDITION_FAILED"},
        {ErrorKind::payload_too_large, 413, "PAYLOAD_TOO_LARGE"},
        {ErrorKind::atomic_too_large, 413, "ATOMIC_TOO_LARGE"},
        {ErrorKind::unsupported_media_type, 415, "UNSUPPORTED_MEDIA_TYPE"},
        {ErrorKind::unprocessable, 422, "UNPROCESSABLE_ENTITY"},
        {ErrorKind::idempotency_key_reused, 422, "IDEMPOTENCY_KEY_REUSED"},
        {ErrorKind::rate_limited, 429, "RATE_LIMIT_EXCEEDED"},
        {ErrorKind::internal, 500, "INTERNAL_SERVER_ERROR"},
        {ErrorKind::corrupt, 500, "INTERNAL_SERVER_ERROR"},
        {ErrorKind::unavailable, 503, "SERVICE_UNAVAILABLE"},
        {ErrorKind::insufficient_storage, 507, "INSUFFICIENT_STORAGE"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        CHECK(http_status(row.kind) == row.status);
        CHECK(public_code(row.kind) == row.code);
    }
}

TEST_CASE("the first bad field gives a validation error its message") {
    const Error error = invalid_fields(
        {{"a", "required", "a is required"}, {"b", "unknown", "b is not a known field"}});
    CHECK(error.kind == ErrorKind::validation);
    CHECK(error.code == "request.invalid");
    CHECK(error.message == "a is required");
    CHECK(error.fields.size() == 2);
}

TEST_CASE("an impossible value names its field") {
    const Error error = impossible("resolved_at", "order", "resolved_at is before detected_at");
    CHECK(error.kind == ErrorKind::unprocessable);
    CHECK(error.message == "resolved_at is before detected_at");
    CHECK(error.fields ==
          std::vector<FieldError>{{"resolved_at", "order", "resolved_at is before detected_at"}});
}

TEST_CASE("TRY gives the value, or returns the error as it is") {
    CHECK(unboxed(12).value() == 3);
    CHECK(unboxed(6).error().code == "number.odd");
    CHECK(unboxed(7).error().message == "it is odd");
    CHECK(unboxed(7).error().kind == ErrorKind::unprocessable);
    CHECK(expect_even(2).has_value());
}

TEST_CASE("methods have the names of RFC 9110") {
    CHECK(name_of(Method::get) == "GET");
    CHECK(name_of(Method::head) == "HEAD");
    CHECK(name_of(Method::post) == "POST");
    CHECK(name_of(Method::put) == "PUT");
    CHECK(name_of(Method::patch) == "PATCH");
    CHECK(name_of(Method::del) == "DELETE");
}
