// A waiter stands under one view at a time; when that one has arrived it moves to the next.
#include "projections/waiters.hpp"

#include "engine/kernel/assert.hpp"

namespace ledger {

bool Waiters::park(Id id, Parked& parked, std::span<const Position> reached) {
    for (const std::size_t view : parked.waiter.views) {
        if (reached[view] >= parked.waiter.position) continue;
        parked.view = view;
        parked_[view].emplace(parked.waiter.position, id);
        return true;
    }
    return false;
}

void Waiters::add(Waiter waiter, std::span<const Position> reached) {
    const Id id = next_++;
    Parked parked{.waiter = std::move(waiter)};
    deadlines_.emplace(parked.waiter.deadline, id);
    LEDGER_ASSERT(park(id, parked, reached));
    waiters_.emplace(id, std::move(parked));
}

std::vector<Waiters::Ready> Waiters::take_reached(std::span<const Position> reached) {
    std::vector<Ready> ready;
    for (std::size_t view = 0; view < parked_.size(); ++view) {
        auto& queue = parked_[view];
        while (!queue.empty() && queue.begin()->first <= reached[view]) {
            const Id id = queue.begin()->second;
            queue.erase(queue.begin());
            const auto found = waiters_.find(id);
            if (park(id, found->second, reached)) continue;
            deadlines_.erase({found->second.waiter.deadline, id});
            ready.push_back(std::move(found->second.waiter.ready));
            waiters_.erase(found);
        }
    }
    return ready;
}

std::vector<Waiters::Ready> Waiters::take_expired(Duration now) {
    std::vector<Ready> expired;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const Id id = deadlines_.begin()->second;
        deadlines_.erase(deadlines_.begin());
        const auto found = waiters_.find(id);
        parked_[found->second.view].erase({found->second.waiter.position, id});
        expired.push_back(std::move(found->second.waiter.ready));
        waiters_.erase(found);
    }
    return expired;
}

}  // namespace ledger
