// The history that a log tells.
#pragma once

#include "engine/log/log_reader.hpp"
#include "engine/ports/history.hpp"

namespace ledger {

/// How many of the first `end` events were recorded at `time` or before; their times never fall.
Result<Position> recorded_until(const LogReader& reader, Timestamp time, Position end);

class LogHistory final : public History {
public:
    /// Of the first `end` events.
    LogHistory(const EventLog& log, Position end) : reader_{log}, end_{end} {}

    Result<Moment> moment(const AsOf& as_of) const override;
    Result<void> stream(std::string_view name, const Moment& until,
                        FunctionRef<bool(const RecordedEvent& event)> visit) const override;

private:
    LogReader reader_;
    Position end_;
};

}  // namespace ledger
