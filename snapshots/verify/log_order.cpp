// One event after another.
#include "snapshots/verify/log_order.hpp"

#include "engine/log/export_layout.hpp"

#include <fmt/format.h>

namespace ledger::verify {

Checked<void> LogOrder::take(const RecordedEvent& event) {
    const Place place{.position = next_};
    if (event.position != next_)
        return tampered(place, fmt::format("its entry says position {}", event.position));
    if (event.recorded_at < last_recorded_at_)
        return tampered(place, "it was recorded before the event in front of it");
    const bool begins_the_log =
        event.stream == identity_stream && event.type == "log.created" && event.stream_version == 0;
    if (next_ == 0 && !begins_the_log) return tampered(place, "a log begins with log.created");
    StreamVersion& version = next_versions_[event.stream];
    if (event.stream_version != version)
        return tampered(place, fmt::format("it is version {} of {}; the next one is {}",
                                           event.stream_version, event.stream, version));
    ++version;
    ++next_;
    last_recorded_at_ = event.recorded_at;
    return {};
}

}  // namespace ledger::verify
