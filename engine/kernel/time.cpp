// RFC 3339 text, both ways, without locale, time zone files or a clock.
#include "engine/kernel/time.hpp"

#include <array>
#include <optional>

namespace ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr sys_seconds earliest = sys_days{year{1970} / 1 / 1};
constexpr sys_seconds after_latest = sys_days{year{2201} / 1 / 1};
constexpr std::size_t fraction_digits = 9;
constexpr std::int64_t second_nanoseconds = 1'000'000'000;
constexpr std::int64_t day_nanoseconds = 86'400 * second_nanoseconds;

/// Takes text from the front. After the first thing that is missing `ok()` is false.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    bool take(char upper, char lower) {
        if (!rest_.starts_with(upper) && !rest_.starts_with(lower)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char upper, char lower) { ok_ = take(upper, lower) && ok_; }
    void expect(char byte) { expect(byte, byte); }
    /// Exactly `count` digits, as a number of at most `most`.
    int number(std::size_t count, int most) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) value = value * 10 + digit();
        ok_ = ok_ && value <= most;
        return value;
    }
    /// The digits after a point, as nanoseconds.
    std::int64_t fraction() {
        std::int64_t value = digit();
        std::size_t count = 1;
        for (; count < fraction_digits && at_digit(); ++count) value = value * 10 + digit();
        for (; count < fraction_digits; ++count) value *= 10;
        return value;
    }
    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

private:
    bool at_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
    int digit() {
        ok_ = ok_ && at_digit();
        if (!ok_) return 0;
        const int value = rest_[0] - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

/// `2026-01-16`, in the order in which the text has it.
std::optional<sys_days> scan_date(Scanner& scanner) {
    const int year_number = scanner.number(4, 9999);
    scanner.expect('-');
    const int month_number = scanner.number(2, 12);
    scanner.expect('-');
    const int day_number = scanner.number(2, 31);
    const year_month_day date{year{year_number},
                              std::chrono::month{static_cast<unsigned>(month_number)},
                              std::chrono::day{static_cast<unsigned>(day_number)}};
    if (!scanner.ok() || !date.ok()) return std::nullopt;
    return sys_days{date};
}

/// `09:30:00`; a leap second is refused, since no clock of ours can show one.
seconds scan_time_of_day(Scanner& scanner) {
    const hours hour{scanner.number(2, 23)};
    scanner.expect(':');
    const minutes minute{scanner.number(2, 59)};
    scanner.expect(':');
    const seconds second{scanner.number(2, 59)};
    return hour + minute + second;
}

/// `Z` or `+01:00`: what is to be subtracted to get UTC.
minutes scan_offset(Scanner& scanner) {
    if (scanner.take('Z', 'z')) return minutes{0};
    const bool west = scanner.take('-', '-');
    if (!west) scanner.expect('+');
    const hours hour{scanner.number(2, 23)};
    scanner.expect(':');
    const minutes offset = hour + minutes{scanner.number(2, 59)};
    return west ? -offset : offset;
}

std::unexpected<Error> refuse(std::string_view rule, std::string message) {
    return fail(ErrorKind::validation, rule, std::move(message));
}

std::unexpected<Error> refuse_form() {
    return refuse("time", "must be a time of RFC 3339 such as 2026-01-16T09:30:00Z");
}

/// Writes `number` with leading zeros as `count` digits to `out`, of which the end is returned.
char* put_digits(char* out, std::int64_t number, std::size_t count) {
    for (std::size_t place = count; place-- > 0; number /= 10)
        out[place] = static_cast<char>('0' + number % 10);
    return out + count;
}

/// The fewest of 0, 3, 6 or 9 digits that are exact, after a point.
char* put_fraction(char* out, std::int64_t nanoseconds) {
    if (nanoseconds == 0) return out;
    *out++ = '.';
    if (nanoseconds % 1'000'000 == 0) return put_digits(out, nanoseconds / 1'000'000, 3);
    if (nanoseconds % 1'000 == 0) return put_digits(out, nanoseconds / 1'000, 6);
    return put_digits(out, nanoseconds, fraction_digits);
}

/// Each part followed by its mark: "2026-01-16T09:30:00".
struct Part {
    std::int64_t number;
    std::size_t digits;
    char mark;
};

}  // namespace

Result<Timestamp> parse_time(std::string_view text) {
    Scanner scanner{text};
    const std::optional<sys_days> date = scan_date(scanner);
    scanner.expect('T', 't');
    const seconds time_of_day = scan_time_of_day(scanner);
    const Duration fraction{scanner.take('.', '.') ? scanner.fraction() : 0};
    if (!date || !scanner.ok()) return refuse_form();
    if (scanner.at_end())
        return refuse("offset", "must end in an offset from UTC: Z, or one such as +01:00");
    const minutes offset = scan_offset(scanner);
    if (!scanner.ok() || !scanner.at_end()) return refuse_form();
    const sys_seconds time = *date + time_of_day - offset;
    if (time < earliest || time >= after_latest)
        return refuse("range", "must be a time in the years 1970 to 2200");
    return time + fraction;
}

std::string to_text(Timestamp time) {
    std::string text;
    append_text(text, time);
    return text;
}

void append_text(std::string& out, Timestamp time) {
    // Done on integers, since a whole day before the earliest timestamp is none.
    std::int64_t day = nanoseconds(time) / day_nanoseconds;
    std::int64_t rest = nanoseconds(time) % day_nanoseconds;
    if (rest < 0) {
        rest += day_nanoseconds;
        --day;
    }
    const year_month_day date{sys_days{days{day}}};
    const std::int64_t second = rest / second_nanoseconds;
    const Part parts[] = {{static_cast<int>(date.year()), 4, '-'},
                          {static_cast<unsigned>(date.month()), 2, '-'},
                          {static_cast<unsigned>(date.day()), 2, 'T'},
                          {second / 3600, 2, ':'},
                          {second / 60 % 60, 2, ':'}};
    std::array<char, sizeof "2026-01-16T09:30:00.123456789Z"> text{};
    char* end = text.data();
    for (const Part& part : parts) {
        end = put_digits(end, part.number, part.digits);
        *end++ = part.mark;
    }
    end = put_fraction(put_digits(end, second % 60, 2), rest % second_nanoseconds);
    *end++ = 'Z';
    out.append(text.data(), end);
}

}  // namespace ledger
