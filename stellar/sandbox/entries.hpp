// What the rules ask of entries, and change in them: keys, reserves, balances, flags.
#pragma once

#include "stellar/sandbox/state.hpp"
#include "stellar/tx/flags.hpp"
#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/ledger_keys.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ledger::stellar::sandbox {

/// Places in an account's thresholds.
enum Threshold : std::size_t { master_weight = 0, low = 1, medium = 2, high = 3 };

/// The two flags of a trust line that exclude each other.
inline constexpr std::uint32_t line_auth_flags =
    trust_line_flags::authorized | trust_line_flags::authorized_to_maintain_liabilities;
/// A claimable balance's only flag.
inline constexpr std::uint32_t balance_clawback_enabled = 1;

xdr::AccountId account_id(const Hash& key);
const Hash& public_key(const xdr::AccountId& account);
/// Whose a muxed account is: its id is for people.
xdr::AccountId account_of(const xdr::MuxedAccount& account);

/// Null for the native asset.
const xdr::AccountId* issuer_of(const xdr::Asset& asset);
bool is_issuer(const xdr::AccountId& account, const xdr::Asset& asset);
/// Its code is of A-Z, a-z, 0-9, of the length that its type is for, and padded with zeros.
bool is_valid(const xdr::Asset& asset);
/// The same asset as trust lines name it.
xdr::TrustLineAsset line_asset(const xdr::Asset& asset);

/// Nothing for entries of kinds that the sandbox does not have: offers, pools, contracts.
std::optional<xdr::LedgerKey> ledger_key(const xdr::LedgerEntry& entry);
/// Of an entry of the sandbox.
xdr::LedgerKey key_of(const xdr::LedgerEntry& entry);
xdr::LedgerKey account_key(const xdr::AccountId& account);
xdr::LedgerKey line_key(const xdr::AccountId& account, const xdr::Asset& asset);
xdr::LedgerKey data_key(const xdr::AccountId& account, const xdr::String64& name);
xdr::LedgerKey balance_key(const xdr::ClaimableBalanceId& id);

/// Of an entry that is one.
xdr::AccountEntry& account_in(xdr::LedgerEntry& entry);
const xdr::AccountEntry& account_in(const xdr::LedgerEntry& entry);
xdr::TrustLineEntry& line_in(xdr::LedgerEntry& entry);
const xdr::ClaimableBalanceEntry& balance_in(const xdr::LedgerEntry& entry);

const xdr::AccountEntry* find_account(const State& state, const xdr::AccountId& account);
/// Null when there is no such account; a touch, as State's.
xdr::AccountEntry* touch_account(State& state, const xdr::AccountId& account);

/// The extension that counts sponsorships; null when the account has none.
const xdr::AccountEntryExtensionV2* sponsorships_of(const xdr::AccountEntry& account);
/// Likewise, made when it is missing.
xdr::AccountEntryExtensionV2& sponsorships_of(xdr::AccountEntry& account);
/// When the sequence number last changed; null when it is not recorded.
const xdr::AccountEntryExtensionV3* sequence_times_of(const xdr::AccountEntry& account);
/// Notes the ledger of `header` as that time.
void note_sequence_time(const xdr::LedgerHeader& header, xdr::AccountEntry& account);

std::uint32_t sponsored_count(const xdr::AccountEntry& account);
std::uint32_t sponsoring_count(const xdr::AccountEntry& account);

/// What an account must keep for its own entries and for those that it sponsors.
std::int64_t reserve_of(const xdr::LedgerHeader& header, const xdr::AccountEntry& account);
/// What it may spend; negative when the reserve is not there.
std::int64_t available_balance(const xdr::LedgerHeader& header, const xdr::AccountEntry& account);
/// False, and nothing changes, when the balance would leave its bounds, or by spending the reserve.
bool add_balance(const xdr::LedgerHeader& header, xdr::AccountEntry& account, std::int64_t delta);

bool is_authorized(const xdr::TrustLineEntry& line);
bool maintains_liabilities(const xdr::TrustLineEntry& line);
bool is_clawback_enabled(const xdr::TrustLineEntry& line);
/// The least that its limit may be set to.
std::int64_t least_limit(const xdr::TrustLineEntry& line);
/// False, and nothing changes, when the balance would leave 0 and the limit.
bool add_balance(xdr::TrustLineEntry& line, std::int64_t delta);

/// What an account holds of an issued asset: a trust line, or without limit the issuer himself.
class Holding {
public:
    /// Touches the trust line.
    Holding(State& state, const xdr::AccountId& account, const xdr::Asset& asset);

    bool exists() const { return is_issuer_ || line_ != nullptr; }
    bool is_issuer() const { return is_issuer_; }
    /// Of one that exists.
    bool is_authorized() const;
    bool add(std::int64_t delta);
    /// Null for the issuer.
    const xdr::TrustLineEntry* line() const { return line_; }

private:
    bool is_issuer_;
    xdr::TrustLineEntry* line_ = nullptr;
};

/// Of a data name or a home domain: ASCII, and no control characters.
bool is_valid_text(const std::string& text);

/// What the sequence numbers of accounts begin after that are created in ledger `sequence`.
inline std::int64_t starting_sequence(std::uint32_t sequence) {
    return static_cast<std::int64_t>(sequence) << 32;
}

}  // namespace ledger::stellar::sandbox
