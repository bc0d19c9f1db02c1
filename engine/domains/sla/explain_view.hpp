// What each amount was made of: an outage's facts in the order of the log, and its generations.
#pragma once

#include "engine/domains/sla/outage_sla.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

inline constexpr std::string_view explain_view = "sla_explain";
Result<void> fold_explanation(Rows& rows, const ViewEvent& event);

/// An event that bears on the price: its place, and those of its members that do.
struct Fact {
    Position position = 0;
    std::string type;
    Timestamp occurred_at{};
    Timestamp recorded_at{};
    std::string actor;
    std::optional<std::string> severity;
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Timestamp> reopened_at;
    std::optional<Timestamp> at;
    std::optional<json::Raw> changes;
    std::optional<std::vector<Exclusion>> exclusions;
    std::optional<std::string> reason;
    std::optional<bool> imported;
    std::optional<std::string> back_dating_reason;
    std::optional<std::uint32_t> policy_version;
    std::optional<std::uint32_t> threshold_minutes;
    std::optional<Amount> penalty_per_minute;
    std::optional<Amount> reward_base;

    static constexpr auto fields() {
        using F = Fact;
        return std::tuple{
            Field{"position", &F::position, "In the log."}.or_default(),
            Field{"type", &F::type, "The event's."}.or_default(),
            Field{"occurred_at", &F::occurred_at, "When it was so."}.or_default(),
            Field{"recorded_at", &F::recorded_at, "When the log learnt it."}.or_default(),
            Field{"actor", &F::actor, "Who said so."}.or_default(),
            Field{"severity", &F::severity, "The outage's."}.omit_null(),
            Field{"from", &F::from, "The severity before, or when the clock stopped."}.omit_null(),
            Field{"to", &F::to, "The severity after."}.omit_null(),
            Field{"detected_at", &F::detected_at, "Where the outage begins."}.omit_null(),
            Field{"resolved_at", &F::resolved_at, "Where it ends."}.omit_null(),
            Field{"reopened_at", &F::reopened_at, "Where it goes on."}.omit_null(),
            Field{"at", &F::at, "When the clock ran again."}.omit_null(),
            Field{"changes", &F::changes, "What was corrected: field, from, to."}.omit_null(),
            Field{"exclusions", &F::exclusions, "What does not count."}
                .items(0, no_limit)
                .omit_null(),
            Field{"reason", &F::reason, "Why."}.length(0, no_limit).omit_null(),
            Field{"imported", &F::imported, "Whether it came with an import."}.omit_null(),
            Field{"back_dating_reason", &F::back_dating_reason, "Why it was recorded late."}
                .length(0, no_limit)
                .omit_null(),
            Field{"policy_version", &F::policy_version, "Where the terms stand."}.omit_null(),
            Field{"threshold_minutes", &F::threshold_minutes, "Minutes that are met."}.omit_null(),
            Field{"penalty_per_minute", &F::penalty_per_minute, "Per minute above."}.omit_null(),
            Field{"reward_base", &F::reward_base, "For a repair within them."}.omit_null()};
    }
};

/// A posting as it is shown, with its place.
struct PostingRow {
    Position position = 0;
    std::string from;
    std::string to;
    Amount amount;
    std::string amount_exact;
    std::string asset;

    static constexpr auto fields() {
        using P = PostingRow;
        return std::tuple{Field{"position", &P::position, "Of the record that holds it."},
                          Field{"from", &P::from, "The account that gives."},
                          Field{"to", &P::to, "The account that takes."},
                          Field{"amount", &P::amount, "Above 0."},
                          Field{"amount_exact", &P::amount_exact, "The same as text."},
                          Field{"asset", &P::asset, "Its code."}};
    }
};

struct GenerationRow {
    Position position = 0;
    Timestamp recorded_at{};
    Calculated result;
    std::vector<PostingRow> postings;

    static constexpr auto fields() {
        using R = GenerationRow;
        return std::tuple{Field{"position", &R::position, "In the log."},
                          Field{"recorded_at", &R::recorded_at, "When it was priced."},
                          Field{"result", &R::result, "What the event says."},
                          Field{"postings", &R::postings, "What its record moves."}};
    }
};

/// Everything that is known of an outage's price. A deleted outage keeps its history.
struct History {
    OutageId outage;
    std::vector<json::Raw> facts;  ///< Each a Fact, ready to be sent.
    std::vector<GenerationRow> generations;
};

/// By the server's id first, then by external id (ruling 4). Nothing when there was never such an
/// outage.
Result<std::optional<History>> find_history(const RowReader& rows, std::string_view id);

}  // namespace ledger::sla
