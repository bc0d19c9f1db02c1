// A view is a name, a version, the events it folds, and a pure `apply`. It knows no storage.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/kernel/result.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace ledger {

class Rows;

/// Rebuilt from the log at will, hence never migrated: change it, raise `version`, replay.
struct View {
    std::string_view name;
    std::uint32_t version;
    /// Event types that it folds; all others only move its position. Empty: every event.
    std::span<const std::string_view> event_types;
    /// Pure: reads and writes nothing but `rows` and `event`; no clock, no random. An error stops
    /// the view at this position; it never skips.
    Result<void> (*apply)(Rows& rows, const RecordedEvent& event);
    std::string_view doc;
};

}  // namespace ledger
