#include "stellar/xdr/text_forms.hpp"

#include "engine/kernel/bytes.hpp"
#include "stellar/strkey/strkey.hpp"
#include "stellar/xdr/escaped_text.hpp"
#include "stellar/xdr/wide_integer.hpp"

#include <span>

namespace ledger::stellar::xdr {
namespace {

/// A strkey's payload and the bytes on the wire differ in what comes first, and in the order of a
/// muxed account's key and id.
enum class Layout { same, id_after_key, type_in_one_byte };

/// One arm of a union that is written as a strkey.
struct StrkeyArm {
    std::string_view discriminant;  ///< Its bytes on the wire; empty: the type is not a union.
    StrkeyKind kind;
    Layout layout = Layout::same;
};

constexpr std::size_t key_size = 32;
constexpr std::size_t id_size = 8;
constexpr std::string_view zero{"\0\0\0\0", 4};
constexpr std::string_view one{"\0\0\0\1", 4};
constexpr std::string_view two{"\0\0\0\2", 4};
constexpr std::string_view three{"\0\0\0\3", 4};
constexpr std::string_view four{"\0\0\0\4", 4};
constexpr std::string_view key_type_muxed{"\0\0\1\0", 4};

constexpr StrkeyArm public_key_arms[] = {{zero, StrkeyKind::account}};
constexpr StrkeyArm med25519_arms[] = {
    {"", StrkeyKind::muxed_account, Layout::id_after_key},
};
constexpr StrkeyArm muxed_account_arms[] = {
    {zero, StrkeyKind::account},
    {key_type_muxed, StrkeyKind::muxed_account, Layout::id_after_key},
};
constexpr StrkeyArm signer_key_arms[] = {
    {zero, StrkeyKind::account},
    {one, StrkeyKind::pre_auth_transaction},
    {two, StrkeyKind::hash_x},
    {three, StrkeyKind::signed_payload},
};
constexpr StrkeyArm signed_payload_arms[] = {{"", StrkeyKind::signed_payload}};
constexpr StrkeyArm contract_id_arms[] = {{"", StrkeyKind::contract}};
constexpr StrkeyArm pool_id_arms[] = {{"", StrkeyKind::liquidity_pool}};
constexpr StrkeyArm claimable_balance_arms[] = {
    {"", StrkeyKind::claimable_balance, Layout::type_in_one_byte},
};
/// An account in an address is a PublicKey with a discriminant of its own.
constexpr std::string_view account_address{"\0\0\0\0\0\0\0\0", 8};
constexpr StrkeyArm address_arms[] = {
    {account_address, StrkeyKind::account},
    {one, StrkeyKind::contract},
    {two, StrkeyKind::muxed_account, Layout::id_after_key},
    {three, StrkeyKind::claimable_balance, Layout::type_in_one_byte},
    {four, StrkeyKind::liquidity_pool},
};

std::string payload_of(std::string_view content, Layout layout) {
    switch (layout) {
        case Layout::same: break;
        case Layout::id_after_key:
            return std::string{content.substr(id_size)}.append(content.substr(0, id_size));
        case Layout::type_in_one_byte: return std::string{content.substr(3)};
    }
    return std::string{content};
}

std::string content_of(std::string_view payload, Layout layout) {
    switch (layout) {
        case Layout::same: break;
        case Layout::id_after_key:
            return std::string{payload.substr(key_size)}.append(payload.substr(0, key_size));
        case Layout::type_in_one_byte: return std::string(3, '\0').append(payload);
    }
    return std::string{payload};
}

template <const auto& Arms>
std::optional<std::string> strkey_text(std::string_view xdr) {
    for (const StrkeyArm& arm : Arms)
        if (xdr.starts_with(arm.discriminant))
            return to_strkey(arm.kind, payload_of(xdr.substr(arm.discriminant.size()), arm.layout));
    return std::nullopt;
}

template <const auto& Arms>
std::optional<std::string> strkey_xdr(std::string_view text) {
    const auto key = strkey_from_text(text);
    if (!key) return std::nullopt;
    for (const StrkeyArm& arm : Arms)
        if (arm.kind == key->kind)
            return std::string{arm.discriminant} + content_of(key->payload, arm.layout);
    return std::nullopt;
}

template <const auto& Arms>
constexpr TextForm strkey_form{"strkey", &strkey_text<Arms>, &strkey_xdr<Arms>};

constexpr std::size_t short_code_size = 4;
constexpr std::size_t long_code_size = 12;

/// Without the zeros at its end, but for those that tell a long code from a short one.
std::optional<std::string> code_text(std::string_view code) {
    const std::size_t least = code.size() == short_code_size ? 0 : short_code_size + 1;
    while (code.size() > least && code.back() == '\0') code.remove_suffix(1);
    return to_escaped(code);
}

template <std::size_t Size>
std::optional<std::string> code_xdr(std::string_view text) {
    std::optional<std::string> code = from_escaped(text);
    const std::size_t least = Size == short_code_size ? 0 : short_code_size + 1;
    if (!code || code->size() < least || code->size() > Size) return std::nullopt;
    code->resize(Size, '\0');
    return code;
}

std::optional<std::string> any_code_text(std::string_view xdr) {
    return code_text(xdr.substr(zero.size()));
}

std::optional<std::string> any_code_xdr(std::string_view text) {
    if (const auto code = code_xdr<short_code_size>(text)) return std::string{one} + *code;
    if (const auto code = code_xdr<long_code_size>(text)) return std::string{two} + *code;
    return std::nullopt;
}

template <std::size_t Bytes, bool Signed>
constexpr TextForm integer_form{
    "decimal",
    [](std::string_view xdr) -> std::optional<std::string> { return to_decimal(xdr, Signed); },
    [](std::string_view text) { return from_decimal(text, Bytes, Signed); }};

}  // namespace

constinit const TextForm public_key_text = strkey_form<public_key_arms>;
constinit const TextForm muxed_account_text = strkey_form<muxed_account_arms>;
constinit const TextForm med25519_text = strkey_form<med25519_arms>;
constinit const TextForm signer_key_text = strkey_form<signer_key_arms>;
constinit const TextForm signed_payload_text = strkey_form<signed_payload_arms>;
constinit const TextForm contract_id_text = strkey_form<contract_id_arms>;
constinit const TextForm pool_id_text = strkey_form<pool_id_arms>;
constinit const TextForm claimable_balance_text = strkey_form<claimable_balance_arms>;
constinit const TextForm address_text = strkey_form<address_arms>;
constinit const TextForm asset_code4_text{"asset_code", &code_text, &code_xdr<short_code_size>};
constinit const TextForm asset_code12_text{"asset_code", &code_text, &code_xdr<long_code_size>};
constinit const TextForm asset_code_text{"asset_code", &any_code_text, &any_code_xdr};
constinit const TextForm uint128_text = integer_form<16, false>;
constinit const TextForm int128_text = integer_form<16, true>;
constinit const TextForm uint256_text = integer_form<32, false>;
constinit const TextForm int256_text = integer_form<32, true>;

}  // namespace ledger::stellar::xdr
