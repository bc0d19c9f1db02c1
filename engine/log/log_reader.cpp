// Reading events: by position, by stream, by category. The tree's side is in log_reader_tree.cpp.
#include "engine/log/log_reader.hpp"

#include "engine/log/frame_source.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t index_rows_at_once = 256;

struct IndexRow {
    Position frame;
    IndexEntry entry;
};

Result<IndexRow> index_row_of(Position frame, std::string_view value) {
    auto entry = decode_index_entry(value);
    if (!entry) return corrupt_at(frame, entry.error().message);
    return IndexRow{.frame = frame, .entry = *std::move(entry)};
}

/// One family of index entries, for one name.
struct Index {
    const EventLog& log;
    Family family;
    std::string_view name;

    /// The row of the last frame at or before `frame`.
    Result<std::optional<IndexRow>> last_at_or_before(Position frame) const {
        TRY(row, log.last_at_or_before(family, index_key(name, frame)));
        if (!row) return std::nullopt;
        const auto found = frame_of_index_key(name, row->key);
        if (!found) return std::nullopt;
        TRY(index_row, index_row_of(*found, row->value));
        return std::optional{std::move(index_row)};
    }

    /// At most `index_rows_at_once` rows of frames in [from, until), so that nothing is read inside
    /// a scan.
    Result<std::vector<IndexRow>> rows(Position from, Position until) const {
        std::vector<IndexRow> rows;
        Result<void> outcome;
        TRY(log.scan(family, index_key(name, from), index_key(name, until),
                     [&](std::string_view key, std::string_view value) {
                         const auto frame = frame_of_index_key(name, key);
                         auto row = index_row_of(frame.value_or(from), value);
                         if (!frame) row = corrupt_at(from, "an index key is malformed");
                         if (!row) outcome = fail(row.error());
                         if (row) rows.push_back(*std::move(row));
                         return outcome.has_value() && rows.size() < index_rows_at_once;
                     }));
        if (!outcome) return fail(outcome.error());
        return rows;
    }

    /// All rows of frames in [from, until), in order, while `visit` says true.
    Result<void> for_each(Position from, Position until,
                          FunctionRef<Result<bool>(const IndexRow& row)> visit) const {
        while (from < until) {
            TRY(batch, rows(from, until));
            for (const IndexRow& row : batch) {
                TRY(go_on, visit(row));
                if (!go_on) return {};
            }
            if (batch.size() < index_rows_at_once) return {};
            from = batch.back().frame + 1;
        }
        return {};
    }
};

/// The frame that holds `version` of the stream, or one before it: found by bisection, for the last
/// page of a long stream must not cost its whole length.
Result<Position> frame_near_version(const Index& index, StreamVersion version, Position until) {
    if (version == 0) return Position{0};
    Position low = 0;
    Position high = until;
    while (high - low > 1) {
        const Position middle = low + (high - low) / 2;
        TRY(row, index.last_at_or_before(middle));
        if (row && row->entry.first_version > version) {
            high = row->frame;
            continue;
        }
        if (row && version - row->entry.first_version < row->entry.indexes.size())
            return row->frame;
        low = middle;
    }
    TRY(row, index.last_at_or_before(low));
    return row ? row->frame : Position{0};
}

/// The events of one index row, each of which must satisfy `belongs`.
Result<bool> visit_row(
    const EventLog& log, const IndexRow& row, Position until, Sha256& sha256,
    FunctionRef<Result<bool>(std::size_t nth, const RecordedEvent& event)> visit) {
    TRY(loaded, load_frame(log, row.frame));
    TRY(frame, open_frame(loaded));
    for (std::size_t nth = 0; nth < row.entry.indexes.size(); ++nth) {
        const std::size_t index = row.entry.indexes[nth];
        if (index >= frame.leaves.size())
            return corrupt_at(row.frame, "an index entry points outside its frame");
        if (row.frame + index >= until) return false;
        TRY(event, event_in(frame, index, sha256));
        TRY(go_on, visit(nth, event));
        if (!go_on) return false;
    }
    return true;
}

