#include "http/deadline_rows.hpp"

namespace ledger {
namespace {

/// Reading a clock costs about as much as a row; this often, it does not show.
constexpr std::size_t rows_between_looks = 64;

}  // namespace

Result<void> DeadlineRows::in_time() const {
    if (clock_.monotonic() < deadline_) return {};
    return fail(ErrorKind::unavailable, "query.deadline",
                "The query took too long; ask for less, or again.");
}

Result<std::optional<std::string>> DeadlineRows::get(std::string_view key) const {
    TRY(in_time());
    return rows_.get(key);
}

Result<void> DeadlineRows::scan(
    std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    TRY(in_time());
    std::size_t visited = 0;
    Result<void> verdict;
    const auto visit_in_time = [&](std::string_view key, std::string_view value) {
        if (++visited % rows_between_looks == 0) verdict = in_time();
        return verdict.has_value() && visit(key, value);
    };
    TRY(rows_.scan(from, until, visit_in_time));
    return verdict;
}

}  // namespace ledger
