// Whose history an operation belongs to.
#pragma once

#include "stellar/xdr/transactions.hpp"

#include <cstdint>
#include <vector>

namespace ledger::stellar::sandbox {

/// An ed25519 key: what a muxed account is without its id.
using AccountKey = xdr::Uint256;

AccountKey ed25519_of(const xdr::MuxedAccount& account);
inline AccountKey ed25519_of(const xdr::AccountId& account) {
    return *account.get_if<xdr::PublicKeyType::public_key_type_ed25519>();
}

/// The parts of a transaction that all three kinds of envelopes have. Refers to the envelope.
struct EnvelopeView {
    xdr::MuxedAccount source;
    xdr::MuxedAccount fee_source;  ///< Unless it is a fee bump, the source.
    xdr::SequenceNumber sequence = 0;
    std::int64_t max_fee = 0;     ///< What is bid in all, in stroops.
    std::uint32_t inner_fee = 0;  ///< Of the transaction within a fee bump.
    const xdr::Memo* memo = nullptr;
    const xdr::Array<xdr::Operation, 100>* operations = nullptr;
    const xdr::Preconditions* preconditions = nullptr;  ///< Null: an envelope of the first form.
    const xdr::TimeBounds* time_bounds = nullptr;       ///< Null: none.
    const xdr::Array<xdr::DecoratedSignature, 20>* signatures = nullptr;        ///< The outer ones.
    const xdr::Array<xdr::DecoratedSignature, 20>* inner_signatures = nullptr;  ///< Of a fee bump.

    bool is_fee_bump() const { return inner_signatures != nullptr; }
    /// Those that fees are counted by: a fee bump is one more.
    std::int64_t priced_operations() const {
        return static_cast<std::int64_t>(operations->size()) + (is_fee_bump() ? 1 : 0);
    }
};

EnvelopeView view_of(const xdr::TransactionEnvelope& envelope);

/// The source first, each once. `source` is the transaction's.
std::vector<AccountKey> participants_of(const xdr::Operation& operation,
                                        const xdr::MuxedAccount& source);

}  // namespace ledger::stellar::sandbox
