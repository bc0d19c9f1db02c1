// What Horizon answers to those who submit transactions.
#pragma once

#include "stellar/sandbox/horizon/problem.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// A transaction as it came in.
struct SubmittedEnvelope {
    std::string text;  ///< Base64.
    xdr::TransactionEnvelope envelope{};
    Hash hash{};  ///< Of a fee bump the outer one.
};

/// From Base64; otherwise the problem transaction_malformed.
std::expected<SubmittedEnvelope, Problem> submitted_envelope(std::string_view base64,
                                                             const Hash& network);
/// From the form of `POST /transactions` and `/transactions_async`.
std::expected<SubmittedEnvelope, Problem> submitted_form(std::string_view content_type,
                                                         std::string_view body,
                                                         const Hash& network);

/// Which codes of a fee bump are told: to those who know it by the transaction that is in it, only
/// that one's.
enum class Told { whole, inner };

/// Refused, or applied without success.
Problem transaction_failed(std::string_view envelope_text, const xdr::TransactionResult& result,
                           Told told = Told::whole);
/// Not known after the time that a submitter waits: it may still be applied.
Problem submission_timeout(std::string_view envelope_text, const Hash& hash);
/// Too many wait for their transactions already; this one was not taken.
Problem over_capacity();

/// Friendbot's: the account is there already.
Problem already_funded();

/// `tx_status` and what belongs to it.
enum class SubmissionStatus { pending, duplicate, try_again_later, error };
std::string_view status_text(SubmissionStatus status);
/// The answer of `POST /transactions_async`.
Reply submission_reply(SubmissionStatus status, const Hash& hash,
                       const std::optional<xdr::TransactionResult>& result);

}  // namespace ledger::stellar::sandbox
