// Transactions that the sandbox itself makes: those of its set-up, and friendbot's.
#pragma once

#include "stellar/keys/key_pair.hpp"
#include "stellar/xdr/transactions.hpp"

#include <vector>

namespace ledger::stellar::sandbox {

xdr::MuxedAccount muxed_account(const KeyPair& account);

/// By whom the transaction is, and who signs beside him.
struct TransactionOrigin {
    const KeyPair* source = nullptr;
    xdr::SequenceNumber sequence = 0;
    std::vector<const KeyPair*> further_signers{};
};

/// Bids the usual fee, and is valid at any time.
Result<xdr::TransactionEnvelope> signed_transaction(const Hash& network,
                                                    const TransactionOrigin& origin,
                                                    std::vector<xdr::Operation> operations);

xdr::Operation create_account(const KeyPair& account, std::int64_t balance);
xdr::Operation create_account(const xdr::AccountId& account, std::int64_t balance);

}  // namespace ledger::stellar::sandbox
