// Whether a transaction may be applied, asked in core's order, so that the first thing that is
// wrong is what core would name.
#pragma once

#include "stellar/sandbox/frame.hpp"
#include "stellar/sandbox/signatures.hpp"
#include "stellar/sandbox/state.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <cstdint>
#include <optional>

namespace ledger::stellar::sandbox {

/// Protocols that changed what is seen here.
inline constexpr std::uint32_t generalized_sets_protocol = 20;
inline constexpr std::uint32_t strict_extension_protocol = 21;
inline constexpr std::uint32_t meta_v4_protocol = 23;
inline constexpr std::uint32_t no_inner_fee_protocol = 25;

/// How far a transaction got, in order: its sequence number is used up from `sequence_used` on.
enum class Progress { invalid, sequence_used, authorized, valid };

/// Of a transaction, of a fee bump of the inner one.
struct Outcome {
    xdr::TransactionResultCode code = xdr::TransactionResultCode::tx_success;
    xdr::Array<xdr::OperationResult> operations{};
};

/// When and how the question is asked.
struct Question {
    const xdr::LedgerHeader& header;  ///< The last closed, or the one being closed.
    std::uint32_t ledger = 0;         ///< The one to be part of.
    std::uint64_t earliest_close_time = 0;
    std::uint64_t latest_close_time = 0;
    bool is_applying = false;  ///< Then the fee has been paid.
    bool pays_itself = true;   ///< Not within a fee bump.
};

/// All but the operations; `outcome` gets the code when it is not valid.
Progress validate(const Frame& frame, const State& state, const Question& question,
                  SignatureCheck& signatures, Outcome& outcome);

/// Whether `operation` is signed for. `result` gets the code if not.
bool is_signed_for(const xdr::Operation& operation, const Frame& frame, const State& state,
                   SignatureCheck& signatures, xdr::OperationResult& result);

/// The operations' results before any is looked at.
xdr::Array<xdr::OperationResult> unexamined_results(const xdr::Transaction& transaction);

/// Signs nothing, and is used up by the transaction that it is about.
xdr::SignerKey one_time_signer(const Hash& transaction);

xdr::TransactionResult result_of(const Frame& frame, Outcome outcome, std::int64_t fee,
                                 std::int64_t inner_fee);
/// Of the outer transaction, or of the only one; carries nothing but the code.
xdr::TransactionResult result_of(xdr::TransactionResultCode code, std::int64_t fee);
bool is_success(const xdr::TransactionResult& result);

/// What a fee bump's result says of its inner transaction's fee.
std::int64_t inner_fee_at(const Frame& frame, std::int64_t base_fee, std::uint32_t protocol);

/// Everything, as at submission.
xdr::TransactionResult check(const Frame& frame, const State& state, const Question& question);

}  // namespace ledger::stellar::sandbox
