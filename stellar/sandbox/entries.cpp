#include "stellar/sandbox/entries.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::AssetType;
using xdr::LedgerEntryType;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
/// Reserves that every account keeps for itself.
constexpr std::int64_t reserves_of_account = 2;

bool is_alphanumeric(std::uint8_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// At least `least` characters, then zeros to the end.
bool is_code(std::span<const std::uint8_t> code, std::size_t least) {
    const auto end = std::ranges::find(code, 0);
    const auto size = static_cast<std::size_t>(end - code.begin());
    return size >= least && std::all_of(code.begin(), end, is_alphanumeric) &&
           std::all_of(end, code.end(), [](std::uint8_t c) { return c == 0; });
}

xdr::Liabilities liabilities_of(const xdr::AccountEntry& account) {
    const auto* extension = account.ext.get_if<1>();
    return extension == nullptr ? xdr::Liabilities{} : extension->liabilities;
}

xdr::Liabilities liabilities_of(const xdr::TrustLineEntry& line) {
    const auto* extension = line.ext.get_if<1>();
    return extension == nullptr ? xdr::Liabilities{} : extension->liabilities;
}

/// Nothing when it would leave 0 and `limit`; both are at least 0.
std::optional<std::int64_t> sum_within(std::int64_t balance, std::int64_t delta,
                                       std::int64_t limit) {
    if (delta > 0 && (balance > limit || delta > limit - balance)) return std::nullopt;
    if (balance + delta < 0) return std::nullopt;
    return balance + delta;
}

xdr::AccountEntryExtensionV1& extension_of(xdr::AccountEntry& account) {
    if (account.ext.type() == 0)
        account.ext = xdr::AccountEntryExt{arm<1>, xdr::AccountEntryExtensionV1{}};
    return *account.ext.get_if<1>();
}

}  // namespace

xdr::AccountId account_id(const Hash& key) {
    return xdr::AccountId{arm<xdr::PublicKeyType::public_key_type_ed25519>, key};
}

const Hash& public_key(const xdr::AccountId& account) {
    return *account.get_if<xdr::PublicKeyType::public_key_type_ed25519>();
}

xdr::AccountId account_of(const xdr::MuxedAccount& account) {
    using Type = xdr::CryptoKeyType;
    if (const auto* muxed = account.get_if<Type::muxed_ed25519>())
        return account_id(muxed->ed25519);
    return account_id(*account.get_if<Type::ed25519>());
}

const xdr::AccountId* issuer_of(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>()) return &four->issuer;
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>()) return &twelve->issuer;
    return nullptr;
}

bool is_issuer(const xdr::AccountId& account, const xdr::Asset& asset) {
    const xdr::AccountId* issuer = issuer_of(asset);
    return issuer != nullptr && *issuer == account;
}

bool is_valid(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>())
        return is_code(four->asset_code.code.bytes, 1);
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>())
        return is_code(twelve->asset_code.code.bytes, 5);
    return true;
}

xdr::TrustLineAsset line_asset(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>())
        return xdr::TrustLineAsset{arm<AssetType::credit_alphanum4>, *four};
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>())
        return xdr::TrustLineAsset{arm<AssetType::credit_alphanum12>, *twelve};
    return {};
}

std::optional<xdr::LedgerKey> ledger_key(const xdr::LedgerEntry& entry) {
    const xdr::LedgerEntryData& data = entry.data;
    if (const auto* account = data.get_if<LedgerEntryType::account>())
        return account_key(account->account_id);
    if (const auto* line = data.get_if<LedgerEntryType::trustline>())
        return xdr::LedgerKey{arm<LedgerEntryType::trustline>, line->account_id, line->asset};
    if (const auto* datum = data.get_if<LedgerEntryType::data>())
        return data_key(datum->account_id, datum->data_name);
    if (const auto* balance = data.get_if<LedgerEntryType::claimable_balance>())
        return balance_key(balance->balance_id);
    return std::nullopt;
}

xdr::LedgerKey key_of(const xdr::LedgerEntry& entry) {
    const auto key = ledger_key(entry);
    LEDGER_ASSERT(key.has_value());
    return *key;
}

xdr::LedgerKey account_key(const xdr::AccountId& account) {
    return xdr::LedgerKey{arm<LedgerEntryType::account>, account};
}

xdr::LedgerKey line_key(const xdr::AccountId& account, const xdr::Asset& asset) {
    return xdr::LedgerKey{arm<LedgerEntryType::trustline>, account, line_asset(asset)};
}

xdr::LedgerKey data_key(const xdr::AccountId& account, const xdr::String64& name) {
    return xdr::LedgerKey{arm<LedgerEntryType::data>, account, name};
}

xdr::LedgerKey balance_key(const xdr::ClaimableBalanceId& id) {
    return xdr::LedgerKey{arm<LedgerEntryType::claimable_balance>, id};
}

xdr::AccountEntry& account_in(xdr::LedgerEntry& entry) {
    return *entry.data.get_if<LedgerEntryType::account>();
}

const xdr::AccountEntry& account_in(const xdr::LedgerEntry& entry) {
    return *entry.data.get_if<LedgerEntryType::account>();
}

xdr::TrustLineEntry& line_in(xdr::LedgerEntry& entry) {
    return *entry.data.get_if<LedgerEntryType::trustline>();
}

