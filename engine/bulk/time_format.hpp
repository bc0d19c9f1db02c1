// Times as other people write them: formats of their own, and clocks on a wall somewhere.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::bulk {

/// What a text says, before it is known where the clock hung that showed it.
struct WallTime {
    std::chrono::local_seconds local{};
    std::optional<std::chrono::minutes> offset;  ///< From UTC, where the text has one.
};

/// One format, in the manner of strptime but strict: every character of the text is accounted for.
///
///     %Y            four digits
///     %m %d %H %I   one or two digits; hours 0 to 23 and 1 to 12
///     %M %S         exactly two digits: 16:1 may be 16:01 or 16:10
///     %B %b %A %a   an English name in full (%B, %A) or its first three letters (%b, %a)
///     %p            AM or PM: with %I it tells the half of the day; beside %H it must agree
///     %z            Z, +01:00 or +0100
///     %F %T %%      %Y-%m-%d, %H:%M:%S, and a percent sign
///     a blank       one or more blanks or tabs
///
/// Names and %p in any case. A weekday must be that of its date.
class TimeFormat {
public:
    /// 400 unless the format gives a date and an hour, each once.
    static Result<TimeFormat> make(std::string_view text);

    /// Nothing: the text has another shape. The error's code is the broken rule, its message goes
    /// on behind a field's name: "date" (there is no such day), "weekday", "meridiem".
    Result<std::optional<WallTime>> read(std::string_view text) const;

private:
    std::string format_;  ///< Without %F and %T.
};

/// Reads times in the formats and the zone that an import states.
class TimeReader {
public:
    static constexpr std::size_t max_formats = 8;

    /// `formats` are separated by `|`, empty for RFC 3339; `zone` is an IANA name, `UTC`, or an
    /// offset such as +01:00, empty when every time must have its offset. 400 for what is none.
    static Result<TimeReader> make(std::string_view formats, std::string_view zone);

    /// The first format whose shape the text has decides. Rules beside those of TimeFormat: "time"
    /// (it has none of the shapes), "offset" (no offset, and no zone was stated), "nonexistent"
    /// (clocks were put forward over it), "ambiguous" (clocks were put back over it), "range".
    Result<Timestamp> read(std::string_view text) const;

private:
    Result<Timestamp> instant_of(const WallTime& time) const;
    Result<Timestamp> instant_in_zone(std::chrono::local_seconds local) const;

    std::vector<TimeFormat> formats_;
    std::string zone_;                            ///< An IANA name, or empty.
    std::optional<std::chrono::minutes> offset_;  ///< A fixed one.
};

}  // namespace ledger::bulk
