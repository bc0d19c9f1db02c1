#include "engine/domains/sla/deadlines.hpp"

#include "engine/domains/sla/outage_facts.hpp"

#include <algorithm>

namespace ledger::sla {
namespace {

constexpr std::string_view clock_lookup = "outages.clock";
constexpr std::string_view windows_lookup = "maintenance.windows";
constexpr Timestamp end_of_time = Timestamp::max();

struct AskedClock {
    OutageId outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &AskedClock::outage, "Which outage."}};
    }
};

struct AskedWindows {
    std::vector<std::string> sites;
    Timestamp from{};
    Timestamp to{};

    static constexpr auto fields() {
        using A = AskedWindows;
        return std::tuple{Field{"sites", &A::sites, "Where."},
                          Field{"from", &A::from, "Ends later."},
                          Field{"to", &A::to, "Begins earlier."}};
    }
};

struct Window {
    Timestamp from{};
    Timestamp to{};

    static constexpr auto fields() {
        return std::tuple{Field{"from", &Window::from, "The first instant that does not count."},
                          Field{"to", &Window::to, "The first that counts again."}};
    }
};

struct Windows {
    std::vector<Window> windows;

    static constexpr auto fields() {
        return std::tuple{
            Field{"windows", &Windows::windows, "Those that count."}.items(0, no_limit)};
    }
};

/// The member that all events about an outage have.
struct AboutOutage {
    OutageId outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &AboutOutage::outage, "The outage."}};
    }
};

template <class T>
Result<T> known(Result<T> answer) {
    if (answer) return answer;
    return fail(ErrorKind::internal, "sla.lookup_malformed", answer.error().message);
}

/// Nothing when there is no such outage, or nobody who knows of any.
Result<std::optional<OutageClock>> clock_of(Tx& tx, const OutageId& outage) {
    TRY(text, tx.look_up(clock_lookup, json::text_of(AskedClock{outage})));
    if (!text) return std::optional<OutageClock>{};
    TRY(clock, known(json::parse_stored<OutageClock>(*text, json::Unknown::ignored)));
    if (!clock.found || !clock.detected_at) return std::optional<OutageClock>{};
    return std::optional{std::move(clock)};
}

/// Maintenance that has begun, which nobody can call off any more.
Result<std::vector<Interval>> begun_windows(Tx& tx, const OutageClock& clock) {
    std::vector<Interval> begun;
    if (clock.sites.empty()) return begun;
    TRY(text, tx.look_up(windows_lookup,
                         json::text_of(AskedWindows{clock.sites, *clock.detected_at, tx.now()})));
    if (!text) return begun;
    TRY(answer, known(json::parse_stored<Windows>(*text, json::Unknown::ignored)));
    for (const Window& window : answer.windows)
        if (window.from <= tx.now()) begun.push_back({window.from, window.to});
    return begun;
}

Result<Deadlines> present_deadlines(Tx& tx, const OutageClock& clock, const TermsPinned& terms) {
    TRY(excluded, begun_windows(tx, clock));
    return deadlines_of(clock, std::move(excluded), terms);
}

bool needs_warning(const OutageSla& sla, const Deadlines& deadlines) {
    return deadlines.warning && (!sla.warned_at || *deadlines.warning > *sla.warned_at);
}

/// When the outage is to be looked at next.
std::optional<Timestamp> next_wake(const OutageSla& sla, const Deadlines& deadlines,
                                   Timestamp now) {
    if (!deadlines.breach || sla.breached_at) return std::nullopt;
    const bool is_past = *deadlines.breach <= now;
    return !is_past && needs_warning(sla, deadlines) ? deadlines.warning : deadlines.breach;
}

Result<void> append(Tx& tx, const std::string& id, const SlaEvent& event) {
    return tx.append<OutageSla>(id, event);
}

/// A breach that was told, but is none as things stand.
Result<void> take_breach_back(Tx& tx, const std::string& id, const Deadlines& deadlines) {
    TRY(sla, tx.load<OutageSla>(id));
    if (!sla->breached_at) return {};
    if (deadlines.breach && *deadlines.breach <= tx.now()) return {};
    return append(tx, id,
                  SlaBreachCleared{.outage = OutageId{id},
                                   .breached_at = *sla->breached_at,
                                   .deadline = deadlines.breach});
}

