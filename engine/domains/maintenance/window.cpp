#include "engine/domains/maintenance/window.hpp"

#include <fmt/format.h>

namespace ledger::maintenance {

WindowId window_id(std::uint64_t number) { return WindowId{fmt::format("MW{:03}", number)}; }

}  // namespace ledger::maintenance
