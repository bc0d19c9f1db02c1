#include "stellar/network/entry_records.hpp"
#include "stellar/strkey/strkey.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

#include <span>
#include <utility>

namespace ledger::stellar {
namespace {

using xdr::OperationType;

std::unexpected<Error> mismatch(std::string_view what) {
    return fail(ErrorKind::validation, "network.payment", std::string{what});
}

/// An account, with its M address when it has one.
struct Party {
    std::string address;
    std::string muxed;
};

Party party_of(const xdr::MuxedAccount& account) {
    const auto text = [](StrkeyKind kind, std::string_view payload) {
        return to_strkey(kind, payload).value_or("");
    };
    if (const auto* const key = account.get_if<xdr::CryptoKeyType::ed25519>())
        return {text(StrkeyKind::account, as_view(*key)), {}};
    const auto* const muxed = account.get_if<xdr::CryptoKeyType::muxed_ed25519>();
    if (muxed == nullptr) return {};
    std::string payload{as_view(muxed->ed25519)};
    put_big_endian(payload, muxed->id);
    return {text(StrkeyKind::account, as_view(muxed->ed25519)),
            text(StrkeyKind::muxed_account, payload)};
}

/// What an envelope of any kind asks for.
struct Asked {
    xdr::MuxedAccount source;
    std::span<const xdr::Operation> operations;
};

Asked asked_by(const xdr::TransactionEnvelope& envelope) {
    if (const auto* const v0 = envelope.get_if<xdr::EnvelopeType::tx_v0>())
        return {
            xdr::MuxedAccount{xdr::arm<xdr::CryptoKeyType::ed25519>, v0->tx.source_account_ed25519},
            v0->tx.operations};
    const auto* inner = envelope.get_if<xdr::EnvelopeType::tx>();
    if (const auto* const bump = envelope.get_if<xdr::EnvelopeType::tx_fee_bump>())
        inner = bump->tx.inner_tx.get_if<xdr::EnvelopeType::tx>();
    if (inner == nullptr) return {};
    return {inner->tx.source_account, inner->tx.operations};
}

/// Nothing unless the transaction succeeded.
const xdr::Array<xdr::OperationResult>* results_in(const xdr::TransactionResult& result) {
    using Code = xdr::TransactionResultCode;
    if (result.result.type() == Code::tx_success) return result.result.get_if<Code::tx_success>();
    if (result.result.type() != Code::tx_fee_bump_inner_success) return nullptr;
    const auto* const pair = result.result.get_if<Code::tx_fee_bump_inner_success>();
    if (pair == nullptr || pair->result.result.type() != Code::tx_success) return nullptr;
    return pair->result.result.get_if<Code::tx_success>();
}

void receive(Payment& payment, const xdr::MuxedAccount& to) {
    Party party = party_of(to);
    payment.to = std::move(party.address);
    payment.to_muxed = std::move(party.muxed);
}

/// How much a path payment that sends a fixed amount brought.
std::optional<Amount> received(const xdr::OperationResultTr& result) {
    const auto* const sent = result.get_if<OperationType::path_payment_strict_send>();
    if (sent == nullptr) return std::nullopt;
    const auto* const success = sent->get_if<xdr::PathPaymentStrictSendResultCode::success>();
    if (success == nullptr) return std::nullopt;
    return Amount{success->last.amount};
}

std::optional<Amount> merged(const xdr::OperationResultTr& result) {
    const auto* const merge = result.get_if<OperationType::account_merge>();
    if (merge == nullptr) return std::nullopt;
    const auto* const amount = merge->get_if<xdr::AccountMergeResultCode::success>();
    if (amount == nullptr) return std::nullopt;
    return Amount{*amount};
}

/// False when the operation pays nobody.
bool fill(Payment& payment, const xdr::OperationBody& body, const xdr::OperationResultTr& result) {
    if (const auto* const create = body.get_if<OperationType::create_account>()) {
        payment.kind = PaymentKind::create_account;
        payment.to = address_of(create->destination);
        payment.amount = Amount{create->starting_balance};
        return true;
    }
    if (const auto* const pay = body.get_if<OperationType::payment>()) {
        receive(payment, pay->destination);
        payment.asset = asset_of(pay->asset);
        payment.amount = Amount{pay->amount};
        return true;
    }
    if (const auto* const path = body.get_if<OperationType::path_payment_strict_receive>()) {
        payment.kind = PaymentKind::path_payment;
        receive(payment, path->destination);
        payment.asset = asset_of(path->dest_asset);
        payment.amount = Amount{path->dest_amount};
        return true;
    }
    if (const auto* const path = body.get_if<OperationType::path_payment_strict_send>()) {
        payment.kind = PaymentKind::path_payment;
        receive(payment, path->destination);
        payment.asset = asset_of(path->dest_asset);
        payment.amount = received(result);
        return true;
    }
    if (body.type() != OperationType::account_merge) return false;
    payment.kind = PaymentKind::account_merge;
    receive(payment, *body.get_if<OperationType::account_merge>());
    payment.amount = merged(result);
    return true;
}

}  // namespace

Result<std::vector<Payment>> payments_of(std::string_view envelope_xdr, std::string_view result_xdr,
                                         const TransactionPlace& place) {
    TRY(envelope, xdr::decode<xdr::TransactionEnvelope>(envelope_xdr));
    TRY(result, xdr::decode<xdr::TransactionResult>(result_xdr));
    const Asked asked = asked_by(envelope);
    const auto* const results = results_in(result);
    if (results == nullptr) return mismatch("the transaction did not succeed");
    if (results->size() != asked.operations.size())
        return mismatch("as many results as operations are expected");
    std::vector<Payment> payments;
    for (std::size_t i = 0; i < results->size(); ++i) {
        const xdr::Operation& operation = asked.operations[i];
        const auto* const inner = (*results)[i].get_if<xdr::OperationResultCode::op_inner>();
        if (inner == nullptr || inner->type() != operation.body.type())
            return mismatch("a result is another operation's");
        Party from = party_of(operation.source_account ? *operation.source_account : asked.source);
        Payment payment{
            .cursor = history_cursor(place.ledger, place.order, static_cast<std::uint32_t>(i + 1)),
            .transaction = place.hash,
            .closed_at = place.closed_at,
            .from = std::move(from.address),
            .from_muxed = std::move(from.muxed)};
        if (fill(payment, operation.body, *inner)) payments.push_back(std::move(payment));
    }
    return payments;
}

}  // namespace ledger::stellar
