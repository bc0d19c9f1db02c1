// Adds up the outages of a period: verdicts, money, and the union of each site's downtime.
#pragma once

#include "engine/domains/sla/compliance.hpp"
#include "engine/domains/sla/course.hpp"

#include <map>
#include <string>

namespace ledger::sla {

class ComplianceTally {
public:
    /// `site` tells sites apart. 422 when a sum does not fit.
    Result<void> add(const Course& course, const std::string& site, const Interval& period,
                     Timestamp measured_until);

    ComplianceFigures figures(const Interval& measured) const;

    /// How it compares to others.
    struct Badness {
        std::uint64_t met = 0;
        std::uint64_t judged = 0;
        Duration downtime{};

        /// The lower rate of compliance, none last; then the longer downtime.
        bool is_worse_than(const Badness& other) const;
    };
    Badness badness(const Interval& measured) const;

private:
    Duration downtime(const Interval& measured) const;

    std::uint64_t outages_ = 0;
    std::uint64_t open_ = 0;
    std::uint64_t met_ = 0;
    std::uint64_t violated_ = 0;
    std::uint64_t excluded_ = 0;
    MoneyTally money_;
    std::map<std::string, std::vector<Interval>> down_;
};

}  // namespace ledger::sla
