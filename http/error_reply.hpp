// An Error as the reply that the API promises: one envelope for every refusal (ruling 1).
#pragma once

#include "engine/kernel/error.hpp"
#include "engine/kernel/request.hpp"

#include <string_view>

namespace ledger {

/// {"error":{"code","message","details","timestamp"},"message","request_id"}. Failures of our own
/// say nothing about our insides: the request id finds them in the log.
Reply error_reply(const Error& error, std::string_view request_id, Timestamp now);

}  // namespace ledger
