#include "stellar/sandbox/horizon/transaction_json.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"

#include <fmt/format.h>

#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using Signatures = xdr::Array<xdr::DecoratedSignature, 20>;

std::string signatures_json(const Signatures& signatures) {
    std::vector<std::string> texts;
    for (const xdr::DecoratedSignature& signature : signatures)
        json::write(texts.emplace_back(), to_base64(signature.signature.bytes));
    return json::array_of(texts);
}

void add_memo(json::ObjectWriter& object, const xdr::Memo& memo) {
    using xdr::MemoType;
    if (const auto* text = memo.get_if<MemoType::text>()) {
        object.add("memo_type", "text");
        object.add("memo", readable(text->bytes));
        object.add("memo_bytes", to_base64(text->bytes));
    } else if (const auto* id = memo.get_if<MemoType::id>()) {
        object.add("memo_type", "id");
        object.add("memo", std::to_string(*id));
    } else if (const auto* hash = memo.get_if<MemoType::hash>()) {
        object.add("memo_type", "hash");
        object.add("memo", to_base64(as_view(*hash)));
    } else if (const auto* back = memo.get_if<MemoType::return_>()) {
        object.add("memo_type", "return");
        object.add("memo", to_base64(as_view(*back)));
    } else {
        object.add("memo_type", "none");
    }
}

void add_time_bounds(json::ObjectWriter& object, const xdr::TimeBounds& bounds) {
    json::ObjectWriter times;
    times.add("min_time", std::to_string(bounds.min_time));
    if (bounds.max_time != 0) times.add("max_time", std::to_string(bounds.max_time));
    object.add_raw("timebounds", times.text());
}

void add_second_form(json::ObjectWriter& object, const xdr::PreconditionsV2& second) {
    if (second.ledger_bounds) {
        json::ObjectWriter ledgers;
        ledgers.add("min_ledger", second.ledger_bounds->min_ledger);
        if (second.ledger_bounds->max_ledger != 0)
            ledgers.add("max_ledger", second.ledger_bounds->max_ledger);
        object.add_raw("ledgerbounds", ledgers.text());
    }
    if (second.min_seq_num) object.add("min_account_sequence", std::to_string(*second.min_seq_num));
    if (second.min_seq_age != 0)
        object.add("min_account_sequence_age", std::to_string(second.min_seq_age));
    if (second.min_seq_ledger_gap != 0)
        object.add("min_account_sequence_ledger_gap", second.min_seq_ledger_gap);
    if (second.extra_signers.empty()) return;
    std::vector<std::string> keys;
    for (const xdr::SignerKey& key : second.extra_signers)
        json::write(keys.emplace_back(), signer_key_text(key));
    object.add_raw("extra_signers", json::array_of(keys));
}

void add_preconditions(json::ObjectWriter& object, const EnvelopeView& view) {
    json::ObjectWriter preconditions;
    if (view.time_bounds != nullptr) add_time_bounds(preconditions, *view.time_bounds);
    if (view.preconditions != nullptr)
        if (const auto* second = view.preconditions->get_if<xdr::PreconditionType::v2>())
            add_second_form(preconditions, *second);
    if (!preconditions.empty()) object.add_raw("preconditions", preconditions.text());
}

void add_fee_bump(json::ObjectWriter& object, const StoredTransaction& stored,
                  const EnvelopeView& view) {
    json::ObjectWriter outer;
    outer.add("hash", to_hex(stored.hash));
    outer.add_raw("signatures", signatures_json(*view.signatures));
    object.add_raw("fee_bump_transaction", outer.text());
    json::ObjectWriter inner;
    inner.add("hash", to_hex(*stored.inner_hash));
    inner.add_raw("signatures", signatures_json(*view.inner_signatures));
    inner.add("max_fee", std::to_string(view.inner_fee));
    object.add_raw("inner_transaction", inner.text());
}

