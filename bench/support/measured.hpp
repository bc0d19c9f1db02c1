// What a piece of work cost: wall time, processor time, memory; printed as one line of JSON.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::bench {

/// Wall time is bent by whatever else runs on the machine; processor time is the figure to trust.
struct Cost {
    Duration wall{};
    Duration process_cpu{};  ///< Of all threads.
    Duration thread_cpu{};   ///< Of the thread that measures: the load, not the engine.

    Cost& operator+=(const Cost& other);
};

/// From its making on.
class Stopwatch {
public:
    Stopwatch() : start_{now()} {}
    Cost elapsed() const;

private:
    static Cost now();
    Cost start_;
};

/// The most that the process has held so far.
double peak_memory_mib();

using Figures = std::vector<std::pair<std::string_view, double>>;

/// {"case": name, figure: value, …}
void print_figures(std::string_view name, const Figures& figures);

/// Ends the program with the error's message.
[[noreturn]] void give_up(const Error& error);

template <class T>
T must(Result<T> result) {
    if (!result) give_up(result.error());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace ledger::bench
