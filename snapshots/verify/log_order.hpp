// What holds from one event to the next in every log: positions, versions and time.
#pragma once

#include "engine/kernel/event.hpp"
#include "snapshots/verify/finding.hpp"

#include <string>
#include <unordered_map>

namespace ledger::verify {

/// Remembers one number per stream, which is what its memory grows with.
class LogOrder {
public:
    /// `event` is the next of the log.
    Checked<void> take(const RecordedEvent& event);
    Position next() const { return next_; }

private:
    Position next_ = 0;
    Timestamp last_recorded_at_{};
    std::unordered_map<std::string, StreamVersion> next_versions_;
};

}  // namespace ledger::verify
