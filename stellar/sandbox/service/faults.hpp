// What a sandbox does wrong when it is asked to, so that its clients can be shown to be right.
#pragma once

#include "engine/kernel/describe.hpp"

#include <cstdint>
#include <random>
#include <tuple>

namespace ledger::stellar::sandbox {

/// Of each hundred requests so many meet a fault, chosen by the seed; at most one fault each. The
/// rest is as it is for everybody, until it is changed.
struct Faults {
    std::uint32_t drop_before_accept = 0;  ///< No answer, and nothing was done.
    std::uint32_t drop_after_accept = 0;   ///< No answer, though it was done.
    std::uint32_t delay = 0;               ///< The answer comes late.
    std::uint32_t gateway_timeout = 0;     ///< 504; every other time it was done.
    std::uint32_t too_many_requests = 0;   ///< 429
    std::uint32_t duplicate = 0;           ///< Handed on twice; the second answer is given.
    std::uint32_t delay_milliseconds = 1000;
    std::uint32_t surge_operations = 0;  ///< So few fit into a ledger; 0: as many as usual.
    std::uint32_t lag_ledgers = 0;       ///< What is shown is so many ledgers old.
    bool starve = false;                 ///< Nothing that waits gets into a ledger.
    bool stall = false;                  ///< No ledger closes by itself.
    std::int64_t skew_seconds = 0;       ///< What close times are ahead of the clock.

    bool operator==(const Faults&) const = default;

    static constexpr auto fields() {
        using F = Faults;
        const auto percent = [](auto field) { return field.range(0, 100).or_default(); };
        return std::tuple{
            percent(Field{"drop_before_accept", &F::drop_before_accept, "Percent of requests."}),
            percent(Field{"drop_after_accept", &F::drop_after_accept, "Percent of requests."}),
            percent(Field{"delay", &F::delay, "Percent of requests."}),
            percent(Field{"gateway_timeout", &F::gateway_timeout, "Percent of requests."}),
            percent(Field{"too_many_requests", &F::too_many_requests, "Percent of requests."}),
            percent(Field{"duplicate", &F::duplicate, "Percent of requests."}),
            Field{"delay_milliseconds", &F::delay_milliseconds, "How late."}
                .range(0, 60'000)
                .or_default(),
            Field{"surge_operations", &F::surge_operations, "That fit into a ledger; 0: as usual."}
                .range(0, 1000)
                .or_default(),
            Field{"lag_ledgers", &F::lag_ledgers, "How old is what is shown."}
                .range(0, 1000)
                .or_default(),
            Field{"starve", &F::starve, "Leave out everything that waits."}.or_default(),
            Field{"stall", &F::stall, "Close no ledger."}.or_default(),
            Field{"skew_seconds", &F::skew_seconds, "Of close times, ahead of the clock."}
                .range(-86'400, 86'400)
                .or_default()};
    }
};

/// What is done to one request.
enum class Misdeed {
    none,
    drop_before_accept,
    drop_after_accept,
    delay,
    timeout_before_accept,
    timeout_after_accept,
    too_many_requests,
    duplicate,
};

/// The same seed and the same order of requests give the same misdeeds on every machine.
class FaultDice {
public:
    explicit FaultDice(std::uint64_t seed) : engine_{seed} {}
    Misdeed roll(const Faults& faults);

private:
    std::mt19937_64 engine_;
};

}  // namespace ledger::stellar::sandbox
