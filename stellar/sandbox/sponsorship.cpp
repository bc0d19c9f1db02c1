#include "stellar/sandbox/sponsorship.hpp"

#include "engine/kernel/assert.hpp"
#include "stellar/sandbox/entries.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::LedgerEntryType;
using xdr::SignerKeyType;

constexpr std::uint32_t most_counted = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t reserves_of_account = 2;

/// How many base reserves an entry locks.
std::uint32_t reserves_of(const xdr::LedgerEntry& entry) {
    if (entry.data.type() == LedgerEntryType::account) return reserves_of_account;
    if (entry.data.type() != LedgerEntryType::claimable_balance) return 1;
    return static_cast<std::uint32_t>(balance_in(entry).claimants.size());
}

bool is_sub_entry(const xdr::LedgerEntry& entry) {
    return entry.data.type() == LedgerEntryType::trustline ||
           entry.data.type() == LedgerEntryType::data;
}

/// Together they are counted in 32 bits.
bool counts_fit(const xdr::AccountEntry& account, std::uint32_t more) {
    return std::uint64_t{sponsoring_count(account)} + account.num_sub_entries + more <=
           most_counted;
}

bool has_too_many_sub_entries(const xdr::AccountEntry& account, std::uint32_t more) {
    return account.num_sub_entries > most_sub_entries - more || !counts_fit(account, more);
}

bool lacks_reserve(const xdr::LedgerHeader& header, const xdr::AccountEntry& account,
                   std::uint32_t reserves) {
    return available_balance(header, account) <
           std::int64_t{reserves} * std::int64_t{header.base_reserve};
}

Charge can_sponsor(const xdr::LedgerHeader& header, const xdr::AccountEntry& sponsor,
                   std::uint32_t reserves) {
    if (lacks_reserve(header, sponsor, reserves)) return Charge::low_reserve;
    if (!counts_fit(sponsor, reserves)) return Charge::too_many_sponsoring;
    return Charge::done;
}

/// The touched account of whoever sponsors `account` now; null when nobody does.
xdr::AccountEntry* present_sponsor(State& state, const xdr::AccountEntry& account) {
    const auto found = state.sponsors().find(public_key(account.account_id));
    if (found == state.sponsors().end()) return nullptr;
    xdr::AccountEntry* sponsor = touch_account(state, account_id(found->second));
    LEDGER_ASSERT(sponsor != nullptr);
    return sponsor;
}

xdr::SponsorshipDescriptor* sponsor_in(xdr::LedgerEntry& entry) {
    auto* extension = entry.ext.get_if<1>();
    return extension == nullptr ? nullptr : &extension->sponsoring_id;
}

/// `beneficiary` is null for a claimable balance.
Charge charge_sponsor(const xdr::LedgerHeader& header, xdr::LedgerEntry& entry,
                      xdr::AccountEntry& sponsor, xdr::AccountEntry* beneficiary) {
    const std::uint32_t reserves = reserves_of(entry);
    const bool is_sub = is_sub_entry(entry);
    if (is_sub && has_too_many_sub_entries(*beneficiary, reserves))
        return Charge::too_many_sub_entries;
    if (const Charge charge = can_sponsor(header, sponsor, reserves); charge != Charge::done)
        return charge;
    if (is_sub) beneficiary->num_sub_entries += reserves;
    if (beneficiary != nullptr) sponsorships_of(*beneficiary).num_sponsored += reserves;
    sponsorships_of(sponsor).num_sponsoring += reserves;
    xdr::LedgerEntryExtensionV1 extension;
    extension.sponsoring_id = sponsor.account_id;
    entry.ext = xdr::LedgerEntryExt{arm<1>, std::move(extension)};
    return Charge::done;
}

Charge charge_owner(const xdr::LedgerHeader& header, const xdr::LedgerEntry& entry,
                    xdr::AccountEntry& owner) {
    if (!is_sub_entry(entry))
        return owner.balance < reserve_of(header, owner) ? Charge::low_reserve : Charge::done;
    const std::uint32_t reserves = reserves_of(entry);
    if (has_too_many_sub_entries(owner, reserves)) return Charge::too_many_sub_entries;
    if (lacks_reserve(header, owner, reserves)) return Charge::low_reserve;
    owner.num_sub_entries += reserves;
    return Charge::done;
}

