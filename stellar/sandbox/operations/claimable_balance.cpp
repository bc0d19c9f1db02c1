#include "stellar/sandbox/operations/operation.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::ClaimPredicate;
using xdr::ClaimPredicateType;
using xdr::OperationType;

constexpr auto create = OperationType::create_claimable_balance;
constexpr auto claim = OperationType::claim_claimable_balance;
constexpr auto claw_back = OperationType::clawback_claimable_balance;
using CreateCode = xdr::CreateClaimableBalanceResultCode;
using ClaimCode = xdr::ClaimClaimableBalanceResultCode;
using ClawbackCode = xdr::ClawbackClaimableBalanceResultCode;
using Predicates = xdr::Array<ClaimPredicate, 2>;

constexpr int deepest_predicate = 4;

const xdr::ClaimantV0& facts_of(const xdr::Claimant& claimant) {
    return *claimant.get_if<xdr::ClaimantType::claimant_type_v0>();
}

const Predicates* pair_in(const ClaimPredicate& predicate) {
    if (const auto* both = predicate.get_if<ClaimPredicateType::and_>()) return both;
    return predicate.get_if<ClaimPredicateType::or_>();
}

bool is_valid_predicate(const ClaimPredicate& predicate, int depth = 1) {
    if (depth > deepest_predicate) return false;
    const auto is_valid_part = [depth](const ClaimPredicate& part) {
        return is_valid_predicate(part, depth + 1);
    };
    if (const auto* pair = pair_in(predicate))
        return pair->size() == 2 && std::ranges::all_of(*pair, is_valid_part);
    if (const auto* negated = predicate.get_if<ClaimPredicateType::not_>())
        return *negated && is_valid_part(***negated);
    if (const auto* time = predicate.get_if<ClaimPredicateType::before_absolute_time>())
        return *time >= 0;
    if (const auto* time = predicate.get_if<ClaimPredicateType::before_relative_time>())
        return *time >= 0;
    return true;
}

/// `now` + `seconds`, or the end of time.
std::int64_t later(xdr::TimePoint now, std::int64_t seconds) {
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    return now > static_cast<std::uint64_t>(end - seconds)
               ? end
               : static_cast<std::int64_t>(now) + seconds;
}

/// What is relative becomes absolute when the balance is created.
void fix_times(ClaimPredicate& predicate, xdr::TimePoint now) {
    if (auto* both = predicate.get_if<ClaimPredicateType::and_>()) {
        for (ClaimPredicate& part : *both) fix_times(part, now);
    } else if (auto* either = predicate.get_if<ClaimPredicateType::or_>()) {
        for (ClaimPredicate& part : *either) fix_times(part, now);
    } else if (auto* negated = predicate.get_if<ClaimPredicateType::not_>()) {
        fix_times(***negated, now);
    } else if (const auto* time = predicate.get_if<ClaimPredicateType::before_relative_time>()) {
        predicate =
            ClaimPredicate{arm<ClaimPredicateType::before_absolute_time>, later(now, *time)};
    }
}

bool holds_at(const ClaimPredicate& predicate, xdr::TimePoint now) {
    const auto holds = [now](const ClaimPredicate& part) { return holds_at(part, now); };
    if (const auto* both = predicate.get_if<ClaimPredicateType::and_>())
        return std::ranges::all_of(*both, holds);
    if (const auto* either = predicate.get_if<ClaimPredicateType::or_>())
        return std::ranges::any_of(*either, holds);
    if (const auto* negated = predicate.get_if<ClaimPredicateType::not_>())
        return !holds(***negated);
    if (const auto* time = predicate.get_if<ClaimPredicateType::before_absolute_time>())
        return static_cast<std::uint64_t>(*time) > now;
    return true;
}

std::optional<CreateCode> create_fault(const xdr::CreateClaimableBalanceOp& op,
                                       const xdr::AccountId&) {
    if (!is_valid(op.asset) || op.amount <= 0 || op.claimants.empty()) return CreateCode::malformed;
    std::set<Hash> destinations;
    for (const xdr::Claimant& claimant : op.claimants) {
        if (!destinations.insert(public_key(facts_of(claimant).destination)).second ||
            !is_valid_predicate(facts_of(claimant).predicate))
            return CreateCode::malformed;
    }
    return std::nullopt;
}

/// Takes the amount from the source, and says whether it may be clawed back.
std::optional<CreateCode> take_amount(const xdr::CreateClaimableBalanceOp& op,
                                      xdr::AccountEntry& source, Scene& scene, bool& has_clawback) {
    if (op.asset.type() == xdr::AssetType::native) {
        if (add_balance(scene.header, source, -op.amount)) return std::nullopt;
        return CreateCode::underfunded;
    }
    Holding holding{scene.state, scene.source, op.asset};
    if (!holding.exists()) return CreateCode::no_trust;
    if (!holding.is_authorized()) return CreateCode::not_authorized;
    if (!holding.add(-op.amount)) return CreateCode::underfunded;
    has_clawback = holding.is_issuer() ? (source.flags & account_flags::auth_clawback_enabled) != 0
                                       : is_clawback_enabled(*holding.line());
    return std::nullopt;
}

