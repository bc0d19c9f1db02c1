#pragma once

#include <string>
#include <string_view>

namespace ledger {

/// `text` with comments and the insides of literals blanked out, so that prose may name what code
/// may not use. Lines and columns stay where they are.
std::string code_only(std::string_view text);

}  // namespace ledger