std::string transaction_links(const TransactionPlace& place, const EnvelopeView& view,
                              std::string_view hash, std::string_view base) {
    const std::string path = fmt::format("/transactions/{}", hash);
    const std::string token = paging_token(place.toid());
    return Links{base}
        .add("self", path)
        .add("account", "/accounts/" + base_account_text(view.source))
        .add("ledger", fmt::format("/ledgers/{}", place.ledger->sequence()))
        .add_template("operations", path + "/operations{?cursor,limit,order}")
        .add_template("effects", path + "/effects{?cursor,limit,order}")
        .add("precedes", fmt::format("/transactions?order=asc&cursor={}", token))
        .add("succeeds", fmt::format("/transactions?order=desc&cursor={}", token))
        .add("transaction", path)
        .text();
}

}  // namespace

Result<std::string> transaction_json(const TransactionPlace& place, const Hash& hash,
                                     std::string_view base) {
    const StoredTransaction& stored = place.transaction();
    TRY(envelope, xdr::decode<xdr::TransactionEnvelope>(stored.envelope.bytes));
    const EnvelopeView view = view_of(envelope);
    const std::string hash_text = to_hex(hash);
    json::ObjectWriter object;
    object.add_raw("_links", transaction_links(place, view, hash_text, base));
    object.add("id", hash_text);
    object.add("paging_token", paging_token(place.toid()));
    object.add("successful", place.facts().is_successful);
    object.add("hash", hash_text);
    object.add("ledger", place.ledger->sequence());
    object.add("created_at", close_time_text(place.ledger->close_time()));
    add_account(object, "source_account", view.source);
    object.add("source_account_sequence", std::to_string(view.sequence));
    add_account(object, "fee_account", view.fee_source);
    object.add("fee_charged", std::to_string(place.facts().fee_charged));
    object.add("max_fee", std::to_string(view.max_fee));
    object.add("operation_count", place.facts().operations);
    object.add("envelope_xdr", to_base64(stored.envelope.bytes));
    object.add("result_xdr", to_base64(stored.result.bytes));
    object.add("result_meta_xdr", to_base64(stored.meta.bytes));
    object.add("fee_meta_xdr", to_base64(stored.fee_changes.bytes));
    add_memo(object, *view.memo);
    const bool by_inner = view.is_fee_bump() && stored.inner_hash && *stored.inner_hash == hash;
    object.add_raw("signatures",
                   signatures_json(by_inner ? *view.inner_signatures : *view.signatures));
    add_preconditions(object, view);
    if (view.is_fee_bump() && stored.inner_hash) add_fee_bump(object, stored, view);
    return object.text();
}

Result<std::string> ledger_json(const HistoryLedger& ledger, std::string_view base) {
    const xdr::LedgerHeader& header = ledger.stored.header;
    TRY(header_bytes, xdr::encode(header));
    std::uint64_t successful = 0;
    std::uint64_t operations = 0;
    std::uint64_t successful_operations = 0;
    for (const TransactionFacts& facts : ledger.facts) {
        operations += facts.operations;
        if (!facts.is_successful) continue;
        ++successful;
        successful_operations += facts.operations;
    }
    const std::string path = fmt::format("/ledgers/{}", ledger.sequence());
    json::ObjectWriter object;
    object.add_raw("_links",
                   Links{base}
                       .add("self", path)
                       .add_template("transactions", path + "/transactions{?cursor,limit,order}")
                       .add_template("operations", path + "/operations{?cursor,limit,order}")
                       .add_template("payments", path + "/payments{?cursor,limit,order}")
                       .add_template("effects", path + "/effects{?cursor,limit,order}")
                       .text());
    object.add("id", to_hex(ledger.stored.hash));
    object.add("paging_token", paging_token({ledger.sequence(), 0, 0}));
    object.add("hash", to_hex(ledger.stored.hash));
    object.add("prev_hash", to_hex(header.previous_ledger_hash));
    object.add("sequence", ledger.sequence());
    object.add("successful_transaction_count", successful);
    object.add("failed_transaction_count", ledger.facts.size() - successful);
    object.add("operation_count", successful_operations);
    object.add("tx_set_operation_count", operations);
    object.add("closed_at", close_time_text(ledger.close_time()));
    object.add("total_coins", amount_text(header.total_coins));
    object.add("fee_pool", amount_text(header.fee_pool));
    object.add("base_fee_in_stroops", header.base_fee);
    object.add("base_reserve_in_stroops", header.base_reserve);
    object.add("max_tx_set_size", header.max_tx_set_size);
    object.add("protocol_version", header.ledger_version);
    object.add("header_xdr", to_base64(header_bytes));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
