// Transactions and ledgers of history as Horizon shows them.
#pragma once

#include "stellar/sandbox/history/history.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// `hash`: the one that it was asked for by, the transaction's own or that within a fee bump.
Result<std::string> transaction_json(const TransactionPlace& place, const Hash& hash,
                                     std::string_view base);

Result<std::string> ledger_json(const HistoryLedger& ledger, std::string_view base);

}  // namespace ledger::stellar::sandbox
