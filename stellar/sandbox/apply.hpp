// What a transaction does to a ledger that is being closed, and the record of it.
#pragma once

#include "stellar/sandbox/frame.hpp"
#include "stellar/sandbox/operations/operation.hpp"
#include "stellar/sandbox/state.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transaction_meta.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <cstdint>

namespace ledger::stellar::sandbox {

/// Takes the fee, or what there is of it, before any transaction of the ledger is applied; its
/// source exists. `charged` becomes the amount.
xdr::LedgerEntryChanges take_fee(State& state, const Frame& frame, std::int64_t base_fee,
                                 std::int64_t& charged);

struct Effect {
    xdr::TransactionResult result{};
    xdr::TransactionMeta meta{};
};

/// What all transactions of a ledger have in common while it is being closed.
struct Closing {
    const xdr::LedgerHeader& header;
    std::int64_t base_fee = 0;  ///< For one operation.
    const HighestSequences& sequences;
};

/// Uses up the sequence number and one-time signers, and applies the operations, all or none.
Effect apply(State& state, const Closing& closing, const Frame& frame, std::int64_t charged);

}  // namespace ledger::stellar::sandbox
