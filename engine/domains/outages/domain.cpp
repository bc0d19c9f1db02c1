// The wiring of the outages domain.
#include "engine/kernel/domain.hpp"

#include "engine/domains/outages/outage_events.hpp"
#include "engine/domains/outages/reactions.hpp"
#include "engine/domains/outages/routes.hpp"
#include "engine/domains/outages/settings.hpp"
#include "engine/domains/outages/surroundings.hpp"

namespace ledger::outages {
namespace {

void append_manual(std::string& out) {
    for (const auto& row : event_types) row.append_manual(out);
    for (const auto& row : settings_event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "outages",
                              .routes = routes,
                              .views = views,
                              .reactions = reactions,
                              .lookups = lookups,
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = append_manual};

}  // namespace ledger::outages
