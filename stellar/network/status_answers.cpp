#include "stellar/network/status_answers.hpp"

#include "stellar/xdr/codec.hpp"

#include <utility>

namespace ledger::stellar {
namespace {

Rejected rejected(std::string result_xdr) {
    Rejected rejection{.result_xdr = std::move(result_xdr)};
    if (auto result = xdr::decode<xdr::TransactionResult>(rejection.result_xdr))
        rejection.result = std::move(*result);
    return rejection;
}

}  // namespace

Submission submission_named(std::string_view status, std::string result_xdr) {
    if (status == "PENDING") return Accepted{};
    if (status == "DUPLICATE") return Duplicate{};
    if (status == "TRY_AGAIN_LATER") return TryAgainLater{};
    if (status == "ERROR") return rejected(std::move(result_xdr));
    return UnknownOutcome{"the status is " + std::string{status}};
}

Submission submission_without_answer(const HttpFailure& failure) {
    if (failure.delivery == Delivery::not_sent)
        return NotHandedOver{NotHandedOver::Reason::unreachable, failure.error.message};
    return UnknownOutcome{failure.error.message};
}

bool is_no_answer(const Submission& submission) {
    return std::holds_alternative<NotHandedOver>(submission) ||
           std::holds_alternative<UnknownOutcome>(submission);
}

}  // namespace ledger::stellar
