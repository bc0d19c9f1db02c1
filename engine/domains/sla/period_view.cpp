// Folds outages into an interval tree over hours. An outage that is over stands under the smallest
// block of 1, 2, 4, … hours that holds all of it: one row each, however long it was, and a period
// meets few blocks. "c" outage -> Course; "i" level, block, outage -> the same of one that is over;
// "o" outage -> the same of an open one.
#include "engine/domains/sla/period_view.hpp"

#include "engine/domains/sla/outage_facts.hpp"
#include "engine/ports/row_form.hpp"

#include <algorithm>
#include <bit>

namespace ledger::sla {
namespace {

constexpr std::string_view open_prefix = "o";
constexpr std::string_view block_prefix = "i";
/// Blocks of 2^22 hours hold all time that there is.
constexpr unsigned max_level = 22;

std::string course_key(std::string_view outage) { return "c" + std::string{outage}; }

/// Hours since 1970.
std::uint32_t hour_of(Timestamp time) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(
        0, std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count()));
}

std::string block_key(unsigned level, std::uint32_t block) {
    std::string key{block_prefix};
    put_big_endian(key, static_cast<std::uint8_t>(level));
    put_big_endian(key, block);
    return key;
}

/// Where a period's scan finds the course; "" when it shall not be found.
std::string place_of(const Course& course) {
    if (course.deleted || course.outage.empty()) return "";
    if (course.open) return std::string{open_prefix} + course.outage;
    const std::uint32_t first = hour_of(course.detected_at);
    const std::uint32_t last = hour_of(course.resolved_at);
    const auto level = static_cast<unsigned>(std::bit_width(first ^ last));
    return block_key(level, first >> level) + course.outage;
}

/// Changes a course and what the scans find of it; without one (it was redacted) nothing.
template <class Change>
Result<void> change_course(Rows& rows, const OutageId& outage, Change change) {
    TRY(course, edit_row<Course>(rows, course_key(outage.value)));
    if (course == nullptr) return {};
    const std::string before = place_of(*course);
    change(*course);
    const std::string after = place_of(*course);
    if (!before.empty() && before != after) rows.erase(before);
    if (after.empty()) return {};
    std::string bytes;
    course->append_to(bytes);
    rows.put(after, bytes);
    return {};
}

Result<void> fold(Rows& rows, const CreatedOutage& event) {
    put_row(rows, course_key(event.outage.value), Course{});
    return change_course(rows, event.outage, [&](Course& course) {
        course.outage = event.outage.value;
        course.site_id = event.site_id;
        course.site_name = event.site_name.value_or("");
        course.severity = event.severity;
        course.detected_at = event.detected_at;
    });
}

Result<void> fold(Rows& rows, const UpdatedOutage& event) {
    if (!event.site_id && !event.site_name) return {};
    return change_course(rows, event.outage, [&](Course& course) {
        if (event.site_id) course.site_id = event.site_id;
        if (event.site_name) course.site_name = *event.site_name;
    });
}

Result<void> fold(Rows& rows, const ReopenedOutage& event) {
    return change_course(rows, event.outage, [&](Course& course) {
        course.restored.push_back({course.resolved_at, event.reopened_at});
    });
}

Result<void> fold(Rows& rows, const DeletedOutage& event) {
    return change_course(rows, event.outage, [](Course& course) { course.deleted = true; });
}

Result<void> fold(Rows& rows, const CorrectedOutage& event) {
    return change_course(rows, event.outage, [&](Course& course) {
        course.restored = restored_spans(event.exclusions);
    });
}

Result<void> fold(Rows& rows, const RestoredOutage& event) {
    return change_course(rows, event.outage, [&](Course& course) {
        course.deleted = false;
        course.restored = restored_spans(event.exclusions);
    });
}

Result<void> fold(Rows& rows, const TermsPinned& event) {
    return change_course(rows, event.outage, [&](Course& course) {
        course.severity = event.severity;
        course.detected_at = event.detected_at;
        course.open = true;
    });
}

Result<void> fold(Rows& rows, const Calculated& event) {
    return change_course(rows, event.outage, [&](Course& course) {
        if (course.deleted) return;  // It may be restored as it was.
        course.severity = event.severity;
        course.detected_at = event.detected_at;
        course.resolved_at = event.resolved_at;
        course.open = false;
        course.verdict = event.status;
        course.amount = event.amount;
        course.restored = restored_spans(event.excluded);
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
                          {ReopenedOutage::type, fold_fact<ReopenedOutage>},
                          {DeletedOutage::type, fold_fact<DeletedOutage>},
                          {CorrectedOutage::type, fold_fact<CorrectedOutage>},
                          {RestoredOutage::type, fold_fact<RestoredOutage>},
                          {TermsPinned::meta.name, fold_own},
                          {Calculated::meta.name, fold_own}};

bool touches(const Course& course, const Interval& period) {
    return course.detected_at < period.to && (course.open || course.resolved_at >= period.from);
}

}  // namespace

Result<void> fold_period(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    const auto* const found = std::ranges::find(folds, event->type, &Fold::type);
    if (found == std::end(folds)) return {};
    return found->apply(rows, event);
}

Result<void> scan_period(const RowReader& rows, const Interval& period,
                         FunctionRef<Result<void>(const Course& course)> visit) {
    Result<void> result;
    const auto visit_row = [&](std::string_view, std::string_view value) {
        const Result<Course> course = Course::from_bytes(value);
        if (!course) {
            result = fail(course.error());
        } else if (touches(*course, period)) {
            result = visit(*course);
        }
        return result.has_value();
    };
    TRY(rows.scan(open_prefix, after_prefix(open_prefix), visit_row));
    for (unsigned level = 0; level <= max_level && result; ++level)
        TRY(rows.scan(block_key(level, hour_of(period.from) >> level),
                      block_key(level, (hour_of(period.to) >> level) + 1), visit_row));
    return result;
}

}  // namespace ledger::sla
