// The words of this domain: what a site is called, and how deep the hierarchy goes.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/location.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace ledger::sites {

using SiteId = Id<struct SiteTag>;

/// Levels of the hierarchy, a top-level site being on the first.
inline constexpr std::size_t max_depth = 8;

/// What texts may measure, in bytes.
inline constexpr std::size_t max_id_bytes = 64;
inline constexpr std::size_t max_name_bytes = 255;
inline constexpr std::size_t max_region_bytes = 255;
inline constexpr std::size_t max_reason_bytes = 500;

/// What is known of a site.
struct Details {
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<Location> location;
    bool operator==(const Details&) const = default;
};

}  // namespace ledger::sites
