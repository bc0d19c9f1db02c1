// Who waits for views to reach a position: kept so that an advancing view looks only at those whose
// turn has come.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ledger {

/// Calls nobody: it hands back what is to be called, so that its owner can unlock first.
class Waiters {
public:
    using Ready = std::move_only_function<void(bool reached)>;
    struct Waiter {
        Position position = 0;
        Duration deadline{};             ///< Monotonic.
        std::vector<std::size_t> views;  ///< Indexes.
        Ready ready;
    };

    explicit Waiters(std::size_t views) : parked_(views) {}

    std::size_t size() const { return waiters_.size(); }
    /// `reached` holds the position of each view. `waiter` must have something to wait for.
    void add(Waiter waiter, std::span<const Position> reached);
    /// Those for whom every view has reached their position.
    std::vector<Ready> take_reached(std::span<const Position> reached);
    /// Those whose deadline is not after `now`.
    std::vector<Ready> take_expired(Duration now);

private:
    using Id = std::uint64_t;
    struct Parked {
        Waiter waiter;
        std::size_t view = 0;  ///< The one of its views under which it stands in `parked_`.
    };

    /// Puts it under the first view that it still waits for; false when there is none.
    bool park(Id id, Parked& parked, std::span<const Position> reached);

    std::unordered_map<Id, Parked> waiters_;
    std::vector<std::set<std::pair<Position, Id>>> parked_;  ///< Per view, lowest first.
    std::set<std::pair<Duration, Id>> deadlines_;
    Id next_ = 0;
};

}  // namespace ledger
