// What the SLA's routes read and answer.
#pragma once

#include "engine/domains/sla/policies.hpp"

namespace ledger::sla {

inline constexpr std::size_t max_outage_id_bytes = 64;
inline constexpr std::int64_t max_preview_minutes = std::numeric_limits<std::uint32_t>::max();

/// POST /sla/calculate.
struct CalculateRequest {
    std::string outage_id;

    static constexpr auto fields() {
        return std::tuple{Field{"outage_id", &CalculateRequest::outage_id,
                                "Its id, or its "
                                "external id."}
                              .length(1, max_outage_id_bytes)};
    }
};

/// POST /sla/preview.
struct PreviewRequest {
    Severity severity = Severity::low;
    std::uint64_t mttr_minutes = 0;
    std::optional<std::uint32_t> policy_version;

    static constexpr auto fields() {
        using P = PreviewRequest;
        return std::tuple{Field{"severity", &P::severity, "Whose terms to use."},
                          Field{"mttr_minutes", &P::mttr_minutes, "Minutes to repair."}.range(
                              0, max_preview_minutes),
                          Field{"policy_version", &P::policy_version, "The latest when absent."}};
    }
};

/// The query of GET /sla/calculate: the terms are those of the outage's policy, if one is named.
struct FormQuery {
    std::optional<std::string> outage_id;
    Severity severity = Severity::low;
    std::uint64_t mttr_minutes = 0;

    static constexpr auto fields() {
        using F = FormQuery;
        return std::tuple{
            Field{"outage_id", &F::outage_id, "Whose policy to use; else the latest."}.length(
                1, max_outage_id_bytes),
            Field{"severity", &F::severity, "Whose terms to use."},
            Field{"mttr_minutes", &F::mttr_minutes, "Minutes to repair."}.range(
                0, max_preview_minutes)};
    }
};

/// The query of GET /sla/configs.
struct ConfigsQuery {
    std::optional<std::uint32_t> version;

    static constexpr auto fields() {
        return std::tuple{Field{"version", &ConfigsQuery::version, "The latest when absent."}};
    }
};

/// `sla_result` of a calculation.
struct ResultReply {
    Verdict status = Verdict::excluded;
    std::optional<std::uint64_t> mttr_minutes;
    std::uint32_t threshold_minutes = 0;
    Amount amount;
    std::optional<PaymentType> payment_type;
    std::string amount_exact;
    std::optional<Rating> performance_rating;
    std::uint32_t generation = 0;
    std::uint32_t policy_version = 0;
    bool sub_minute = false;

    static constexpr auto fields() {
        using R = ResultReply;
        return std::tuple{
            Field{"status", &R::status, "What became of the SLA."},
            Field{"mttr_minutes", &R::mttr_minutes, "Counted time in whole minutes."},
            Field{"threshold_minutes", &R::threshold_minutes, "Minutes that are met."},
            Field{"amount", &R::amount, "Above 0 a reward, below 0 a penalty."},
            Field{"payment_type", &R::payment_type, "Null when nothing is due."},
            Field{"amount_exact", &R::amount_exact, "The amount as text."},
            Field{"performance_rating", &R::performance_rating, "Null when nothing was rated."},
            Field{"generation", &R::generation, "1, 2, 3, … of this outage."},
            Field{"policy_version", &R::policy_version, "Where the terms stand."},
            Field{"sub_minute", &R::sub_minute, "Not a whole minute of it counted."}};
    }
};

inline ResultReply reply_of(const Calculated& result) {
    return {.status = result.status,
            .mttr_minutes = result.mttr_minutes,
            .threshold_minutes = result.threshold_minutes,
            .amount = result.amount,
            .payment_type = result.payment_type,
            .amount_exact = to_text(result.amount),
            .performance_rating = result.performance_rating,
            .generation = result.generation,
            .policy_version = result.policy_version,
            .sub_minute = result.sub_minute};
}

struct CalculateReply {
    OutageId outage_id;
    ResultReply sla_result;
    json::Raw contract_invocation;  ///< Null: no contract ran (ruling 9).

    static constexpr auto fields() {
        using C = CalculateReply;
        return std::tuple{
            Field{"outage_id", &C::outage_id, "The outage."},
            Field{"sla_result", &C::sla_result, "Its latest result."},
            Field{"contract_invocation", &C::contract_invocation, "Null until a contract ran."}};
    }
};

struct PreviewReply {
    std::optional<std::string> outage_id;
    Severity severity = Severity::low;
    std::uint64_t mttr_minutes = 0;
    Verdict status = Verdict::violated;
    std::uint32_t threshold_minutes = 0;
    Amount amount;
    Rating performance_rating = Rating::poor;
    PaymentType payment_type = PaymentType::penalty;
    std::string amount_exact;
    std::uint32_t policy_version = 0;
    Rating rating = Rating::poor;

    static constexpr auto fields() {
        using P = PreviewReply;
        return std::tuple{
            Field{"outage_id", &P::outage_id, "As asked, if it was."}.omit_null(),
            Field{"severity", &P::severity, "As asked."},
            Field{"mttr_minutes", &P::mttr_minutes, "As asked."},
            Field{"status", &P::status, "met or violated."},
            Field{"threshold_minutes", &P::threshold_minutes, "Minutes that are met."},
            Field{"amount", &P::amount, "Above 0 a reward, below 0 a penalty."},
            Field{"performance_rating", &P::performance_rating, "The tier."},
            Field{"payment_type", &P::payment_type, "Which way money would move."},
            Field{"amount_exact", &P::amount_exact, "The amount as text."},
            Field{"policy_version", &P::policy_version, "Whose terms were used."},
            Field{"rating", &P::rating, "Another name of `performance_rating`."}};
    }
};

/// The answer to PUT /sla/configs.
struct PublishReply {
    std::uint32_t version = 0;
    std::optional<Timestamp> effective_from;
    ContentHashes content_hash;
    PolicyTable configs;
    std::vector<PolicyChange> diff;

    static constexpr auto fields() {
        using P = PublishReply;
        return std::tuple{
            Field{"version", &P::version, "The present version."},
            Field{"effective_from", &P::effective_from, "Null: since ever."},
            Field{"content_hash", &P::content_hash, "By severity; see the domain's README."},
            Field{"configs", &P::configs, "The whole table."},
            Field{"diff", &P::diff, "What this request changed."}};
    }
};

}  // namespace ledger::sla
