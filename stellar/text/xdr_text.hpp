// XDR for people: Base64 to SEP-51 JSON and back, by the name of the type. For those that must not
// see the types themselves.
#pragma once

#include "engine/kernel/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar {

/// Characters of Base64 or JSON that are taken at most.
inline constexpr std::size_t most_xdr_text = std::size_t{4} << 20;

/// All types, as SEP-51 names them, sorted.
std::vector<std::string> xdr_type_names();

/// `type` as SEP-51 names it: "TransactionEnvelope". Not found when there is no such type; code
/// "xdr.invalid" or "xdr.unsupported" when it is not a value of it.
Result<std::string> json_of_xdr(std::string_view type, std::string_view base64);
Result<std::string> xdr_of_json(std::string_view type, std::string_view json);

}  // namespace ledger::stellar
