// What the sandbox's API takes, and how it refuses more.
#pragma once

#include "engine/kernel/request.hpp"

#include <cstddef>
#include <string_view>

namespace ledger::stellar::sandbox {

/// A request's body: the largest transaction, as Base64, badly escaped.
inline constexpr std::size_t most_body_bytes = std::size_t{512} << 10;

/// A problem about what never became a request of the API: it was too long, malformed, or late.
Reply refusal(int status, std::string_view detail);

}  // namespace ledger::stellar::sandbox
