#include "stellar/sandbox/horizon/json_parts.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/strkey/strkey.hpp"

#include <fmt/format.h>

#include <chrono>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using xdr::AssetType;
using xdr::ClaimPredicateType;

constexpr std::string_view balance_type_prefix = "00000000";
constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

template <std::uint32_t Size>
std::string code_text(const xdr::Opaque<Size>& code) {
    const std::string text{code.bytes.begin(), code.bytes.end()};
    return text.substr(0, text.find('\0'));
}

struct AssetParts {
    std::string_view type = "native";
    std::string code;
    std::string issuer;
};

AssetParts parts_of(const xdr::Asset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>())
        return {"credit_alphanum4", code_text(four->asset_code.code), account_text(four->issuer)};
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>())
        return {"credit_alphanum12", code_text(twelve->asset_code.code),
                account_text(twelve->issuer)};
    return {};
}

std::string strkey_of(StrkeyKind kind, std::string_view payload) {
    return to_strkey(kind, payload).value_or("");
}

std::string all_of(const xdr::Array<xdr::ClaimPredicate, 2>& predicates) {
    std::vector<std::string> parts;
    parts.reserve(predicates.size());
    for (const xdr::ClaimPredicate& part : predicates) parts.push_back(predicate_json(part));
    return json::array_of(parts);
}

}  // namespace

Links& Links::add(std::string_view name, std::string_view path) {
    json::ObjectWriter link;
    link.add("href", fmt::format("{}{}", base_, path));
    links_.add_raw(name, link.text());
    return *this;
}

Links& Links::add_template(std::string_view name, std::string_view path) {
    json::ObjectWriter link;
    link.add("href", fmt::format("{}{}", base_, path));
    link.add("templated", true);
    links_.add_raw(name, link.text());
    return *this;
}

std::string amount_text(std::int64_t units) { return to_text_fixed(Amount{units}); }

std::optional<std::string> time_text(std::int64_t unix_seconds) {
    // 0000-01-01 and 9999-12-31T23:59:59.
    constexpr std::int64_t first = -62'167'219'200;
    constexpr std::int64_t last = 253'402'300'799;
    if (unix_seconds < first || unix_seconds > last) return std::nullopt;
    const std::chrono::sys_seconds time{std::chrono::seconds{unix_seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string close_time_text(xdr::TimePoint close_time) {
    return time_text(static_cast<std::int64_t>(close_time)).value_or("");
}

std::string account_text(const xdr::AccountId& account) {
    return stellar::account_text(ed25519_of(account).bytes);
}

std::string base_account_text(const xdr::MuxedAccount& account) {
    return stellar::account_text(ed25519_of(account).bytes);
}

std::string signer_key_text(const xdr::SignerKey& key) {
    if (const auto* plain = key.get_if<xdr::SignerKeyType::ed25519>())
        return stellar::account_text(plain->bytes);
    if (const auto* hash = key.get_if<xdr::SignerKeyType::pre_auth_tx>())
        return strkey_of(StrkeyKind::pre_auth_transaction, as_view(*hash));
    if (const auto* hash = key.get_if<xdr::SignerKeyType::hash_x>())
        return strkey_of(StrkeyKind::hash_x, as_view(*hash));
    const auto& signed_payload = *key.get_if<xdr::SignerKeyType::ed25519_signed_payload>();
    std::string payload{as_view(signed_payload.ed25519)};
    put_big_endian(payload, static_cast<std::uint32_t>(signed_payload.payload.bytes.size()));
    payload += signed_payload.payload.bytes;
    while (payload.size() % 4 != 0) payload += '\0';
    return strkey_of(StrkeyKind::signed_payload, payload);
}

std::string balance_id_text(const xdr::ClaimableBalanceId& id) {
    const Hash& hash = *id.get_if<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>();
    return std::string{balance_type_prefix} + to_hex(hash);
}

std::string asset_text(const xdr::Asset& asset) {
    const AssetParts parts = parts_of(asset);
    return parts.code.empty() ? "native" : parts.code + ":" + parts.issuer;
}

void add_account(json::ObjectWriter& object, std::string_view name,
                 const xdr::MuxedAccount& account) {
    object.add(name, base_account_text(account));
    const auto* muxed = account.get_if<xdr::CryptoKeyType::muxed_ed25519>();
    if (muxed == nullptr) return;
    std::string payload{as_view(muxed->ed25519)};
    put_big_endian(payload, muxed->id);
    object.add(fmt::format("{}_muxed", name), strkey_of(StrkeyKind::muxed_account, payload));
    object.add(fmt::format("{}_muxed_id", name), std::to_string(muxed->id));
}

void add_asset(json::ObjectWriter& object, const xdr::Asset& asset) {
    const AssetParts parts = parts_of(asset);
    object.add("asset_type", parts.type);
    if (parts.code.empty()) return;
    object.add("asset_code", parts.code);
    object.add("asset_issuer", parts.issuer);
}

std::string predicate_json(const xdr::ClaimPredicate& predicate) {
    json::ObjectWriter object;
    if (const auto* both = predicate.get_if<ClaimPredicateType::and_>())
        object.add_raw("and", all_of(*both));
    if (const auto* either = predicate.get_if<ClaimPredicateType::or_>())
        object.add_raw("or", all_of(*either));
    if (const auto* none = predicate.get_if<ClaimPredicateType::not_>(); none && *none)
        object.add_raw("not", predicate_json(***none));
    if (const auto* time = predicate.get_if<ClaimPredicateType::before_absolute_time>()) {
        if (const auto text = time_text(*time)) object.add("abs_before", *text);
        object.add("abs_before_epoch", std::to_string(*time));
    }
    if (const auto* seconds = predicate.get_if<ClaimPredicateType::before_relative_time>())
        object.add("rel_before", std::to_string(*seconds));
    if (predicate.type() == ClaimPredicateType::unconditional) object.add("unconditional", true);
    return object.text();
}

std::string claimants_json(const xdr::Array<xdr::Claimant, 10>& claimants) {
    std::vector<std::string> texts;
    for (const xdr::Claimant& claimant : claimants) {
        const auto& first = *claimant.get_if<xdr::ClaimantType::claimant_type_v0>();
        json::ObjectWriter object;
        object.add("destination", account_text(first.destination));
        object.add_raw("predicate", predicate_json(first.predicate));
        texts.push_back(object.text());
    }
    return json::array_of(texts);
}

std::string readable(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t size = utf8_sequence(bytes);
        text += size == 0 ? replacement_character : bytes.substr(0, size);
        bytes.remove_prefix(std::max(size, std::size_t{1}));
    }
    return text;
}

std::optional<xdr::Asset> asset_of(const xdr::TrustLineAsset& asset) {
    if (const auto* four = asset.get_if<AssetType::credit_alphanum4>())
        return xdr::Asset{xdr::arm<AssetType::credit_alphanum4>, *four};
    if (const auto* twelve = asset.get_if<AssetType::credit_alphanum12>())
        return xdr::Asset{xdr::arm<AssetType::credit_alphanum12>, *twelve};
    return std::nullopt;
}

}  // namespace ledger::stellar::sandbox
