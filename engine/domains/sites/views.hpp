// The view of the register, with what reads it.
#pragma once

#include "engine/domains/sites/requests.hpp"
#include "engine/domains/sites/site_events.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace ledger::sites {

inline constexpr std::string_view site_view = "sites";
Result<void> apply_to_sites(Rows& rows, const ViewEvent& event);

inline constexpr std::array shown_events{SiteRegistered::meta.name, SiteChanged::meta.name,
                                         SiteRetired::meta.name};
static_assert(shown_events.size() == std::variant_size_v<Event>);

inline constexpr std::array views{
    View{site_view, 1, shown_events, apply_to_sites, "The register of sites, with its hierarchy."}};

struct SiteRow {
    SiteItem item;
    bool retired = false;
    StreamVersion version = 0;
    Position position = 0;  ///< Of the event that last changed the site itself.

    static constexpr auto fields() {
        using R = SiteRow;
        return std::tuple{Field{"item", &R::item, "As a list shows it."},
                          Field{"retired", &R::retired, "Whether it is out of use."},
                          Field{"version", &R::version, "Events of its stream."},
                          Field{"position", &R::position, "Of the last one."}};
    }
};

/// Nothing when there was never such a site.
Result<std::optional<SiteRow>> find_site(const RowReader& rows, std::string_view id);

/// From the parent up to the top.
Result<std::vector<Ancestor>> ancestors_of(const RowReader& rows, const SiteItem& item);

/// What a list is filtered by. Valid during the visit.
struct ListedSite {
    std::string_view id;
    std::string_view site_name;
    std::string_view region;  ///< Empty: none.
};
/// Sites in use, by id, while there is no error; with a parent, its children alone. `read()` gives
/// the whole row.
using ReadSite = FunctionRef<Result<SiteRow>()>;
Result<void> scan_sites(const RowReader& rows, const std::optional<SiteId>& parent,
                        FunctionRef<Result<void>(const ListedSite& site, ReadSite read)> visit);

}  // namespace ledger::sites
