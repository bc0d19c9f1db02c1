#include "stellar/sandbox/apply.hpp"

#include "engine/kernel/assert.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/signatures.hpp"
#include "stellar/sandbox/validity.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::OperationResultCode;
using Code = xdr::TransactionResultCode;

/// The changes that a meta tells of, in whatever version.
struct Record {
    xdr::LedgerEntryChanges before{};
    std::vector<xdr::LedgerEntryChanges> operations{};
};

void append(xdr::LedgerEntryChanges& all, xdr::LedgerEntryChanges more) {
    std::ranges::move(more, std::back_inserter(all));
}

xdr::TransactionMeta meta_of(Record record, std::uint32_t protocol) {
    if (protocol < meta_v4_protocol) {
        xdr::TransactionMetaV2 meta;
        meta.tx_changes_before = std::move(record.before);
        for (auto& changes : record.operations) meta.operations.push_back({std::move(changes)});
        return xdr::TransactionMeta{arm<2>, std::move(meta)};
    }
    xdr::TransactionMetaV4 meta;
    meta.tx_changes_before = std::move(record.before);
    for (auto& changes : record.operations) {
        xdr::OperationMetaV2 operation;
        operation.changes = std::move(changes);
        meta.operations.push_back(std::move(operation));
    }
    return xdr::TransactionMeta{arm<4>, std::move(meta)};
}

void remove_one_time_signer(State& state, const xdr::AccountId& account, const Hash& transaction) {
    const xdr::SignerKey key = one_time_signer(transaction);
    const xdr::AccountEntry* before = find_account(state, account);
    if (before == nullptr) return;
    const std::size_t place = signer_place(*before, key);
    if (has_signer_at(*before, place, key))
        remove_signer(state, *touch_account(state, account), place);
}

void remove_one_time_signers(State& state, const Frame& frame) {
    std::set<Hash> accounts{public_key(frame.source())};
    for (const xdr::Operation& operation : frame.transaction().operations)
        accounts.insert(public_key(source_of(operation, frame.transaction())));
    for (const Hash& account : accounts)
        remove_one_time_signer(state, account_id(account), frame.inner_hash());
}

/// Signatures of all operations, none of which has been applied.
bool are_signed_for(const Frame& frame, const State& state, SignatureCheck& signatures,
                    Outcome& outcome) {
    bool all_are = true;
    const auto& operations = frame.transaction().operations;
    for (std::size_t i = 0; i < operations.size(); ++i)
        all_are &= is_signed_for(operations[i], frame, state, signatures, outcome.operations[i]);
    return all_are;
}

/// Whether the operations are to be applied; one-time signers are gone in any case.
bool begin(State& state, const Frame& frame, const Question& question, Outcome& outcome) {
    SignatureCheck signatures{frame.inner_hash(), frame.inner().signatures};
    const Progress progress = validate(frame, state, question, signatures, outcome);
    if (progress != Progress::invalid) {
        xdr::AccountEntry& account = *touch_account(state, frame.source());
        account.seq_num = frame.sequence();
        note_sequence_time(question.header, account);
    }
    if (progress == Progress::valid && !are_signed_for(frame, state, signatures, outcome)) {
        outcome.code = Code::tx_failed;
    } else if (progress == Progress::valid && !signatures.all_used()) {
        outcome.code = Code::tx_bad_auth_extra;
    }
    remove_one_time_signers(state, frame);
    return outcome.code == Code::tx_success;
}

xdr::OperationResult apply_operation(const xdr::Operation& operation, Scene& scene) {
    const OperationRules* rules = rules_of(operation.body);
    if (rules == nullptr) return refusal(OperationResultCode::op_not_supported);
    if (find_account(scene.state, scene.source) == nullptr)
        return refusal(OperationResultCode::op_no_account);
    if (const auto fault = rules->fault(operation.body, scene.source)) return *fault;
    return rules->apply(operation.body, scene);
}

/// All of them, even after one has failed: each says what would have become of it.
void apply_operations(State& state, const Closing& closing, const Frame& frame, Outcome& outcome,
                      Record& record) {
    State all = state.layer();
    const auto& operations = frame.transaction().operations;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        State layer = all.layer();
        Scene scene{.state = layer,
                    .header = closing.header,
                    .transaction = frame.transaction(),
                    .highest_sequences = closing.sequences,
                    .index = static_cast<std::uint32_t>(i),
                    .source = source_of(operations[i], frame.transaction())};
        outcome.operations[i] = apply_operation(operations[i], scene);
        if (!is_success(outcome.operations[i])) {
            outcome.code = Code::tx_failed;
            continue;
        }
        record.operations.push_back(layer.changes());
        layer.commit();
    }
    // A promise that is not ended would bind nobody after the transaction.
    if (outcome.code == Code::tx_success && !all.sponsors().empty())
        outcome.code = Code::tx_bad_sponsorship;
    if (outcome.code == Code::tx_success) {
        all.commit();
    } else {
        record.operations.clear();
    }
}

}  // namespace

xdr::LedgerEntryChanges take_fee(State& state, const Frame& frame, std::int64_t base_fee,
                                 std::int64_t& charged) {
    State layer = state.layer();
    xdr::AccountEntry* payer = touch_account(layer, frame.fee_source());
    LEDGER_ASSERT(payer != nullptr);
    charged = std::min({frame.fee_at(base_fee), frame.fee(), payer->balance});
    payer->balance -= charged;
    xdr::LedgerEntryChanges changes = layer.changes();
    layer.commit();
    return changes;
}

Effect apply(State& state, const Closing& closing, const Frame& frame, std::int64_t charged) {
    const xdr::LedgerHeader& header = closing.header;
    Record record;
    if (frame.is_fee_bump()) {
        State layer = state.layer();
        // Core looks at the payer in any case, and the record says so.
        if (touch_account(layer, frame.fee_source()) != nullptr)
            remove_one_time_signer(layer, frame.fee_source(), frame.hash());
        append(record.before, layer.changes());
        layer.commit();
    }
    Outcome outcome{.operations = unexamined_results(frame.transaction())};
    const Question question{.header = header,
                            .ledger = header.ledger_seq,
                            .earliest_close_time = header.scp_value.close_time,
                            .latest_close_time = header.scp_value.close_time,
                            .is_applying = true,
                            .pays_itself = !frame.is_fee_bump()};
    State layer = state.layer();
    const bool is_begun = begin(layer, frame, question, outcome);
    append(record.before, layer.changes());
    layer.commit();
    if (is_begun) apply_operations(state, closing, frame, outcome, record);
    const std::int64_t inner_fee = inner_fee_at(frame, closing.base_fee, header.ledger_version);
    return {.result = result_of(frame, std::move(outcome), charged, inner_fee),
            .meta = meta_of(std::move(record), header.ledger_version)};
}

}  // namespace ledger::stellar::sandbox
