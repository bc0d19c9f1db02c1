// A network in a test: people by name, transactions that they sign, ledgers that close.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/ledger.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

inline constexpr std::int64_t lumen = 10'000'000;

KeyPair key_of(const std::string& name);
xdr::AccountId id_of(const std::string& name);
xdr::MuxedAccount address_of(const std::string& name);
xdr::SignerKey signer_of(const std::string& name);

inline xdr::Asset native() { return {}; }
/// "USDC" and the like, of 1 to 4 or 5 to 12 characters.
xdr::Asset asset(const std::string& code, const std::string& issuer);

// Operations, whose source is the transaction's until `by` says otherwise.
xdr::Operation by(const std::string& source, xdr::Operation operation);
xdr::Operation create_account(const std::string& name, std::int64_t balance);
xdr::Operation pay(const std::string& to, const xdr::Asset& asset, std::int64_t amount);
xdr::Operation trust(const xdr::Asset& asset, std::int64_t limit);
xdr::Operation allow(const std::string& trustor, const xdr::Asset& asset, std::uint32_t flags);
xdr::Operation set_line_flags(const std::string& trustor, const xdr::Asset& asset,
                              std::uint32_t set, std::uint32_t clear);
xdr::Operation options(FunctionRef<void(xdr::SetOptionsOp&)> choose);
xdr::Operation set_signer(const xdr::SignerKey& key, std::uint32_t weight);
xdr::Operation merge_into(const std::string& name);
xdr::Operation set_data(const std::string& name, std::optional<std::string> value);
xdr::Operation bump_to(std::int64_t sequence);
xdr::Operation claimable(const xdr::Asset& asset, std::int64_t amount,
                         std::vector<xdr::Claimant> claimants);
xdr::Operation claim(const xdr::ClaimableBalanceId& id);
xdr::Operation sponsor(const std::string& name);
xdr::Operation end_sponsoring();
xdr::Operation claw_back(const xdr::Asset& asset, const std::string& from, std::int64_t amount);
xdr::Operation claw_back(const xdr::ClaimableBalanceId& id);

xdr::Claimant claimant(const std::string& name, xdr::ClaimPredicate predicate = {});

/// "payment no_trust", "op_bad_auth".
std::string text_of(const xdr::OperationResult& result);
/// "tx_bad_seq", or for the code that has operations, theirs: "payment success, payment no_trust".
std::string text_of(const xdr::TransactionResult& result);

class World {
public:
    explicit World(std::uint32_t protocol = 27);

    Ledger& ledger() { return ledger_; }
    /// Accounts with 1000 lumens each, or so many units.
    void found(std::initializer_list<const char*> names, std::int64_t balance = 1000 * lumen);
    /// Changes the account behind the rules' back.
    void edit(const std::string& name, FunctionRef<void(xdr::AccountEntry&)> change);

    const xdr::AccountEntry& account(const std::string& name) const;
    const xdr::TrustLineEntry& line(const std::string& name, const xdr::Asset& asset) const;
    bool exists(const xdr::LedgerKey& key) const { return ledger_.find(key) != nullptr; }

    /// The next transaction of `source`, not signed.
    xdr::Transaction draft(const std::string& source, std::vector<xdr::Operation> operations) const;
    xdr::TransactionEnvelope sign(const xdr::Transaction& transaction,
                                  std::initializer_list<std::string> names) const;
    /// A fee bump by `payer` of what is in `envelope`.
    xdr::TransactionEnvelope bump(const std::string& payer, std::int64_t fee,
                                  const xdr::TransactionEnvelope& envelope) const;

    /// What the ledger says at submission.
    std::string check(const xdr::TransactionEnvelope& envelope) const;
    /// Closes a ledger with nothing else and tells what became of it.
    std::string apply(const xdr::TransactionEnvelope& envelope);
    /// Of operations that `source` alone signs.
    std::string apply(const std::string& source, std::vector<xdr::Operation> operations);
    std::string apply(const std::string& source, const xdr::Operation& operation);
    /// Likewise, and it has to succeed.
    void run(const std::string& source, std::vector<xdr::Operation> operations);
    ClosedLedger close(std::vector<xdr::TransactionEnvelope> set);
    /// The claimable balance that the last ledger created.
    xdr::ClaimableBalanceId last_balance() const;

private:
    Ledger ledger_;
    ClosedLedger last_;
};

}  // namespace ledger::stellar::sandbox
