// The rows of one view in memory, for tests of views.
#pragma once

#include "engine/ports/rows.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ledger {

class MemoryRows final : public Rows {
public:
    Result<std::optional<std::string>> get(std::string_view key) const override;
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;
    void put(std::string_view key, std::string_view value) override;
    void erase(std::string_view key) override;

    /// Everything, in order.
    std::vector<std::pair<std::string, std::string>> all() const;

private:
    std::map<std::string, std::string, std::less<>> rows_;
};

}  // namespace ledger
