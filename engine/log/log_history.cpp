#include "engine/log/log_history.hpp"

#include <algorithm>

namespace ledger {
namespace {

std::unexpected<Error> not_yet() {
    return fail(impossible("as_of", "future", "The log has not yet reached this position."));
}

Result<Timestamp> time_of(const LogReader& reader, Position position) {
    TRY(stored, reader.at(position));
    if (!stored) return fail(ErrorKind::corrupt, "log.short", "an event of the log is missing");
    return stored->event.recorded_at;
}

}  // namespace

Result<Position> recorded_until(const LogReader& reader, Timestamp time, Position end) {
    Position low = 0;
    while (low < end) {
        const Position middle = low + (end - low) / 2;
        TRY(recorded_at, time_of(reader, middle));
        if (recorded_at <= time) {
            low = middle + 1;
        } else {
            end = middle;
        }
    }
    return low;
}

Result<Moment> LogHistory::moment(const AsOf& as_of) const {
    if (const auto* position = std::get_if<Position>(&as_of)) {
        if (*position >= end_) return not_yet();
        TRY(time, time_of(reader_, *position));
        return Moment{*position, time};
    }
    const Timestamp time = std::get<Timestamp>(as_of);
    TRY(count, recorded_until(reader_, time, end_));
    if (count == 0)
        return fail(impossible("as_of", "past", "The log did not yet exist at this time."));
    return Moment{count - 1, time};
}

Result<void> LogHistory::stream(std::string_view name, const Moment& until,
                                FunctionRef<bool(const RecordedEvent& event)> visit) const {
    return reader_.stream(name, 0, std::min(until.position + 1, end_), visit);
}

}  // namespace ledger
