// The event streams that clients hold open.
#pragma once

#include "stellar/sandbox/horizon/rate_limit.hpp"
#include "stellar/sandbox/horizon/resources.hpp"
#include "stellar/sandbox/service/exchange.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

/// After this time a stream is closed, and the client comes back at once where it was.
inline constexpr Duration stream_time = std::chrono::seconds{55};
inline constexpr std::size_t most_streams = 1024;

class Streams {
public:
    struct Opening {
        List list;
        PageRequest page;
        std::string base;
        std::string caller;
    };
    /// A stream with what is there already, or, when that fills it, a reply that is all of it; a
    /// problem when something is wrong before the first byte.
    OrProblem<Answer> open(Ticket ticket, Opening opening, const NetworkView& network,
                           Duration now);

    /// Gives everybody what has become new. Each look counts as a request.
    void poll(const NetworkView& network, RateLimit& limit, Duration now,
              std::vector<Delivery>& deliveries);
    /// Closes those whose time is over.
    void expire(Duration now, std::vector<Delivery>& deliveries);
    void forget(Ticket ticket) { streams_.erase(ticket); }
    /// When the next one's time is over.
    std::optional<Duration> next_end() const;

private:
    struct Open {
        Opening opening;
        Duration end{};
    };
    /// The new events, with the last one when the stream's limit is reached.
    static OrProblem<Chunk> next_events(Opening& opening, NetworkView network);

    std::map<Ticket, Open> streams_;
};

}  // namespace ledger::stellar::sandbox