const xdr::ClaimableBalanceEntry& balance_in(const xdr::LedgerEntry& entry) {
    return *entry.data.get_if<LedgerEntryType::claimable_balance>();
}

const xdr::AccountEntry* find_account(const State& state, const xdr::AccountId& account) {
    const xdr::LedgerEntry* entry = state.find(account_key(account));
    return entry == nullptr ? nullptr : &account_in(*entry);
}

xdr::AccountEntry* touch_account(State& state, const xdr::AccountId& account) {
    xdr::LedgerEntry* entry = state.touch(account_key(account));
    return entry == nullptr ? nullptr : &account_in(*entry);
}

const xdr::AccountEntryExtensionV2* sponsorships_of(const xdr::AccountEntry& account) {
    const auto* extension = account.ext.get_if<1>();
    return extension == nullptr ? nullptr : extension->ext.get_if<2>();
}

xdr::AccountEntryExtensionV2& sponsorships_of(xdr::AccountEntry& account) {
    xdr::AccountEntryExtensionV1& extension = extension_of(account);
    if (extension.ext.type() == 0) {
        xdr::AccountEntryExtensionV2 sponsorships;
        sponsorships.signer_sponsoring_i_ds.resize(account.signers.size());
        extension.ext = xdr::AccountEntryExtensionV1Ext{arm<2>, std::move(sponsorships)};
    }
    return *extension.ext.get_if<2>();
}

const xdr::AccountEntryExtensionV3* sequence_times_of(const xdr::AccountEntry& account) {
    const auto* extension = sponsorships_of(account);
    return extension == nullptr ? nullptr : extension->ext.get_if<3>();
}

void note_sequence_time(const xdr::LedgerHeader& header, xdr::AccountEntry& account) {
    xdr::AccountEntryExtensionV3 times;
    times.seq_ledger = header.ledger_seq;
    times.seq_time = header.scp_value.close_time;
    sponsorships_of(account).ext = xdr::AccountEntryExtensionV2Ext{arm<3>, std::move(times)};
}

std::uint32_t sponsored_count(const xdr::AccountEntry& account) {
    const auto* extension = sponsorships_of(account);
    return extension == nullptr ? 0 : extension->num_sponsored;
}

std::uint32_t sponsoring_count(const xdr::AccountEntry& account) {
    const auto* extension = sponsorships_of(account);
    return extension == nullptr ? 0 : extension->num_sponsoring;
}

std::int64_t reserve_of(const xdr::LedgerHeader& header, const xdr::AccountEntry& account) {
    const std::int64_t entries = reserves_of_account + std::int64_t{account.num_sub_entries} +
                                 std::int64_t{sponsoring_count(account)} -
                                 std::int64_t{sponsored_count(account)};
    return entries * std::int64_t{header.base_reserve};
}

std::int64_t available_balance(const xdr::LedgerHeader& header, const xdr::AccountEntry& account) {
    return account.balance - reserve_of(header, account) - liabilities_of(account).selling;
}

bool add_balance(const xdr::LedgerHeader& header, xdr::AccountEntry& account, std::int64_t delta) {
    if (delta == 0) return true;
    const auto sum = sum_within(account.balance, delta, most - liabilities_of(account).buying);
    if (!sum) return false;
    if (delta < 0 && *sum - reserve_of(header, account) < liabilities_of(account).selling)
        return false;
    account.balance = *sum;
    return true;
}

bool is_authorized(const xdr::TrustLineEntry& line) {
    return (line.flags & trust_line_flags::authorized) != 0;
}

bool maintains_liabilities(const xdr::TrustLineEntry& line) {
    return (line.flags & line_auth_flags) != 0;
}

bool is_clawback_enabled(const xdr::TrustLineEntry& line) {
    return (line.flags & trust_line_flags::clawback_enabled) != 0;
}

std::int64_t least_limit(const xdr::TrustLineEntry& line) {
    return line.balance + liabilities_of(line).buying;
}

bool add_balance(xdr::TrustLineEntry& line, std::int64_t delta) {
    if (delta == 0) return true;
    const xdr::Liabilities liabilities = liabilities_of(line);
    const auto sum = sum_within(line.balance, delta, line.limit - liabilities.buying);
    if (!sum || (delta < 0 && *sum < liabilities.selling)) return false;
    line.balance = *sum;
    return true;
}

Holding::Holding(State& state, const xdr::AccountId& account, const xdr::Asset& asset)
    : is_issuer_{sandbox::is_issuer(account, asset)} {
    if (is_issuer_) return;
    if (xdr::LedgerEntry* entry = state.touch(line_key(account, asset))) line_ = &line_in(*entry);
}

bool Holding::is_authorized() const { return is_issuer_ || sandbox::is_authorized(*line_); }

bool Holding::add(std::int64_t delta) {
    if (is_issuer_) return true;
    return maintains_liabilities(*line_) && add_balance(*line_, delta);
}

bool is_valid_text(const std::string& text) {
    constexpr char last_control = '\x1F';
    constexpr char delete_character = '\x7F';
    // Where char is signed, what is not ASCII is below 0.
    return std::ranges::all_of(text,
                               [](char c) { return c > last_control && c < delete_character; });
}

}  // namespace ledger::stellar::sandbox
