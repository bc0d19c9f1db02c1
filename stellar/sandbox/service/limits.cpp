#include "stellar/sandbox/service/limits.hpp"

#include "stellar/sandbox/horizon/problem.hpp"

#include <string>

namespace ledger::stellar::sandbox {

Reply refusal(int status, std::string_view detail) {
    constexpr int too_large = 413;
    if (status == too_large) return reply_of(body_too_large());
    return reply_of({.type = "bad_request",
                     .title = "Request Refused",
                     .status = status,
                     .detail = std::string{detail},
                     .extras = {}});
}

}  // namespace ledger::stellar::sandbox
