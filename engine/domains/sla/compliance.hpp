// How well a period went, by site or by severity: what is asked, and the answer.
#pragma once

#include "engine/domains/sla/money_tally.hpp"
#include "engine/domains/sla/period.hpp"
#include "engine/kernel/paging.hpp"

namespace ledger::sla {

enum class GroupBy { site, severity };

inline constexpr std::size_t max_site_bytes = 64;
inline constexpr std::size_t max_period_bytes = 7;

/// GET /sla/compliance: the present month unless a period is named, in one way or the other.
struct ComplianceQuery {
    std::optional<Timestamp> start_date;
    std::optional<Timestamp> end_date;
    std::optional<std::string> period;
    std::optional<std::string> site_id;
    std::optional<GroupBy> group_by;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> offset;

    static constexpr auto fields() {
        using Q = ComplianceQuery;
        return std::tuple{
            Field{"start_date", &Q::start_date, "The period's first instant."},
            Field{"end_date", &Q::end_date, "The first that does not belong to it."},
            Field{"period", &Q::period, "Of UTC: 2026, 2026-Q1 or 2026-01."}.length(
                1, max_period_bytes),
            Field{"site_id", &Q::site_id, "Outages of that site alone."}.length(1, max_site_bytes),
            Field{"group_by", &Q::group_by, "`site` when absent."},
            Field{"limit", &Q::limit, "How many groups."}.range(1, max_limit),
            Field{"offset", &Q::offset, "How many to pass over."}.range(0, max_offset)};
    }
};

struct ComplianceFigures {
    std::uint64_t outages = 0;
    std::uint64_t open = 0;
    std::uint64_t met = 0;
    std::uint64_t violated = 0;
    std::uint64_t excluded = 0;
    json::Raw compliance_rate;
    std::int64_t downtime_minutes = 0;
    json::Raw availability_pct;
    Amount penalties;
    Amount rewards;
    Amount net;

    static constexpr auto fields() {
        using F = ComplianceFigures;
        return std::tuple{
            Field{"outages", &F::outages, "How many took any of the period."},
            Field{"open", &F::open, "Of these, not resolved yet."},
            Field{"met", &F::met, "Resolved within the period, and in time."},
            Field{"violated", &F::violated, "Resolved within the period, too late."},
            Field{"excluded", &F::excluded, "Resolved within the period; no time counted."},
            Field{"compliance_rate", &F::compliance_rate,
                  "Percent met of met and violated, 1 decimal; null without any."}
                .holding<std::optional<double>>(),
            Field{"downtime_minutes", &F::downtime_minutes,
                  "Of the union of each site's outages within the period, whole minutes."},
            Field{"availability_pct", &F::availability_pct,
                  "Percent of the measured time of these sites, 4 decimals; null without any."}
                .holding<std::optional<double>>(),
            Field{"penalties", &F::penalties, "Of outages resolved within the period."},
            Field{"rewards", &F::rewards, "Of outages resolved within the period."},
            Field{"net", &F::net, "Rewards less penalties."}};
    }
};

struct ComplianceGroup : ComplianceFigures {
    std::optional<std::string> site_id;
    std::optional<std::string> site_name;
    std::optional<Severity> severity;

    static constexpr auto fields() {
        using G = ComplianceGroup;
        return std::tuple_cat(
            std::tuple{Field{"site_id", &G::site_id, "By site: its number, if it has one."},
                       Field{"site_name", &G::site_name, "By site: its name."},
                       Field{"severity", &G::severity, "By severity."}},
            ComplianceFigures::fields());
    }
};

struct MeasuredPeriod : PeriodShown {
    Timestamp measured_until{};

    static constexpr auto fields() {
        return std::tuple_cat(
            PeriodShown::fields(),
            std::tuple{
                Field{"measured_until", &MeasuredPeriod::measured_until,
                      "Its end, or now while it goes on: what lies ahead is not measured."}});
    }
};

struct ComplianceReply {
    MeasuredPeriod period;
    GroupBy group_by = GroupBy::site;
    ComplianceFigures overall;
    std::int64_t total = 0;
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::int64_t> next_offset;
    std::optional<std::int64_t> previous_offset;
    std::vector<ComplianceGroup> groups;

    static constexpr auto fields() {
        using R = ComplianceReply;
        return std::tuple{Field{"period", &R::period, "What was measured."},
                          Field{"group_by", &R::group_by, "What a group is."},
                          Field{"overall", &R::overall, "All groups together."},
                          Field{"total", &R::total, "How many groups there are."},
                          Field{"limit", &R::limit, "How many a page has at most."},
                          Field{"offset", &R::offset, "How many come before."},
                          Field{"has_next", &R::has_next, "Whether more follow."},
                          Field{"has_previous", &R::has_previous, "Whether some come before."},
                          Field{"next_offset", &R::next_offset, "Null when none."},
                          Field{"previous_offset", &R::previous_offset, "Null when none."},
                          Field{"groups", &R::groups, "The worst first."}.items(0, max_limit)};
    }
};

}  // namespace ledger::sla

namespace ledger {

template <>
inline constexpr std::array enum_names<sla::GroupBy>{EnumName{sla::GroupBy::site, "site"},
                                                     EnumName{sla::GroupBy::severity, "severity"}};

}  // namespace ledger
