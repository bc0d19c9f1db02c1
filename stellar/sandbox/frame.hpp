// A transaction as the rules read it, whatever envelope it came in.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transactions.hpp"

#include <cstdint>
#include <optional>

namespace ledger::stellar::sandbox {

using Signatures = xdr::Array<xdr::DecoratedSignature, 20>;

/// Owns its envelope; envelopes of the first form (V0) become those of today.
class Frame {
public:
    /// Fails with code "xdr.invalid" when the envelope cannot be encoded.
    static Result<Frame> read(const Hash& network, xdr::TransactionEnvelope envelope);

    const xdr::TransactionEnvelope& envelope() const { return envelope_; }
    bool is_fee_bump() const { return fee_bump() != nullptr; }
    const xdr::FeeBumpTransactionEnvelope* fee_bump() const;
    /// Of a fee bump the one inside of it.
    const xdr::TransactionV1Envelope& inner() const;
    const xdr::Transaction& transaction() const { return inner().tx; }

    xdr::AccountId source() const;
    /// Who pays.
    xdr::AccountId fee_source() const;
    xdr::SequenceNumber sequence() const { return transaction().seq_num; }
    /// What is paid at most.
    std::int64_t fee() const;
    /// Of a fee bump one more than inside of it; at least 1.
    std::int64_t paid_operations() const;
    /// What is charged when each operation costs `base_fee`.
    std::int64_t fee_at(std::int64_t base_fee) const;

    const xdr::PreconditionsV2* conditions() const;
    const xdr::TimeBounds* time_bounds() const;

    /// What is signed, and what the network calls it by; of a fee bump the outer one.
    const Hash& hash() const { return hash_; }
    const Hash& inner_hash() const { return inner_hash_; }
    /// Of the envelope with its signatures.
    const Hash& envelope_hash() const { return envelope_hash_; }
    const Hash& inner_envelope_hash() const { return inner_envelope_hash_; }

private:
    Frame() = default;

    xdr::TransactionEnvelope envelope_;
    Hash hash_;
    Hash inner_hash_;
    Hash envelope_hash_;
    Hash inner_envelope_hash_;
};

/// Which of two bids offers more for an operation: below 0 when the first is the lower.
int compare_rates(std::int64_t one_fee, std::int64_t one_operations, std::int64_t other_fee,
                  std::int64_t other_operations);

/// fee x factor / divisor, rounded up; the largest number when that is larger.
std::int64_t scaled_up(std::int64_t fee, std::int64_t factor, std::int64_t divisor);
/// Likewise, rounded down.
std::int64_t scaled_down(std::int64_t fee, std::int64_t factor, std::int64_t divisor);

}  // namespace ledger::stellar::sandbox
