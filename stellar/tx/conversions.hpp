// Accounts and assets as people name them, and as XDR does.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/keys/asset_name.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/keys.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// An account, or with an id one of the owners that share it: what a muxed account is.
struct Address {
    Ed25519Key key{};
    std::optional<std::uint64_t> id{};

    Address() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): every account is an address.
    Address(const Ed25519Key& account) : key{account} {}
    Address(const Ed25519Key& account, std::uint64_t owner) : key{account}, id{owner} {}
    bool operator==(const Address&) const = default;
};

/// G..., or M... when it has an id.
std::string to_text(const Address& address);
/// A validation error, code "strkey.invalid", when it is neither.
Result<Address> address_from_text(std::string_view text);

xdr::MuxedAccount to_xdr(const Address& address);
Address address_of(const xdr::MuxedAccount& account);

xdr::AccountId account_id(const Ed25519Key& key);
Ed25519Key key_of(const xdr::AccountId& account);
/// A muxed account's id is dropped.
Ed25519Key key_of(const xdr::MuxedAccount& account);

/// `asset`'s code must be one, see `is_asset_code`.
xdr::Asset to_xdr(const AssetName& asset);
xdr::ChangeTrustAsset trust_line_of(const AssetName& asset);
/// Codes are read without the zeros after them, whether they are valid or not.
AssetName name_of(const xdr::Asset& asset);

}  // namespace ledger::stellar
