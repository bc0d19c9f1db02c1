#include "engine/domains/sla/compliance_tally.hpp"

#include <fmt/format.h>

namespace ledger::sla {
namespace {

using formula::Wide;

/// part ÷ whole in percent, with `decimals` digits, half up; 0 <= part <= whole, whole > 0.
json::Raw percent(Wide part, Wide whole, int decimals) {
    std::int64_t scale = 1;
    for (int digit = 0; digit < decimals; ++digit) scale *= 10;
    const auto scaled = static_cast<std::int64_t>((Wide{200} * scale * part + whole) / (2 * whole));
    return {fmt::format("{}.{:0{}}", scaled / scale, scaled % scale, decimals)};
}

}  // namespace

Result<void> ComplianceTally::add(const Course& course, const std::string& site,
                                  const Interval& period, Timestamp measured_until) {
    ++outages_;
    std::vector<Interval>& down = down_[site];
    for (const Interval& span : down_times(course, measured_until)) down.push_back(span);
    if (course.open) {
        ++open_;
        return {};
    }
    if (course.resolved_at < period.from || course.resolved_at >= period.to) return {};
    if (course.verdict == Verdict::met) ++met_;
    if (course.verdict == Verdict::violated) ++violated_;
    if (course.verdict == Verdict::excluded) ++excluded_;
    if (!money_.add(course.amount)) return fail(total_too_large());
    return {};
}

Duration ComplianceTally::downtime(const Interval& measured) const {
    Duration total{};
    for (const auto& [site, spans] : down_) total += total_length(merged_within(measured, spans));
    return total;
}

ComplianceFigures ComplianceTally::figures(const Interval& measured) const {
    ComplianceFigures figures;
    figures.outages = outages_;
    figures.open = open_;
    figures.met = met_;
    figures.violated = violated_;
    figures.excluded = excluded_;
    if (met_ + violated_ > 0) figures.compliance_rate = percent(met_, met_ + violated_, 1);
    const Duration down = downtime(measured);
    figures.downtime_minutes = std::chrono::floor<std::chrono::minutes>(down).count();
    const Wide all = Wide{(measured.to - measured.from).count()} * static_cast<Wide>(down_.size());
    if (all > 0) figures.availability_pct = percent(all - down.count(), all, 4);
    figures.penalties = money_.penalties;
    figures.rewards = money_.rewards;
    figures.net = money_.net;
    return figures;
}

ComplianceTally::Badness ComplianceTally::badness(const Interval& measured) const {
    return {.met = met_, .judged = met_ + violated_, .downtime = downtime(measured)};
}

bool ComplianceTally::Badness::is_worse_than(const Badness& other) const {
    if ((judged > 0) != (other.judged > 0)) return judged > 0;
    const Wide rate = Wide{met} * other.judged;
    const Wide other_rate = Wide{other.met} * judged;
    if (rate != other_rate) return rate < other_rate;
    return downtime > other.downtime;
}

}  // namespace ledger::sla
