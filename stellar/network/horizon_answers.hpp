// What Horizon answers, as records. Total: any bytes give a record or an error.
#pragma once

#include "engine/ports/http_client.hpp"
#include "stellar/network/network_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::horizon {

/// The root, `GET /`.
struct Root {
    NetworkFacts facts;
    LedgerHead latest;  ///< Of history, not of the node.
    std::uint32_t oldest_ledger = 0;
};
Result<Root> read_root(std::string_view body);

Result<AccountState> read_account(std::string_view body);
Result<FeeStats> read_fee_stats(std::string_view body);
Result<FoundTransaction> read_transaction(std::string_view body);
Result<ClaimableBalance> read_claimable_balance(std::string_view body);
Result<ClaimableBalancePage> read_claimable_balances(std::string_view body, std::size_t limit);

/// A page of payments, operations or transactions: its records as they stand there.
Result<std::vector<std::string>> read_records(std::string_view body);
/// Adds a record to `page` as what it is, and moves the page's cursor to it: as a payment, as
/// unread, or, when it is an operation of another kind or before the cursor, not at all. An error
/// when even its place cannot be read.
Result<void> add_payment(std::string_view record, PaymentPage& page);

/// An error that Horizon explains (RFC 7807).
struct Problem {
    std::string name{};  ///< The last part of its type, such as "not_found".
    std::string detail{};
};
/// An empty one when the body is none.
Problem read_problem(std::string_view body);

/// What `POST /transactions_async` came to. `longest`: see retry_after.
Submission submission_of(const HttpResponse& response, Duration longest);

}  // namespace ledger::stellar::horizon
