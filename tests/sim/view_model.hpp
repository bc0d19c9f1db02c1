// The views in the plainest form: each event applied to a map, one after another.
#pragma once

#include "engine/kernel/view.hpp"
#include "tests/sim/model.hpp"
#include "tests/support/memory_rows.hpp"

#include <memory>

namespace ledger::test {

class ViewModel {
public:
    explicit ViewModel(const View& view) : view_{&view} {}

    const View& view() const { return *view_; }
    /// SHA-256 of the rows after the first `position` events (ruling 57).
    Result<Hash> digest(const Model& model, Position position);

private:
    const View* view_;
    std::unique_ptr<MemoryRows> rows_ = std::make_unique<MemoryRows>();
    Position position_ = 0;
};

}  // namespace ledger::test
