#include "stellar/network/answer_fields.hpp"

#include "engine/kernel/encoding.hpp"

#include <charconv>
#include <chrono>
#include <limits>
#include <optional>

namespace ledger::stellar {
namespace {

/// The end of the year 2200, as parse_time has it.
constexpr std::int64_t last_second = 7'289'654'399;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return number;
}

}  // namespace

void decode(json::Value& value, const Rules&, WholeNumber& out, json::Report& report) {
    std::string_view text;
    if (value.kind() == json::Kind::number) {
        text = value.number();
    } else if (value.kind() != json::Kind::string || !value.read_string(text)) {
        return json::refuse_kind(value, "a whole number", report);
    }
    const auto number = whole_number(text);
    if (!number) return report.complain("number", "must be a whole number of 64 bits");
    out.value = *number;
}

void decode(json::Value& value, const Rules&, Base64Bytes& out, json::Report& report) {
    std::string_view text;
    if (value.kind() != json::Kind::string || !value.read_string(text))
        return json::refuse_kind(value, "Base64", report);
    auto bytes = from_base64(text);
    if (!bytes) return report.complain("base64", "must be Base64");
    out.bytes = std::move(*bytes);
}

std::unexpected<Error> strange_answer(std::string_view what) {
    return fail(ErrorKind::unavailable, "network.answer",
                "the network's server does not answer as it should: " + std::string{what});
}

Result<std::uint32_t> small_number(const WholeNumber& number, std::string_view name) {
    if (number.value < 0 || number.value > std::numeric_limits<std::uint32_t>::max())
        return strange_answer(std::string{name} + " is not of 32 bits");
    return static_cast<std::uint32_t>(number.value);
}

Result<Timestamp> time_of_seconds(const WholeNumber& seconds) {
    if (seconds.value < 0 || seconds.value > last_second)
        return strange_answer("a time out of any range");
    return Timestamp{std::chrono::seconds{seconds.value}};
}

}  // namespace ledger::stellar
