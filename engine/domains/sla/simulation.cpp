// POST /api/v1/sla/simulate: every result of a period, priced by another policy; writes nothing.
#include "engine/domains/sla/simulation.hpp"

#include "engine/domains/sla/result_view.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

#include <set>

namespace ledger::sla {
namespace {

/// The most changed first; equal changes in the order of their ids.
struct MostChanged {
    bool operator()(const SimulatedOutage& a, const SimulatedOutage& b) const {
        const formula::Wide change_a = magnitude(a);
        const formula::Wide change_b = magnitude(b);
        return change_a != change_b ? change_a > change_b : a.outage_id < b.outage_id;
    }
    static formula::Wide magnitude(const SimulatedOutage& outage) {
        const formula::Wide units = outage.difference.units();
        return units < 0 ? -units : units;
    }
};

/// One pass over the results, priced by `pricing`.
class Simulation {
public:
    explicit Simulation(const Pricing& pricing) : pricing_{pricing} {}

    Result<void> add(const ResultLine& line) {
        TRY(outage, priced_otherwise(line));
        TRY(compare(total_, outage));
        TRY(compare(of(outage.severity), outage));
        if (outage.difference == Amount{}) return {};
        most_changed_.insert(outage);
        if (most_changed_.size() > max_simulated_outages)
            most_changed_.erase(std::prev(most_changed_.end()));
        return {};
    }

    void tell(SimulateReply& reply) && {
        reply.total = total_;
        reply.net_difference_exact = to_text(total_.net_difference);
        reply.by_severity = by_severity_;
        reply.outages.assign(most_changed_.begin(), most_changed_.end());
        reply.outages_omitted = total_.changed - reply.outages.size();
    }

private:
    Result<SimulatedOutage> priced_otherwise(const ResultLine& line) const {
        SimulatedOutage outage{.outage_id = OutageId{line.outage},
                               .severity = line.severity,
                               .resolved_at = line.resolved_at,
                               .policy_version = line.policy_version,
                               .mttr_before = line.minutes,
                               .mttr_after = 0,
                               .amount_before = line.amount,
                               .amount_after = {},
                               .difference = {}};
        outage.mttr_after = formula::whole_minutes(static_cast<std::uint64_t>(line.counted.count()),
                                                   pricing_.rounding);
        const formula::Price price =
            formula::price(outage.mttr_after, for_formula(terms_of(pricing_.table, line.severity)));
        if (!line.excluded) outage.amount_after = Amount{price.amount};
        const std::optional<Amount> change = difference(outage.amount_after, outage.amount_before);
        if ((price.overflow && !line.excluded) || !change)
            return fail(impossible("end_date", "amount_range",
                                   line.outage + " would cost more than an amount can hold"));
        outage.difference = *change;
        return outage;
    }

    static Result<void> compare(Comparison& comparison, const SimulatedOutage& outage) {
        ++comparison.results;
        if (outage.difference != Amount{}) ++comparison.changed;
        if (!comparison.before.add(outage.amount_before) ||
            !comparison.after.add(outage.amount_after))
            return fail(total_too_large());
        const std::optional<Amount> change =
            difference(comparison.after.net, comparison.before.net);
        if (!change) return fail(total_too_large());
        comparison.net_difference = *change;
        return {};
    }

    Comparison& of(Severity severity) {
        switch (severity) {
            case Severity::critical: return by_severity_.critical;
            case Severity::high: return by_severity_.high;
            case Severity::medium: return by_severity_.medium;
            case Severity::low: break;
        }
        return by_severity_.low;
    }

    const Pricing& pricing_;
    Comparison total_;
    ComparisonBySeverity by_severity_;
    std::set<SimulatedOutage, MostChanged> most_changed_;
};

/// The asked table over the latest policy, by the rules of publishing one.
Result<Pricing> asked_pricing(const SimulateRequest& asked, const PolicyPublished& latest) {
    PublishPolicy changes;
    changes.critical = asked.critical;
    changes.high = asked.high;
    changes.medium = asked.medium;
    changes.low = asked.low;
    changes.rounding = asked.rounding;
    Pricing pricing = changed(pricing_of(latest), changes);
    TRY(check_limits(pricing.table));
    return pricing;
}

}  // namespace

Result<Reply> simulate(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<SimulateRequest>(request.body));
    TRY(period, period_between(asked.start_date, asked.end_date));
    TRY(latest, find_policy(context.rows(policy_view), std::nullopt));
    if (!latest)
        return fail(ErrorKind::not_found, "sla.policy_not_found", "there is no policy to change");
    TRY(pricing, asked_pricing(asked, latest->policy));
    Simulation simulation{pricing};
    TRY(scan_results(context.rows(result_view), period.from, period.to,
                     [&](const ResultLine& line) { return simulation.add(line); }));
    SimulateReply reply;
    reply.period = {.start = period.from, .end = period.to};
    reply.base_version = latest->policy.version;
    reply.rounding = pricing.rounding;
    reply.configs = pricing.table;
    std::move(simulation).tell(reply);
    return Reply{.body = json::text_of(reply)};
}

}  // namespace ledger::sla
