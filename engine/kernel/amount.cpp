// Exact decimal text of amounts, both ways, and division with a named rounding.
#include "engine/kernel/amount.hpp"

#include "engine/kernel/assert.hpp"

#include <fmt/format.h>

#include <iterator>
#include <limits>

namespace ledger {
namespace {

__extension__ using Wide = __int128;  // Holds the product of any two amounts.

constexpr std::size_t fewest_decimals = 2;
constexpr std::size_t all_decimals = static_cast<std::size_t>(Amount::decimals);

struct Decimal {
    std::string_view whole;
    std::string_view fraction;
    bool negative = false;
};

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `-?digits[.digits]` taken apart; nothing when it is anything else.
std::optional<Decimal> decimal_of(std::string_view text) {
    Decimal decimal;
    decimal.negative = text.starts_with('-');
    if (decimal.negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    decimal.whole = text.substr(0, point);
    if (decimal.whole.empty() || !all_digits(decimal.whole)) return std::nullopt;
    if (decimal.whole.size() > 1 && decimal.whole.front() == '0') return std::nullopt;
    if (point == std::string_view::npos) return decimal;
    decimal.fraction = text.substr(point + 1);
    if (decimal.fraction.empty() || !all_digits(decimal.fraction)) return std::nullopt;
    return decimal;
}

/// Counts downwards, because the least amount has no positive counterpart.
bool append_digit(std::int64_t& negative_units, char digit) {
    return !__builtin_mul_overflow(negative_units, 10, &negative_units) &&
           !__builtin_sub_overflow(negative_units, digit - '0', &negative_units);
}

std::optional<Amount> amount_of(const Decimal& decimal) {
    std::int64_t negative_units = 0;
    for (const char digit : decimal.whole)
        if (!append_digit(negative_units, digit)) return std::nullopt;
    for (std::size_t i = 0; i < all_decimals; ++i)
        if (!append_digit(negative_units, i < decimal.fraction.size() ? decimal.fraction[i] : '0'))
            return std::nullopt;
    return decimal.negative ? Amount{negative_units} : negated(Amount{negative_units});
}

std::unexpected<Error> refuse(std::string_view rule, std::string message) {
    return fail(ErrorKind::validation, rule, std::move(message));
}

void append_with_decimals(std::string& out, Amount amount, std::size_t least) {
    constexpr auto one = static_cast<std::uint64_t>(Amount::units_per_one);
    const bool negative = amount.units() < 0;
    const auto units = static_cast<std::uint64_t>(amount.units());
    const std::uint64_t magnitude = negative ? 0 - units : units;
    const fmt::format_int whole_part{magnitude / one};
    const fmt::format_int with_zeros{one + magnitude % one};  // The one keeps leading zeros.
    std::string_view fraction{with_zeros.data() + 1, all_decimals};
    while (fraction.size() > least && fraction.back() == '0') fraction.remove_suffix(1);
    if (negative) out += '-';
    out.append(whole_part.data(), whole_part.size()).append(1, '.').append(fraction);
}

}  // namespace

std::optional<Amount> share(Amount amount, std::int64_t numerator, std::int64_t denominator,
                            Rounding rounding) {
    LEDGER_ASSERT(denominator > 0);
    const Wide product = static_cast<Wide>(amount.units()) * numerator;
    Wide quotient = product / denominator;
    const Wide remainder = product % denominator;
    if (rounding == Rounding::floor && remainder < 0) --quotient;
    if (rounding == Rounding::ceil && remainder > 0) ++quotient;
    const auto units = static_cast<std::int64_t>(quotient);
    if (units != quotient) return std::nullopt;
    return Amount{units};
}

std::optional<Amount> whole(std::int64_t ones) {
    std::int64_t units = 0;
    if (__builtin_mul_overflow(ones, Amount::units_per_one, &units)) return std::nullopt;
    return Amount{units};
}

Result<Amount> parse_amount(std::string_view text) {
    const std::optional<Decimal> decimal = decimal_of(text);
    if (!decimal)
        return refuse("number", "must be a decimal number such as 750.00, without an exponent");
    if (decimal->fraction.size() > all_decimals)
        return refuse("decimals", fmt::format("must have at most {} decimals", all_decimals));
    const std::optional<Amount> amount = amount_of(*decimal);
    if (!amount)
        return refuse("range",
                      fmt::format("must be between {} and {}",
                                  to_text(Amount{std::numeric_limits<std::int64_t>::min()}),
                                  to_text(Amount{std::numeric_limits<std::int64_t>::max()})));
    return *amount;
}

std::string to_text(Amount amount) {
    std::string text;
    append_text(text, amount);
    return text;
}

void append_text(std::string& out, Amount amount) {
    append_with_decimals(out, amount, fewest_decimals);
}

std::string to_text_fixed(Amount amount) {
    std::string text;
    append_with_decimals(text, amount, all_decimals);
    return text;
}

}  // namespace ledger