xdr::ClaimableBalanceEntry new_balance(const xdr::CreateClaimableBalanceOp& op, const Scene& scene,
                                       bool has_clawback) {
    xdr::ClaimableBalanceEntry balance;
    // Never fails: an account and two numbers can always be encoded.
    balance.balance_id = claimable_balance_id(scene.transaction.source_account,
                                              scene.transaction.seq_num, scene.index)
                             .value();
    balance.asset = op.asset;
    balance.amount = op.amount;
    balance.claimants = op.claimants;
    for (xdr::Claimant& claimant : balance.claimants)
        fix_times(claimant.get_if<xdr::ClaimantType::claimant_type_v0>()->predicate,
                  scene.header.scp_value.close_time);
    if (has_clawback) {
        xdr::ClaimableBalanceEntryExtensionV1 extension;
        extension.flags = balance_clawback_enabled;
        balance.ext = xdr::ClaimableBalanceEntryExt{arm<1>, std::move(extension)};
    }
    return balance;
}

xdr::OperationResult apply_create(const xdr::CreateClaimableBalanceOp& op, Scene& scene) {
    xdr::AccountEntry& source = *touch_account(scene.state, scene.source);
    bool has_clawback = false;
    if (const auto code = take_amount(op, source, scene, has_clawback))
        return outcome<create>(*code);
    xdr::ClaimableBalanceEntry balance = new_balance(op, scene, has_clawback);
    const xdr::ClaimableBalanceId id = balance.balance_id;
    xdr::LedgerEntry entry{.data = xdr::LedgerEntryData{
                               arm<xdr::LedgerEntryType::claimable_balance>, std::move(balance)}};
    const Charge charge = charge_entry(scene.state, scene.header, entry, source);
    if (charge != Charge::done) return outcome<create>(charge);
    scene.state.put(std::move(entry));
    return outcome<create>(xdr::CreateClaimableBalanceResult{arm<CreateCode::success>, id});
}

std::optional<ClaimCode> claim_fault(const xdr::ClaimClaimableBalanceOp&, const xdr::AccountId&) {
    return std::nullopt;
}

bool may_claim(const xdr::ClaimableBalanceEntry& balance, const Scene& scene) {
    const auto claimant = std::ranges::find_if(balance.claimants, [&](const auto& candidate) {
        return facts_of(candidate).destination == scene.source;
    });
    return claimant != balance.claimants.end() &&
           holds_at(facts_of(*claimant).predicate, scene.header.scp_value.close_time);
}

ClaimCode give_amount(const xdr::ClaimableBalanceEntry& balance, Scene& scene) {
    if (balance.asset.type() == xdr::AssetType::native) {
        xdr::AccountEntry& source = *touch_account(scene.state, scene.source);
        return add_balance(scene.header, source, balance.amount) ? ClaimCode::success
                                                                 : ClaimCode::line_full;
    }
    Holding holding{scene.state, scene.source, balance.asset};
    if (!holding.exists()) return ClaimCode::no_trust;
    if (!holding.is_authorized()) return ClaimCode::not_authorized;
    return holding.add(balance.amount) ? ClaimCode::success : ClaimCode::line_full;
}

void remove(xdr::LedgerEntry& entry, Scene& scene) {
    release_entry(scene.state, entry, *touch_account(scene.state, scene.source));
    scene.state.erase(key_of(entry));
}

xdr::OperationResult apply_claim(const xdr::ClaimClaimableBalanceOp& op, Scene& scene) {
    xdr::LedgerEntry* entry = scene.state.touch(balance_key(op.balance_id));
    if (entry == nullptr) return outcome<claim>(ClaimCode::does_not_exist);
    const xdr::ClaimableBalanceEntry& balance = balance_in(*entry);
    if (!may_claim(balance, scene)) return outcome<claim>(ClaimCode::cannot_claim);
    const ClaimCode code = give_amount(balance, scene);
    if (code == ClaimCode::success) remove(*entry, scene);
    return outcome<claim>(code);
}

std::optional<ClawbackCode> clawback_fault(const xdr::ClawbackClaimableBalanceOp&,
                                           const xdr::AccountId&) {
    return std::nullopt;
}

xdr::OperationResult apply_clawback(const xdr::ClawbackClaimableBalanceOp& op, Scene& scene) {
    xdr::LedgerEntry* entry = scene.state.touch(balance_key(op.balance_id));
    if (entry == nullptr) return outcome<claw_back>(ClawbackCode::does_not_exist);
    const xdr::ClaimableBalanceEntry& balance = balance_in(*entry);
    if (!is_issuer(scene.source, balance.asset))
        return outcome<claw_back>(ClawbackCode::not_issuer);
    const auto* extension = balance.ext.get_if<1>();
    if (extension == nullptr || (extension->flags & balance_clawback_enabled) == 0)
        return outcome<claw_back>(ClawbackCode::not_clawback_enabled);
    remove(*entry, scene);
    return outcome<claw_back>(ClawbackCode::success);
}

}  // namespace

constinit const OperationRules create_claimable_balance_rules =
    rules_for<create, create_fault, apply_create, Threshold::medium>();
constinit const OperationRules claim_claimable_balance_rules =
    rules_for<claim, claim_fault, apply_claim, Threshold::low>();
constinit const OperationRules clawback_claimable_balance_rules =
    rules_for<claw_back, clawback_fault, apply_clawback, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
