// What became of a transaction, read from its result.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ledger::stellar {

/// All operations took effect.
struct Succeeded {
    std::vector<xdr::OperationResult> operations{};
};

/// None took effect, though some may say success; sequence number and fee are spent.
struct Failed {
    std::vector<xdr::OperationResult> operations{};
};

/// The transaction itself was refused, before its operations or instead of them.
struct Refused {
    xdr::TransactionResultCode code{};
};

/// A result of a later protocol: these are its bytes. See `has_succeeded`.
struct Unreadable {
    std::string bytes{};
};

/// What a fee bump held.
struct InnerOutcome {
    Hash hash{};
    std::int32_t code = 0;  ///< Of `transaction_code`; of an unreadable result 0.
};

struct Outcome {
    Amount fee_charged{};
    std::int32_t code = 0;  ///< Of `transaction_code`: of a fee bump the outer one.
    std::optional<InnerOutcome> inner{};
    /// Of a fee bump that of the transaction within it.
    std::variant<Succeeded, Failed, Refused, Unreadable> verdict{};
};

Outcome outcome_of(const xdr::TransactionResult& result);
/// From XDR. A code that is not known makes it unreadable; an error, code "xdr.invalid", are bytes
/// that are no result, such as some that were cut short.
Result<Outcome> outcome_of_xdr(std::string_view bytes);

/// Known of unreadable results, too, for their code comes first.
bool has_succeeded(const Outcome& outcome);

struct CreatedBalance {
    std::size_t operation = 0;  ///< Its index.
    xdr::ClaimableBalanceId id{};
};
/// The claimable balances of a transaction that succeeded; of others none.
std::vector<CreatedBalance> created_balances(const Outcome& outcome);

/// Horizon's `extras.result_codes`.
struct ResultCodes {
    std::string transaction{};                       ///< Empty when there is no name for it.
    std::optional<std::string> inner_transaction{};  ///< Only of fee bumps.
    std::vector<std::string> operations{};           ///< Empty when none was tried.
};
ResultCodes result_codes(const Outcome& outcome);

}  // namespace ledger::stellar
