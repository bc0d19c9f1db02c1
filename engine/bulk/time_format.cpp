#include "engine/bulk/time_format.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <span>

namespace ledger::bulk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::string_view directives = "YmdHIMSBbAapz%";
constexpr std::string_view blanks = " \t";
constexpr int first_year = 1970;
constexpr int last_year = 2200;

std::unexpected<Error> refuse(std::string_view rule, std::string message) {
    return fail(ErrorKind::validation, rule, std::move(message));
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// What a text gave to the directives of a format.
struct Parts {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    std::optional<int> hour;       ///< 0 to 23.
    std::optional<int> half_hour;  ///< 1 to 12.
    std::optional<bool> is_afternoon;
    std::optional<unsigned> weekday;  ///< 0 is Sunday.
    int minute = 0;
    int second = 0;
    std::optional<minutes> offset;
};

/// Takes text away from the front; each step is false when it is not there.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}
    bool at_end() const { return rest_.empty(); }

    bool take(char expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_blanks() {
        const std::size_t size = std::min(rest_.find_first_not_of(blanks), rest_.size());
        rest_.remove_prefix(size);
        return size > 0;
    }
    /// A number of `least` to `most` digits, itself from `from` to `to`.
    template <class Number>
    bool take_number(std::size_t least, std::size_t most, int from, int to, Number& out) {
        int value = 0;
        std::size_t size = 0;
        for (; size < most && size < rest_.size() &&
               std::isdigit(static_cast<unsigned char>(rest_[size])) != 0;
             ++size)
            value = value * 10 + (rest_[size] - '0');
        if (size < least || value < from || value > to) return false;
        rest_.remove_prefix(size);
        out = static_cast<Number>(value);
        return true;
    }
    bool take_word(std::string_view word) {
        const bool found = rest_.size() >= word.size() &&
                           std::ranges::equal(rest_.substr(0, word.size()), word, {}, lower, lower);
        if (found) rest_.remove_prefix(word.size());
        return found;
    }
    /// One of `names`, or of their first `letters`; its index.
    std::optional<unsigned> take_name(std::span<const std::string_view> names,
                                      std::size_t letters) {
        for (unsigned i = 0; i < names.size(); ++i)
            if (take_word(names[i].substr(0, letters))) return i;
        return std::nullopt;
    }
    /// `Z`, `+01:00`, `+0100`.
    bool take_offset(std::optional<minutes>& out) {
        if (take('Z') || take('z')) {
            out = minutes{0};
            return true;
        }
        const bool west = take('-');
        int hour = 0;
        int minute = 0;
        if (!west && !take('+')) return false;
        if (!take_number(2, 2, 0, 23, hour)) return false;
        take(':');
        if (!take_number(2, 2, 0, 59, minute)) return false;
        const minutes offset = hours{hour} + minutes{minute};
        out = west ? -offset : offset;
        return true;
    }

private:
    std::string_view rest_;
};

bool take_month(Scanner& scanner, std::size_t letters, Parts& parts) {
    const auto index = scanner.take_name(months, letters);
    parts.month = index.value_or(0) + 1;
    return index.has_value();
}

bool take_weekday(Scanner& scanner, std::size_t letters, Parts& parts) {
    parts.weekday = scanner.take_name(weekdays, letters);
    return parts.weekday.has_value();
}

bool take_meridiem(Scanner& scanner, Parts& parts) {
    parts.is_afternoon = scanner.take_word("PM");
    return *parts.is_afternoon || scanner.take_word("AM");
}

bool take_directive(Scanner& scanner, char directive, Parts& parts) {
    constexpr std::size_t short_name = 3;
    constexpr std::size_t whole_name = std::string_view::npos;
    switch (directive) {
        case 'Y': return scanner.take_number(4, 4, 0, 9999, parts.year);
        case 'm': return scanner.take_number(1, 2, 1, 12, parts.month);
        case 'd': return scanner.take_number(1, 2, 1, 31, parts.day);
        case 'H': return scanner.take_number(1, 2, 0, 23, parts.hour);
        case 'I': return scanner.take_number(1, 2, 1, 12, parts.half_hour);
        case 'M': return scanner.take_number(2, 2, 0, 59, parts.minute);
        case 'S': return scanner.take_number(2, 2, 0, 59, parts.second);
        case 'B': return take_month(scanner, whole_name, parts);
        case 'b': return take_month(scanner, short_name, parts);
        case 'A': return take_weekday(scanner, whole_name, parts);
        case 'a': return take_weekday(scanner, short_name, parts);
        case 'p': return take_meridiem(scanner, parts);
        case 'z': return scanner.take_offset(parts.offset);
        default: return scanner.take('%');
    }
}

/// Whether `text` has the shape of `format`.
std::optional<Parts> scan(std::string_view format, std::string_view text) {
    Parts parts;
    Scanner scanner{text};
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        const bool taken = c == '%'   ? take_directive(scanner, format[++i], parts)
                           : c == ' ' ? scanner.take_blanks()
                                      : scanner.take(c);
        if (!taken) return std::nullopt;
    }
    if (!scanner.at_end()) return std::nullopt;
    return parts;
}

