#include "bench/support/measured.hpp"

#include "engine/kernel/assert.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

namespace ledger::bench {
namespace {

Duration cpu_time(clockid_t clock) {
    timespec time{};
    LEDGER_ASSERT(::clock_gettime(clock, &time) == 0);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

Cost& Cost::operator+=(const Cost& other) {
    wall += other.wall;
    process_cpu += other.process_cpu;
    thread_cpu += other.thread_cpu;
    return *this;
}

Cost Stopwatch::now() {
    return {.wall = std::chrono::steady_clock::now().time_since_epoch(),
            .process_cpu = cpu_time(CLOCK_PROCESS_CPUTIME_ID),
            .thread_cpu = cpu_time(CLOCK_THREAD_CPUTIME_ID)};
}

Cost Stopwatch::elapsed() const {
    const Cost end = now();
    return {.wall = end.wall - start_.wall,
            .process_cpu = end.process_cpu - start_.process_cpu,
            .thread_cpu = end.thread_cpu - start_.thread_cpu};
}

double peak_memory_mib() {
    rusage usage{};
    LEDGER_ASSERT(::getrusage(RUSAGE_SELF, &usage) == 0);
    constexpr double kib_per_mib = 1024;
    return static_cast<double>(usage.ru_maxrss) / kib_per_mib;
}

void print_figures(std::string_view name, const Figures& figures) {
    fmt::print("{{\"case\":\"{}\"", name);
    for (const auto& [figure, value] : figures) fmt::print(",\"{}\":{:.9g}", figure, value);
    fmt::print("}}\n");
}

void give_up(const Error& error) {
    fmt::print(stderr, "{}: {}\n", error.code, error.message);
    std::_Exit(EXIT_FAILURE);
}

}  // namespace ledger::bench
