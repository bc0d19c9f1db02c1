// Looks at the Stellar network from time to time, as long as somebody wants to know.
#pragma once

#include "engine/ports/clock.hpp"
#include "http/stellar_status.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace ledger {

struct WatchTimes {
    Duration interval = std::chrono::seconds{5};   ///< Between looks: about a ledger.
    Duration interest = std::chrono::seconds{60};  ///< After a question looks go on for so long.
    Duration patience = std::chrono::seconds{5};   ///< A question waits for a look so long.
};

/// Nothing is looked at, nor opened for it, before the first question. Any thread.
class NetworkWatch {
public:
    /// Called on the watch's own thread; may block. Says `connected`, or else `error`.
    using Look = std::function<StellarStatus()>;

    NetworkWatch(const Clock& clock, Look look, WatchTimes times = {});
    NetworkWatch(const NetworkWatch&) = delete;
    NetworkWatch& operator=(const NetworkWatch&) = delete;
    ~NetworkWatch();  ///< Waits for the end of a look.

    /// What the newest look has seen; what was seen before stays when the network does not answer.
    /// Waits when that is older than two intervals.
    StellarStatus status();
    bool is_connected();

private:
    void run();
    void keep(StellarStatus seen);

    const Clock& clock_;
    Look look_;
    WatchTimes times_;
    std::mutex mutex_;  ///< Over what follows.
    std::condition_variable wake_;
    std::optional<StellarStatus> newest_;
    Duration looked_at_{};
    Duration asked_at_{};
    bool is_stopping_ = false;
    std::thread thread_;  ///< From the first question on.
};

}  // namespace ledger
