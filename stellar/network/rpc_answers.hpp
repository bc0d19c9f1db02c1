// What Soroban RPC answers, as records. Total: any bytes give a record or an error. `result`: the
// member of that name of a JSON-RPC answer, see read_result.
#pragma once

#include "engine/ports/http_client.hpp"
#include "stellar/network/network_client.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::rpc {

/// What a call came to: its result's JSON, or the error that the server tells of.
struct Outcome {
    std::string result{};
    std::optional<std::int64_t> error_code{};
    std::string error_message{};
};
/// Code "network.answer" when it is not JSON-RPC 2.0, or the answer to another call.
Result<Outcome> read_outcome(std::string_view body);
/// An error of the server is one as well: "network.refused" when the call can never succeed.
Result<std::string> read_result(std::string_view body);

/// The text of a call.
std::string call_text(std::string_view method, std::string_view params_json);

Result<NetworkFacts> read_network(std::string_view result);
Result<LedgerHead> read_latest_ledger(std::string_view result);
Result<FeeStats> read_fee_stats(std::string_view result);
Result<TransactionLookup> read_transaction(std::string_view result);
/// The LedgerEntryData of each entry that was found, as XDR.
Result<std::vector<std::string>> read_entries(std::string_view result);
/// The account and its trust lines; nothing when the account itself is not among them.
Result<std::optional<AccountState>> read_account(std::string_view result, std::string_view address);
Result<std::optional<ClaimableBalance>> read_claimable_balance(std::string_view result,
                                                               const Hash& id);
/// The payments of a page of transactions; code "network.history_gone" when the query's place is
/// older than what is kept.
Result<PaymentPage> read_payments(std::string_view result, const PaymentQuery& query);
/// The same error when getHealth says so: a server that has not got a ledger refuses the call.
Result<void> check_history(std::string_view health, const PaymentQuery& query);
/// What getTransactions is asked for so that nothing behind `after` is left out.
std::string transactions_params(const PaymentQuery& query);

Submission submission_of(const HttpResponse& response, Duration longest);

}  // namespace ledger::stellar::rpc
