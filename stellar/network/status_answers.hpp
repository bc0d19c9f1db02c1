// What both interfaces say of a transaction that was handed over, and what their silence says.
#pragma once

#include "engine/ports/http_client.hpp"
#include "stellar/network/submission.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar {

/// By the status of the node; one that is not known leaves everything open.
Submission submission_named(std::string_view status, std::string result_xdr);
Submission submission_without_answer(const HttpFailure& failure);
/// Not a word of the node itself: the next transaction is better given to another server.
bool is_no_answer(const Submission& submission);

}  // namespace ledger::stellar
