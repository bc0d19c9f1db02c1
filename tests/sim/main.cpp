// The simulation as a program: runs seeds, and repeats one of them with all its steps shown.
#include "tests/sim/simulation.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace ledger::test;

constexpr std::string_view usage =
    "usage: sim [--seed N] [--seeds COUNT] [--crashes COUNT] [--trace] [--each]\n\n"
    "  --seed N         the first seed; it alone unless --seeds says more\n"
    "  --seeds COUNT    how many seeds, from 0 or from --seed on\n"
    "  --crashes COUNT  crash-recover cycles for each seed (8)\n"
    "  --trace          shows every step\n"
    "  --each           names each seed before it runs\n";

struct Options {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    std::uint32_t crashes = 8;
    bool trace = false;
    bool each = false;
};

template <class Number>
bool parse(std::string_view text, Number& number) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && rest == text.data() + text.size();
}

std::optional<Options> parse_options(std::span<char* const> arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view name = arguments[i];
        if (name == "--trace" || name == "--each") {
            (name == "--trace" ? options.trace : options.each) = true;
            continue;
        }
        if (++i == arguments.size()) return std::nullopt;
        const std::string_view value = arguments[i];
        const bool known = name == "--seed"      ? parse(value, options.first)
                           : name == "--seeds"   ? parse(value, options.count)
                           : name == "--crashes" ? parse(value, options.crashes)
                                                 : false;
        if (!known) return std::nullopt;
    }
    return options;
}

void tell(const SimulationResult& result, std::uint64_t seed) {
    if (!result.finding) return;
    for (const std::string& step : result.last_steps) fmt::print("{}\n", step);
    fmt::print("seed {}, step {}: not so: {}\n  {}\nrepeat with: sim --seed {} --trace\n", seed,
               result.steps, result.finding->invariant, result.finding->detail, seed);
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int run(const Options& options) {
    RocksdbBackground background;
    std::uint64_t crashes = 0;
    std::uint64_t steps = 0;
    std::uint64_t events = 0;
    for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed) {
        if (options.each) {
            fmt::print("seed {}\n", seed);
            std::fflush(stdout);
        }
        SimulationSettings settings{.seed = seed, .crashes = options.crashes};
        if (options.trace)
            settings.trace = [](std::string_view line) {
                fmt::print("{}\n", line);
                std::fflush(stdout);
            };
        const SimulationResult result = Simulation{settings, background}.run();
        tell(result, seed);
        if (result.finding) return 1;
        crashes += result.crashes;
        steps += result.steps;
        events += result.events;
    }
    fmt::print("{} seeds, {} steps, {} events; {} crash-recover cycles, {:.0f} a CPU minute\n",
               options.count, steps, events, crashes,
               static_cast<double>(crashes) * 60 / cpu_seconds());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse_options({argv + 1, static_cast<std::size_t>(argc - 1)});
    if (options) return run(*options);
    fmt::print(stderr, "{}", usage);
    return 2;
}
