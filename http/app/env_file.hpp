// Files of KEY=value lines, as `.env` files are: read, never run.
#pragma once

#include "engine/kernel/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ledger::app {

using Variables = std::map<std::string, std::string, std::less<>>;

/// Lines of `KEY=value`, `export KEY=value`, or a comment. ` # …` ends a value that is not quoted;
/// within "…" \n, \t, \" and \\ are what they say, within '…' nothing is. The last of a repeated
/// key counts. The error names the line.
Result<Variables> read_env_file(std::string_view text);

/// `value` without ` # …` at its end (ruling 37).
std::string_view without_comment(std::string_view value);

}  // namespace ledger::app
