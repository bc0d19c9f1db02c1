// The register of sites and their hierarchy.
#include "engine/kernel/domain.hpp"

#include "engine/domains/sites/hierarchy.hpp"
#include "engine/domains/sites/routes.hpp"

namespace ledger::sites {
namespace {

constexpr std::array lookups{Lookup{"sites.path", look_up_path}};

void append_manual(std::string& out) {
    for (const auto& row : event_types) row.append_manual(out);
    for (const auto& row : branch_event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "sites",
                              .routes = routes,
                              .views = views,
                              .reactions = {},
                              .lookups = lookups,
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = append_manual};

}  // namespace ledger::sites