Result<void> set_timer(Tx& tx, const std::string& id, const Deadlines& deadlines) {
    TRY(sla, tx.load<OutageSla>(id));
    return tx.wake_at<OutageSla>(id, next_wake(*sla, deadlines, tx.now()));
}

Result<void> tell_breach(Tx& tx, const std::string& id, const TermsPinned& terms, Timestamp at) {
    return append(tx, id,
                  SlaBreached{.outage = terms.outage,
                              .occurred_at = at,
                              .fired_at = tx.now(),
                              .severity = terms.severity,
                              .threshold_minutes = terms.threshold_minutes,
                              .penalty_per_minute = terms.penalty_per_minute});
}

Result<void> tell_warning(Tx& tx, const std::string& id, const TermsPinned& terms,
                          const Deadlines& deadlines) {
    return append(tx, id,
                  SlaWarning{.outage = terms.outage,
                             .occurred_at = *deadlines.warning,
                             .fired_at = tx.now(),
                             .deadline = *deadlines.breach,
                             .severity = terms.severity,
                             .threshold_minutes = terms.threshold_minutes});
}

}  // namespace

Deadlines deadlines_of(const OutageClock& clock, std::vector<Interval> excluded,
                       const TermsPinned& terms) {
    for (const Exclusion& exclusion : clock.exclusions)
        excluded.push_back({exclusion.from, exclusion.to});
    if (clock.stopped_at) excluded.push_back({*clock.stopped_at, end_of_time});
    const Timestamp detected_at = *clock.detected_at;
    std::vector<formula::Span> spans;
    for (const Interval& span : merged_within({detected_at, end_of_time}, excluded))
        spans.push_back({nanoseconds(span.from), nanoseconds(span.to)});
    const formula::Clock counted{nanoseconds(detected_at), spans.data(), spans.size()};
    const auto instant = [](formula::Deadline deadline) {
        return deadline.exists ? std::optional{timestamp_of(deadline.at)} : std::nullopt;
    };
    Deadlines deadlines{
        .warning = instant(formula::warning(counted, terms.threshold_minutes)),
        .breach = instant(formula::deadline(counted, terms.threshold_minutes, terms.rounding))};
    if (!deadlines.breach) deadlines.warning.reset();
    return deadlines;
}

Result<void> follow_clock(Tx& tx, const RecordedEvent& event) {
    TRY(about, fact_of<AboutOutage>(event));
    const std::string& id = about.outage.value;
    TRY(sla, tx.load<OutageSla>(id));
    if (!sla->pinned || !sla->open) return {};
    TRY(clock, clock_of(tx, about.outage));
    if (!clock || !clock->open) return {};
    TRY(deadlines, present_deadlines(tx, *clock, *sla->pinned));
    TRY(take_breach_back(tx, id, deadlines));
    return set_timer(tx, id, deadlines);
}

Result<void> end_clock(Tx& tx, const RecordedEvent& event) {
    TRY(about, fact_of<AboutOutage>(event));
    const std::string& id = about.outage.value;
    TRY(sla, tx.load<OutageSla>(id));
    if (!sla->pinned) return {};
    TRY(tx.wake_at<OutageSla>(id, std::nullopt));
    // What was violated stays so; a deletion says nothing about the breach.
    const bool was_in_time = !sla->open && sla->latest && sla->latest->status == Verdict::met;
    return was_in_time ? take_breach_back(tx, id, {}) : Result<void>{};
}

Result<void> wake_sla(Tx& tx, std::string_view woken, Timestamp) {
    const std::string id{woken};
    TRY(sla, tx.load<OutageSla>(id));
    if (!sla->pinned || !sla->open) return {};
    const TermsPinned terms = *sla->pinned;
    TRY(clock, clock_of(tx, terms.outage));
    if (!clock || !clock->open) return {};
    TRY(deadlines, present_deadlines(tx, *clock, terms));
    if (deadlines.breach && *deadlines.breach <= tx.now()) {
        if (!sla->breached_at) return tell_breach(tx, id, terms, *deadlines.breach);
    } else if (needs_warning(*sla, deadlines) && *deadlines.warning <= tx.now()) {
        TRY(tell_warning(tx, id, terms, deadlines));
    }
    return set_timer(tx, id, deadlines);
}

}  // namespace ledger::sla
