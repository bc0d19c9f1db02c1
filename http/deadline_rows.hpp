// Rows that stop answering at an instant, so that a query ends whatever it looks for (ruling 58).
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/rows.hpp"

namespace ledger {

class DeadlineRows final : public RowReader {
public:
    DeadlineRows(const RowReader& rows, const Clock& clock, Duration deadline)
        : rows_{rows}, clock_{clock}, deadline_{deadline} {}

    void extend(Duration deadline) { deadline_ = deadline; }

    /// 503 "query.deadline" behind the deadline, from `scan` even when rows were visited.
    Result<std::optional<std::string>> get(std::string_view key) const override;
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;

private:
    Result<void> in_time() const;

    const RowReader& rows_;
    const Clock& clock_;
    Duration deadline_;
};

}  // namespace ledger
