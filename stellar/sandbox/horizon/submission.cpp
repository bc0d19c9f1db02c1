#include "stellar/sandbox/horizon/submission.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/json_writer.hpp"
#include "stellar/sandbox/horizon/target.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/tx/result_codes.hpp"
#include "stellar/xdr/codec.hpp"

#include <array>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

Problem malformed(std::string_view text) {
    json::ObjectWriter extras;
    extras.add("envelope_xdr", text);
    return {.type = "transaction_malformed",
            .title = "Transaction Malformed",
            .status = 400,
            .detail =
                "The transaction is not the Base64 of a TransactionEnvelope that this "
                "network knows.",
            .extras = extras.text()};
}

std::string base64_of(const xdr::TransactionResult& result) {
    return to_base64(xdr::encode(result).value_or(""));
}

void add_operations(json::ObjectWriter& codes, const xdr::Array<xdr::OperationResult>* results) {
    if (results == nullptr) return;
    std::vector<std::string> names;
    for (const xdr::OperationResult& result : *results)
        json::write(names.emplace_back(), operation_code(result));
    codes.add_raw("operations", json::array_of(names));
}

std::string result_codes_json(const xdr::TransactionResult& result, Told told) {
    using enum xdr::TransactionResultCode;
    json::ObjectWriter codes;
    const auto* inner = result.result.get_if<tx_fee_bump_inner_failed>();
    if (inner == nullptr || told == Told::whole)
        codes.add("transaction", transaction_code(static_cast<std::int32_t>(result.result.type())));
    if (inner != nullptr) {
        codes.add(told == Told::whole ? "inner_transaction" : "transaction",
                  transaction_code(static_cast<std::int32_t>(inner->result.result.type())));
        add_operations(codes, inner->result.result.get_if<tx_failed>());
    } else {
        add_operations(codes, result.result.get_if<tx_failed>());
    }
    return codes.text();
}

struct StatusRow {
    std::string_view text;
    int http_status = 0;
};
constexpr std::array<StatusRow, 4> statuses{
    StatusRow{"PENDING", 201}, {"DUPLICATE", 409}, {"TRY_AGAIN_LATER", 503}, {"ERROR", 400}};

const StatusRow& row_of(SubmissionStatus status) {
    return statuses[static_cast<std::size_t>(status)];
}

}  // namespace

std::expected<SubmittedEnvelope, Problem> submitted_envelope(std::string_view base64,
                                                             const Hash& network) {
    const std::optional<std::string> bytes = from_base64(base64);
    if (!bytes) return std::unexpected{malformed(base64)};
    auto envelope = xdr::decode<xdr::TransactionEnvelope>(*bytes);
    if (!envelope) return std::unexpected{malformed(base64)};
    const auto hash = transaction_hash(network, *envelope);
    if (!hash) return std::unexpected{malformed(base64)};
    return SubmittedEnvelope{
        .text = std::string{base64}, .envelope = std::move(*envelope), .hash = *hash};
}

std::expected<SubmittedEnvelope, Problem> submitted_form(std::string_view content_type,
                                                         std::string_view body,
                                                         const Hash& network) {
    if (content_type != form_type) return std::unexpected{not_a_form()};
    const std::optional<Parameters> form = form_from_text(body);
    if (!form) return std::unexpected{bad_parameter("body", "is badly escaped")};
    const auto tx = form->find("tx");
    return submitted_envelope(tx == form->end() ? std::string_view{} : tx->second, network);
}

Problem transaction_failed(std::string_view envelope_text, const xdr::TransactionResult& result,
                           Told told) {
    json::ObjectWriter extras;
    extras.add("envelope_xdr", envelope_text);
    extras.add_raw("result_codes", result_codes_json(result, told));
    extras.add("result_xdr", base64_of(result));
    return {.type = "transaction_failed",
            .title = "Transaction Failed",
            .status = 400,
            .detail =
                "The network refused the transaction, or applied it without success; "
                "extras.result_codes says why.",
            .extras = extras.text()};
}

Problem submission_timeout(std::string_view envelope_text, const Hash& hash) {
    json::ObjectWriter extras;
    extras.add("hash", to_hex(hash));
    extras.add("envelope_xdr", envelope_text);
    return {.type = "transaction_submission_timeout",
            .title = "Transaction Submission Timeout",
            .status = 504,
            .detail =
                "It is not known what became of the transaction: look for its hash, and "
                "send the same bytes again.",
            .extras = extras.text()};
}

Problem over_capacity() {
    return {.type = "server_over_capacity",
            .title = "Server Over Capacity",
            .status = 503,
            .detail = "Too many requests are waiting; this one did nothing."};
}

Problem already_funded() {
    return {.type = "bad_request",
            .title = "Bad Request",
            .status = 400,
            .detail = "account already funded to starting balance (createAccountAlreadyExist)"};
}

std::string_view status_text(SubmissionStatus status) { return row_of(status).text; }

Reply submission_reply(SubmissionStatus status, const Hash& hash,
                       const std::optional<xdr::TransactionResult>& result) {
    json::ObjectWriter body;
    body.add("tx_status", row_of(status).text);
    body.add("hash", to_hex(hash));
    if (result) body.add("error_result_xdr", base64_of(*result));
    return {.status = row_of(status).http_status,
            .body = body.text(),
            .content_type = "application/hal+json; charset=utf-8"};
}

}  // namespace ledger::stellar::sandbox