/// In the order that core keeps signers in: by type, then by bytes.
auto order_of(const xdr::SignerKey& key) {
    const auto* payload = key.get_if<SignerKeyType::ed25519_signed_payload>();
    const Hash* hash = payload != nullptr ? &payload->ed25519 : nullptr;
    if (hash == nullptr) hash = key.get_if<SignerKeyType::ed25519>();
    if (hash == nullptr) hash = key.get_if<SignerKeyType::pre_auth_tx>();
    if (hash == nullptr) hash = key.get_if<SignerKeyType::hash_x>();
    return std::tuple{
        key.type(), *hash,
        payload != nullptr ? std::string_view{payload->payload.bytes} : std::string_view{}};
}

}  // namespace

Charge charge_entry(State& state, const xdr::LedgerHeader& header, xdr::LedgerEntry& entry,
                    xdr::AccountEntry& owner) {
    const bool is_balance = entry.data.type() == LedgerEntryType::claimable_balance;
    if (xdr::AccountEntry* sponsor = present_sponsor(state, owner))
        return charge_sponsor(header, entry, *sponsor, is_balance ? nullptr : &owner);
    if (is_balance) return charge_sponsor(header, entry, owner, nullptr);
    return charge_owner(header, entry, owner);
}

void release_entry(State& state, xdr::LedgerEntry& entry, xdr::AccountEntry& owner) {
    const std::uint32_t reserves = reserves_of(entry);
    if (is_sub_entry(entry)) owner.num_sub_entries -= reserves;
    const xdr::SponsorshipDescriptor* sponsor = sponsor_in(entry);
    if (sponsor == nullptr || !*sponsor) return;
    // Before the sponsor: he may be in the entry, which he is not allowed to outlive.
    if (entry.data.type() != LedgerEntryType::claimable_balance)
        sponsorships_of(owner).num_sponsored -= reserves;
    xdr::AccountEntry* account =
        **sponsor == owner.account_id ? &owner : touch_account(state, **sponsor);
    LEDGER_ASSERT(account != nullptr);
    sponsorships_of(*account).num_sponsoring -= reserves;
}

std::size_t signer_place(const xdr::AccountEntry& account, const xdr::SignerKey& key) {
    const auto place =
        std::ranges::lower_bound(account.signers, order_of(key), {},
                                 [](const xdr::Signer& signer) { return order_of(signer.key); });
    return static_cast<std::size_t>(place - account.signers.begin());
}

bool has_signer_at(const xdr::AccountEntry& account, std::size_t place, const xdr::SignerKey& key) {
    return place < account.signers.size() && account.signers[place].key == key;
}

Charge add_signer(State& state, const xdr::LedgerHeader& header, xdr::AccountEntry& account,
                  const xdr::Signer& signer) {
    const std::size_t place = signer_place(account, signer.key);
    const auto offset = static_cast<std::ptrdiff_t>(place);
    account.signers.insert(account.signers.begin() + offset, signer);
    if (sponsorships_of(std::as_const(account)) != nullptr) {
        auto& sponsors = sponsorships_of(account).signer_sponsoring_i_ds;
        sponsors.insert(sponsors.begin() + offset, xdr::SponsorshipDescriptor{});
    }
    xdr::AccountEntry* sponsor = present_sponsor(state, account);
    if (has_too_many_sub_entries(account, 1)) return Charge::too_many_sub_entries;
    if (sponsor == nullptr) {
        if (lacks_reserve(header, account, 1)) return Charge::low_reserve;
        ++account.num_sub_entries;
        return Charge::done;
    }
    if (const Charge charge = can_sponsor(header, *sponsor, 1); charge != Charge::done)
        return charge;
    ++account.num_sub_entries;
    xdr::AccountEntryExtensionV2& sponsorships = sponsorships_of(account);
    sponsorships.signer_sponsoring_i_ds[place] = sponsor->account_id;
    ++sponsorships.num_sponsored;
    ++sponsorships_of(*sponsor).num_sponsoring;
    return Charge::done;
}

void remove_signer(State& state, xdr::AccountEntry& account, std::size_t place) {
    const auto offset = static_cast<std::ptrdiff_t>(place);
    --account.num_sub_entries;
    account.signers.erase(account.signers.begin() + offset);
    if (sponsorships_of(std::as_const(account)) == nullptr) return;
    xdr::AccountEntryExtensionV2& sponsorships = sponsorships_of(account);
    auto& sponsors = sponsorships.signer_sponsoring_i_ds;
    const xdr::SponsorshipDescriptor sponsor = sponsors[place];
    sponsors.erase(sponsors.begin() + offset);
    if (!sponsor) return;
    --sponsorships.num_sponsored;
    xdr::AccountEntry* account_of_sponsor = touch_account(state, *sponsor);
    LEDGER_ASSERT(account_of_sponsor != nullptr);
    --sponsorships_of(*account_of_sponsor).num_sponsoring;
}

}  // namespace ledger::stellar::sandbox
