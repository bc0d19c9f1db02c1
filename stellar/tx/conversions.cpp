#include "stellar/tx/conversions.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/bytes.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/strkey/strkey.hpp"

#include <algorithm>

namespace ledger::stellar {
namespace {

using xdr::arm;
using xdr::AssetType;
using xdr::CryptoKeyType;
using xdr::PublicKeyType;

constexpr std::size_t short_code = 4;

template <class Code>
Code padded(std::string_view code) {
    Code bytes{};
    std::ranges::copy(code, bytes.code.bytes.begin());
    return bytes;
}

template <class Union>
Union asset_as(const AssetName& asset) {
    if (!asset.issued) return Union{arm<AssetType::native>};
    const std::string& code = asset.issued->code;
    LEDGER_ASSERT(is_asset_code(code));
    const xdr::AccountId issuer = account_id(asset.issued->issuer);
    if (code.size() <= short_code)
        return Union{arm<AssetType::credit_alphanum4>, padded<xdr::AssetCode4>(code), issuer};
    return Union{arm<AssetType::credit_alphanum12>, padded<xdr::AssetCode12>(code), issuer};
}

template <class AlphaNum>
AssetName issued_name(const AlphaNum& asset) {
    const auto& bytes = asset.asset_code.code.bytes;
    const auto end = std::ranges::find(bytes, 0);
    return AssetName{IssuedAsset{.code = {bytes.begin(), end}, .issuer = key_of(asset.issuer)}};
}

}  // namespace

std::string to_text(const Address& address) {
    if (!address.id) return account_text(address.key);
    std::string payload{as_view(address.key)};
    put_big_endian(payload, *address.id);
    return to_strkey(StrkeyKind::muxed_account, payload).value();
}

Result<Address> address_from_text(std::string_view text) {
    if (!text.starts_with(strkey_letter(StrkeyKind::muxed_account)))
        return key_from_account_text(text);
    TRY(payload, strkey_payload(StrkeyKind::muxed_account, text));
    ByteReader reader{payload};
    const auto key = reader.take_array<std::tuple_size_v<Ed25519Key>>();
    return Address{key, reader.take<std::uint64_t>()};
}

xdr::MuxedAccount to_xdr(const Address& address) {
    const Hash key{.bytes = address.key};
    if (!address.id) return xdr::MuxedAccount{arm<CryptoKeyType::ed25519>, key};
    return xdr::MuxedAccount{arm<CryptoKeyType::muxed_ed25519>, *address.id, key};
}

Address address_of(const xdr::MuxedAccount& account) {
    if (const auto* muxed = account.get_if<CryptoKeyType::muxed_ed25519>())
        return {muxed->ed25519.bytes, muxed->id};
    return account.get_if<CryptoKeyType::ed25519>()->bytes;
}

xdr::AccountId account_id(const Ed25519Key& key) {
    return xdr::AccountId{arm<PublicKeyType::public_key_type_ed25519>, Hash{.bytes = key}};
}

Ed25519Key key_of(const xdr::AccountId& account) {
    return account.get_if<PublicKeyType::public_key_type_ed25519>()->bytes;
}

Ed25519Key key_of(const xdr::MuxedAccount& account) { return address_of(account).key; }

xdr::Asset to_xdr(const AssetName& asset) { return asset_as<xdr::Asset>(asset); }

xdr::ChangeTrustAsset trust_line_of(const AssetName& asset) {
    return asset_as<xdr::ChangeTrustAsset>(asset);
}

AssetName name_of(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>()) return issued_name(*four);
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>())
        return issued_name(*twelve);
    return {};
}

}  // namespace ledger::stellar
