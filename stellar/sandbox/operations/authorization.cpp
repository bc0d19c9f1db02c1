// Both ways in which an issuer says who may hold his asset.
#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using xdr::AssetType;
using xdr::OperationType;

constexpr auto allow = OperationType::allow_trust;
constexpr auto set_flags = OperationType::set_trust_line_flags;
using AllowCode = xdr::AllowTrustResultCode;
using SetCode = xdr::SetTrustLineFlagsResultCode;

xdr::Asset asset_of(const xdr::AssetCode& code, const xdr::AccountId& issuer) {
    if (const auto* four = code.get_if<AssetType::credit_alphanum4>())
        return xdr::Asset{xdr::arm<AssetType::credit_alphanum4>, *four, issuer};
    return xdr::Asset{xdr::arm<AssetType::credit_alphanum12>,
                      *code.get_if<AssetType::credit_alphanum12>(), issuer};
}

/// At most one of the two.
bool is_authorization(std::uint32_t flags) { return (flags & line_auth_flags) != line_auth_flags; }

bool may_revoke(const Scene& scene) {
    return (find_account(scene.state, scene.source)->flags & account_flags::auth_revocable) != 0;
}

std::optional<AllowCode> allow_fault(const xdr::AllowTrustOp& op, const xdr::AccountId& source) {
    if (op.authorize > trust_line_flags::authorized_to_maintain_liabilities ||
        !is_valid(asset_of(op.asset, source)) || op.trustor == source)
        return AllowCode::malformed;
    return std::nullopt;
}

xdr::OperationResult apply_allow(const xdr::AllowTrustOp& op, Scene& scene) {
    const bool is_revocable = may_revoke(scene);
    if (!is_revocable && op.authorize == 0) return outcome<allow>(AllowCode::cant_revoke);
    xdr::LedgerEntry* entry =
        scene.state.touch(line_key(op.trustor, asset_of(op.asset, scene.source)));
    if (entry == nullptr) return outcome<allow>(AllowCode::no_trust_line);
    xdr::TrustLineEntry& line = line_in(*entry);
    if (!is_revocable && is_authorized(line) &&
        op.authorize == trust_line_flags::authorized_to_maintain_liabilities)
        return outcome<allow>(AllowCode::cant_revoke);
    line.flags = (line.flags & ~line_auth_flags) | op.authorize;
    return outcome<allow>(AllowCode::success);
}

std::optional<SetCode> set_fault(const xdr::SetTrustLineFlagsOp& op, const xdr::AccountId& source) {
    if (!is_issuer(source, op.asset) || !is_valid(op.asset) || op.trustor == source ||
        (op.set_flags & op.clear_flags) != 0 || (op.set_flags & ~line_auth_flags) != 0 ||
        !is_authorization(op.set_flags) || (op.clear_flags & ~trust_line_flags::all) != 0)
        return SetCode::malformed;
    return std::nullopt;
}

xdr::OperationResult apply_set(const xdr::SetTrustLineFlagsOp& op, Scene& scene) {
    const bool takes_away = (op.clear_flags & line_auth_flags) != 0 &&
                            (op.set_flags & trust_line_flags::authorized) == 0;
    if (takes_away && !may_revoke(scene)) return outcome<set_flags>(SetCode::cant_revoke);
    xdr::LedgerEntry* entry = scene.state.touch(line_key(op.trustor, op.asset));
    if (entry == nullptr) return outcome<set_flags>(SetCode::no_trust_line);
    xdr::TrustLineEntry& line = line_in(*entry);
    const std::uint32_t flags = (line.flags & ~op.clear_flags) | op.set_flags;
    if (!is_authorization(flags)) return outcome<set_flags>(SetCode::invalid_state);
    line.flags = flags;
    return outcome<set_flags>(SetCode::success);
}

}  // namespace

constinit const OperationRules allow_trust_rules =
    rules_for<allow, allow_fault, apply_allow, Threshold::low>();
constinit const OperationRules set_trust_line_flags_rules =
    rules_for<set_flags, set_fault, apply_set, Threshold::low>();

}  // namespace ledger::stellar::sandbox
