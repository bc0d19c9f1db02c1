// The limits of a policy's table, its differences, and its content hashes.
#include "engine/domains/sla/policy.hpp"

#include "engine/core/content_hash.hpp"
#include "engine/kernel/codec.hpp"

#include <fmt/format.h>

namespace ledger::sla {
namespace {

/// Limits of one severity, in whole minutes and whole units.
struct Limits {
    Severity severity;
    std::int64_t most_threshold;
    std::int64_t least_penalty;
    std::int64_t most_penalty;
};
constexpr Limits limits[] = {
    {Severity::critical, 60, 50, max_penalty_per_minute},
    {Severity::high, 120, 25, max_penalty_per_minute},
    {Severity::medium, 240, 10, max_penalty_per_minute},
    {Severity::low, max_threshold_minutes, min_penalty_per_minute, 100},
};

/// What is hashed for one severity.
struct HashedTerms {
    Severity severity = Severity::low;
    MinuteRounding rounding = MinuteRounding::floor;
    Terms terms;

    static constexpr auto fields() {
        return std::tuple{Field{"severity", &HashedTerms::severity, ""},
                          Field{"rounding", &HashedTerms::rounding, ""},
                          Field{"terms", &HashedTerms::terms, ""}};
    }
};

constexpr Terms founding_terms(std::uint32_t threshold, std::int64_t penalty, std::int64_t reward) {
    return {.threshold_minutes = threshold,
            .penalty_per_minute = Amount{penalty * Amount::units_per_one},
            .reward_base = Amount{reward * Amount::units_per_one}};
}

std::string path(Severity severity, std::string_view field) {
    return fmt::format("{}.{}", name_of(severity), field);
}

void check_severity(const PolicyTable& table, const Limits& limit,
                    std::vector<FieldError>& errors) {
    const Terms terms = terms_of(table, limit.severity);
    const std::string_view name = name_of(limit.severity);
    if (terms.threshold_minutes > limit.most_threshold)
        errors.push_back({path(limit.severity, "threshold_minutes"),
                          "limit",
                          fmt::format("{} outages: at most {} minutes", name, limit.most_threshold),
                          {}});
    const std::int64_t penalty = terms.penalty_per_minute.units();
    if (penalty < limit.least_penalty * Amount::units_per_one ||
        penalty > limit.most_penalty * Amount::units_per_one)
        errors.push_back({path(limit.severity, "penalty_per_minute"),
                          "limit",
                          fmt::format("{} outages: from {} to {} a minute", name,
                                      limit.least_penalty, limit.most_penalty),
                          {}});
}

void check_order(const PolicyTable& table, Severity graver, Severity lighter,
                 std::vector<FieldError>& errors) {
    const Terms first = terms_of(table, graver);
    const Terms second = terms_of(table, lighter);
    if (first.threshold_minutes >= second.threshold_minutes)
        errors.push_back(
            {path(lighter, "threshold_minutes"),
             "order",
             fmt::format("must be above {}'s {}", name_of(graver), first.threshold_minutes),
             {}});
    if (first.penalty_per_minute <= second.penalty_per_minute)
        errors.push_back({path(lighter, "penalty_per_minute"),
                          "order",
                          fmt::format("must be below {}'s {}", name_of(graver),
                                      to_text(first.penalty_per_minute)),
                          {}});
}

template <class T>
void append_change(std::vector<PolicyChange>& changes, std::optional<Severity> severity,
                   std::string_view field, const T& from, const T& to) {
    if (from == to) return;
    changes.push_back({severity, std::string{field}, {json::text_of(from)}, {json::text_of(to)}});
}

Hash hash_of(Severity severity, const Pricing& pricing) {
    return content_hash(json::text_of(HashedTerms{.severity = severity,
                                                  .rounding = pricing.rounding,
                                                  .terms = terms_of(pricing.table, severity)}));
}

}  // namespace

Terms terms_of(const PolicyTable& table, Severity severity) {
    switch (severity) {
        case Severity::critical: return table.critical;
        case Severity::high: return table.high;
        case Severity::medium: return table.medium;
        case Severity::low: break;
    }
    return table.low;
}

PolicyTable founding_table() {
    return {.critical = founding_terms(15, 100, 750),
            .high = founding_terms(30, 50, 750),
            .medium = founding_terms(60, 25, 750),
            .low = founding_terms(120, 10, 600)};
}

Result<void> check_limits(const PolicyTable& table) {
    std::vector<FieldError> errors;
    for (const Limits& limit : limits) check_severity(table, limit, errors);
    for (std::size_t i = 1; i < std::size(limits); ++i)
        check_order(table, limits[i - 1].severity, limits[i].severity, errors);
    if (errors.empty()) return {};
    return fail(Error{.kind = ErrorKind::unprocessable,
                      .code = "sla.policy_impossible",
                      .message = errors.front().field + ": " + errors.front().message,
                      .fields = std::move(errors)});
}

std::vector<PolicyChange> difference(const Pricing& from, const Pricing& to) {
    std::vector<PolicyChange> changes;
    append_change(changes, {}, "rounding", from.rounding, to.rounding);
    for (const auto& [severity, name] : enum_names<Severity>) {
        const Terms before = terms_of(from.table, severity);
        const Terms after = terms_of(to.table, severity);
        for_each_field(before, [&](const auto& field, const auto& value) {
            append_change(changes, severity, field.name, value, after.*field.member);
        });
    }
    return changes;
}

ContentHashes content_hashes(const Pricing& pricing) {
    return {.critical = hash_of(Severity::critical, pricing),
            .high = hash_of(Severity::high, pricing),
            .medium = hash_of(Severity::medium, pricing),
            .low = hash_of(Severity::low, pricing)};
}

}  // namespace ledger::sla
