// What the network signs and calls things by: SHA-256 of XDR. Each fails with code "xdr.invalid"
// or "xdr.unsupported" when what it is given cannot be encoded, and never otherwise.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/hash_preimages.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transactions.hpp"

#include <cstdint>
#include <string_view>

namespace ledger::stellar {

Hash sha256(std::string_view bytes);

/// SHA-256 of a value's XDR.
template <class T>
Result<Hash> xdr_hash(const T& value) {
    TRY(bytes, xdr::encode(value));
    return sha256(bytes);
}

/// The same transaction as one of today's form: it has the same hash and the same effect.
xdr::Transaction upgraded(const xdr::TransactionV0& tx);

/// What is signed, and what the network calls the transaction by. `network` is network_id's.
Result<Hash> transaction_hash(const Hash& network, const xdr::Transaction& tx);
Result<Hash> transaction_hash(const Hash& network, const xdr::FeeBumpTransaction& tx);
/// Of a fee bump the outer hash.
Result<Hash> transaction_hash(const Hash& network, const xdr::TransactionEnvelope& envelope);

/// Of the transaction within a fee bump: stays the same whatever fee is bid for it.
Result<Hash> inner_hash(const Hash& network, const xdr::FeeBumpTransaction& tx);
/// Likewise; of an envelope that is no fee bump the hash of its transaction.
Result<Hash> inner_hash(const Hash& network, const xdr::TransactionEnvelope& envelope);

/// Of an asset's contract with the preimage's arm `asset`.
Result<xdr::ContractId> contract_id(const Hash& network, const xdr::ContractIdPreimage& preimage);

/// Of the balance that the operation at `index`, from 0, creates. `source` and `sequence` are the
/// transaction's, whoever the operation's source is; a muxed account's id plays no part.
Result<xdr::ClaimableBalanceId> claimable_balance_id(const xdr::MuxedAccount& source,
                                                     xdr::SequenceNumber sequence,
                                                     std::uint32_t index);

/// What the address of an entry's credentials signs. A validation error, code
/// "authorization.source_account", for credentials that the transaction's own signatures serve.
Result<Hash> authorization_hash(const Hash& network, const xdr::SorobanAuthorizationEntry& entry);

Result<xdr::PoolId> pool_id(const xdr::LiquidityPoolParameters& parameters);

/// What the next ledger names as its predecessor.
Result<Hash> ledger_header_hash(const xdr::LedgerHeader& header);

/// Finds the entry that says how long the entry at `key`, contract data or code, lives.
Result<xdr::LedgerKeyTtl> ttl_key(const xdr::LedgerKey& key);

}  // namespace ledger::stellar