Result<int> hour_of(const Parts& parts) {
    constexpr int noon = 12;
    if (!parts.hour) return *parts.half_hour % noon + (*parts.is_afternoon ? noon : 0);
    if (parts.is_afternoon && *parts.is_afternoon != (*parts.hour >= noon))
        return refuse("meridiem", fmt::format("has hour {} with {}", *parts.hour,
                                              *parts.is_afternoon ? "PM" : "AM"));
    return *parts.hour;
}

Result<WallTime> wall_time_of(const Parts& parts) {
    const std::chrono::year_month_day day{std::chrono::year{parts.year},
                                          std::chrono::month{parts.month},
                                          std::chrono::day{parts.day}};
    if (!day.ok()) return refuse("date", "names a day that its month does not have");
    const std::chrono::weekday weekday{std::chrono::local_days{day}};
    if (parts.weekday && *parts.weekday != weekday.c_encoding())
        return refuse("weekday",
                      fmt::format("says {}, but that day is a {}", weekdays[*parts.weekday],
                                  weekdays[weekday.c_encoding()]));
    TRY(hour, hour_of(parts));
    return WallTime{
        std::chrono::local_days{day} + hours{hour} + minutes{parts.minute} + seconds{parts.second},
        parts.offset};
}

std::string without_shorthands(std::string_view text) {
    std::string format;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view pair = text.substr(i, 2);
        if (pair == "%F" || pair == "%T") {
            format += pair == "%F" ? "%Y-%m-%d" : "%H:%M:%S";
            ++i;
        } else if (pair.starts_with('%')) {
            format += pair;
            ++i;
        } else if (blanks.contains(text[i])) {
            if (!format.ends_with(' ')) format += ' ';
        } else {
            format += text[i];
        }
    }
    return format;
}

std::unexpected<Error> bad_parameter(std::string_view field, std::string message) {
    return fail(invalid_fields({{std::string{field}, "format", std::move(message), {}}}));
}

/// How often each directive stands in a format.
std::size_t count_of(std::string_view format, std::string_view any_of) {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < format.size(); ++i) {
        if (format[i] != '%') continue;
        if (any_of.contains(format[i + 1])) ++count;
        ++i;
    }
    return count;
}

}  // namespace

