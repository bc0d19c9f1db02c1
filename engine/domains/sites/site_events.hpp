// What may happen to a site, and to what hangs below it. Facts, never edited once released.
#pragma once

#include "engine/domains/sites/site.hpp"
#include "engine/kernel/event_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace ledger::sites {

struct SiteRegistered {
    static constexpr EventMeta meta{"site.registered", 1, "A site was entered in the register."};
    SiteId site_id;
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<Location> location;

    static constexpr auto fields() {
        using E = SiteRegistered;
        return std::tuple{
            Field{"site_id", &E::site_id, "The site."}.length(1, max_id_bytes),
            Field{"site_name", &E::site_name, "What people call it."}.length(1, max_name_bytes),
            Field{"parent_id", &E::parent_id, "The site that it belongs to; null: none."}.length(
                1, max_id_bytes),
            Field{"region", &E::region, "The region, state or district."}.length(1,
                                                                                 max_region_bytes),
            Field{"location", &E::location, "Where on earth."}};
    }
    bool operator==(const SiteRegistered&) const = default;
};

struct SiteChanged {
    static constexpr EventMeta meta{
        "site.changed", 1, "Details of a site were changed: absent is as it was, null is cleared."};
    SiteId site_id;
    std::optional<std::string> site_name{};
    Patch<SiteId> parent_id{};
    Patch<std::string> region{};
    Patch<Location> location{};

    static constexpr auto fields() {
        using E = SiteChanged;
        return std::tuple{
            Field{"site_id", &E::site_id, "The site."}.length(1, max_id_bytes),
            Field{"site_name", &E::site_name, "What people call it."}
                .length(1, max_name_bytes)
                .omit_null(),
            Field{"parent_id", &E::parent_id, "The site that it belongs to from now on."}
                .length(1, max_id_bytes)
                .omit_null(),
            Field{"region", &E::region, "The region, state or district."}
                .length(1, max_region_bytes)
                .omit_null(),
            Field{"location", &E::location, "Where on earth."}.omit_null()};
    }
    bool operator==(const SiteChanged&) const = default;
};

struct SiteRetired {
    static constexpr EventMeta meta{"site.retired", 1,
                                    "A site is no longer in use; its id stays taken."};
    SiteId site_id;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = SiteRetired;
        return std::tuple{Field{"site_id", &E::site_id, "The site."}.length(1, max_id_bytes),
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes)};
    }
    bool operator==(const SiteRetired&) const = default;
};

/// Kept apart from the site, so that its version counts its own changes alone.
struct BranchChanged {
    static constexpr EventMeta meta{
        "site.branch_changed", 1,
        "A child came to a site, left it, or had its own branch become deeper or shallower."};
    SiteId site_id;
    SiteId child;
    std::optional<std::uint32_t> levels_before;
    std::optional<std::uint32_t> levels_after;

    static constexpr auto fields() {
        using E = BranchChanged;
        return std::tuple{
            Field{"site_id", &E::site_id, "The site."}.length(1, max_id_bytes),
            Field{"child", &E::child, "The child."}.length(1, max_id_bytes),
            Field{"levels_before", &E::levels_before,
                  "How many levels were below the child; null: it was none of this site."}
                .range(0, max_depth),
            Field{"levels_after", &E::levels_after,
                  "How many levels are below the child; null: it is none of this site now."}
                .range(0, max_depth)};
    }
    bool operator==(const BranchChanged&) const = default;
};

/// The registrations: the log, replay and the manual know an event by its being listed here.
using Event = std::variant<SiteRegistered, SiteChanged, SiteRetired>;
inline constexpr auto event_types = event_table(std::type_identity<Event>{});
static_assert(distinct_events(event_types), "two events share a name and a version");

using BranchEvent = std::variant<BranchChanged>;
inline constexpr auto branch_event_types = event_table(std::type_identity<BranchEvent>{});
static_assert(distinct_events(branch_event_types), "two events share a name and a version");

}  // namespace ledger::sites
