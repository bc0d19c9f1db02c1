#include "stellar/sandbox/horizon/operation_json.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/sandbox/horizon/operation_details.hpp"

#include <fmt/format.h>

namespace ledger::stellar::sandbox {
namespace {

using xdr::OperationType;

std::string operation_links(std::int64_t number, std::string_view hash, std::string_view base) {
    const std::string path = fmt::format("/operations/{}", number);
    return Links{base}
        .add("self", path)
        .add("transaction", fmt::format("/transactions/{}", hash))
        .add("effects", path + "/effects")
        .add("succeeds", fmt::format("/effects?order=desc&cursor={}", number))
        .add("precedes", fmt::format("/effects?order=asc&cursor={}", number))
        .text();
}

}  // namespace

Result<OperationsView> OperationsView::of(const TransactionPlace& place) {
    TRY(envelope, xdr::decode<xdr::TransactionEnvelope>(place.transaction().envelope.bytes));
    return OperationsView{place, std::move(envelope)};
}

bool OperationsView::is_payment(std::uint32_t operation) const {
    const OperationType type = (*view_of(envelope_).operations)[operation].body.type();
    return type == OperationType::create_account || type == OperationType::payment ||
           type == OperationType::path_payment_strict_receive ||
           type == OperationType::path_payment_strict_send || type == OperationType::account_merge;
}

std::string OperationsView::sponsor_before(std::uint32_t operation) const {
    const EnvelopeView view = view_of(envelope_);
    const auto source = [&view](const xdr::Operation& of) {
        return of.source_account ? *of.source_account : view.source;
    };
    const AccountKey sponsored = ed25519_of(source((*view.operations)[operation]));
    for (std::uint32_t i = operation; i-- > 0;) {
        const xdr::Operation& earlier = (*view.operations)[i];
        const auto* begin = earlier.body.get_if<OperationType::begin_sponsoring_future_reserves>();
        if (begin != nullptr && ed25519_of(begin->sponsored_id) == sponsored)
            return base_account_text(source(earlier));
    }
    return {};
}

std::string OperationsView::json(std::uint32_t operation, std::string_view base,
                                 std::string_view joined) const {
    const EnvelopeView view = view_of(envelope_);
    const xdr::Operation& shown = (*view.operations)[operation];
    const xdr::MuxedAccount source = shown.source_account ? *shown.source_account : view.source;
    const std::string hash = to_hex(place_.transaction().hash);
    Toid toid = place_.toid();
    toid.operation = operation + 1;
    json::ObjectWriter object;
    object.add_raw("_links", operation_links(toid.number(), hash, base));
    object.add("id", paging_token(toid));
    object.add("paging_token", paging_token(toid));
    object.add("transaction_successful", place_.facts().is_successful);
    add_account(object, "source_account", source);
    object.add("type", operation_name(shown.body.type()));
    object.add("type_i", static_cast<std::int32_t>(shown.body.type()));
    object.add("created_at", close_time_text(place_.ledger->close_time()));
    object.add("transaction_hash", hash);
    if (!joined.empty()) object.add_raw("transaction", joined);
    add_details(object, shown.body, source, sponsor_before(operation));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
