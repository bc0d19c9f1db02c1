// The text form of assets (SEP-11): `native`, or `CODE:ISSUER`.
#pragma once

#include "engine/ports/signer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// An asset that somebody has issued.
struct IssuedAsset {
    std::string code;     ///< 1 to 12 of A-Z, a-z, 0-9; case matters.
    Ed25519Key issuer{};  ///< An account.

    bool operator==(const IssuedAsset&) const = default;
};

struct AssetName {
    std::optional<IssuedAsset> issued;  ///< Nothing: the network's own, XLM.

    bool operator==(const AssetName&) const = default;
};

bool is_asset_code(std::string_view code);

/// Nothing when the code is none.
std::optional<std::string> to_text(const AssetName& asset);
/// A validation error, code "asset.invalid", says which rule is broken. Each asset has one text.
Result<AssetName> asset_from_text(std::string_view text);

}  // namespace ledger::stellar
