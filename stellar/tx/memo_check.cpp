#include "stellar/tx/memo_check.hpp"

#include "stellar/keys/memo_rule.hpp"
#include "stellar/tx/conversions.hpp"

#include <algorithm>
#include <span>

namespace ledger::stellar {
namespace {

using xdr::EnvelopeType;
using xdr::OperationType;

/// What of a transaction the rule is about.
struct Contents {
    bool has_memo = false;
    std::span<const xdr::Operation> operations;
};

template <class Transaction>
Contents contents_of(const Transaction& tx) {
    return {tx.memo.type() != xdr::MemoType::none, tx.operations};
}

Contents contents_of(const xdr::TransactionEnvelope& envelope) {
    if (const auto* v0 = envelope.get_if<EnvelopeType::tx_v0>()) return contents_of(v0->tx);
    if (const auto* v1 = envelope.get_if<EnvelopeType::tx>()) return contents_of(v1->tx);
    return contents_of(
        envelope.get_if<EnvelopeType::tx_fee_bump>()->tx.inner_tx.get_if<EnvelopeType::tx>()->tx);
}

struct Target {
    Transfer transfer = Transfer::other;
    Address address{};
};

Target target_of(const xdr::OperationBody& body) {
    if (const auto* op = body.get_if<OperationType::payment>())
        return {Transfer::payment, address_of(op->destination)};
    if (const auto* op = body.get_if<OperationType::path_payment_strict_receive>())
        return {Transfer::path_payment_strict_receive, address_of(op->destination)};
    if (const auto* op = body.get_if<OperationType::path_payment_strict_send>())
        return {Transfer::path_payment_strict_send, address_of(op->destination)};
    if (const auto* into = body.get_if<OperationType::account_merge>())
        return {Transfer::account_merge, address_of(*into)};
    return {};
}

bool must_be_asked(const Target& target) {
    return target.transfer != Transfer::other && !target.address.id;
}

}  // namespace

std::vector<Ed25519Key> accounts_to_ask(const xdr::TransactionEnvelope& envelope) {
    const Contents contents = contents_of(envelope);
    std::vector<Ed25519Key> accounts;
    if (contents.has_memo) return accounts;
    for (const xdr::Operation& operation : contents.operations) {
        const Target target = target_of(operation.body);
        const auto found = std::ranges::find(accounts, target.address.key);
        if (must_be_asked(target) && found == accounts.end())
            accounts.push_back(target.address.key);
    }
    return accounts;
}

Result<void> check_memo(const xdr::TransactionEnvelope& envelope, MemoRequired memo_required) {
    const Contents contents = contents_of(envelope);
    if (contents.has_memo) return {};
    std::vector<Destination> destinations;
    for (const xdr::Operation& operation : contents.operations) {
        const Target target = target_of(operation.body);
        Destination destination{.transfer = target.transfer,
                                .is_muxed = target.address.id.has_value()};
        if (must_be_asked(target)) destination.memo_required = memo_required(target.address.key);
        destinations.push_back(std::move(destination));
    }
    const auto first = first_without_memo(destinations, contents.has_memo);
    if (!first) return {};
    const std::string field = "operations[" + std::to_string(*first) + "].destination";
    return fail(
        impossible(field, "memo_required", field + " wants a memo, and the transaction has none"));
}

}  // namespace ledger::stellar
