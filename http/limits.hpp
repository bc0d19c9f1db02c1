// What a connection may cost; every number of the front end that somebody may want to change.
#pragma once

#include "engine/kernel/time.hpp"

#include <chrono>
#include <cstddef>

namespace ledger {

struct ServerLimits {
    std::size_t header_bytes = 16U << 10U;
    std::size_t connections = 4'096;
    std::size_t connections_per_address = 2'048;
    /// Of all requests under way together; from here on further ones are shed (ruling 56).
    std::size_t request_bytes = 32U << 20U;
    /// Streamed bodies at once: an atomic one is held until its end.
    std::size_t uploads = 16;
    /// Long replies at once: each keeps a snapshot of its views until it has left.
    std::size_t downloads = 16;
    /// Queries that wait for one of the threads that scan.
    std::size_t waiting_queries = 256;
    /// Requests of one connection that are under way at once, and bytes of their bodies and replies
    /// from which on no further one is begun before these are answered.
    std::size_t pipelined_requests = 64;
    std::size_t round_bytes = 4U << 20U;

    Duration idle = std::chrono::seconds{60};    ///< Between requests.
    Duration header = std::chrono::seconds{10};  ///< From the first byte of a head to its end.
    Duration body = std::chrono::seconds{30};    ///< From the end of a head to the end of its body.
    Duration stall = std::chrono::seconds{10};   ///< Without a byte of a streamed body.
    Duration request = std::chrono::seconds{30};  ///< From a request to its answer.
    Duration write = std::chrono::seconds{30};
    Duration linger = std::chrono::seconds{2};          ///< For a refused client to read why.
    Duration drain = std::chrono::seconds{30};          ///< For requests in flight when stopping.
    Duration sweep_interval = std::chrono::seconds{1};  ///< How exactly all of these are kept.
};

}  // namespace ledger
