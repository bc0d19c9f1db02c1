#include "stellar/sandbox/operations/operation.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::BumpSequenceResultCode;
constexpr auto type = xdr::OperationType::bump_sequence;

std::optional<Code> fault(const xdr::BumpSequenceOp& bump, const xdr::AccountId&) {
    if (bump.bump_to < 0) return Code::bad_seq;
    return std::nullopt;
}

xdr::OperationResult apply(const xdr::BumpSequenceOp& bump, Scene& scene) {
    xdr::AccountEntry& account = *touch_account(scene.state, scene.source);
    note_sequence_time(scene.header, account);
    account.seq_num = std::max(account.seq_num, bump.bump_to);
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules bump_sequence_rules =
    rules_for<type, fault, apply, Threshold::low>();

}  // namespace ledger::stellar::sandbox
