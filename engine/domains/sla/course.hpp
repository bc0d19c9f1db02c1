// When an outage's service was down, and what came of it: a row of the view of periods.
#pragma once

#include "engine/domains/sla/events.hpp"
#include "engine/kernel/interval.hpp"

#include <string_view>

namespace ledger::sla {

struct Course {
    std::string outage;
    std::optional<std::string> site_id;
    std::string site_name;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp resolved_at{};  ///< The last time; meaningful once it was resolved.
    bool open = true;
    bool deleted = false;
    Verdict verdict = Verdict::excluded;  ///< Of the latest result; meaningful while not open.
    Amount amount;
    std::vector<Interval> restored;  ///< When service was back for a while.

    static Result<Course> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;

    bool operator==(const Course&) const = default;
};

/// When service was down before `until`: in order and disjoint.
std::vector<Interval> down_times(const Course& course, Timestamp until);

/// The spans of `exclusions` in which service was back (the outages' reason for them).
std::vector<Interval> restored_spans(const std::vector<Exclusion>& exclusions);

}  // namespace ledger::sla
