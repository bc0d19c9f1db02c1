// The hierarchy on the sequencer: from a site up to the top, and what hangs below it.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/sites/decider.hpp"

#include <string>
#include <string_view>

namespace ledger::sites {

/// Counts registrations: as long as it was never given, there is no site to look for.
inline constexpr std::string_view site_counter = "site";

/// What a site with this parent would hang below.
Result<Above> find_above(Tx& tx, const std::optional<SiteId>& parent_id);

/// Takes `site`, below which there are `levels`, from one parent to another; either may be none.
Result<void> move_branch(Tx& tx, const SiteId& site, std::uint32_t levels,
                         const std::optional<SiteId>& from, const std::optional<SiteId>& to);

/// The lookup `sites.path`: `{"site_id"}` to `{"registered", "path"}`, the site itself first, the
/// top last. A site that is unknown or retired stands for itself alone.
Result<std::string> look_up_path(Tx& tx, std::string_view asked);

}  // namespace ledger::sites
