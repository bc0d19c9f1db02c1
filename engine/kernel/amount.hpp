// Money: a count of 10⁻⁷ of an asset's unit, exact, checked, never floating point.
#pragma once

#include "engine/kernel/result.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// How a quotient that is not whole becomes whole.
enum class Rounding { floor, ceil };

/// A signed count of units of 10⁻⁷ (a stroop, when the asset is Stellar's). int64, so at most
/// 922,337,203,685.4775807 of an asset. There are no operators that could overflow silently.
class Amount {
public:
    static constexpr std::int64_t units_per_one = 10'000'000;
    static constexpr int decimals = 7;

    constexpr Amount() = default;
    explicit constexpr Amount(std::int64_t units) : units_{units} {}

    constexpr std::int64_t units() const { return units_; }
    auto operator<=>(const Amount&) const = default;

    /// Nothing on overflow.
    friend constexpr std::optional<Amount> sum(Amount a, Amount b) {
        std::int64_t units = 0;
        if (__builtin_add_overflow(a.units_, b.units_, &units)) return std::nullopt;
        return Amount{units};
    }
    friend constexpr std::optional<Amount> difference(Amount a, Amount b) {
        std::int64_t units = 0;
        if (__builtin_sub_overflow(a.units_, b.units_, &units)) return std::nullopt;
        return Amount{units};
    }
    friend constexpr std::optional<Amount> negated(Amount a) { return difference(Amount{}, a); }

    /// amount × numerator ÷ denominator through 128 bits; `denominator` > 0. Nothing on overflow.
    friend std::optional<Amount> share(Amount amount, std::int64_t numerator,
                                       std::int64_t denominator, Rounding rounding);

private:
    std::int64_t units_ = 0;
};

/// A whole number of the asset's unit; nothing on overflow.
std::optional<Amount> whole(std::int64_t ones);

/// Reads `-?digits[.digits]`, exactly: at most 7 decimals, no exponent, no sign `+`, no leading
/// zeros beyond one. The error is a FieldError rule in `code`: "number", "decimals", "range"; its
/// message continues the name of a field: "must have at most 7 decimals".
Result<Amount> parse_amount(std::string_view text);

/// The fewest decimals that are exact, at least 2 (ruling 6): "750.00", "-0.0000001".
std::string to_text(Amount amount);
void append_text(std::string& out, Amount amount);

/// All 7 decimals, as balances of chain addresses are written: "5000.0000000".
std::string to_text_fixed(Amount amount);

}  // namespace ledger
