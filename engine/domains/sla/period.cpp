#include "engine/domains/sla/period.hpp"

#include <charconv>
#include <chrono>

namespace ledger::sla {
namespace {

using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;

constexpr int earliest_year = 1970;
constexpr int latest_year = 2200;

/// Exactly `digits` digits as a number of at least `least` and at most `most`.
std::optional<int> number_in(std::string_view text, std::size_t digits, int least, int most) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    if (!is_whole || text.size() != digits || text.starts_with('-')) return std::nullopt;
    if (number < least || number > most) return std::nullopt;
    return number;
}

Timestamp start_of(year_month month) { return sys_days{month / 1}; }

Interval span_of(year_month first, months length) {
    return {start_of(first), start_of(first + length)};
}

}  // namespace

Result<Interval> period_between(Timestamp start, Timestamp end) {
    if (start < end) return Interval{start, end};
    return fail(impossible("end_date", "order", "end_date must be after start_date"));
}

std::optional<Interval> period_named(std::string_view name) {
    constexpr std::size_t year_digits = 4;
    const auto of_year =
        number_in(name.substr(0, year_digits), year_digits, earliest_year, latest_year);
    if (!of_year) return std::nullopt;
    const year_month january = year{*of_year} / 1;
    std::string_view rest = name.substr(year_digits);
    if (rest.empty()) return span_of(january, months{12});
    if (!rest.starts_with('-')) return std::nullopt;
    rest.remove_prefix(1);
    if (rest.starts_with('Q')) {
        const auto quarter = number_in(rest.substr(1), 1, 1, 4);
        if (!quarter) return std::nullopt;
        return span_of(january + months{3 * (*quarter - 1)}, months{3});
    }
    const auto month = number_in(rest, 2, 1, 12);
    if (!month) return std::nullopt;
    return span_of(january + months{*month - 1}, months{1});
}

Interval month_of(Timestamp now) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(now)};
    return span_of(day.year() / day.month(), months{1});
}

}  // namespace ledger::sla
