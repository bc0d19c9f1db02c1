// SHA-256 for rules that name content by its hash.
#pragma once

#include "engine/kernel/bytes.hpp"

#include <string_view>

namespace ledger {

Hash content_hash(std::string_view bytes);

}  // namespace ledger
