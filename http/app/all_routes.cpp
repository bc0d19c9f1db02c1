#include "http/app/all_routes.hpp"

#include "engine/kernel/domain.hpp"
#include "http/system_routes.hpp"

namespace ledger {

std::vector<std::span<const Route>> all_routes() {
    std::vector<std::span<const Route>> tables;
    for (const Domain* domain : registered_domains()) tables.push_back(domain->routes);
    tables.push_back(system_routes());
    return tables;
}

}  // namespace ledger
