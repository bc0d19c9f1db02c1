#include "stellar/network/entry_records.hpp"

#include "stellar/strkey/strkey.hpp"
#include "stellar/xdr/codec.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace ledger::stellar {
namespace {

/// Of AccountEntry::thresholds, by the order of its bytes.
enum Threshold : std::size_t { master, low, medium, high };
constexpr std::uint32_t authorized_flag = 1;

std::string strkey(StrkeyKind kind, std::string_view payload) {
    return to_strkey(kind, payload).value_or("");
}

std::string address_of(const xdr::Uint256& key) {
    return strkey(StrkeyKind::account, as_view(key));
}

template <std::uint32_t Size>
AssetName issued(const xdr::Opaque<Size>& code, const xdr::AccountId& issuer) {
    AssetName name{.issued = IssuedAsset{}};
    for (const std::uint8_t byte : code.bytes)
        if (byte != 0) name.issued->code += static_cast<char>(byte);
    if (const auto* const key = issuer.get_if<xdr::PublicKeyType::public_key_type_ed25519>())
        name.issued->issuer = key->bytes;
    return name;
}

/// Works for the assets of payments and for those of trust lines.
template <class Asset>
AssetName name_of(const Asset& asset) {
    if (const auto* const four = asset.template get_if<xdr::AssetType::credit_alphanum4>())
        return issued(four->asset_code.code, four->issuer);
    if (const auto* const twelve = asset.template get_if<xdr::AssetType::credit_alphanum12>())
        return issued(twelve->asset_code.code, twelve->issuer);
    return {};
}

std::string signer_text(const xdr::SignerKey& key) {
    if (const auto* const ed25519 = key.get_if<xdr::SignerKeyType::ed25519>())
        return address_of(*ed25519);
    if (const auto* const hash = key.get_if<xdr::SignerKeyType::pre_auth_tx>())
        return strkey(StrkeyKind::pre_auth_transaction, as_view(*hash));
    if (const auto* const hash = key.get_if<xdr::SignerKeyType::hash_x>())
        return strkey(StrkeyKind::hash_x, as_view(*hash));
    const auto* const payload = key.get_if<xdr::SignerKeyType::ed25519_signed_payload>();
    if (payload == nullptr) return {};
    std::string bytes{as_view(payload->ed25519)};
    const auto size = static_cast<std::uint32_t>(payload->payload.bytes.size());
    put_big_endian(bytes, size);
    bytes += payload->payload.bytes;
    bytes.append((4 - size % 4) % 4, '\0');
    return strkey(StrkeyKind::signed_payload, bytes);
}

template <class Ext>
void set_liabilities(const Ext& ext, Balance& balance) {
    const auto* const v1 = ext.template get_if<1>();
    if (v1 == nullptr) return;
    balance.buying_liabilities = Amount{v1->liabilities.buying};
    balance.selling_liabilities = Amount{v1->liabilities.selling};
}

}  // namespace

std::string address_of(const xdr::AccountId& account) {
    const auto* const key = account.get_if<xdr::PublicKeyType::public_key_type_ed25519>();
    return key == nullptr ? std::string{} : address_of(*key);
}

AssetName asset_of(const xdr::Asset& asset) { return name_of(asset); }

Result<xdr::AccountId> account_id(std::string_view address) {
    const auto payload = strkey_payload(StrkeyKind::account, address);
    if (!payload)
        return fail(ErrorKind::validation, "network.address", "not the address of an account");
    xdr::Uint256 key;
    std::memcpy(key.bytes.data(), payload->data(), key.bytes.size());
    return xdr::AccountId{xdr::arm<xdr::PublicKeyType::public_key_type_ed25519>, key};
}

AccountState account_of(const xdr::AccountEntry& entry) {
    const auto& thresholds = entry.thresholds.bytes;
    AccountState state{.address = address_of(entry.account_id),
                       .sequence = entry.seq_num,
                       .low_threshold = thresholds[low],
                       .medium_threshold = thresholds[medium],
                       .high_threshold = thresholds[high],
                       .subentry_count = entry.num_sub_entries};
    if (thresholds[master] > 0) state.signers.push_back({state.address, thresholds[master]});
    for (const xdr::Signer& signer : entry.signers)
        state.signers.push_back({signer_text(signer.key), signer.weight});
    std::ranges::sort(state.signers, {}, &AccountSigner::key);
    Balance lumens{.amount = Amount{entry.balance}};
    set_liabilities(entry.ext, lumens);
    state.balances.push_back(std::move(lumens));
    return state;
}

std::optional<Balance> balance_of(const xdr::TrustLineEntry& entry) {
    if (entry.asset.type() == xdr::AssetType::pool_share) return std::nullopt;
    Balance balance{.asset = name_of(entry.asset),
                    .amount = Amount{entry.balance},
                    .limit = Amount{entry.limit},
                    .is_authorized = (entry.flags & authorized_flag) != 0};
    set_liabilities(entry.ext, balance);
    return balance;
}

ClaimableBalance claimable_of(const xdr::ClaimableBalanceEntry& entry) {
    ClaimableBalance balance{.asset = name_of(entry.asset), .amount = Amount{entry.amount}};
    using IdType = xdr::ClaimableBalanceIdType;
    if (const auto* const id = entry.balance_id.get_if<IdType::claimable_balance_id_type_v0>())
        balance.id = *id;
    for (const xdr::Claimant& claimant : entry.claimants)
        if (const auto* const v0 = claimant.get_if<xdr::ClaimantType::claimant_type_v0>())
            balance.claimants.push_back({address_of(v0->destination), v0->predicate});
    return balance;
}

}  // namespace ledger::stellar
