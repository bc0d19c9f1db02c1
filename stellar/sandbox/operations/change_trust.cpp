#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::ChangeTrustResultCode;
using xdr::AssetType;
constexpr auto type = xdr::OperationType::change_trust;

/// Pools never come here.
xdr::Asset asset_of(const xdr::ChangeTrustAsset& line) {
    if (const auto* four = line.get_if<AssetType::credit_alphanum4>())
        return xdr::Asset{xdr::arm<AssetType::credit_alphanum4>, *four};
    if (const auto* twelve = line.get_if<AssetType::credit_alphanum12>())
        return xdr::Asset{xdr::arm<AssetType::credit_alphanum12>, *twelve};
    return {};
}

std::optional<Code> fault(const xdr::ChangeTrustOp& change, const xdr::AccountId& source) {
    const xdr::Asset asset = asset_of(change.line);
    if (change.limit < 0 || !is_valid(asset) || asset.type() == AssetType::native ||
        is_issuer(source, asset))
        return Code::malformed;
    return std::nullopt;
}

xdr::OperationResult open(const xdr::Asset& asset, std::int64_t limit, Scene& scene) {
    if (limit == 0) return outcome<type>(Code::invalid_limit);
    const xdr::AccountEntry* issuer = find_account(scene.state, *issuer_of(asset));
    if (issuer == nullptr) return outcome<type>(Code::no_issuer);
    xdr::TrustLineEntry line;
    line.account_id = scene.source;
    line.asset = line_asset(asset);
    line.limit = limit;
    if ((issuer->flags & account_flags::auth_required) == 0)
        line.flags |= trust_line_flags::authorized;
    if ((issuer->flags & account_flags::auth_clawback_enabled) != 0)
        line.flags |= trust_line_flags::clawback_enabled;
    xdr::LedgerEntry entry{
        .data = xdr::LedgerEntryData{xdr::arm<xdr::LedgerEntryType::trustline>, std::move(line)}};
    const Charge charge =
        charge_entry(scene.state, scene.header, entry, *touch_account(scene.state, scene.source));
    if (charge != Charge::done) return outcome<type>(charge);
    scene.state.put(std::move(entry));
    return outcome<type>(Code::success);
}

xdr::OperationResult apply(const xdr::ChangeTrustOp& change, Scene& scene) {
    const xdr::Asset asset = asset_of(change.line);
    const xdr::LedgerKey key = line_key(scene.source, asset);
    xdr::LedgerEntry* entry = scene.state.touch(key);
    if (entry == nullptr) return open(asset, change.limit, scene);
    xdr::TrustLineEntry& line = line_in(*entry);
    if (change.limit < least_limit(line)) return outcome<type>(Code::invalid_limit);
    if (change.limit == 0) {
        release_entry(scene.state, *entry, *touch_account(scene.state, scene.source));
        scene.state.erase(key);
        return outcome<type>(Code::success);
    }
    if (find_account(scene.state, *issuer_of(asset)) == nullptr)
        return outcome<type>(Code::no_issuer);
    line.limit = change.limit;
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules change_trust_rules =
    rules_for<type, fault, apply, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
