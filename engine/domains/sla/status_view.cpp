// Folds an outage's clock and results into one row, and reads it at an instant.
#include "engine/domains/sla/status_view.hpp"

#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/stored.hpp"
#include "engine/domains/sla/window_rows.hpp"
#include "engine/ports/span_rows.hpp"

#include <algorithm>

namespace ledger::sla {
namespace {

constexpr std::string_view restored = "restored";
constexpr Timestamp end_of_time = Timestamp::max();

std::string row_key(std::string_view outage) { return "o" + std::string{outage}; }
std::string alias_key(std::string_view external_id) { return "x" + std::string{external_id}; }

/// Changes the row of an outage; without one (it was deleted) there is nothing to change.
template <class Change>
Result<void> change_row(Rows& rows, const OutageId& outage, Change change) {
    TRY(row, edit_row<Stored<StatusRow>>(rows, row_key(outage.value)));
    if (row != nullptr) change(row->value);
    return {};
}

Result<void> fold(Rows& rows, const CreatedOutage& event) {
    if (event.external_id) rows.put(alias_key(*event.external_id), event.outage.value);
    StatusRow row;  // Its terms are pinned by the next event.
    row.sites = site_path(event.site_id, event.sites);
    put_row(rows, row_key(event.outage.value), Stored<StatusRow>{std::move(row)});
    return {};
}

Result<void> fold(Rows& rows, const UpdatedOutage& event) {
    if (!event.site_id) return {};
    return change_row(rows, event.outage,
                      [&](StatusRow& row) { row.sites = site_path(event.site_id, event.sites); });
}

Result<void> fold(Rows& rows, const StoppedClock& event) {
    return change_row(rows, event.outage, [&](StatusRow& row) { row.stopped_at = event.from; });
}

Result<void> fold(Rows& rows, const StartedClock& event) {
    return change_row(rows, event.outage, [&](StatusRow& row) {
        row.exclusions.push_back({event.from, event.at, event.reason});
        row.stopped_at.reset();
    });
}

Result<void> fold(Rows& rows, const ReopenedOutage& event) {
    return change_row(rows, event.outage, [&](StatusRow& row) {
        if (row.latest)
            row.exclusions.push_back(
                {row.latest->resolved_at, event.reopened_at, std::string{restored}});
    });
}

Result<void> fold(Rows& rows, const DeletedOutage& event) {
    return change_row(rows, event.outage, [](StatusRow& row) { row.deleted = true; });
}

Result<void> fold(Rows& rows, const CorrectedOutage& event) {
    return change_row(rows, event.outage,
                      [&](StatusRow& row) { row.exclusions = event.exclusions; });
}

Result<void> fold(Rows& rows, const RestoredOutage& event) {
    return change_row(rows, event.outage, [&](StatusRow& row) {
        row.deleted = false;
        row.exclusions = event.exclusions;
    });
}

Result<void> fold(Rows& rows, const TermsPinned& event) {
    const std::string key = row_key(event.outage.value);
    TRY(known, edit_row<Stored<StatusRow>>(rows, key));
    if (known == nullptr) {
        StatusRow row;
        row.pinned = event;
        put_row(rows, key, Stored<StatusRow>{std::move(row)});
    } else {
        known->value.pinned = event;
        known->value.open = true;
    }
    return {};
}

Result<void> fold(Rows& rows, const Calculated& event) {
    return change_row(rows, event.outage, [&](StatusRow& row) {
        row.latest = event;
        if (row.deleted) return;  // It closes nothing: the outage may be restored as it was.
        row.open = false;
        row.exclusions = event.excluded;
        row.stopped_at.reset();
    });
}

template <class Fact>
Result<void> fold_fact(Rows& rows, const ViewEvent& event) {
    TRY(fact, event.as<fact_of<Fact>>());
    return fold(rows, *fact);
}

Result<void> fold_own(Rows& rows, const ViewEvent& event) {
    return fold_own_event(event, [&](const auto& e) { return fold(rows, e); });
}

struct Fold {
    std::string_view type;
    Result<void> (*apply)(Rows& rows, const ViewEvent& event);
};
constexpr Fold folds[] = {{CreatedOutage::type, fold_fact<CreatedOutage>},
                          {UpdatedOutage::type, fold_fact<UpdatedOutage>},
                          {StoppedClock::type, fold_fact<StoppedClock>},
                          {StartedClock::type, fold_fact<StartedClock>},
                          {ReopenedOutage::type, fold_fact<ReopenedOutage>},
                          {DeletedOutage::type, fold_fact<DeletedOutage>},
                          {CorrectedOutage::type, fold_fact<CorrectedOutage>},
                          {RestoredOutage::type, fold_fact<RestoredOutage>},
                          {planned_window, fold_window},
                          {changed_window, fold_window},
                          {CancelledWindow::type, fold_window_cancelled},
                          {TermsPinned::meta.name, fold_own},
                          {Calculated::meta.name, fold_own}};

void add_result(SlaStatus& status, const Calculated& result) {
    status.status = name_of(result.status);
    status.mttr_minutes = result.mttr_minutes;
    status.penalty_amount = penalty_part(result.amount);
    status.reward_amount = reward_part(result.amount);
    status.amount_exact = to_text(result.amount);
    status.performance_rating = result.performance_rating;
    status.payment_type = result.payment_type;
    status.breached = result.status == Verdict::violated;
    status.overrun_minutes =
        status.breached ? result.mttr_minutes.value_or(0) - result.threshold_minutes : 0;
    status.accrued_penalty = status.penalty_amount;
}

/// What keeps the clock of an open outage from running, without an end while it is stopped.
std::vector<Exclusion> standing_still(const StatusRow& row) {
    std::vector<Exclusion> exclusions = row.exclusions;
    if (row.stopped_at) exclusions.push_back({*row.stopped_at, end_of_time, {}});
    return exclusions;
}

std::optional<Timestamp> deadline_of(const StatusRow& row) {
    std::vector<Interval> excluded;
    for (const Exclusion& exclusion : standing_still(row))
        excluded.push_back({exclusion.from, exclusion.to});
    std::vector<formula::Span> spans;
    for (const Interval& span : merged_within({row.pinned.detected_at, end_of_time}, excluded))
        spans.push_back({nanoseconds(span.from), nanoseconds(span.to)});
    const formula::Deadline deadline =
        formula::deadline({nanoseconds(row.pinned.detected_at), spans.data(), spans.size()},
                          row.pinned.threshold_minutes, row.pinned.rounding);
    if (!deadline.exists) return std::nullopt;
    return timestamp_of(deadline.at);
}

void add_clock(SlaStatus& status, const StatusRow& row, Timestamp now) {
    const Duration counted =
        total_length(counted_intervals(row.pinned.detected_at, now, standing_still(row)));
    const std::uint64_t minutes =
        formula::whole_minutes(static_cast<std::uint64_t>(counted.count()), row.pinned.rounding);
    const formula::Price price = formula::price(minutes, for_formula(terms_of(row.pinned)));
    const std::uint64_t threshold = row.pinned.threshold_minutes;
    status.status = "in_progress";
    status.amount_exact = to_text(Amount{});
    status.breached = price.status == formula::Status::violated;
    status.overrun_minutes = status.breached ? minutes - threshold : 0;
    status.accrued_penalty = penalty_part(Amount{price.amount});
    // Nobody can be charged more than an amount holds: a resolve would be refused.
    if (price.overflow) status.accrued_penalty = Amount{std::numeric_limits<std::int64_t>::max()};
    status.time_remaining_minutes = minutes < threshold ? threshold - minutes : 0;
    status.deadline = deadline_of(row);
}

bool is_shown(const StatusRow& row) { return !row.deleted && !row.pinned.outage.value.empty(); }

}  // namespace

Result<void> fold_status(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    const auto* const found = std::ranges::find(folds, event->type, &Fold::type);
    if (found == std::end(folds)) return {};
    return found->apply(rows, event);
}

Result<std::optional<StatusRow>> find_status(const RowReader& rows, std::string_view id) {
    TRY(row, find<StatusRow>(rows, row_key(id)));
    if (!row || !is_shown(*row)) {
        TRY(outage, rows.get(alias_key(id)));
        if (!outage) return std::nullopt;
        TRY(called_so, find<StatusRow>(rows, row_key(*outage)));
        if (!called_so || !is_shown(*called_so)) return std::nullopt;
        row = std::move(called_so);
    }
    if (row->open) {
        std::erase_if(row->exclusions, [](const Exclusion& exclusion) {
            return exclusion.reason.starts_with(planned_prefix);
        });
        TRY(windows, (SpanReader{rows, end_of_time}.after(row->pinned.detected_at, row->sites)));
        for (const Interval& window : windows)
            row->exclusions.push_back({window.from, window.to, std::string{planned_prefix}});
    }
    return std::move(row);
}

SlaStatus status_at(const StatusRow& row, Timestamp now) {
    SlaStatus status;
    status.outage_id = row.pinned.outage;
    status.threshold_minutes = row.pinned.threshold_minutes;
    status.severity = row.pinned.severity;
    status.policy_version = row.pinned.policy_version;
    if (row.latest) status.generation = row.latest->generation;
    if (row.open || !row.latest) {
        add_clock(status, row, now);
    } else {
        add_result(status, *row.latest);
    }
    status.penalty_amount_exact = to_text(status.penalty_amount);
    status.reward_amount_exact = to_text(status.reward_amount);
    return status;
}

}  // namespace ledger::sla
