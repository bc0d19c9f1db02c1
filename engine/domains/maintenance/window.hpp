// The words of this domain: what a maintenance window is, and every limit.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ledger::maintenance {

using WindowId = Id<struct WindowTag>;
using SiteId = Id<struct SiteTag>;

/// A window that is longer than this is no maintenance; it also bounds how far a search for windows
/// has to look back.
inline constexpr std::chrono::days max_window_length{30};
/// Of one site, over all times: the rules keep them all, for outages may be resolved late.
inline constexpr std::size_t max_windows_of_site = 10'000;

/// What texts may measure, in bytes.
inline constexpr std::size_t max_id_bytes = 32;
inline constexpr std::size_t max_site_id_bytes = 64;
inline constexpr std::size_t max_reason_bytes = 500;

/// What the time of reading makes of a window.
enum class State { planned, running, over, cancelled };

/// Half open: at `to` it is over.
constexpr State state_at(Timestamp from, Timestamp to, bool cancelled, Timestamp now) {
    if (cancelled) return State::cancelled;
    if (now < from) return State::planned;
    return now < to ? State::running : State::over;
}

/// Whether a window has an instant in common with [from, to], both ends included.
constexpr bool overlaps(Timestamp window_from, Timestamp window_to, Timestamp from, Timestamp to) {
    return window_from <= to && from < window_to;
}

/// "MW" and the counter, at least three digits.
WindowId window_id(std::uint64_t number);

}  // namespace ledger::maintenance

namespace ledger {

template <>
inline constexpr std::array enum_names<maintenance::State>{
    EnumName{maintenance::State::planned, "planned"},
    EnumName{maintenance::State::running, "running"}, EnumName{maintenance::State::over, "over"},
    EnumName{maintenance::State::cancelled, "cancelled"}};

}  // namespace ledger
