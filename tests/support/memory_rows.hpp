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
    RowObject* held(std::string_view key, RowUse use) override;
    void hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse use) override;

    /// Everything, in order.
    std::vector<std::pair<std::string, std::string>> all() const;

private:
    /// Bytes, or an object.
    struct Row {
        std::string bytes;
        std::unique_ptr<RowObject> object;
        std::string value() const {
            std::string made = bytes;
            if (object) object->append_to(made);
            return made;
        }
    };
    std::map<std::string, Row, std::less<>> rows_;
};

}  // namespace ledger
