#include "stellar/tx/build.hpp"

#include "stellar/tx/conversions.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/tx/operation_xdr.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ledger::stellar {
namespace {

using xdr::arm;
using xdr::EnvelopeType;
using xdr::MemoType;
using xdr::PreconditionType;

constexpr std::size_t most_memo_text = 28;
constexpr std::size_t most_extra_signers = 2;

std::unexpected<Error> refused(std::vector<FieldError> fields) {
    Error error = invalid_fields(std::move(fields));
    error.code = "transaction.invalid";
    return fail(std::move(error));
}

std::unexpected<Error> refused(std::string_view field, std::string_view rule,
                               std::string_view words) {
    Complaints complaints;
    complaints.add(field, rule, words);
    return refused(std::move(complaints.errors));
}

void check_validity(const Validity& valid, std::int64_t sequence, Complaints& complaints) {
    if (valid.max_time != 0 && valid.max_time < valid.min_time)
        complaints.add("max_time", "order", "must not be before min_time");
    if (valid.max_ledger != 0 && valid.max_ledger <= valid.min_ledger)
        complaints.add("max_ledger", "order", "must be after min_ledger");
    if (valid.min_sequence && (*valid.min_sequence < 0 || *valid.min_sequence >= sequence))
        complaints.add("min_sequence", "range", "must be from 0 to below sequence");
    if (valid.extra_signers.size() > most_extra_signers)
        complaints.add("extra_signers", "length", "must be at most 2");
    if (!std::ranges::all_of(valid.extra_signers, is_usable))
        complaints.add("extra_signers", "min_length", "must have payloads of 1 to 64 bytes");
    if (valid.extra_signers.size() == 2 && valid.extra_signers[0] == valid.extra_signers[1])
        complaints.add("extra_signers", "duplicate", "must differ");
}

/// What is bid for `count` operations, which may be more than fits.
std::uint64_t total_fee(const Draft& draft) {
    return std::uint64_t{draft.fee_per_operation} * draft.operations.size();
}

void check(const Draft& draft, Complaints& complaints) {
    if (draft.sequence <= 0) complaints.add("sequence", "range", "must be greater than 0");
    if (draft.fee_per_operation < least_fee)
        complaints.add("fee_per_operation", "range", "must be at least 100 stroops");
    if (draft.operations.empty() || draft.operations.size() > most_operations)
        complaints.add("operations", "length", "must be 1 to 100");
    else if (total_fee(draft) > std::numeric_limits<std::uint32_t>::max())
        complaints.add("fee_per_operation", "range",
                       "must not exceed 4294967295 stroops for all operations");
    const auto* text = std::get_if<TextMemo>(&draft.memo);
    if (text != nullptr && text->text.size() > most_memo_text)
        complaints.add("memo.text", "max_length", "must have at most 28 bytes");

    complaints.within("valid.");
    check_validity(draft.valid, draft.sequence, complaints);
    for (std::size_t i = 0; i < draft.operations.size(); ++i) {
        const Operation& operation = draft.operations[i];
        complaints.within("operations[" + std::to_string(i) + "].");
        check(operation.action, operation.source.value_or(draft.source).key, complaints);
    }
}

struct Memos {
    xdr::Memo operator()(std::monostate) const { return {}; }
    xdr::Memo operator()(const TextMemo& memo) const {
        return xdr::Memo{arm<MemoType::text>, memo.text};
    }
    xdr::Memo operator()(const IdMemo& memo) const { return xdr::Memo{arm<MemoType::id>, memo.id}; }
    xdr::Memo operator()(const HashMemo& memo) const {
        return xdr::Memo{arm<MemoType::hash>, memo.hash};
    }
    xdr::Memo operator()(const ReturnMemo& memo) const {
        return xdr::Memo{arm<MemoType::return_>, memo.hash};
    }
};

/// In the oldest form that can say it.
xdr::Preconditions preconditions_of(const Validity& valid) {
    xdr::PreconditionsV2 all{.min_seq_num = valid.min_sequence,
                             .min_seq_age = valid.min_sequence_age,
                             .min_seq_ledger_gap = valid.min_sequence_ledger_gap};
    all.extra_signers.assign(valid.extra_signers.begin(), valid.extra_signers.end());
    if (valid.min_ledger != 0 || valid.max_ledger != 0)
        all.ledger_bounds = {valid.min_ledger, valid.max_ledger};
    const bool is_new = all != xdr::PreconditionsV2{};
    const xdr::TimeBounds bounds{valid.min_time, valid.max_time};
    const bool is_bounded = bounds != xdr::TimeBounds{};
    if (!is_new && !is_bounded) return {};
    if (!is_new) return xdr::Preconditions{arm<PreconditionType::time>, bounds};
    if (is_bounded) all.time_bounds = bounds;
    return xdr::Preconditions{arm<PreconditionType::v2>, std::move(all)};
}

/// Of a contract's transaction, what its resources cost at most; of others 0. A foreign one may say
/// anything.
std::int64_t resource_fee(const xdr::Transaction& tx) {
    const auto* soroban = tx.ext.get_if<1>();
    return soroban == nullptr ? 0 : std::max(std::int64_t{0}, soroban->resource_fee);
}

/// What `tx` bids for an operation, rounded up.
std::int64_t bid_of(const xdr::Transaction& tx) {
    const auto count = static_cast<std::int64_t>(tx.operations.size());
    const std::int64_t bid = std::max(std::int64_t{0}, tx.fee - resource_fee(tx));
    return (bid + count - 1) / count;
}

/// The fee of the fee bump; nothing when it fits no 64 bits.
std::optional<std::int64_t> bumped_fee(const xdr::Transaction& tx, std::int64_t fee_per_operation) {
    const auto count = static_cast<std::int64_t>(tx.operations.size()) + 1;
    std::int64_t fee = 0;
    if (__builtin_mul_overflow(fee_per_operation, count, &fee) ||
        __builtin_add_overflow(fee, resource_fee(tx), &fee))
        return std::nullopt;
    return fee;
}

}  // namespace

