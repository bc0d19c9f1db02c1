// What Horizon answers, as it answers it.
#pragma once

#include <string>
#include <string_view>

namespace ledger::test {

std::string root_body();
std::string problem_body(std::string_view name, std::string_view detail = "");
std::string account_body(std::string_view address, std::string_view issuer);
std::string fee_stats_body();
/// The XDR members are Base64 of "envelope", "result" and "meta".
std::string transaction_body();
/// A record of a payment at that place; the members of its kind come with `rest`.
std::string payment_record(std::string_view place, std::string_view type, std::string_view rest);
/// A page of records, separated by commas.
std::string page_body(std::string_view records);
std::string claimable_body(std::string_view claimant, std::string_view predicate);

}  // namespace ledger::test
