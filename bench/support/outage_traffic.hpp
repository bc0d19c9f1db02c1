// The work of a network-operations centre, made up from a fixed seed: outages are recorded, given
// to somebody, and resolved; or come as a file with all that at once.
#pragma once

#include "engine/kernel/route.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ledger::bench {

/// Makes the same texts in every run but for the times, which must be recent.
class OutageTraffic {
public:
    explicit OutageTraffic(Timestamp now) : now_{now} {}

    /// The next `outages` outages from their record to their resolution, interleaved: one is given
    /// to somebody while others are recorded. `first` is the number of the first.
    std::vector<PreparedCommand> life_cycles(std::uint64_t first, std::uint64_t outages);
    /// `outages` outages that stay open.
    std::vector<PreparedCommand> creations(std::uint64_t outages);
    /// `count` commands, of one event each, on the open outages from `first` on.
    std::vector<PreparedCommand> assignments(std::uint64_t first, std::uint64_t outages,
                                             std::uint64_t count);
    /// Resolved outages as lines of JSON, read by the same code as an upload.
    std::vector<PreparedCommand> import(std::uint64_t rows);

    static constexpr std::uint64_t events_per_life_cycle = 5;
    static constexpr std::uint64_t events_per_imported_row = 4;

private:
    std::uint64_t draw(std::uint64_t below);
    PreparedCommand creation();
    PreparedCommand assignment(std::uint64_t outage);
    PreparedCommand resolution(std::uint64_t outage);
    std::string facts();

    Timestamp now_;
    std::uint64_t state_ = 20'260'116;
    std::uint64_t made_ = 0;
};

}  // namespace ledger::bench
