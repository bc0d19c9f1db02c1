#include "engine/core/loader.hpp"

#include "engine/core/timer_rows.hpp"
#include "engine/log/log_reader.hpp"

namespace ledger {
namespace {

Result<Stream> load_stream(const EventLog& log, const Missing& what) {
    Stream stream{.type = what.stream_type, .state = what.stream_type->initial(), .version = 0};
    Result<void> folded;
    TRY(LogReader{log}.stream(what.stream, 0, log.end(), [&](const RecordedEvent& event) {
        folded = stream.type->replay(stream.state, event);
        ++stream.version;
        return folded.has_value();
    }));
    TRY(folded);
    // What has no events has no timer.
    if (stream.version == 0) return stream;
    TRY(wakes_at, find_timer(log, what.stream));
    stream.wakes_at = wakes_at;
    return stream;
}

/// An account's balance rows end in a position; the newest one is meant.
Result<std::optional<std::string>> load_balance(const EventLog& log, const std::string& account) {
    TRY(row,
        log.last_at_or_before(Family::balances, account + std::string(sizeof(Position), '\xff')));
    if (!row || row->key.size() != account.size() + sizeof(Position) ||
        !row->key.starts_with(account))
        return std::optional<std::string>{};
    return std::optional{row->value};
}

}  // namespace

Result<Loaded> load(const EventLog& log, const Missing& what) {
    Loaded loaded{.what = what, .stream = {}, .value = {}};
    if (what.stream_type != nullptr) {
        TRY(stream, load_stream(log, what));
        loaded.stream = std::move(stream);
    } else if (what.row.family == Family::balances) {
        TRY(value, load_balance(log, what.row.key));
        loaded.value = std::move(value);
    } else {
        TRY(value, log.get(what.row.family, what.row.key));
        loaded.value = std::move(value);
    }
    return loaded;
}

}  // namespace ledger
