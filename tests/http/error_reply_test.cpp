#include "http/error_reply.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

const Timestamp now = timestamp_of(1'768'555'800'123'456'789);  // 2026-01-16T09:30:00.123456789Z

}  // namespace

TEST_CASE("a refusal has the seed's envelope, and all bad fields") {
    const Reply reply = error_reply(invalid_fields({{"severity",
                                                     "enum",
                                                     "Invalid outage severity level",
                                                     {"critical", "high", "medium", "low"}},
                                                    {"site.name", "required", "Required.", {}}}),
                                    "req-1", now);
    CHECK(reply.status == 400);
    CHECK(reply.body ==
          R"({"error":{"code":"VALIDATION_ERROR","message":"Invalid outage severity level",)"
          R"("details":{"field":"severity","allowed_values":["critical","high","medium","low"],)"
          R"("rule":"request.invalid","errors":[{"field":"severity","rule":"enum",)"
          R"("message":"Invalid outage severity level",)"
          R"("allowed_values":["critical","high","medium","low"]},)"
          R"({"field":"site.name","rule":"required","message":"Required."}]},)"
          R"("timestamp":"2026-01-16T09:30:00Z"},)"
          R"("message":"Invalid outage severity level","request_id":"req-1"})");
}

TEST_CASE("a conflict says what would be allowed, and facts are members") {
    Error error{.kind = ErrorKind::conflict, .code = "outage.resolved", .message = "It \"ended\"."};
    error.allowed = {"reopen"};
    error.facts = {{"status", "resolved"}};
    const Reply reply = error_reply(error, "r", now);
    CHECK(reply.status == 409);
    CHECK(reply.headers.empty());
    CHECK(reply.body == R"({"error":{"code":"CONFLICT","message":"It \"ended\".",)"
                        R"("details":{"rule":"outage.resolved","allowed":["reopen"],)"
                        R"("status":"resolved"},"timestamp":"2026-01-16T09:30:00Z"},)"
                        R"("message":"It \"ended\".","request_id":"r"})");
}

TEST_CASE("failures of ours do not show our insides") {
    for (const ErrorKind kind : {ErrorKind::internal, ErrorKind::corrupt, ErrorKind::not_loaded}) {
        const Reply reply =
            error_reply({.kind = kind, .code = "disk.path", .message = "/var/secret"}, "r", now);
        CHECK(reply.status == 500);
        CHECK(reply.body.find("secret") == std::string::npos);
        CHECK(reply.body.find("disk.path") == std::string::npos);
    }
}

TEST_CASE("whoever may try again is told when") {
    const struct {
        ErrorKind kind;
        std::string_view seconds;
    } rows[] = {{ErrorKind::unavailable, "1"},
                {ErrorKind::idempotency_in_progress, "1"},
                {ErrorKind::insufficient_storage, "30"}};
    for (const auto& row : rows) {
        const Reply reply = error_reply({.kind = row.kind, .code = "c", .message = "m"}, "r", now);
        REQUIRE(reply.headers.size() == 1);
        CHECK(reply.headers[0].first == "Retry-After");
        CHECK(reply.headers[0].second == row.seconds);
    }
}
