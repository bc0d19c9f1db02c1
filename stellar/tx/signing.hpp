// Signatures of envelopes: who makes them, and whose they are.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/result.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/transactions.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace ledger::stellar {

using Signatures = xdr::Array<xdr::DecoratedSignature, 20>;
inline constexpr std::size_t most_signatures = 20;

/// Those beside the envelope's own transaction: of a fee bump the outer ones.
const Signatures& signatures_of(const xdr::TransactionEnvelope& envelope);
Signatures& signatures_of(xdr::TransactionEnvelope& envelope);

/// An account's key, or the fee source's, over the hash of a transaction.
Result<xdr::DecoratedSignature> signature_by(const Signer& signer, const Hash& hash);
/// What serves the signer hash(x): x itself, at most 64 bytes. Whoever sees the envelope knows x
/// from then on. A validation error, code "signature.invalid", when it is longer.
Result<xdr::DecoratedSignature> signature_by_preimage(std::string_view preimage);
/// Serves the signer that is `signer`'s key with this payload (CAP-40): 1 to 64 bytes, whatever the
/// transaction is. Likewise an error when it is not.
Result<xdr::DecoratedSignature> signature_over_payload(const Signer& signer,
                                                       std::string_view payload);

/// Adds one signature a signer, in their order, to what is there; nothing when any of them fails.
/// Send no more than are needed: one that serves nobody makes the network refuse the transaction.
/// Errors: the signer's; code "signature.too_many"; those of `transaction_hash`.
Result<void> sign(xdr::TransactionEnvelope& envelope, const Hash& network,
                  std::span<const Signer* const> signers);
/// Likewise for signatures made elsewhere.
Result<void> add_signatures(xdr::TransactionEnvelope& envelope,
                            std::span<const xdr::DecoratedSignature> signatures);

/// Whether `signature`, found beside a transaction with this hash, is one by `key`; its hint must
/// be right, too. Never for a pre-authorized transaction, which needs none.
bool is_signed_by(const xdr::SignerKey& key, const xdr::DecoratedSignature& signature,
                  const Hash& hash);
/// Whether `key` is this transaction, authorized in advance.
bool is_pre_authorized_by(const xdr::SignerKey& key, const Hash& hash);

/// The index of the first of `keys` that made this signature; nothing when none of them did.
std::optional<std::size_t> signer_of(const xdr::DecoratedSignature& signature, const Hash& hash,
                                     std::span<const xdr::SignerKey> keys);

}  // namespace ledger::stellar
