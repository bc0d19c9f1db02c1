// Errors as Horizon gives them: application/problem+json (RFC 7807).
#pragma once

#include "engine/kernel/request.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// `type` is the last part of the address that names the error, and with `status` and `extras` all
/// that programs look at.
struct Problem {
    std::string type;
    std::string title;
    int status = 500;
    std::string detail;
    std::string extras{};  ///< A JSON object; empty: none.
};

/// No such path, or nothing there.
Problem not_found();
/// A parameter that cannot be: `reason` says why.
Problem bad_parameter(std::string_view field, std::string_view reason);
Problem method_not_allowed();
Problem body_too_large();
Problem not_a_form();
/// Before what is still kept.
Problem before_history();
/// `retry_after` in seconds stands in a header, not here.
Problem rate_limit_exceeded();
/// Our own fault; `detail` says what.
Problem server_error(std::string_view detail);

Reply reply_of(const Problem& problem);

}  // namespace ledger::stellar::sandbox
