// Transactions that the network will not call malformed:
//
//   const auto envelope = build({.source = channel,
//                                .sequence = 4503599627370497,
//                                .valid = {.max_time = 1760000300},
//                                .memo = HashMemo{digest},
//                                .operations = {{Payment{alice, usdc, Amount{255'000'000}},
//                                treasury},
//                                               {Payment{bob, usdc, Amount{10'000'000}},
//                                               treasury}}});
//
// Then `sign` (signing.hpp), and perhaps `bump_fee`.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/tx/operations.hpp"
#include "stellar/xdr/transactions.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ledger::stellar {

/// Stroops for an operation: what networks ask for while they are not full.
inline constexpr std::uint32_t least_fee = 100;
inline constexpr std::size_t most_operations = 100;

/// At most 28 bytes.
struct TextMemo {
    std::string text;
};
struct IdMemo {
    std::uint64_t id = 0;
};
struct HashMemo {
    Hash hash{};
};
/// The hash of a transaction whose payment goes back.
struct ReturnMemo {
    Hash hash{};
};
using Memo = std::variant<std::monostate, TextMemo, IdMemo, HashMemo, ReturnMemo>;

/// When a transaction is valid. Nothing of it is asked for unless it is said.
struct Validity {
    std::uint64_t min_time = 0;  ///< Unix seconds of the ledger's close; the first one.
    std::uint64_t max_time =
        0;  ///< The last one; 0: for ever, and then it is never known to be lost.
    std::uint32_t min_ledger = 0;  ///< The first one.
    std::uint32_t max_ledger = 0;  ///< The first one that is too late; 0: none.
    /// Any number from here up to the transaction's own will do for the account's.
    std::optional<std::int64_t> min_sequence{};
    std::uint64_t min_sequence_age = 0;           ///< Seconds since the account's number changed.
    std::uint32_t min_sequence_ledger_gap = 0;    ///< Ledgers since then.
    std::vector<xdr::SignerKey> extra_signers{};  ///< At most 2, who must sign as well.
};

struct Draft {
    Address source{};
    std::int64_t sequence = 0;  ///< The account's plus 1.
    /// Stroops. What is bid in all is this for each operation, and fits 32 bits.
    std::uint32_t fee_per_operation = least_fee;
    Validity valid{};
    Memo memo{};
    std::vector<Operation> operations{};  ///< 1 to 100; all are done, or none.
};

/// Without signatures. A validation error, code "transaction.invalid", names all fields that break
/// a rule: "operations[1].amount must be greater than 0".
Result<xdr::TransactionEnvelope> build(const Draft& draft);

/// `inner`, signed or not, within a transaction for which `fee_source` pays, as yet unsigned:
/// `fee_per_operation` stroops for each of its operations and one more, and what a contract's
/// resources cost. Errors as above: not less than `inner` itself bids, nor `least_fee`; no fee bump
/// within another.
Result<xdr::TransactionEnvelope> bump_fee(const xdr::TransactionEnvelope& inner,
                                          const Address& fee_source,
                                          std::int64_t fee_per_operation);

}  // namespace ledger::stellar
