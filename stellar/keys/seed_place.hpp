// A seed that the surroundings of the process hold: a variable of its environment, or a credential
// that systemd has put into a folder for it.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/keys/key_pair.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// Looks for S… in the variable `name`, then in the file `name` of `credentials` (systemd's
/// $CREDENTIALS_DIRECTORY; empty: there is none). A variable that is set and empty counts as not
/// set. Error codes: "seed.missing" (kind not_found), when it is at neither place;
/// "strkey.invalid", with the place and without the text.
Result<KeyPair> find_seed(
    FunctionRef<std::optional<std::string_view>(std::string_view name)> variable, FileSystem& files,
    std::string_view credentials, std::string_view name);

}  // namespace ledger::stellar
