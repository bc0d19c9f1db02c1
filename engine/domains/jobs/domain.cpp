// The wiring of the jobs domain.
#include "engine/kernel/domain.hpp"

#include "engine/domains/jobs/routes.hpp"

namespace ledger::jobs {
namespace {

void append_manual(std::string& out) {
    for (const auto& row : event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "jobs",
                              .routes = routes,
                              .views = views,
                              .reactions = {},
                              .lookups = {},
                              .wakings = {},
                              .found = nullptr,
                              .append_manual = append_manual};

}  // namespace ledger::jobs
