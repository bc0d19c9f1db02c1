// What RPC answers, as it answers it. Accounts are named by the byte that their keys consist of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::test {

std::string rpc_result(std::string_view json);

/// XDR of entries of the ledger.
std::string account_entry(char account);
std::string trust_line_entry(char account, char issuer);  ///< USDC
std::string claimable_entry(char id, char claimant);
std::string entries_result(const std::vector<std::string>& entries);
/// What asks for an account and its trust lines of USDC and NOCIQ.
std::string entries_call(char account, char issuer);

struct SweptTransaction {
    std::uint32_t ledger = 0;
    std::uint32_t order = 0;
    bool bumped = false;
    std::string status = "SUCCESS";
    std::string envelope{};  ///< Base64; one with payments of all kinds unless it is given.
};
/// The oldest ledger is 2.
std::string transactions_result(const std::vector<SweptTransaction>& transactions);

}  // namespace ledger::test
