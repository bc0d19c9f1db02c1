#include "stellar/sandbox/history/participants.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

using xdr::EnvelopeType;
using xdr::OperationType;

const xdr::TimeBounds* time_bounds_of(const xdr::Preconditions& preconditions) {
    if (const auto* bounds = preconditions.get_if<xdr::PreconditionType::time>()) return bounds;
    const auto* second = preconditions.get_if<xdr::PreconditionType::v2>();
    return second != nullptr && second->time_bounds ? &*second->time_bounds : nullptr;
}

EnvelopeView view_of_first_form(const xdr::TransactionV0Envelope& envelope) {
    const xdr::TransactionV0& tx = envelope.tx;
    const xdr::MuxedAccount source{xdr::arm<xdr::CryptoKeyType::ed25519>,
                                   tx.source_account_ed25519};
    return {.source = source,
            .fee_source = source,
            .sequence = tx.seq_num,
            .max_fee = tx.fee,
            .inner_fee = tx.fee,
            .memo = &tx.memo,
            .operations = &tx.operations,
            .time_bounds = tx.time_bounds ? &*tx.time_bounds : nullptr,
            .signatures = &envelope.signatures};
}

EnvelopeView view_of_transaction(const xdr::TransactionV1Envelope& envelope) {
    const xdr::Transaction& tx = envelope.tx;
    return {.source = tx.source_account,
            .fee_source = tx.source_account,
            .sequence = tx.seq_num,
            .max_fee = tx.fee,
            .inner_fee = tx.fee,
            .memo = &tx.memo,
            .operations = &tx.operations,
            .preconditions = &tx.cond,
            .time_bounds = time_bounds_of(tx.cond),
            .signatures = &envelope.signatures};
}

/// Whom the operation names beside its source.
struct Named {
    std::vector<AccountKey> keys;

    void add(const xdr::MuxedAccount& account) { keys.push_back(ed25519_of(account)); }
    void add(const xdr::AccountId& account) { keys.push_back(ed25519_of(account)); }
    void add(const xdr::RevokeSponsorshipOp& operation) {
        if (const auto* signer = operation.get_if<xdr::RevokeSponsorshipType::signer>())
            return add(signer->account_id);
        const auto& key = *operation.get_if<xdr::RevokeSponsorshipType::ledger_entry>();
        if (const auto* account = key.get_if<xdr::LedgerEntryType::account>())
            add(account->account_id);
        if (const auto* line = key.get_if<xdr::LedgerEntryType::trustline>()) add(line->account_id);
        if (const auto* data = key.get_if<xdr::LedgerEntryType::data>()) add(data->account_id);
    }
};

Named named_by(const xdr::OperationBody& body) {
    Named named;
    if (const auto* create = body.get_if<OperationType::create_account>())
        named.add(create->destination);
    if (const auto* payment = body.get_if<OperationType::payment>())
        named.add(payment->destination);
    if (const auto* path = body.get_if<OperationType::path_payment_strict_receive>())
        named.add(path->destination);
    if (const auto* path = body.get_if<OperationType::path_payment_strict_send>())
        named.add(path->destination);
    if (const auto* allow = body.get_if<OperationType::allow_trust>()) named.add(allow->trustor);
    if (const auto* flags = body.get_if<OperationType::set_trust_line_flags>())
        named.add(flags->trustor);
    if (body.type() == OperationType::account_merge)
        named.add(*body.get_if<OperationType::account_merge>());
    if (const auto* balance = body.get_if<OperationType::create_claimable_balance>())
        for (const xdr::Claimant& claimant : balance->claimants)
            named.add(claimant.get_if<xdr::ClaimantType::claimant_type_v0>()->destination);
    if (const auto* begin = body.get_if<OperationType::begin_sponsoring_future_reserves>())
        named.add(begin->sponsored_id);
    if (const auto* clawback = body.get_if<OperationType::clawback>()) named.add(clawback->from);
    if (const auto* revoke = body.get_if<OperationType::revoke_sponsorship>()) named.add(*revoke);
    return named;
}

}  // namespace

AccountKey ed25519_of(const xdr::MuxedAccount& account) {
    if (const auto* key = account.get_if<xdr::CryptoKeyType::ed25519>()) return *key;
    return account.get_if<xdr::CryptoKeyType::muxed_ed25519>()->ed25519;
}

EnvelopeView view_of(const xdr::TransactionEnvelope& envelope) {
    if (const auto* first = envelope.get_if<EnvelopeType::tx_v0>())
        return view_of_first_form(*first);
    if (const auto* plain = envelope.get_if<EnvelopeType::tx>()) return view_of_transaction(*plain);
    const auto& bump = *envelope.get_if<EnvelopeType::tx_fee_bump>();
    EnvelopeView view = view_of_transaction(*bump.tx.inner_tx.get_if<EnvelopeType::tx>());
    view.inner_signatures = view.signatures;
    view.signatures = &bump.signatures;
    view.fee_source = bump.tx.fee_source;
    view.max_fee = bump.tx.fee;
    return view;
}

std::vector<AccountKey> participants_of(const xdr::Operation& operation,
                                        const xdr::MuxedAccount& source) {
    std::vector<AccountKey> participants{
        ed25519_of(operation.source_account ? *operation.source_account : source)};
    for (const AccountKey& key : named_by(operation.body).keys)
        if (std::ranges::find(participants, key) == participants.end()) participants.push_back(key);
    return participants;
}

}  // namespace ledger::stellar::sandbox
