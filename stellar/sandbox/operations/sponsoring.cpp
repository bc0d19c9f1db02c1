#include "stellar/sandbox/operations/operation.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

constexpr auto begin = xdr::OperationType::begin_sponsoring_future_reserves;
constexpr auto end = xdr::OperationType::end_sponsoring_future_reserves;
using BeginCode = xdr::BeginSponsoringFutureReservesResultCode;
using EndCode = xdr::EndSponsoringFutureReservesResultCode;

std::optional<BeginCode> begin_fault(const xdr::BeginSponsoringFutureReservesOp& op,
                                     const xdr::AccountId& source) {
    if (op.sponsored_id == source) return BeginCode::malformed;
    return std::nullopt;
}

xdr::OperationResult apply_begin(const xdr::BeginSponsoringFutureReservesOp& op, Scene& scene) {
    State::Sponsors& sponsors = scene.state.sponsors();
    const Hash& sponsored = public_key(op.sponsored_id);
    const Hash& sponsor = public_key(scene.source);
    if (sponsors.contains(sponsored)) return outcome<begin>(BeginCode::already_sponsored);
    const bool is_sponsor = std::ranges::any_of(
        sponsors, [&](const auto& promise) { return promise.second == sponsored; });
    if (is_sponsor || sponsors.contains(sponsor)) return outcome<begin>(BeginCode::recursive);
    sponsors.emplace(sponsored, sponsor);
    return outcome<begin>(BeginCode::success);
}

std::optional<EndCode> end_fault(const xdr::Void&, const xdr::AccountId&) { return std::nullopt; }

/// Ended by whom it was promised to, which shows that he agrees.
xdr::OperationResult apply_end(const xdr::Void&, Scene& scene) {
    const bool was_sponsored = scene.state.sponsors().erase(public_key(scene.source)) != 0;
    return outcome<end>(was_sponsored ? EndCode::success : EndCode::not_sponsored);
}

}  // namespace

constinit const OperationRules begin_sponsoring_rules =
    rules_for<begin, begin_fault, apply_begin, Threshold::medium>();
constinit const OperationRules end_sponsoring_rules =
    rules_for<end, end_fault, apply_end, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
