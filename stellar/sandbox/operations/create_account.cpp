#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::CreateAccountResultCode;
constexpr auto type = xdr::OperationType::create_account;

std::optional<Code> fault(const xdr::CreateAccountOp& creation, const xdr::AccountId& source) {
    if (creation.starting_balance < 0 || creation.destination == source) return Code::malformed;
    return std::nullopt;
}

xdr::LedgerEntry new_account(const xdr::CreateAccountOp& creation, const Scene& scene) {
    xdr::AccountEntry account;
    account.account_id = creation.destination;
    account.balance = creation.starting_balance;
    account.seq_num = starting_sequence(scene.header.ledger_seq);
    account.thresholds.bytes[master_weight] = 1;
    return {.data =
                xdr::LedgerEntryData{xdr::arm<xdr::LedgerEntryType::account>, std::move(account)}};
}

xdr::OperationResult apply(const xdr::CreateAccountOp& creation, Scene& scene) {
    if (find_account(scene.state, creation.destination) != nullptr)
        return outcome<type>(Code::already_exist);
    xdr::LedgerEntry entry = new_account(creation, scene);
    const Charge charge = charge_entry(scene.state, scene.header, entry, account_in(entry));
    if (charge != Charge::done) return outcome<type>(charge);
    xdr::AccountEntry& source = *touch_account(scene.state, scene.source);
    if (available_balance(scene.header, source) < creation.starting_balance ||
        !add_balance(scene.header, source, -creation.starting_balance))
        return outcome<type>(Code::underfunded);
    scene.state.put(std::move(entry));
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules create_account_rules =
    rules_for<type, fault, apply, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
