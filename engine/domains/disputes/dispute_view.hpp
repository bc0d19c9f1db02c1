// The disputes, newest first, each with what happened to it.
#pragma once

#include "engine/domains/disputes/holds.hpp"
#include "engine/domains/disputes/requests.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::disputes {

inline constexpr std::string_view dispute_view = "disputes";
Result<void> fold_dispute(Rows& rows, const ViewEvent& event);

struct DisputeRow {
    Dispute dispute;
    StreamVersion version = 0;
    std::string etag;
    std::optional<std::uint32_t> resulting_generation;
    std::vector<Step> history;

    static constexpr auto fields() {
        using R = DisputeRow;
        return std::tuple{
            Field{"dispute", &R::dispute, "As its events tell it."},
            Field{"version", &R::version, "How many events its stream has."},
            Field{"etag", &R::etag, "Of the reply that shows it."},
            Field{"resulting_generation", &R::resulting_generation, "What its acceptance made."},
            Field{"history", &R::history, "What happened to it."}.items(0, max_history)};
    }
    static constexpr std::size_t max_history = std::numeric_limits<std::size_t>::max();
};

inline constexpr std::string_view list_prefix = "d";
/// Of the row of dispute `number`: newest first.
std::string row_key(std::uint64_t number);
/// Whether `key` is the key of some row.
bool is_row_key(std::string_view key);

/// Nothing when there is no such dispute.
Result<std::optional<DisputeRow>> find_dispute(const RowReader& rows, std::string_view id);

inline constexpr auto dispute_events = std::to_array<std::string_view>(
    {DisputeOpened::meta.name, ReviewStarted::meta.name, DisputeEscalated::meta.name,
     DisputeAccepted::meta.name, DisputeRejected::meta.name, DisputeWithdrawn::meta.name,
     HoldPlaced::meta.name, HoldReleased::meta.name});

inline constexpr std::array views{
    View{dispute_view, 1, dispute_events, fold_dispute,
         "The disputes of SLA results, newest first, with what happened to each."}};

}  // namespace ledger::disputes