Result<xdr::TransactionEnvelope> build(const Draft& draft) {
    Complaints complaints;
    check(draft, complaints);
    if (!complaints.errors.empty()) return refused(std::move(complaints.errors));
    xdr::Transaction tx{.source_account = to_xdr(draft.source),
                        .fee = static_cast<std::uint32_t>(total_fee(draft)),
                        .seq_num = draft.sequence,
                        .cond = preconditions_of(draft.valid),
                        .memo = std::visit(Memos{}, draft.memo)};
    for (const Operation& operation : draft.operations) tx.operations.push_back(to_xdr(operation));
    return xdr::TransactionEnvelope{arm<EnvelopeType::tx>, std::move(tx)};
}

Result<xdr::TransactionEnvelope> bump_fee(const xdr::TransactionEnvelope& inner,
                                          const Address& fee_source,
                                          std::int64_t fee_per_operation) {
    xdr::TransactionV1Envelope wrapped;
    if (const auto* v1 = inner.get_if<EnvelopeType::tx>())
        wrapped = *v1;
    else if (const auto* v0 = inner.get_if<EnvelopeType::tx_v0>())
        wrapped = {upgraded(v0->tx), v0->signatures};
    else
        return refused("inner", "fee_bump", "must not be a fee bump itself");
    if (wrapped.tx.operations.empty())
        return refused("inner.operations", "length", "must be 1 to 100");

    const std::int64_t least = std::max(std::int64_t{least_fee}, bid_of(wrapped.tx));
    if (fee_per_operation < least)
        return refused("fee_per_operation", "range",
                       "must be at least " + std::to_string(least) +
                           " stroops, which the network asks for and the inner transaction bids");
    const std::optional<std::int64_t> fee = bumped_fee(wrapped.tx, fee_per_operation);
    if (!fee)
        return refused("fee_per_operation", "range",
                       "must not exceed 9223372036854775807 stroops for all operations");
    return xdr::TransactionEnvelope{
        arm<EnvelopeType::tx_fee_bump>,
        xdr::FeeBumpTransaction{
            .fee_source = to_xdr(fee_source),
            .fee = *fee,
            .inner_tx = xdr::FeeBumpTransactionInnerTx{arm<EnvelopeType::tx>, std::move(wrapped.tx),
                                                       std::move(wrapped.signatures)}}};
}

}  // namespace ledger::stellar
