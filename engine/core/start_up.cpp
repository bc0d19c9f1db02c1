#include "engine/core/start_up.hpp"

#include "engine/core/committer.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ledger {
namespace {

constexpr std::size_t events_per_index_commit = 65'536;

Result<Position> indexed_end(const EventLog& log) {
    TRY(row, log.get(Family::meta, indexed_meta_key));
    if (!row) return Position{0};
    ByteReader reader{*row};
    const auto end = reader.take<std::uint64_t>();
    if (!reader.finished()) return fail(ErrorKind::corrupt, "meta.indexed", "malformed");
    return end;
}

/// The frame of `key` decoded, and its index rows added to `rows`; how many events it holds.
Result<Position> index_frame(std::string_view key, std::string_view frame,
                             std::vector<RowChange>& rows) {
    ByteReader reader{key};
    const auto first = reader.take<std::uint64_t>();
    TRY(leaves, decode_frame(frame));
    std::vector<RecordedEvent> events;
    for (const std::string_view leaf : leaves) {
        TRY(event, decode_record(leaf));
        events.push_back(std::move(event));
    }
    for (RowChange& row : index_rows(first, events)) rows.push_back(std::move(row));
    return first + events.size();
}

}  // namespace

Result<void> check_start(const EventLog& log, const std::optional<HeadReading>& head) {
    const LogReader reader{log};
    if (!head) {
        if (log.end() == 0) return {};
        return fail(ErrorKind::corrupt, "head.missing",
                    "HEAD is missing beside a log of " + std::to_string(log.end()) + " events");
    }
    if (head->head.size > log.end())
        return fail(ErrorKind::corrupt, "head.ahead",
                    "HEAD vouches for " + std::to_string(head->head.size) +
                        " events, the log has " + std::to_string(log.end()));
    Sha256 sha256;
    TRY(root, root_of(head->head.size, reader.subtree_source(), sha256));
    if (root != head->head.root)
        return fail(ErrorKind::corrupt, "head.root",
                    "the log's root at " + std::to_string(head->head.size) +
                        " events is not the one in HEAD");
    TRY(reader.edge());
    TRY(find_end(log));
    return {};
}

Result<LogEnd> find_end(const EventLog& log) {
    const Position end = log.end();
    if (end == 0) return LogEnd{};
    TRY(last, LogReader{log}.at(end - 1));
    if (!last) return fail(ErrorKind::corrupt, "log.end", "the last event cannot be found");
    return LogEnd{.end = end, .last_recorded_at = last->event.recorded_at};
}

Result<Position> complete_indexes(EventLog& log) {
    TRY(from, indexed_end(log));
    Position done = from;
    // The frame that holds `from` may begin before it: index rows are idempotent, so start there.
    TRY(frame, log.last_at_or_before(Family::frames, big_endian_key(from)));
    std::string next = frame ? frame->key : big_endian_key(0);
    while (done < log.end()) {
        Commit commit{.first = log.end(), .count = 0, .rows = {}};
        Result<Position> indexed = done;
        TRY(log.scan(Family::frames, next, "", [&](std::string_view key, std::string_view value) {
            indexed = index_frame(key, value, commit.rows);
            return indexed.has_value() && *indexed - done < events_per_index_commit;
        }));
        TRY(end, std::move(indexed));
        if (end <= done) return fail(ErrorKind::corrupt, "log.frames", "frames end too early");
        done = end;
        next = big_endian_key(done);
        commit.rows.push_back({Family::meta, std::string{indexed_meta_key}, big_endian_key(done)});
        TRY(log.append(commit));
    }
    return done - from;
}

}  // namespace ledger
