// What the routes about the policy's versions read and answer.
#pragma once

#include "engine/domains/sla/policies.hpp"
#include "engine/kernel/paging.hpp"

namespace ledger::sla {

/// PUT /sla/config/{severity}. Without `expected_version` and `If-Match` the present version is
/// meant: the terms of no other severity can be lost.
struct PublishSeverity {
    std::optional<std::uint32_t> threshold_minutes;
    std::optional<Amount> penalty_per_minute;
    std::optional<Amount> reward_base;
    std::optional<Timestamp> effective_from;
    std::optional<std::string> reason;
    std::optional<std::uint32_t> expected_version;

    static constexpr auto fields() {
        using P = PublishSeverity;
        return std::tuple{
            Field{"threshold_minutes", &P::threshold_minutes, "Minutes to repair that are met."}
                .range(min_threshold_minutes, max_threshold_minutes),
            Field{"penalty_per_minute", &P::penalty_per_minute, "For each minute above them."}
                .range(min_penalty_per_minute, max_penalty_per_minute),
            Field{"reward_base", &P::reward_base, "For a repair within them, before tiers."}.range(
                min_reward_base, max_reward_base),
            Field{"effective_from", &P::effective_from,
                  "The first detection that it prices; now when absent."},
            Field{"reason", &P::reason, "Why; part of the record."}.length(
                1, PublishPolicy::max_reason_bytes),
            Field{"expected_version", &P::expected_version,
                  "The version that the change was made to; another one is a conflict."}};
    }
};

/// A published version, as the list shows it.
struct PolicyVersion {
    std::uint32_t version = 0;
    std::optional<Timestamp> effective_from;
    Timestamp published_at{};
    std::string author;
    std::optional<std::string> reason;
    Position position = 0;
    ContentHashes content_hash;
    std::vector<PolicyChange> diff;

    static constexpr auto fields() {
        using P = PolicyVersion;
        return std::tuple{
            Field{"version", &P::version, "1, 2, 3, …"},
            Field{"effective_from", &P::effective_from, "Null: since ever."},
            Field{"published_at", &P::published_at, "When it was published."},
            Field{"author", &P::author, "By whom."},
            Field{"reason", &P::reason, "Why; null when nobody said."},
            Field{"position", &P::position, "Of its event in the log."},
            Field{"content_hash", &P::content_hash, "By severity; see the domain's README."},
            Field{"diff", &P::diff, "What differs from the version before."}};
    }
};

/// GET /sla/policies/{version}.
struct PolicyPage : PolicyVersion {
    MinuteRounding rounding = MinuteRounding::floor;
    PolicyTable configs;

    static constexpr auto fields() {
        using P = PolicyPage;
        return std::tuple_cat(
            PolicyVersion::fields(),
            std::tuple{Field{"rounding", &P::rounding, "How a started minute counts."},
                       Field{"configs", &P::configs, "The whole table."}});
    }
};

struct PoliciesByOffset : PageByOffset {
    std::vector<PolicyVersion> policies;

    static constexpr auto list = &PoliciesByOffset::policies;
    static constexpr auto fields() {
        return std::tuple_cat(
            PageByOffset::fields(),
            std::tuple{Field{"policies", &PoliciesByOffset::policies, "Newest first."}.items(
                0, max_limit)});
    }
};

struct PoliciesByNumber : PageByNumber {
    std::vector<PolicyVersion> items;

    static constexpr auto list = &PoliciesByNumber::items;
    static constexpr auto fields() {
        return std::tuple_cat(
            PageByNumber::fields(),
            std::tuple{
                Field{"items", &PoliciesByNumber::items, "Newest first."}.items(0, max_limit)});
    }
};

/// GET /sla/policies/diff.
struct DiffQuery {
    std::uint32_t from = 0;
    std::uint32_t to = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"from", &DiffQuery::from, "A version."},
                          Field{"to", &DiffQuery::to, "Another."}};
    }
};

struct DiffReply {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::vector<PolicyChange> diff;

    static constexpr auto fields() {
        using D = DiffReply;
        return std::tuple{Field{"from", &D::from, "As asked."}, Field{"to", &D::to, "As asked."},
                          Field{"diff", &D::diff, "What differs."}};
    }
};

}  // namespace ledger::sla