Result<TimeFormat> TimeFormat::make(std::string_view text) {
    TimeFormat made;
    made.format_ = without_shorthands(text);
    const std::string_view format = made.format_;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') continue;
        ++i;  // To the directive's letter.
        if (i == format.size() || !directives.contains(format[i]))
            return bad_parameter("time_format",
                                 fmt::format("time_format {} has an unknown directive", text));
    }
    const bool has_date =
        count_of(format, "Y") == 1 && count_of(format, "mBb") == 1 && count_of(format, "d") == 1;
    const bool has_hour = count_of(format, "HI") == 1 && count_of(format, "p") <= 1 &&
                          (count_of(format, "I") == 0 || count_of(format, "p") == 1);
    const bool is_single = count_of(format, "M") <= 1 && count_of(format, "S") <= 1 &&
                           count_of(format, "Aa") <= 1 && count_of(format, "z") <= 1;
    if (!has_date || !has_hour || !is_single)
        return bad_parameter(
            "time_format",
            fmt::format("time_format {} must give a year, a month, a day and an hour (%H, or %I "
                        "with %p), and nothing twice",
                        text));
    return made;
}

Result<std::optional<WallTime>> TimeFormat::read(std::string_view text) const {
    const std::optional<Parts> parts = scan(format_, text);
    if (!parts) return std::nullopt;
    TRY(time, wall_time_of(*parts));
    return time;
}

Result<TimeReader> TimeReader::make(std::string_view formats, std::string_view zone) {
    TimeReader reader;
    while (!formats.empty()) {
        const std::size_t end = std::min(formats.find('|'), formats.size());
        TRY(format, TimeFormat::make(formats.substr(0, end)));
        reader.formats_.push_back(std::move(format));
        formats.remove_prefix(std::min(end + 1, formats.size()));
    }
    if (reader.formats_.size() > max_formats)
        return bad_parameter("time_format", "time_format has at most 8 formats");
    Scanner scanner{zone};
    if (zone.empty() || (scanner.take_offset(reader.offset_) && scanner.at_end())) return reader;
    reader.offset_.reset();
    try {
        date::locate_zone(zone);
    } catch (const std::exception&) {
        return bad_parameter("time_zone", fmt::format("time_zone {} is not known", zone));
    }
    reader.zone_ = zone;
    return reader;
}

Result<Timestamp> TimeReader::read(std::string_view text) const {
    for (const TimeFormat& format : formats_) {
        TRY(time, format.read(text));
        if (time) return instant_of(*time);
    }
    if (!formats_.empty()) return refuse("time", "is not in the time format of this import");
    Result<Timestamp> time = parse_time(text);
    if (time || time.error().code != "offset" || (zone_.empty() && !offset_)) return time;
    TRY(format, TimeFormat::make("%FT%T"));
    TRY(local, format.read(text));
    if (!local) return time;
    return instant_of(*local);
}

Result<Timestamp> TimeReader::instant_of(const WallTime& time) const {
    const auto year =
        std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time.local)}.year();
    if (year < std::chrono::year{first_year} || year > std::chrono::year{last_year})
        return refuse("range", "must be between 1970 and 2200");
    const std::optional<minutes> offset = time.offset ? time.offset : offset_;
    if (offset) return Timestamp{time.local.time_since_epoch() - *offset};
    if (zone_.empty()) return refuse("offset", "has no offset, and the import no time_zone");
    return instant_in_zone(time.local);
}

Result<Timestamp> TimeReader::instant_in_zone(std::chrono::local_seconds local) const {
    try {
        const date::local_seconds wall{local.time_since_epoch()};
        const date::local_info info = date::locate_zone(zone_)->get_info(wall);
        if (info.result == date::local_info::nonexistent)
            return refuse("nonexistent",
                          fmt::format("never was in {}: clocks were put forward over "
                                      "it",
                                      zone_));
        if (info.result == date::local_info::ambiguous)
            return refuse("ambiguous",
                          fmt::format("was twice in {}: clocks were put back over it", zone_));
        return Timestamp{local.time_since_epoch() - info.first.offset};
    } catch (const std::exception& exception) {
        return fail(ErrorKind::internal, "time_zone.unreadable", exception.what());
    }
}

}  // namespace ledger::bulk
