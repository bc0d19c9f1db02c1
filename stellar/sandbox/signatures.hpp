// Whether the signatures beside a transaction suffice, and whether each of them is needed.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "stellar/sandbox/frame.hpp"
#include "stellar/xdr/account_entries.hpp"

#include <span>
#include <vector>

namespace ledger::stellar::sandbox {

/// Remembers over all questions which signatures were of use. `signatures` stay longer.
class SignatureCheck {
public:
    SignatureCheck(const Hash& hash, const Signatures& signatures)
        : hash_{hash}, signatures_{signatures}, used_(signatures.size()) {}

    /// Whether signatures by `signers` weigh at least `needed`; one is needed even for 0. Looks at
    /// no more of them than it takes, in core's order: pre-authorized, hash(x), keys, payloads.
    bool weighs(std::span<const xdr::Signer> signers, std::uint32_t needed);
    /// By the account's signers and its master key.
    bool weighs(const xdr::AccountEntry& account, std::uint32_t needed);
    bool all_used() const;

private:
    bool take(std::vector<xdr::Signer> signers, std::uint32_t needed, std::uint32_t& weight);

    Hash hash_;
    std::span<const xdr::DecoratedSignature> signatures_;
    std::vector<bool> used_;
};

/// The key of an account as one of its own signers.
xdr::Signer master_signer(const xdr::AccountId& account, std::uint32_t weight);

}  // namespace ledger::stellar::sandbox
