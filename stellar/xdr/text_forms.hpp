// The types that SEP-51 does not write as their fields: addresses as strkeys, asset codes as text,
// wide integers as decimals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::xdr {

/// Both functions work on a value's XDR bytes, so that they need not know its C++ type.
struct TextForm {
    std::string_view rule;  ///< The rule that a text which is not this form breaks.
    std::optional<std::string> (*text_of)(std::string_view xdr) = nullptr;
    std::optional<std::string> (*xdr_of)(std::string_view text) = nullptr;
};

extern const TextForm public_key_text;         ///< G
extern const TextForm muxed_account_text;      ///< G or M
extern const TextForm med25519_text;           ///< M
extern const TextForm signer_key_text;         ///< G, T, X or P
extern const TextForm signed_payload_text;     ///< P
extern const TextForm contract_id_text;        ///< C
extern const TextForm pool_id_text;            ///< L
extern const TextForm claimable_balance_text;  ///< B
extern const TextForm address_text;            ///< G, C, M, B or L
extern const TextForm asset_code4_text;        ///< At most 4 bytes.
extern const TextForm asset_code12_text;       ///< 5 to 12 bytes.
extern const TextForm asset_code_text;         ///< Either: the length says which.
extern const TextForm uint128_text;
extern const TextForm int128_text;
extern const TextForm uint256_text;
extern const TextForm int256_text;

}  // namespace ledger::stellar::xdr
