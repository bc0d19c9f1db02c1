#include "engine/core/timer_rows.hpp"

#include "engine/kernel/bytes.hpp"

namespace ledger {
namespace {

constexpr std::string_view by_stream = "s";
constexpr std::string_view by_due = "d";
constexpr std::string_view behind_by_due = "e";

std::string stream_key(std::string_view stream) { return std::string{by_stream}.append(stream); }

std::string due_bytes(Timestamp due) {
    return big_endian_key(static_cast<std::uint64_t>(nanoseconds(due)));
}

std::string due_key(Timestamp due, std::string_view stream) {
    return std::string{by_due}.append(due_bytes(due)).append(stream);
}

Timestamp take_due(ByteReader& reader) {
    return timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
}

Error malformed() {
    return {.kind = ErrorKind::corrupt, .code = "timer.malformed", .message = "not a timer's row"};
}

}  // namespace

void append_timer_change(std::vector<RowChange>& rows, std::string_view stream,
                         std::optional<Timestamp> before, std::optional<Timestamp> after) {
    if (before) rows.push_back({Family::timers, due_key(*before, stream), std::nullopt});
    if (after) rows.push_back({Family::timers, due_key(*after, stream), ""});
    rows.push_back({Family::timers, stream_key(stream),
                    after ? std::optional{due_bytes(*after)} : std::nullopt});
}

Result<std::optional<Timestamp>> find_timer(const EventLog& log, std::string_view stream) {
    TRY(row, log.get(Family::timers, stream_key(stream)));
    if (!row) return std::optional<Timestamp>{};
    ByteReader reader{*row};
    const Timestamp due = take_due(reader);
    if (!reader.finished()) return fail(malformed());
    return std::optional{due};
}

Result<void> scan_timers(const EventLog& log,
                         FunctionRef<bool(Timestamp due, std::string_view stream)> visit) {
    Result<void> verdict;
    TRY(log.scan(Family::timers, by_due, behind_by_due, [&](std::string_view key, auto) {
        ByteReader reader{key.substr(by_due.size())};
        const Timestamp due = take_due(reader);
        if (!reader.ok() || reader.rest().empty()) {
            verdict = fail(malformed());
            return false;
        }
        return visit(due, reader.rest());
    }));
    return verdict;
}

}  // namespace ledger
