#include "stellar/keys/asset_name.hpp"

#include "stellar/keys/key_pair.hpp"

#include <algorithm>

namespace ledger::stellar {
namespace {

constexpr std::string_view native = "native";
constexpr std::size_t longest_code = 12;

bool is_letter_or_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::unexpected<Error> invalid(std::string_view rule) {
    return fail(ErrorKind::validation, "asset.invalid", "not an asset: " + std::string{rule});
}

}  // namespace

bool is_asset_code(std::string_view code) {
    return !code.empty() && code.size() <= longest_code &&
           std::ranges::all_of(code, is_letter_or_digit);
}

std::optional<std::string> to_text(const AssetName& asset) {
    if (!asset.issued) return std::string{native};
    if (!is_asset_code(asset.issued->code)) return std::nullopt;
    return asset.issued->code + ":" + account_text(asset.issued->issuer);
}

Result<AssetName> asset_from_text(std::string_view text) {
    if (text == native) return AssetName{};
    const std::size_t colon = text.find(':');
    if (colon == text.npos) return invalid("neither \"native\" nor CODE:ISSUER");
    const std::string_view code = text.substr(0, colon);
    if (!is_asset_code(code)) return invalid("its code must be 1 to 12 of A-Z, a-z and 0-9");
    const auto issuer = key_from_account_text(text.substr(colon + 1));
    if (!issuer) return invalid("its issuer must be an account (G...)");
    return AssetName{IssuedAsset{.code = std::string{code}, .issuer = *issuer}};
}

}  // namespace ledger::stellar
