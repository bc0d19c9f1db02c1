// The answer to "why this amount?": facts, counted time, terms, the formula with its numbers,
// money.
#pragma once

#include "engine/domains/sla/explain_view.hpp"
#include "engine/domains/sla/policy_view.hpp"

namespace ledger::sla {

/// A span with its exact length as a JSON number.
struct SpanShown {
    Timestamp from{};
    Timestamp to{};
    json::Raw seconds;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"from", &SpanShown::from, "The first instant."},
            Field{"to", &SpanShown::to, "The first instant after."},
            Field{"seconds", &SpanShown::seconds, "How long, exactly."}.holding<double>(),
            Field{"reason", &SpanShown::reason, "Why it does not count."}.omit_null()};
    }
};

struct PolicyShown {
    std::uint32_t version = 0;
    Position position = 0;
    std::optional<Timestamp> effective_from;
    std::string selected_because;
    std::optional<Position> selected_at;
    Terms terms;

    static constexpr auto fields() {
        using P = PolicyShown;
        return std::tuple{Field{"version", &P::version, "Which one was pinned."},
                          Field{"position", &P::position, "Where it was published."},
                          Field{"effective_from", &P::effective_from, "Null: since ever."},
                          Field{"selected_because", &P::selected_because, "Why this version."},
                          Field{"selected_at", &P::selected_at, "Where it was first pinned."},
                          Field{"terms", &P::terms, "Of the outage's severity."}};
    }
};

struct ResultShown {
    Verdict status = Verdict::excluded;
    std::optional<Rating> performance_rating;
    std::optional<PaymentType> payment_type;
    Amount amount;
    std::string amount_exact;
    Amount delta;
    bool sub_minute = false;

    static constexpr auto fields() {
        using R = ResultShown;
        return std::tuple{
            Field{"status", &R::status, "What became of the SLA."},
            Field{"performance_rating", &R::performance_rating, "Null when nothing was rated."},
            Field{"payment_type", &R::payment_type, "Null when nothing is due."},
            Field{"amount", &R::amount, "Above 0 a reward, below 0 a penalty."},
            Field{"amount_exact", &R::amount_exact, "The same as text."},
            Field{"delta", &R::delta, "What it differs by from the generation before."},
            Field{"sub_minute", &R::sub_minute, "Not a whole minute of it counted."}};
    }
};

struct GenerationShown {
    std::uint32_t generation = 0;
    Position position = 0;
    Timestamp recorded_at{};
    Cause cause = Cause::resolved;
    std::optional<std::string> reason;
    std::vector<SpanShown> counted;
    std::vector<SpanShown> excluded;
    json::Raw counted_seconds;
    json::Raw excluded_seconds;
    MinuteRounding rounding = MinuteRounding::floor;
    std::optional<std::uint64_t> mttr_minutes;
    PolicyShown policy;
    std::string formula;
    ResultShown result;
    std::vector<PostingRow> postings;

    static constexpr auto fields() {
        using G = GenerationShown;
        return std::tuple{
            Field{"generation", &G::generation, "1, 2, 3, …"},
            Field{"position", &G::position, "In the log."},
            Field{"recorded_at", &G::recorded_at, "When it was priced."},
            Field{"cause", &G::cause, "What made it be priced."},
            Field{"reason", &G::reason, "Of a correction, a restoration or a deletion."}
                .omit_null(),
            Field{"counted", &G::counted, "The spans that count; disjoint."},
            Field{"excluded", &G::excluded, "What does not count; spans may overlap."},
            Field{"counted_seconds", &G::counted_seconds, "The sum of `counted`."}
                .holding<double>(),
            Field{"excluded_seconds", &G::excluded_seconds, "The union of `excluded`."}
                .holding<double>(),
            Field{"rounding", &G::rounding, "From counted time to whole minutes."},
            Field{"mttr_minutes", &G::mttr_minutes, "Null: deleted."},
            Field{"policy", &G::policy, "Whose terms were used."},
            Field{"formula", &G::formula, "The formula with the numbers put in."},
            Field{"result", &G::result, "What it says."},
            Field{"postings", &G::postings, "What its record moves."}};
    }
};

struct Explanation {
    OutageId outage_id;
    std::vector<json::Raw> facts;
    std::vector<GenerationShown> generations;
    Amount total_posted;
    std::string total_posted_exact;

    static constexpr auto fields() {
        using E = Explanation;
        return std::tuple{
            Field{"outage_id", &E::outage_id, "The outage."},
            Field{"facts", &E::facts, "Every event that bears on the price, in order."}
                .holding<std::vector<Fact>>(),
            Field{"generations", &E::generations, "Every result, in order."},
            Field{"total_posted", &E::total_posted, "All postings together: above 0 a reward."},
            Field{"total_posted_exact", &E::total_posted_exact, "The same as text."}};
    }
};

/// "25 min > 15 min: -(25 - 15) × 100.00 = -1000.00"
std::string formula_with_numbers(const Calculated& result);

Result<Explanation> explain(const History& history, const RowReader& policies);

}  // namespace ledger::sla
