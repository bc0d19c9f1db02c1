#include "stellar/sandbox/frame.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::EnvelopeType;
/// Products of two fees.
__extension__ using Wide = __int128;

xdr::TransactionEnvelope todays_form(xdr::TransactionEnvelope envelope) {
    const auto* old = envelope.get_if<EnvelopeType::tx_v0>();
    if (old == nullptr) return envelope;
    return xdr::TransactionEnvelope{arm<EnvelopeType::tx>, upgraded(old->tx), old->signatures};
}

std::int64_t bounded(Wide value) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    return value > Wide{most} ? most : static_cast<std::int64_t>(value);
}

}  // namespace

Result<Frame> Frame::read(const Hash& network, xdr::TransactionEnvelope envelope) {
    Frame frame;
    frame.envelope_ = todays_form(std::move(envelope));
    TRY(envelope_hash, xdr_hash(frame.envelope_));
    TRY(hash, transaction_hash(network, frame.envelope_));
    TRY(inner, stellar::inner_hash(network, frame.envelope_));
    TRY(inner_envelope, xdr_hash(xdr::TransactionEnvelope{arm<EnvelopeType::tx>, frame.inner()}));
    frame.envelope_hash_ = envelope_hash;
    frame.hash_ = hash;
    frame.inner_hash_ = inner;
    frame.inner_envelope_hash_ = inner_envelope;
    return frame;
}

const xdr::FeeBumpTransactionEnvelope* Frame::fee_bump() const {
    return envelope_.get_if<EnvelopeType::tx_fee_bump>();
}

const xdr::TransactionV1Envelope& Frame::inner() const {
    if (const auto* bump = fee_bump()) return *bump->tx.inner_tx.get_if<EnvelopeType::tx>();
    return *envelope_.get_if<EnvelopeType::tx>();
}

xdr::AccountId Frame::source() const { return account_of(transaction().source_account); }

xdr::AccountId Frame::fee_source() const {
    const auto* bump = fee_bump();
    return bump == nullptr ? source() : account_of(bump->tx.fee_source);
}

std::int64_t Frame::fee() const {
    const auto* bump = fee_bump();
    return bump == nullptr ? std::int64_t{transaction().fee} : bump->tx.fee;
}

std::int64_t Frame::paid_operations() const {
    const auto count = static_cast<std::int64_t>(transaction().operations.size());
    return is_fee_bump() ? count + 1 : std::max<std::int64_t>(count, 1);
}

std::int64_t Frame::fee_at(std::int64_t base_fee) const {
    return scaled_up(base_fee, paid_operations(), 1);
}

const xdr::PreconditionsV2* Frame::conditions() const {
    return transaction().cond.get_if<xdr::PreconditionType::v2>();
}

const xdr::TimeBounds* Frame::time_bounds() const {
    if (const auto* bounds = transaction().cond.get_if<xdr::PreconditionType::time>())
        return bounds;
    const auto* all = conditions();
    return all != nullptr && all->time_bounds ? &*all->time_bounds : nullptr;
}

int compare_rates(std::int64_t one_fee, std::int64_t one_operations, std::int64_t other_fee,
                  std::int64_t other_operations) {
    const Wide one = Wide{one_fee} * other_operations;
    const Wide other = Wide{other_fee} * one_operations;
    if (one == other) return 0;
    return one < other ? -1 : 1;
}

std::int64_t scaled_up(std::int64_t fee, std::int64_t factor, std::int64_t divisor) {
    return bounded((Wide{fee} * factor + divisor - 1) / divisor);
}

std::int64_t scaled_down(std::int64_t fee, std::int64_t factor, std::int64_t divisor) {
    return bounded(Wide{fee} * factor / divisor);
}

}  // namespace ledger::stellar::sandbox
