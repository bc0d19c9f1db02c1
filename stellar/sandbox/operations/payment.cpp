#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::PaymentResultCode;
constexpr auto type = xdr::OperationType::payment;

std::optional<Code> fault(const xdr::PaymentOp& payment, const xdr::AccountId&) {
    if (payment.amount <= 0 || !is_valid(payment.asset)) return Code::malformed;
    return std::nullopt;
}

Code pay_native(const xdr::PaymentOp& payment, const xdr::AccountId& to, Scene& scene) {
    if (!add_balance(scene.header, *touch_account(scene.state, to), payment.amount))
        return Code::line_full;
    xdr::AccountEntry& from = *touch_account(scene.state, scene.source);
    return add_balance(scene.header, from, -payment.amount) ? Code::success : Code::underfunded;
}

/// The destination first: a full line wins over missing funds.
Code pay_issued(const xdr::PaymentOp& payment, const xdr::AccountId& to, Scene& scene) {
    Holding target{scene.state, to, payment.asset};
    if (!target.exists()) return Code::no_trust;
    if (!target.is_authorized()) return Code::not_authorized;
    if (!target.add(payment.amount)) return Code::line_full;
    Holding source{scene.state, scene.source, payment.asset};
    if (!source.exists()) return Code::src_no_trust;
    if (!source.is_authorized()) return Code::src_not_authorized;
    return source.add(-payment.amount) ? Code::success : Code::underfunded;
}

xdr::OperationResult apply(const xdr::PaymentOp& payment, Scene& scene) {
    const xdr::AccountId to = account_of(payment.destination);
    const bool is_native = payment.asset.type() == xdr::AssetType::native;
    if (is_native && to == scene.source) return outcome<type>(Code::success);
    // What comes back to its issuer arrives even if he is gone.
    if (!is_issuer(to, payment.asset) && find_account(scene.state, to) == nullptr)
        return outcome<type>(Code::no_destination);
    return outcome<type>(is_native ? pay_native(payment, to, scene)
                                   : pay_issued(payment, to, scene));
}

}  // namespace

constinit const OperationRules payment_rules = rules_for<type, fault, apply, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
