// The names that Horizon gives to the codes of results, as it spells them: not always as the
// protocol does, nor as its other names.
#pragma once

#include "stellar/xdr/transaction_results.hpp"

#include <cstdint>
#include <string_view>

namespace ledger::stellar {

// Each is empty when there is no such name: a later protocol's code.

std::string_view transaction_code(std::int32_t code);  ///< "tx_bad_seq".
/// Of an operation that did not get as far as to have a result of its own: "op_bad_auth".
std::string_view operation_code(std::int32_t code);
/// Of an operation's own result: "op_underfunded". 0 is success, of all of them.
std::string_view operation_code(xdr::OperationType type, std::int32_t code);
/// Whichever of the two it is.
std::string_view operation_code(const xdr::OperationResult& result);

}  // namespace ledger::stellar
