// What may happen to SLA policies and to an outage's SLA. Facts, never edited once released.
#pragma once

#include "engine/domains/sla/deadline_events.hpp"
#include "engine/domains/sla/policy.hpp"
#include "engine/kernel/event_table.hpp"

namespace ledger::sla {

/// Facts were checked before they were recorded, and a payload's 1 MiB bounds what is read back.
inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

struct PolicyPublished {
    static constexpr EventMeta meta{"sla.policy_published", 1,
                                    "A new version of the whole policy was published."};
    std::uint32_t version = 0;
    std::optional<Timestamp> effective_from;
    Timestamp published_at{};
    std::optional<std::string> reason;
    MinuteRounding rounding = MinuteRounding::floor;
    Terms critical;
    Terms high;
    Terms medium;
    Terms low;

    static constexpr auto fields() {
        using E = PolicyPublished;
        return std::tuple{
            Field{"version", &E::version, "1, 2, 3, … without gaps."},
            Field{"effective_from", &E::effective_from,
                  "The first detection that it prices; null: since ever."},
            Field{"published_at", &E::published_at, "When it was published."},
            Field{"reason", &E::reason, "Why; null for the founding one, and when nobody said."}
                .length(0, no_limit),
            Field{"rounding", &E::rounding, "How a started minute counts."},
            Field{"critical", &E::critical, "Terms of critical outages."},
            Field{"high", &E::high, "Terms of high outages."},
            Field{"medium", &E::medium, "Terms of medium outages."},
            Field{"low", &E::low, "Terms of low outages."}};
    }
    bool operator==(const PolicyPublished&) const = default;
};

struct TermsPinned {
    static constexpr EventMeta meta{
        "sla.terms_pinned", 1, "An open outage will be measured by these terms, whatever comes."};
    OutageId outage;
    std::uint32_t policy_version = 0;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::uint32_t threshold_minutes = 0;
    Amount penalty_per_minute;
    Amount reward_base;
    MinuteRounding rounding = MinuteRounding::floor;

    static constexpr auto fields() {
        using E = TermsPinned;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"policy_version", &E::policy_version, "In force when it was detected."},
            Field{"severity", &E::severity, "The outage's."},
            Field{"detected_at", &E::detected_at, "From when its time counts."},
            Field{"threshold_minutes", &E::threshold_minutes, "Minutes to repair that are met."},
            Field{"penalty_per_minute", &E::penalty_per_minute, "For each minute above them."},
            Field{"reward_base", &E::reward_base, "For a repair within them, before tiers."},
            Field{"rounding", &E::rounding, "How a started minute counts."}};
    }
    bool operator==(const TermsPinned&) const = default;
};

/// A span in which the outage's clock stood still.
struct Exclusion {
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{Field{"from", &Exclusion::from, "The first instant that does not count."},
                          Field{"to", &Exclusion::to, "The first that counts again."},
                          Field{"reason", &Exclusion::reason, "Why."}.length(0, no_limit)};
    }
    bool operator==(const Exclusion&) const = default;
};

/// As it was written before results told when and why they were made.
struct CalculatedV1 {
    static constexpr EventMeta meta{"sla.calculated", 1,
                                    "An outage was priced anew; its postings move the difference."};
    OutageId outage;
    std::uint32_t generation = 0;
    Cause cause = Cause::resolved;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp resolved_at{};
    std::int64_t counted_seconds = 0;
    std::vector<Exclusion> excluded;
    std::optional<std::uint64_t> mttr_minutes;
    std::uint32_t threshold_minutes = 0;
    Amount penalty_per_minute;
    Amount reward_base;
    MinuteRounding rounding = MinuteRounding::floor;
    std::uint32_t policy_version = 0;
    Verdict status = Verdict::excluded;
    std::optional<Rating> performance_rating;
    std::optional<PaymentType> payment_type;
    Amount amount;
    Amount posted_before;
    Amount delta;
    bool sub_minute = false;

    static constexpr auto fields() {
        using E = CalculatedV1;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"generation", &E::generation, "1, 2, 3, … of this outage's results."},
            Field{"cause", &E::cause, "What made it be priced."},
            Field{"severity", &E::severity, "Whose terms were used."},
            Field{"detected_at", &E::detected_at, "Where the outage begins."},
            Field{"resolved_at", &E::resolved_at, "Where it ends."},
            Field{"counted_seconds", &E::counted_seconds, "Whole seconds that counted."},
            Field{"excluded", &E::excluded, "What did not count; spans may overlap."}.items(
                0, no_limit),
            Field{"mttr_minutes", &E::mttr_minutes,
                  "Counted time in whole minutes; null: deleted."},
            Field{"threshold_minutes", &E::threshold_minutes, "Minutes to repair that are met."},
            Field{"penalty_per_minute", &E::penalty_per_minute, "For each minute above them."},
            Field{"reward_base", &E::reward_base, "For a repair within them, before tiers."},
            Field{"rounding", &E::rounding, "How a started minute counts."},
            Field{"policy_version", &E::policy_version, "Where the terms stand."},
            Field{"status", &E::status, "What became of it."},
            Field{"performance_rating", &E::performance_rating, "Null when nothing was rated."},
            Field{"payment_type", &E::payment_type, "Null when nothing is due."},
            Field{"amount", &E::amount, "Above 0 a reward, below 0 a penalty."},
            Field{"posted_before", &E::posted_before, "The amount of the generation before."},
            Field{"delta", &E::delta, "`amount` less `posted_before`: what the postings move."},
            Field{"sub_minute", &E::sub_minute, "Not a whole minute of it counted."}};
    }
    bool operator==(const CalculatedV1&) const = default;
};

struct Calculated : CalculatedV1 {
    static constexpr EventMeta meta{"sla.calculated", 2,
                                    "An outage was priced anew; its postings move the difference."};
    std::optional<Timestamp> calculated_at;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = Calculated;
        return std::tuple_cat(
            CalculatedV1::fields(),
            std::tuple{Field{"calculated_at", &E::calculated_at,
                             "When it was priced; null when version 1 recorded it."},
                       Field{"reason", &E::reason,
                             "Why a correction, a restoration or a deletion was made."}
                           .length(0, no_limit)});
    }
    bool operator==(const Calculated&) const = default;
};

inline Calculated upcast(CalculatedV1 past) { return {std::move(past), {}, {}}; }

/// The terms that `event`, a TermsPinned or Calculated, carries.
template <class Event>
Terms terms_of(const Event& event) {
    return {.threshold_minutes = event.threshold_minutes,
            .penalty_per_minute = event.penalty_per_minute,
            .reward_base = event.reward_base};
}

/// The registrations: the log, replay and the manual know an event by its being listed here.
using PolicyEvent = std::variant<PolicyPublished>;
inline constexpr auto policy_event_types = event_table(std::type_identity<PolicyEvent>{});
static_assert(distinct_events(policy_event_types), "two events share a name and a version");

using SlaEvent = std::variant<TermsPinned, Calculated, SlaWarning, SlaBreached, SlaBreachCleared>;
inline constexpr auto sla_event_types =
    event_table(std::type_identity<SlaEvent>{}, std::type_identity<CalculatedV1>{});
static_assert(distinct_events(sla_event_types), "two events share a name and a version");

}  // namespace ledger::sla
