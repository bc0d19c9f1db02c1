// A policy's table of terms: what it may hold, how two differ, and its content hashes. Pure.
#pragma once

#include "engine/domains/sla/terms.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/json_writer.hpp"
#include "engine/kernel/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::sla {

/// Whole minutes and whole units of the asset, both ends allowed.
inline constexpr std::int64_t min_threshold_minutes = 1;
inline constexpr std::int64_t max_threshold_minutes = 1440;
inline constexpr std::int64_t min_penalty_per_minute = 1;
inline constexpr std::int64_t max_penalty_per_minute = 10'000;
inline constexpr std::int64_t min_reward_base = 1;
inline constexpr std::int64_t max_reward_base = 100'000;

struct PolicyTable {
    Terms critical;
    Terms high;
    Terms medium;
    Terms low;

    static constexpr auto fields() {
        return std::tuple{Field{"critical", &PolicyTable::critical, "Terms of critical outages."},
                          Field{"high", &PolicyTable::high, "Terms of high outages."},
                          Field{"medium", &PolicyTable::medium, "Terms of medium outages."},
                          Field{"low", &PolicyTable::low, "Terms of low outages."}};
    }
    bool operator==(const PolicyTable&) const = default;
};

Terms terms_of(const PolicyTable& table, Severity severity);

/// What a new ledger starts with.
PolicyTable founding_table();

/// 422 with every limit of a severity and every order between two that the table breaks. The
/// bounds of single numbers are the request's (400).
Result<void> check_limits(const PolicyTable& table);

struct PolicyChange {
    std::optional<Severity> severity;  ///< Null: of the policy as a whole.
    std::string field;
    json::Raw from;
    json::Raw to;

    static constexpr auto fields() {
        return std::tuple{
            Field{"severity", &PolicyChange::severity, "Null: of the policy as a whole."},
            Field{"field", &PolicyChange::field, "Which number changed."},
            Field{"from", &PolicyChange::from, "What it was."},
            Field{"to", &PolicyChange::to, "What it is now."}};
    }
    bool operator==(const PolicyChange&) const = default;
};

/// What prices an outage, beside its facts.
struct Pricing {
    MinuteRounding rounding = MinuteRounding::floor;
    PolicyTable table;
    bool operator==(const Pricing&) const = default;
};

std::vector<PolicyChange> difference(const Pricing& from, const Pricing& to);

/// SHA-256 of all that prices an outage of one severity; see README.md for the bytes.
struct ContentHashes {
    Hash critical;
    Hash high;
    Hash medium;
    Hash low;

    static constexpr auto fields() {
        return std::tuple{Field{"critical", &ContentHashes::critical, "Of the critical terms."},
                          Field{"high", &ContentHashes::high, "Of the high terms."},
                          Field{"medium", &ContentHashes::medium, "Of the medium terms."},
                          Field{"low", &ContentHashes::low, "Of the low terms."}};
    }
    bool operator==(const ContentHashes&) const = default;
};

ContentHashes content_hashes(const Pricing& pricing);

}  // namespace ledger::sla
