// What may be asked of payments.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/network/records.hpp"

#include <string>

namespace ledger::stellar {

/// Codes "network.address" and "network.limit".
Result<void> check_query(const PaymentQuery& query);

/// Where Horizon has them: "/payments", or that of the account.
std::string payments_path(const PaymentQuery& query);

}  // namespace ledger::stellar
