#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::ClawbackResultCode;
constexpr auto type = xdr::OperationType::clawback;

std::optional<Code> fault(const xdr::ClawbackOp& op, const xdr::AccountId& source) {
    const auto* from = op.from.get_if<xdr::CryptoKeyType::ed25519>();
    const bool is_from_self = from != nullptr && *from == public_key(source);
    if (is_from_self || op.amount < 1 || !is_issuer(source, op.asset) || !is_valid(op.asset))
        return Code::malformed;
    return std::nullopt;
}

xdr::OperationResult apply(const xdr::ClawbackOp& op, Scene& scene) {
    xdr::LedgerEntry* entry = scene.state.touch(line_key(account_of(op.from), op.asset));
    if (entry == nullptr) return outcome<type>(Code::no_trust);
    xdr::TrustLineEntry& line = line_in(*entry);
    if (!is_clawback_enabled(line)) return outcome<type>(Code::not_clawback_enabled);
    // From frozen lines as well.
    if (!add_balance(line, -op.amount)) return outcome<type>(Code::underfunded);
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules clawback_rules = rules_for<type, fault, apply, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
