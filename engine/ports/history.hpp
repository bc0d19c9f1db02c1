// What was, for queries that ask for an earlier state: moments of the log, and single streams.
#pragma once

#include "engine/kernel/as_of.hpp"
#include "engine/kernel/event.hpp"
#include "engine/kernel/function_ref.hpp"

#include <string_view>

namespace ledger {

/// Any thread.
class History {
public:
    History() = default;
    History(const History&) = delete;
    History& operator=(const History&) = delete;
    virtual ~History() = default;

    /// Of a position: with the time at which its event was recorded. Of a time: with the last event
    /// that was recorded then or before. 422 for what is not yet, and for what was before the first
    /// event.
    virtual Result<Moment> moment(const AsOf& as_of) const = 0;
    /// The stream's events up to and with that of the moment, in order, while `visit` says true.
    virtual Result<void> stream(std::string_view name, const Moment& until,
                                FunctionRef<bool(const RecordedEvent& event)> visit) const = 0;
};

}  // namespace ledger
