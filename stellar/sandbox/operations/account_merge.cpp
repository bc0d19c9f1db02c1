#include "stellar/sandbox/operations/operation.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::AccountMergeResultCode;
constexpr auto type = xdr::OperationType::account_merge;

std::optional<Code> fault(const xdr::MuxedAccount& destination, const xdr::AccountId& source) {
    if (account_of(destination) == source) return Code::malformed;
    return std::nullopt;
}

/// An account that is created anew in this ledger may not fall behind.
bool is_sequence_too_far(const xdr::AccountEntry& account, const Scene& scene) {
    const std::int64_t start = starting_sequence(scene.header.ledger_seq);
    const auto used = scene.highest_sequences.find(public_key(account.account_id));
    return account.seq_num >= start ||
           (used != scene.highest_sequences.end() && used->second >= start);
}

bool is_sponsor(const xdr::AccountEntry& account, const Scene& scene) {
    return sponsoring_count(account) > 0 ||
           std::ranges::any_of(scene.state.sponsors(), [&](const auto& sponsored) {
               return sponsored.second == public_key(account.account_id);
           });
}

std::optional<Code> obstacle(const xdr::AccountEntry& account, const Scene& scene) {
    if ((account.flags & account_flags::auth_immutable) != 0) return Code::immutable_set;
    if (account.num_sub_entries != account.signers.size()) return Code::has_sub_entries;
    if (is_sequence_too_far(account, scene)) return Code::seqnum_too_far;
    if (is_sponsor(account, scene)) return Code::is_sponsor;
    return std::nullopt;
}

xdr::OperationResult apply(const xdr::MuxedAccount& destination, Scene& scene) {
    xdr::AccountEntry* target = touch_account(scene.state, account_of(destination));
    if (target == nullptr) return outcome<type>(Code::no_account);
    xdr::LedgerEntry& entry = *scene.state.touch(account_key(scene.source));
    xdr::AccountEntry& source = account_in(entry);
    if (const auto code = obstacle(source, scene)) return outcome<type>(*code);
    while (!source.signers.empty()) remove_signer(scene.state, source, source.signers.size() - 1);
    const std::int64_t balance = source.balance;
    if (!add_balance(scene.header, *target, balance)) return outcome<type>(Code::dest_full);
    release_entry(scene.state, entry, source);
    scene.state.erase(account_key(scene.source));
    return outcome<type>(xdr::AccountMergeResult{xdr::arm<Code::success>, balance});
}

}  // namespace

constinit const OperationRules account_merge_rules =
    rules_for<type, fault, apply, Threshold::high>();

}  // namespace ledger::stellar::sandbox
