// Turns an outage's history into the answer to "why this amount?".
#include "engine/domains/sla/explanation.hpp"

#include <fmt/format.h>

namespace ledger::sla {
namespace {

constexpr int nanosecond_digits = 9;

/// "900", "900.5": as many decimals as are needed.
json::Raw exact_seconds(Duration duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    const auto rest = (duration - seconds).count();
    std::string text = std::to_string(seconds.count());
    if (rest == 0) return {std::move(text)};
    text += fmt::format(".{:0{}}", rest, nanosecond_digits);
    text.erase(text.find_last_not_of('0') + 1);
    return {std::move(text)};
}

SpanShown show(Timestamp from, Timestamp to, std::optional<std::string> reason) {
    return {
        .from = from, .to = to, .seconds = exact_seconds(to - from), .reason = std::move(reason)};
}

void show_time(GenerationShown& shown, const Calculated& result) {
    const std::vector<Interval> counted =
        counted_intervals(result.detected_at, result.resolved_at, result.excluded);
    for (const Interval& span : counted)
        shown.counted.push_back(show(span.from, span.to, std::nullopt));
    for (const Exclusion& span : result.excluded)
        shown.excluded.push_back(show(span.from, span.to, span.reason));
    const Duration length = total_length(counted);
    shown.counted_seconds = exact_seconds(length);
    shown.excluded_seconds = exact_seconds(result.resolved_at - result.detected_at - length);
}

/// Where a policy was chosen for an outage, and why.
struct Selection {
    Position position = 0;
    Timestamp detected_at{};
    bool is_first = true;
};

std::string sentence_of(const Selection& selection) {
    if (selection.is_first) return "in force at the detection, " + to_text(selection.detected_at);
    return "selected again, since the detection was corrected to " +
           to_text(selection.detected_at) + ": the highest version published by then that is in " +
           "force at it";
}

/// A policy is chosen by the first pin for a detection; later pins for it keep the version.
Result<std::vector<Selection>> selections_in(const History& history) {
    std::vector<Selection> selections;
    for (const json::Raw& raw : history.facts) {
        TRY(fact, json::parse_stored<Fact>(raw.text));
        if (fact.type != TermsPinned::meta.name || !fact.detected_at) continue;
        const bool is_first = selections.empty();
        if (is_first || selections.back().detected_at != *fact.detected_at)
            selections.push_back({fact.position, *fact.detected_at, is_first});
    }
    return selections;
}

/// The last one before `position`; null when that was redacted.
const Selection* selection_before(const std::vector<Selection>& selections, Position position) {
    const Selection* last = nullptr;
    for (const Selection& selection : selections)
        if (selection.position < position) last = &selection;
    return last;
}

Result<PolicyShown> show_policy(const Calculated& result, const Selection* selection,
                                const RowReader& policies) {
    TRY(row, find_policy(policies, result.policy_version));
    if (!row)
        return fail(ErrorKind::internal, "sla.policy_unknown",
                    "no policy " + std::to_string(result.policy_version));
    PolicyShown shown{.version = result.policy_version,
                      .position = row->position,
                      .effective_from = row->policy.effective_from,
                      .selected_because = "its pin was redacted",
                      .selected_at = std::nullopt,
                      .terms = terms_of(result)};
    if (selection != nullptr) {
        shown.selected_because = sentence_of(*selection);
        shown.selected_at = selection->position;
    }
    return shown;
}

ResultShown show_result(const Calculated& result) {
    return {.status = result.status,
            .performance_rating = result.performance_rating,
            .payment_type = result.payment_type,
            .amount = result.amount,
            .amount_exact = to_text(result.amount),
            .delta = result.delta,
            .sub_minute = result.sub_minute};
}

Result<GenerationShown> show_generation(const GenerationRow& row, const Selection* selection,
                                        const RowReader& policies) {
    const Calculated& result = row.result;
    GenerationShown shown;
    shown.generation = result.generation;
    shown.position = row.position;
    shown.recorded_at = row.recorded_at;
    shown.cause = result.cause;
    shown.reason = result.reason;
    show_time(shown, result);
    shown.rounding = result.rounding;
    shown.mttr_minutes = result.mttr_minutes;
    TRY(policy, show_policy(result, selection, policies));
    shown.policy = policy;
    shown.formula = formula_with_numbers(result);
    shown.result = show_result(result);
    shown.postings = row.postings;
    return shown;
}

/// Nothing when it overflows.
std::optional<Amount> total_of(const std::vector<GenerationRow>& generations) {
    std::optional<Amount> total = Amount{};
    for (const GenerationRow& row : generations)
        for (const PostingRow& posting : row.postings)
            if (total)
                total =
                    sum(*total,
                        signed_amount({posting.from, posting.to, posting.asset, posting.amount}));
    return total;
}

std::string reward_with_numbers(const Calculated& result, std::uint64_t minutes) {
    const std::string base = to_text(result.reward_base);
    const std::string amount = to_text(result.amount);
    const std::uint32_t threshold = result.threshold_minutes;
    switch (result.performance_rating.value_or(Rating::good)) {
        case Rating::exceptional:
            return fmt::format("2 × {} min < {} min: {} × 200 % = {}", minutes, threshold, base,
                               amount);
        case Rating::excellent:
            return fmt::format("4 × {} min < 3 × {} min: {} × 150 % = {}", minutes, threshold, base,
                               amount);
        default: return fmt::format("{} min <= {} min: {} = {}", minutes, threshold, base, amount);
    }
}

}  // namespace

std::string formula_with_numbers(const Calculated& result) {
    const std::uint64_t minutes = result.mttr_minutes.value_or(0);
    switch (result.status) {
        case Verdict::deleted: return "the outage was deleted: 0.00";
        case Verdict::excluded: return "no time counted: 0.00";
        case Verdict::met: return reward_with_numbers(result, minutes);
        case Verdict::violated: break;
    }
    return fmt::format("{} min > {} min: -({} - {}) × {} = {}", minutes, result.threshold_minutes,
                       minutes, result.threshold_minutes, to_text(result.penalty_per_minute),
                       to_text(result.amount));
}

Result<Explanation> explain(const History& history, const RowReader& policies) {
    const std::optional<Amount> total = total_of(history.generations);
    if (!total)
        return fail(ErrorKind::internal, "sla.total_overflow",
                    "the postings of " + history.outage.value + " do not fit an amount");
    Explanation explanation;
    explanation.outage_id = history.outage;
    explanation.facts = history.facts;
    TRY(selections, selections_in(history));
    for (const GenerationRow& row : history.generations) {
        TRY(shown, show_generation(row, selection_before(selections, row.position), policies));
        explanation.generations.push_back(std::move(shown));
    }
    explanation.total_posted = *total;
    explanation.total_posted_exact = to_text(*total);
    return explanation;
}

}  // namespace ledger::sla
