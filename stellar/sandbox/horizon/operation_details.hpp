// What Horizon tells of each kind of operation beyond what all have.
#pragma once

#include "engine/kernel/json_writer.hpp"
#include "stellar/xdr/transactions.hpp"

#include <string_view>

namespace ledger::stellar::sandbox {

/// "create_account", as in `type`.
std::string_view operation_name(xdr::OperationType type);

/// Adds the members. `source` is the operation's own, or else the transaction's; `sponsor` began
/// the sponsoring that it ends, if it does.
void add_details(json::ObjectWriter& object, const xdr::OperationBody& body,
                 const xdr::MuxedAccount& source, std::string_view sponsor);

}  // namespace ledger::stellar::sandbox
