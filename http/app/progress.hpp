// Shows how far a long verb has come: a bar on a terminal, a line every ten seconds elsewhere.
#pragma once

#include "engine/ports/clock.hpp"

#include <cstdint>
#include <string>

namespace ledger::app {

/// Writes to stderr. One thread.
class Progress {
public:
    /// `unit` names what is counted, such as "events". A quiet one says nothing at all.
    Progress(const Clock& clock, std::string unit, bool quiet);

    void update(std::uint64_t done, std::uint64_t total);
    /// Says how many there were and how fast, when anything was shown or it took long.
    void finish();

private:
    Duration elapsed() const;
    double per_second() const;

    const Clock& clock_;
    std::string unit_;
    bool is_quiet_;
    bool is_terminal_;
    Duration start_;
    Duration next_;  ///< When it is time to show something again.
    std::uint64_t first_ = 0;
    std::uint64_t done_ = 0;
    bool has_begun_ = false;
    bool has_shown_ = false;
};

/// "[#####.....]  50 %  1,000 of 2,000 events, 500/s, 0:02 left"; `per_second` 0: not known yet.
std::string progress_line(std::uint64_t done, std::uint64_t total, double per_second,
                          const std::string& unit);

}  // namespace ledger::app
