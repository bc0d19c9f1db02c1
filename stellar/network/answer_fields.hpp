// How the network's servers write numbers and bytes in JSON, for structs that list their fields.
#pragma once

#include "engine/kernel/codec.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// A whole number, as a number or as text of one: which one it is differs from field to field, and
/// between versions of the servers.
struct WholeNumber {
    std::int64_t value = 0;
};

/// Bytes as Base64; "" when there are none.
struct Base64Bytes {
    std::string bytes{};
};

void decode(json::Value& value, const Rules& rules, WholeNumber& out, json::Report& report);
void decode(json::Value& value, const Rules& rules, Base64Bytes& out, json::Report& report);

/// The members that T lists of a server's answer, or "network.answer".
template <class T>
Result<T> read_answer(std::string_view body) {
    Result<T> answer = json::parse<T>(body, json::Unknown::ignored);
    if (answer) return answer;
    return fail(ErrorKind::unavailable, "network.answer",
                "the network's server does not answer as it should: " + answer.error().message);
}

/// An answer that is JSON but says what it cannot mean.
std::unexpected<Error> strange_answer(std::string_view what);

/// 0 to 2^32 - 1.
Result<std::uint32_t> small_number(const WholeNumber& number, std::string_view name);
/// Seconds since 1970, of years that a Timestamp has.
Result<Timestamp> time_of_seconds(const WholeNumber& seconds);

}  // namespace ledger::stellar
