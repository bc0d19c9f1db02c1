// Maintenance windows: planned time that does not count against anybody.
#include "engine/kernel/domain.hpp"

#include "engine/domains/maintenance/lookup.hpp"
#include "engine/domains/maintenance/routes.hpp"

namespace ledger::maintenance {
namespace {

constexpr std::array lookups{Lookup{"maintenance.windows", look_up_windows}};

void append_manual(std::string& out) {
    for (const auto& row : event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "maintenance",
                              .routes = routes,
                              .views = views,
                              .reactions = {},
                              .lookups = lookups,
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = append_manual};

}  // namespace ledger::maintenance
