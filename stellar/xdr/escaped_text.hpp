// SEP-51's text of an XDR string: printable ASCII, and escapes for all other bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::xdr {

/// `\0 \t \n \r \\`, and `\xNN` for every other byte outside of 0x20 to 0x7E.
std::string to_escaped(std::string_view bytes);
/// Nothing when a character is not printable ASCII or an escape is none of those.
std::optional<std::string> from_escaped(std::string_view text);

}  // namespace ledger::stellar::xdr
