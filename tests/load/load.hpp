// Load for a running server, and what came back; the tests that use it are in tests/server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ledger::test {

/// More than the server can do: every connection keeps `pipeline` requests under way.
struct FloodRequest {
    std::uint16_t port = 0;
    std::size_t connections = 0;
    std::size_t pipeline = 0;
    std::chrono::milliseconds duration{};
};
struct FloodResult {
    std::map<int, std::uint64_t> statuses;
    std::uint64_t without_retry_after = 0;  ///< Of 503 and 507.
    std::uint64_t closed = 0;               ///< Connections that the server ended behind a reply.
    std::uint64_t cut_short = 0;            ///< And those that ended in the middle of one.
    std::vector<std::string> created;       ///< What was acknowledged, by the description it has.
};
FloodResult flood(const FloodRequest& request);

/// Readers that each write now and then, and must see what they wrote.
struct ReadRequest {
    std::uint16_t port = 0;
    std::size_t readers = 0;
    double reads_per_second = 0;  ///< Of all together.
    std::chrono::milliseconds duration{};
};
struct ReadResult {
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::vector<std::string> wrong;    ///< Errors and stale reads; the first few, in words.
    std::vector<double> milliseconds;  ///< Of each read, from when it was due.
};
ReadResult read_steadily(const ReadRequest& request);

}  // namespace ledger::test
