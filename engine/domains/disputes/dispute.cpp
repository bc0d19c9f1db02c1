#include "engine/domains/disputes/dispute.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ledger::disputes {
namespace {

constexpr std::string_view prefix = "DSP";

}  // namespace

DisputeId dispute_id(std::uint64_t number) {
    return DisputeId{fmt::format("{}{:03}", prefix, number)};
}

std::optional<std::uint64_t> number_of(std::string_view id) {
    if (!id.starts_with(prefix)) return std::nullopt;
    const std::string_view digits = id.substr(prefix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || dispute_id(number).value != id) return std::nullopt;
    return number;
}

}  // namespace ledger::disputes
