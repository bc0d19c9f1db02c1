#include "stellar/sandbox/operations/operation.hpp"

#include <algorithm>
#include <limits>

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::SetOptionsResultCode;
using xdr::SignerKeyType;
constexpr auto type = xdr::OperationType::set_options;
constexpr std::uint32_t most_weight = std::numeric_limits<std::uint8_t>::max();
constexpr std::size_t most_signers = 20;

Threshold threshold(const xdr::SetOptionsOp& options) {
    const bool changes_power = options.master_weight || options.low_threshold ||
                               options.med_threshold || options.high_threshold || options.signer;
    return changes_power ? Threshold::high : Threshold::medium;
}

bool is_valid_signer(const xdr::Signer& signer, const xdr::AccountId& source) {
    const auto* ed25519 = signer.key.get_if<SignerKeyType::ed25519>();
    const auto* payload = signer.key.get_if<SignerKeyType::ed25519_signed_payload>();
    const bool is_self = ed25519 != nullptr && *ed25519 == public_key(source);
    const bool signs_nothing = payload != nullptr && payload->payload.bytes.empty();
    return !is_self && !signs_nothing && signer.weight <= most_weight;
}

std::optional<Code> fault(const xdr::SetOptionsOp& options, const xdr::AccountId& source) {
    const std::uint32_t set = options.set_flags.value_or(0);
    const std::uint32_t clear = options.clear_flags.value_or(0);
    if (((set | clear) & ~account_flags::all) != 0) return Code::unknown_flag;
    if ((set & clear) != 0) return Code::bad_flags;
    const auto is_out_of_range = [](const auto& weight) {
        return weight.value_or(0) > most_weight;
    };
    const xdr::Optional<std::uint32_t> weights[] = {options.master_weight, options.low_threshold,
                                                    options.med_threshold, options.high_threshold};
    if (std::ranges::any_of(weights, is_out_of_range)) return Code::threshold_out_of_range;
    if (options.signer && !is_valid_signer(*options.signer, source)) return Code::bad_signer;
    if (options.home_domain && !is_valid_text(options.home_domain->bytes))
        return Code::invalid_home_domain;
    return std::nullopt;
}

std::optional<Code> change_flags(const xdr::SetOptionsOp& options, xdr::AccountEntry& account) {
    const std::uint32_t set = options.set_flags.value_or(0);
    const std::uint32_t clear = options.clear_flags.value_or(0);
    if ((set | clear) != 0 && (account.flags & account_flags::auth_immutable) != 0)
        return Code::cant_change;
    account.flags = (account.flags & ~clear) | set;
    const bool is_changed = options.set_flags || options.clear_flags;
    if (is_changed && (account.flags & account_flags::auth_clawback_enabled) != 0 &&
        (account.flags & account_flags::auth_revocable) == 0)
        return Code::auth_revocable_required;
    return std::nullopt;
}

void change_thresholds(const xdr::SetOptionsOp& options, xdr::AccountEntry& account) {
    const auto change = [&](Threshold which, const xdr::Optional<std::uint32_t>& value) {
        if (value) account.thresholds.bytes[which] = static_cast<std::uint8_t>(*value);
    };
    change(master_weight, options.master_weight);
    change(low, options.low_threshold);
    change(medium, options.med_threshold);
    change(high, options.high_threshold);
}

xdr::OperationResult change_signer(const xdr::Signer& signer, xdr::AccountEntry& account,
                                   Scene& scene) {
    const std::size_t place = signer_place(account, signer.key);
    const bool is_there = has_signer_at(account, place, signer.key);
    if (signer.weight == 0) {
        if (is_there) remove_signer(scene.state, account, place);
        return outcome<type>(Code::success);
    }
    if (is_there) {
        account.signers[place].weight = signer.weight;
        return outcome<type>(Code::success);
    }
    if (account.signers.size() == most_signers) return outcome<type>(Code::too_many_signers);
    const Charge charge = add_signer(scene.state, scene.header, account, signer);
    return charge == Charge::done ? outcome<type>(Code::success) : outcome<type>(charge);
}

xdr::OperationResult apply(const xdr::SetOptionsOp& options, Scene& scene) {
    xdr::AccountEntry& account = *touch_account(scene.state, scene.source);
    if (options.inflation_dest) {
        if (find_account(scene.state, *options.inflation_dest) == nullptr)
            return outcome<type>(Code::invalid_inflation);
        account.inflation_dest = options.inflation_dest;
    }
    if (const auto code = change_flags(options, account)) return outcome<type>(*code);
    if (options.home_domain) account.home_domain = *options.home_domain;
    change_thresholds(options, account);
    if (options.signer) return change_signer(*options.signer, account, scene);
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules set_options_rules = rules_for<type, fault, apply, threshold>();

}  // namespace ledger::stellar::sandbox