Result<StoredEvent> stored_in(const OpenFrame& frame, std::size_t index, Sha256& sha256) {
    TRY(event, event_in(frame, index, sha256));
    return StoredEvent{.leaf = std::string{frame.leaves[index]},
                       .payload = owned(frame.payloads[index]),
                       .event = std::move(event)};
}

/// Where `from` and `until` fall within `frame`.
struct Slice {
    std::size_t begin;
    std::size_t end;
};
Slice slice_of(const OpenFrame& frame, Position from, Position until) {
    const Position end = frame.first + frame.leaves.size();
    return {.begin = static_cast<std::size_t>(std::max(from, frame.first) - frame.first),
            .end = static_cast<std::size_t>(std::min(until, end) - frame.first)};
}

}  // namespace

Result<void> LogReader::events(Position from, Position until,
                               FunctionRef<bool(const RecordedEvent& event)> visit) const {
    until = std::min(until, end());
    Sha256 sha256;
    const auto visit_frame = [&](const OpenFrame& frame) -> Result<bool> {
        const Slice slice = slice_of(frame, from, until);
        for (std::size_t i = slice.begin; i < slice.end; ++i) {
            TRY(event, event_in(frame, i, sha256));
            if (!visit(event)) return false;
        }
        return true;
    };
    return for_each_frame(log_, {.from = from, .until = until}, Parts::leaves_and_payloads,
                          visit_frame);
}

Result<void> LogReader::stored(Position from, Position until,
                               FunctionRef<bool(const StoredEvent& stored)> visit) const {
    until = std::min(until, end());
    Sha256 sha256;
    const auto visit_frame = [&](const OpenFrame& frame) -> Result<bool> {
        const Slice slice = slice_of(frame, from, until);
        for (std::size_t i = slice.begin; i < slice.end; ++i) {
            TRY(event, stored_in(frame, i, sha256));
            if (!visit(event)) return false;
        }
        return true;
    };
    return for_each_frame(log_, {.from = from, .until = until}, Parts::leaves_and_payloads,
                          visit_frame);
}

Result<std::optional<StoredEvent>> LogReader::at(Position position) const {
    if (position >= end()) return std::nullopt;
    TRY(loaded, load_frame_of(log_, position));
    TRY(frame, open_frame(loaded));
    if (position - frame.first >= frame.leaves.size())
        return corrupt_at(position, "no frame holds it");
    Sha256 sha256;
    TRY(stored, stored_in(frame, static_cast<std::size_t>(position - frame.first), sha256));
    return std::optional{std::move(stored)};
}

Result<void> LogReader::stream(std::string_view name, StreamVersion from, Position until,
                               FunctionRef<bool(const RecordedEvent& event)> visit) const {
    until = std::min(until, end());
    Sha256 sha256;
    const Index index{.log = log_, .family = Family::streams, .name = name};
    TRY(start, frame_near_version(index, from, until));
    std::optional<StreamVersion> next;
    return index.for_each(start, until, [&](const IndexRow& row) -> Result<bool> {
        const StreamVersion first = row.entry.first_version;
        if (next ? first != *next : first > from)
            return corrupt_at(row.frame, "versions are missing from a stream's index");
        next = first + row.entry.indexes.size();
        if (*next <= from) return true;
        return visit_row(log_, row, until, sha256,
                         [&](std::size_t nth, const RecordedEvent& event) -> Result<bool> {
                             if (event.stream != name || event.stream_version != first + nth)
                                 return corrupt_at(event.position,
                                                   "not what its stream's index says");
                             return event.stream_version < from || visit(event);
                         });
    });
}

Result<void> LogReader::category(std::string_view name, Position from, Position until,
                                 FunctionRef<bool(const RecordedEvent& event)> visit) const {
    until = std::min(until, end());
    Sha256 sha256;
    const Index index{.log = log_, .family = Family::categories, .name = name};
    TRY(before, index.last_at_or_before(from));
    const Position start = before ? before->frame : from;
    return index.for_each(start, until, [&](const IndexRow& row) -> Result<bool> {
        return visit_row(
            log_, row, until, sha256, [&](std::size_t, const RecordedEvent& event) -> Result<bool> {
                if (category_of(event.stream) != name)
                    return corrupt_at(event.position, "not what its category's index says");
                return event.position < from || visit(event);
            });
    });
}

}  // namespace ledger
