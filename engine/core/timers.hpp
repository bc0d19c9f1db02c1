// Wakes the aggregates whose time has come (ruling 26): each by a command of its own, decided once.
#pragma once

#include "engine/core/command.hpp"
#include "engine/core/timer_signal.hpp"
#include "engine/core/uuid_source.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/event_log.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

struct TimerLimits {
    std::size_t commands_under_way = 256;
    /// How long a timer rests whose command failed.
    Duration retry_delay = std::chrono::seconds{1};
};

/// Without a thread of its own: whoever owns it calls `ring` when the signal says so. What is due
/// stands in the log database and nowhere else: nothing is lost by a restart, and whether a timer
/// is still set is decided on the sequencer, so that nothing is woken twice.
class Timers {
public:
    struct Parts {
        const EventLog& log;
        const Clock& clock;
        Entropy& entropy;
        std::span<const Domain* const> domains;
        TimerSignal& signal;
        /// As Pipeline::submit.
        std::function<Result<void>(Command)> submit;
        /// A command that wakes `stream` failed, and not for want of room or of a trusted clock; it
        /// will be tried again. Any thread.
        std::function<void(std::string_view stream, const Error& error)> on_failure;
    };
    explicit Timers(Parts parts, TimerLimits limits = {});
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    /// Submits a command for each timer that is due and not under way, the oldest first. One
    /// thread. An error when the log cannot be read.
    Result<void> ring();
    /// Returns when every command that was submitted is answered.
    void wait_until_idle();
    /// Whether something is due, or being served. Any thread.
    bool is_busy() const;

private:
    struct Timer {
        Timestamp due;
        std::string stream;
    };

    Result<void> ring_at(Timestamp now);
    void set_ringing(bool ringing);
    Result<std::vector<Timer>> find_due(Timestamp now);
    bool submit(const Timer& timer);
    void done(const std::string& stream, const Result<Reply>& reply);
    void rest(const std::string& stream, const Error& error);
    Command command_for(const Waking& waking, const Timer& timer);

    Parts parts_;
    TimerLimits limits_;
    std::map<std::string_view, const Waking*> wakings_;  ///< By category.
    UuidSource uuids_;

    mutable std::mutex mutex_;
    bool is_ringing_ = false;
    std::condition_variable idle_;  ///< Nothing is under way.
    std::set<std::string> under_way_;
    std::map<std::string, Timestamp> resting_;  ///< Until when.
    bool is_cut_short_ = false;                 ///< More is due than may be under way.
};

}  // namespace ledger
