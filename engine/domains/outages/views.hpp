// The views of outages: page, list and timeline, with what reads them.
#pragma once

#include "engine/domains/outages/folding.hpp"
#include "engine/domains/outages/planned_windows.hpp"
#include "engine/domains/outages/settings.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::outages {

inline constexpr std::string_view detail_view = "outage_detail";
inline constexpr std::string_view list_view = "outage_list";
inline constexpr std::string_view timeline_view = "outage_timeline";

Result<void> apply_to_detail(Rows& rows, const ViewEvent& event);
Result<void> apply_to_list(Rows& rows, const ViewEvent& event);
Result<void> apply_to_timeline(Rows& rows, const ViewEvent& event);

inline constexpr std::array shown_events{OutageCreated::meta.name,
                                         OutageUpdated::meta.name,
                                         OutageSeverityChanged::meta.name,
                                         OutageAssigned::meta.name,
                                         OutageStatusChanged::meta.name,
                                         OutageClockStopped::meta.name,
                                         OutageResolved::meta.name,
                                         OutageReopened::meta.name,
                                         OutageDeleted::meta.name,
                                         OutageAcknowledged::meta.name,
                                         OutageNoteAdded::meta.name,
                                         OutageRelated::meta.name,
                                         OutageClockStarted::meta.name,
                                         OutageClosed::meta.name,
                                         OutageCorrected::meta.name,
                                         OutageRestored::meta.name,
                                         terms_pinned,
                                         sla_calculated,
                                         sla_warning,
                                         sla_breached,
                                         sla_breach_cleared};
static_assert(shown_events.size() == std::variant_size_v<Seen>);
/// What shows the clock of an open outage minds planned maintenance as well.
inline constexpr auto clocked_events = [] {
    std::array<std::string_view, shown_events.size() + window_events.size()> all;
    std::ranges::copy(window_events, std::ranges::copy(shown_events, all.begin()).out);
    return all;
}();

inline constexpr std::array settings_events{SettingsChanged::meta.name};

inline constexpr std::array views{
    View{detail_view, 4, clocked_events, apply_to_detail, "Each outage's page, ready to be sent."},
    View{list_view, 3, clocked_events, apply_to_list, "Outages, with what they are found by."},
    View{timeline_view, 3, shown_events, apply_to_timeline, "What happened to each outage."},
    View{settings_view, 1, settings_events, apply_to_settings, "What holds for all outages."}};

/// The page of one outage.
struct DetailRow {
    OutageId id;
    Position position = 0;  ///< Of the event that last touched it.
    StreamVersion version = 0;
    bool is_open = true;
    bool is_deleted = false;
    Clock clock;
    std::uint32_t entries = 0;  ///< Of the timeline, wherever they stand.
    /// As it is sent: an OutageDetail as JSON, its times of reading not filled in, and behind its
    /// members the timeline.
    std::string page;
    std::size_t detail_bytes = 0;  ///< Of `page`, before the timeline.

    /// Ruling 12.
    std::string etag() const;
    /// Entries within the page, as JSON, between commas.
    std::string_view timeline() const;
    bool has_later_entries() const;
};
/// Ids given by the server first, then the client's own; nothing when there is none.
Result<std::optional<DetailRow>> find_detail(const RowReader& rows, std::string_view id);
/// Its site, and what that belongs to: whose maintenance its clock minds.
Result<std::vector<std::string>> sites_of(const DetailRow& row);
/// The whole page at `now`.
Result<std::string> page_at(DetailRow row, const RowReader& rows, Timestamp now);

/// A page shows this many entries of its timeline at most; the timeline's own route has them all.
inline constexpr std::size_t max_entries_on_page = 1'000;
/// From here on a page's entries stand in rows of their own, so that an outage with a long history
/// does not write all of it again with each of its events.
inline constexpr std::size_t max_timeline_bytes_in_page = 4'096;

/// Entries of one outage, as JSON, in order, of events up to `last`, while `visit` says true.
Result<void> scan_timeline(const RowReader& rows, const OutageId& id, Position last,
                           FunctionRef<bool(std::string_view entry)> visit);

}  // namespace ledger::outages
