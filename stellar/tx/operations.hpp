// What a transaction can be asked to do. `build` (build.hpp) says what it may not hold.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/keys/asset_name.hpp"
#include "stellar/tx/conversions.hpp"
#include "stellar/tx/flags.hpp"
#include "stellar/xdr/claimants.hpp"
#include "stellar/xdr/keys.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ledger::stellar {

/// To an account that exists and, unless it is the issuer, trusts the asset.
struct Payment {
    Address to{};
    AssetName asset{};
    Amount amount{};  ///< > 0.
};

struct CreateAccount {
    Ed25519Key account{};
    Amount starting_balance{};  ///< Lumens, >= 0; without a sponsor the reserve at least.
};

/// The account ends, and its lumens go to another one.
struct AccountMerge {
    Address into{};
};

struct ChangeTrust {
    AssetName asset{};  ///< Not the native one, nor the account's own.
    /// What it takes at most; 0 removes the trust line.
    Amount limit{std::numeric_limits<std::int64_t>::max()};
};

struct AccountSigner {
    xdr::SignerKey key{};
    std::uint8_t weight = 0;  ///< 0 removes it.
};

/// What is not given stays as it is.
struct SetOptions {
    std::optional<Ed25519Key> inflation_destination{};
    std::uint32_t clear_flags = 0;  ///< See `account_flags`.
    std::uint32_t set_flags = 0;
    std::optional<std::uint8_t> master_weight{};
    std::optional<std::uint8_t> low_threshold{};
    std::optional<std::uint8_t> medium_threshold{};
    std::optional<std::uint8_t> high_threshold{};
    std::optional<std::string> home_domain{};  ///< At most 32 bytes of ASCII; empty removes it.
    std::optional<AccountSigner> signer{};
};

/// By the asset's issuer alone.
struct SetTrustLineFlags {
    Ed25519Key account{};  ///< Whose trust line it is.
    AssetName asset{};
    std::uint32_t clear_flags = 0;  ///< See `trust_line_flags`.
    std::uint32_t set_flags = 0;
};

struct Claimant {
    Ed25519Key account{};
    xdr::ClaimPredicate when{};  ///< Of itself: at any time.
};

/// See `claimable_balance_id` for what it is called then.
struct CreateClaimableBalance {
    AssetName asset{};
    Amount amount{};                  ///< > 0.
    std::vector<Claimant> claimants;  ///< 1 to 10, each account once.
};

struct ClaimClaimableBalance {
    xdr::ClaimableBalanceId balance{};
};

/// Takes an asset back from who holds it, by its issuer alone.
struct Clawback {
    AssetName asset{};
    Address from{};
    Amount amount{};  ///< > 0.
};

struct ClawbackClaimableBalance {
    xdr::ClaimableBalanceId balance{};
};

struct ManageData {
    std::string name;                    ///< 1 to 64 bytes of ASCII.
    std::optional<std::string> value{};  ///< At most 64 bytes; nothing removes the entry.
};

struct BumpSequence {
    std::int64_t to = 0;  ///< >= 0; a number that the account has behind it changes nothing.
};

/// From here to the account's `EndSponsoring`, the source pays the reserves of what it gets.
struct BeginSponsoring {
    Ed25519Key account{};
};

/// Its source is the account that was sponsored.
struct EndSponsoring {};

using Action =
    std::variant<Payment, CreateAccount, AccountMerge, ChangeTrust, SetOptions, SetTrustLineFlags,
                 CreateClaimableBalance, ClaimClaimableBalance, Clawback, ClawbackClaimableBalance,
                 ManageData, BumpSequence, BeginSponsoring, EndSponsoring>;

/// `{Payment{...}}`, or `{Payment{...}, treasury}` when another account than the transaction's does
/// it: that one's key must sign, too.
struct Operation {
    Action action{};
    std::optional<Address> source{};
};

struct SponsoredAccount {
    Ed25519Key account{};
    std::vector<AssetName> trusted{};  ///< Trust lines that it begins with.
    Amount starting_balance{};         ///< Lumens; may be 0.
    std::optional<Address> sponsor{};  ///< Pays for all; the transaction's source when not given.
};

/// The operations, begin to end, that create an account at a sponsor's expense. The account's own
/// key must sign, too.
std::vector<Operation> create_sponsored(const SponsoredAccount& sponsored);

/// When a claimant may claim; nested 4 deep at most.
namespace claimable {
xdr::ClaimPredicate before(std::int64_t unix_seconds);
/// Counted from the balance's creation.
xdr::ClaimPredicate within(std::int64_t seconds);
xdr::ClaimPredicate both(xdr::ClaimPredicate one, xdr::ClaimPredicate other);
xdr::ClaimPredicate either(xdr::ClaimPredicate one, xdr::ClaimPredicate other);
xdr::ClaimPredicate unless(xdr::ClaimPredicate predicate);
}  // namespace claimable

}  // namespace ledger::stellar
