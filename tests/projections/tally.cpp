// The events and the two views; small enough to be checked by a fold into a map.
#include "tests/projections/tally.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/log/frame.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/ports/row_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ledger::test {
namespace {

constexpr std::uint64_t streams = 17;
constexpr std::array<std::string_view, 1> tally_types{"tally.added"};

struct Sealed {
    std::string leaf;
    SealedPayload payload;
};

Sealed seal(Position position, std::string_view type, std::string payload, bool is_redacted) {
    static Sha256 sha256;
    RecordedEvent event;
    event.position = position;
    event.stream = fmt::format("tally-{}", position % streams);
    event.stream_version = position / streams;
    event.actor = "system";
    event.type = type;
    Sealed sealed;
    event.payload_commitment = payload_commitment(sha256, sealed.payload.salt, payload);
    // Other events have other ids, as real ones do; the same event has the same.
    std::ranges::copy_n(event.payload_commitment.bytes.begin(), event.event_id.bytes.size(),
                        event.event_id.bytes.begin());
    if (is_redacted) {
        sealed.payload.state = SealedPayload::State::redacted;
    } else {
        sealed.payload.bytes = std::move(payload);
    }
    sealed.leaf = *encode_record(event);
    return sealed;
}

void append(EventLog& log, const std::vector<Sealed>& events) {
    std::vector<std::string> leaves;
    std::vector<SealedPayload> payloads;
    for (const Sealed& event : events) {
        leaves.push_back(event.leaf);
        payloads.push_back(event.payload);
    }
    const Position first = log.end();
    Commit commit{.first = first, .count = events.size(), .rows = {}};
    commit.rows.push_back({Family::frames, big_endian_key(first), encode_frame(leaves)});
    commit.rows.push_back(
        {Family::payloads, big_endian_key(first), encode_payload_frame(payloads)});
    LEDGER_ASSERT(log.append(commit).has_value());
}

std::uint64_t number_of(const std::optional<std::string>& text) {
    std::uint64_t number = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

/// Every so often a stream's notes are counted by a scan and cleared away.
constexpr std::uint64_t notes_kept = 5;

Result<void> apply_tally(Rows& rows, const ViewEvent& seen) {
    const RecordedEvent& event = *seen;
    if (event.payload == poison) {
        rows.put("half", "done");
        return fail(ErrorKind::internal, "tally.poison", "cannot be counted");
    }
    TRY(count, rows.get("count/" + event.stream));
    rows.put("count/" + event.stream, std::to_string(number_of(count) + 1));
    const std::string notes = "note/" + event.stream + "/";
    rows.put(notes + big_endian_key(event.position), event.payload.value_or("redacted"));
    std::vector<std::string> keys;
    TRY(rows.scan(notes, after_prefix(notes), [&](std::string_view key, std::string_view) {
        keys.emplace_back(key);
        return true;
    }));
    if (keys.size() <= notes_kept) return {};
    for (const std::string& key : keys) rows.erase(key);
    TRY(cleared, rows.get("cleared"));
    rows.put("cleared", std::to_string(number_of(cleared) + keys.size()));
    return {};
}

Result<void> apply_tally_2(Rows& rows, const ViewEvent& event) {
    TRY(count, rows.get(event->stream));
    rows.put(event->stream, std::to_string(number_of(count) + 2));
    return {};
}

/// A number that is folded as an object.
struct Head {
    std::uint64_t count = 0;

    static Result<Head> from_bytes(std::string_view bytes) {
        return Head{number_of(std::string{bytes})};
    }
    void append_to(std::string& out) const { out += std::to_string(count); }
};

Result<void> apply_census(Rows& rows, const ViewEvent& event) {
    TRY(heads, edit_row<Head>(rows, event->type));
    if (heads == nullptr) {
        put_row(rows, event->type, Head{1});
    } else {
        ++heads->count;
    }
    return {};
}

}  // namespace

const View tally{.name = "tally",
                 .version = 1,
                 .event_types = tally_types,
                 .apply = apply_tally,
                 .doc = "Counts per stream."};
const View tally_of_version_2{.name = "tally",
                              .version = 2,
                              .event_types = tally_types,
                              .apply = apply_tally_2,
                              .doc = "Counts per stream, twice."};
const View census{.name = "census",
                  .version = 1,
                  .event_types = {},
                  .apply = apply_census,
                  .doc = "Counts per type."};

void append_events(EventLog& log, std::uint64_t count) {
    std::vector<Sealed> events;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Position position = log.end() + i;
        events.push_back(seal(position, position % 3 == 2 ? "tally.ignored" : "tally.added",
                              fmt::format("payload {}", position), position % 7 == 0));
    }
    append(log, events);
}

void append_event(EventLog& log, std::string_view payload) {
    append(log, {seal(log.end(), "tally.added", std::string{payload}, false)});
}

RowList rows_of(const RowReader& rows) {
    RowList list;
    const auto scanned = rows.scan("", "", [&](std::string_view key, std::string_view value) {
        list.emplace_back(key, value);
        return true;
    });
    LEDGER_ASSERT(scanned.has_value());
    return list;
}

RowList naive_fold(const EventLog& log, const View& view, Position until) {
    MemoryRows rows;
    const auto read = LogReader{log}.events(0, until, [&](const RecordedEvent& event) {
        if (view.event_types.empty() || event.type == view.event_types.front())
            LEDGER_ASSERT(view.apply(rows, event).has_value());
        return true;
    });
    LEDGER_ASSERT(read.has_value());
    return rows.all();
}

}  // namespace ledger::test
