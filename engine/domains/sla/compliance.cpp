// GET /api/v1/sla/compliance: how well a period went, by site or by severity.
#include "engine/domains/sla/compliance.hpp"

#include "engine/domains/sla/compliance_tally.hpp"
#include "engine/domains/sla/period_view.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>

namespace ledger::sla {
namespace {

FieldError complaint(std::string_view field, std::string_view rule, std::string_view message) {
    return {
        std::string{field}, std::string{rule}, std::string{field} + " " + std::string{message}, {}};
}

Result<Interval> period_of(const ComplianceQuery& asked, Timestamp now) {
    if (asked.period) {
        std::vector<FieldError> errors;
        if (asked.start_date)
            errors.push_back(complaint("start_date", "unused", "goes without period"));
        if (asked.end_date)
            errors.push_back(complaint("end_date", "unused", "goes without period"));
        const std::optional<Interval> period = period_named(*asked.period);
        if (!period)
            errors.push_back(
                complaint("period", "period", "must be such as 2026, 2026-Q1 or 2026-01"));
        if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
        return *period;
    }
    if (!asked.start_date && !asked.end_date) return month_of(now);
    if (!asked.start_date)
        return fail(invalid_fields({complaint("start_date", "required", "goes with end_date")}));
    if (!asked.end_date)
        return fail(invalid_fields({complaint("end_date", "required", "goes with start_date")}));
    return period_between(*asked.start_date, *asked.end_date);
}

/// Tells sites apart: by number, or by name where an outage has none.
std::string site_key(const Course& course) {
    return course.site_id ? "i" + *course.site_id : "n" + course.site_name;
}

/// A group as it grows.
struct Growing {
    ComplianceTally tally;
    ComplianceGroup label;
    Timestamp named_at = Timestamp::min();  ///< The detection of the outage that gave the name.
};

class Compliance {
public:
    Compliance(GroupBy group_by, const Interval& period, Timestamp now)
        : group_by_{group_by},
          period_{period},
          measured_{period.from, std::clamp(now, period.from, period.to)} {}

    Result<void> add(const Course& course) {
        const std::string site = site_key(course);
        TRY(overall_.add(course, site, period_, measured_.to));
        const bool by_site = group_by_ == GroupBy::site;
        Growing& group = groups_[by_site ? site : std::string{name_of(course.severity)}];
        label(group, course);
        return group.tally.add(course, site, period_, measured_.to);
    }

    ComplianceReply reply(std::int64_t limit, std::int64_t offset) const {
        ComplianceReply reply;
        reply.period = {{period_.from, period_.to}, measured_.to};
        reply.group_by = group_by_;
        reply.overall = overall_.figures(measured_);
        reply.total = static_cast<std::int64_t>(groups_.size());
        reply.limit = limit;
        reply.offset = offset;
        const Neighbours beside = neighbours(offset, limit, reply.total);
        reply.has_next = beside.has_next;
        reply.has_previous = beside.has_previous;
        reply.next_offset = beside.next_offset;
        reply.previous_offset = beside.previous_offset;
        for (std::int64_t rank = 0; const Growing* group : worst_first()) {
            if (rank >= offset && rank < offset + limit) reply.groups.push_back(shown(*group));
            ++rank;
        }
        return reply;
    }

private:
    /// A site is called as its latest outage calls it.
    void label(Growing& group, const Course& course) const {
        if (group_by_ == GroupBy::severity) {
            group.label.severity = course.severity;
        } else if (course.detected_at >= group.named_at) {
            group.label.site_id = course.site_id;
            group.label.site_name = course.site_name;
            group.named_at = course.detected_at;
        }
    }

    std::vector<const Growing*> worst_first() const {
        struct Ranked {
            const Growing* group;
            ComplianceTally::Badness badness;
            std::size_t place;  ///< By key, which settles what is equally bad.
        };
        std::vector<Ranked> ranked;
        ranked.reserve(groups_.size());
        for (const auto& [key, group] : groups_)
            ranked.push_back({&group, group.tally.badness(measured_), ranked.size()});
        std::ranges::sort(ranked, [](const Ranked& a, const Ranked& b) {
            if (a.badness.is_worse_than(b.badness)) return true;
            return !b.badness.is_worse_than(a.badness) && a.place < b.place;
        });
        std::vector<const Growing*> groups;
        groups.reserve(ranked.size());
        for (const Ranked& rank : ranked) groups.push_back(rank.group);
        return groups;
    }

    ComplianceGroup shown(const Growing& group) const {
        ComplianceGroup shown = group.label;
        static_cast<ComplianceFigures&>(shown) = group.tally.figures(measured_);
        return shown;
    }

    GroupBy group_by_;
    Interval period_;
    Interval measured_;
    ComplianceTally overall_;
    std::map<std::string, Growing> groups_;
};

}  // namespace

Result<Reply> show_compliance(const Request& request, const Context& context) {
    TRY(asked, parse_query<ComplianceQuery>(request));
    TRY(period, period_of(asked, context.now));
    Compliance compliance{asked.group_by.value_or(GroupBy::site), period, context.now};
    TRY(scan_period(context.rows(period_view), period, [&](const Course& course) -> Result<void> {
        if (asked.site_id && course.site_id != asked.site_id) return {};
        return compliance.add(course);
    }));
    return Reply{.body = json::text_of(compliance.reply(asked.limit.value_or(default_limit),
                                                        asked.offset.value_or(0)))};
}

}  // namespace ledger::sla
