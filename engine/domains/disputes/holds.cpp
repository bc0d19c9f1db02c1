#include "engine/domains/disputes/holds.hpp"

#include <algorithm>

namespace ledger::disputes {

const HoldPlaced* Holds::of(std::uint32_t generation) const {
    const auto found = std::ranges::find(present, generation, &HoldPlaced::generation);
    return found == present.end() ? nullptr : &*found;
}

Holds evolve(Holds holds, const HoldEvent& event) {
    if (const auto* placed = std::get_if<HoldPlaced>(&event)) {
        holds.present.push_back(*placed);
    } else {
        const auto& released = std::get<HoldReleased>(event);
        std::erase_if(holds.present,
                      [&](const HoldPlaced& hold) { return hold.dispute == released.dispute; });
    }
    return holds;
}

}  // namespace ledger::disputes
