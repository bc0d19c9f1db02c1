// Whether a client has already what a reply would bring (RFC 9110 section 13.1.2).
#pragma once

#include "engine/kernel/request.hpp"

#include <string>

namespace ledger {

/// A reply with parts that depend on the hour is marked `no-store` by its handler (ruling 12).
bool is_not_modified(const Reply& reply, const std::string& if_none_match);

}  // namespace ledger
