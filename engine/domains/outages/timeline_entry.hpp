// One entry of a timeline: what happened in plain words, and which members it changed.
#pragma once

#include "engine/domains/outages/differences.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::outages {

/// A TimelineEntry as JSON, without its number.
std::string entry_of(const Seen& seen, const RecordedEvent& event,
                     std::optional<std::vector<FieldChange>> changes);

/// The same with its number.
std::string numbered(std::string_view entry, std::uint64_t sequence);

}  // namespace ledger::outages
