// What a transaction has changed so far, and the names of the things that it can look at.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/kernel/event.hpp"
#include "engine/ports/event_log.hpp"

#include <any>
#include <compare>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ledger {

/// A stream's folded state.
struct Stream {
    const AggregateType* type = nullptr;
    std::any state;
    StreamVersion version = 0;            ///< How many events it has.
    std::optional<Timestamp> wakes_at{};  ///< Its timer.
};

/// One row of the log database. A balance is named without its position: the row meant is the last.
struct RowName {
    Family family;
    std::string key;
    auto operator<=>(const RowName&) const = default;
};

/// Something that must be read from disk before a command can be decided.
struct Missing {
    const AggregateType* stream_type = nullptr;  ///< Null: a row.
    std::string stream;
    RowName row{Family::meta, {}};

    friend bool operator<(const Missing& a, const Missing& b) {
        return std::tie(a.stream, a.row) < std::tie(b.stream, b.row);
    }
    friend bool operator==(const Missing& a, const Missing& b) {
        return std::tie(a.stream, a.row) == std::tie(b.stream, b.row);
    }
};

struct Changes {
    std::map<std::string, Stream> streams;
    std::map<RowName, std::optional<std::string>> rows;
    /// Rows that are written but never looked at by a rule: balances at each position.
    std::vector<RowChange> history;
    std::list<RecordedEvent> events;  ///< They stay in place while others follow.
};

}  // namespace ledger
