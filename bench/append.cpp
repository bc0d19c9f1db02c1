// How fast the engine appends: commands that are there already go through sequencer and committer
// to the disk, with every index that a served ledger has. Reading requests and the views are not
// in it; the processor time is the engine's, without that of the thread which submits.
//
// usage: bench_append FOLDER batch|single|life|import EVENTS
// `life` fills a folder that bench_rebuild and the server then work on.
#include "bench/support/measured.hpp"
#include "bench/support/outage_traffic.hpp"
#include "bench/support/running_ledger.hpp"
#include "engine/core/tx.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/event_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace ledger::bench {
namespace {

/// Commands made beforehand for one measurement, so that making them is not measured.
constexpr std::uint64_t events_per_round = 100'000;
constexpr std::uint64_t open_outages = 8'192;
/// What they count for when they come over the network.
constexpr std::size_t command_bytes = 1'024;
constexpr std::size_t chunk_bytes = std::size_t{256} * 640;

/// An event that no domain has rules for: what the engine itself costs.
struct ReadingTaken {
    static constexpr EventMeta meta{"bench.reading_taken", 1, "A meter was read."};
    std::int64_t meter = 0;
    std::int64_t value = 0;
    std::string note;

    static constexpr auto fields() {
        using E = ReadingTaken;
        return std::tuple{Field{"meter", &E::meter, "Which."}, Field{"value", &E::value, "What."},
                          Field{"note", &E::note, "Who, and how."}};
    }
};
struct Meter {
    using Event = std::variant<ReadingTaken>;
    static constexpr std::string_view category = "meter";
    static constexpr auto event_types() { return event_table(std::type_identity<Event>{}); }
    std::int64_t last = 0;
};
Meter evolve(Meter, const Meter::Event& event) {
    return {.last = std::get<ReadingTaken>(event).value};
}
constexpr std::uint64_t meters = 100;
constexpr std::uint64_t readings_per_command = 1'000;
constexpr std::size_t note_bytes = 160;
/// What a reading counts for in the queue: its payload.
constexpr std::size_t reading_bytes = note_bytes + 40;

Result<Reply> take_readings(Tx& tx) {
    for (std::uint64_t i = 0; i < readings_per_command; ++i) {
        const auto meter = static_cast<std::int64_t>(i % meters);
        TRY(tx.append<Meter>(
            std::to_string(meter),
            ReadingTaken{meter, static_cast<std::int64_t>(i), std::string(note_bytes, 'x')}));
    }
    return Reply{};
}

std::vector<PreparedCommand> readings(std::uint64_t events) {
    std::vector<Touch> touches;
    for (std::uint64_t meter = 0; meter < meters; ++meter)
        touches.push_back({&aggregate_type<Meter>, {}, std::to_string(meter)});
    std::vector<PreparedCommand> commands;
    for (std::uint64_t i = 0; i < events; i += readings_per_command)
        commands.push_back({.handler = take_readings, .touches = touches});
    return commands;
}

using Round = std::function<std::vector<PreparedCommand>(std::uint64_t events)>;

void append(std::string_view name, RunningLedger& ledger, std::uint64_t events,
            const Round& next_round, std::size_t bytes_each = command_bytes) {
    Cost cost;
    std::uint64_t commands = 0;
    const Position first = ledger.end();
    const std::uint64_t commits = ledger.commits();
    while (ledger.end() - first < events) {
        auto round = next_round(std::min(events_per_round, events - (ledger.end() - first)));
        commands += round.size();
        cost += ledger.execute(std::move(round), bytes_each);
    }
    using Seconds = std::chrono::duration<double>;
    print_figures(name, {{"events", static_cast<double>(ledger.end() - first)},
                         {"commands", static_cast<double>(commands)},
                         {"commits", static_cast<double>(ledger.commits() - commits)},
                         {"wall_s", Seconds{cost.wall}.count()},
                         {"cpu_s", Seconds{cost.process_cpu - cost.thread_cpu}.count()},
                         {"peak_mib", peak_memory_mib()}});
}

void run(const std::string& folder, std::string_view kind, std::uint64_t events) {
    RunningLedger ledger{folder};
    OutageTraffic traffic{SystemClock{}.now()};
    if (kind == "life") {
        std::uint64_t outages = 0;
        append("append.life", ledger, events, [&](std::uint64_t wanted) {
            const std::uint64_t count =
                std::max<std::uint64_t>(1, wanted / OutageTraffic::events_per_life_cycle);
            outages += count;
            return traffic.life_cycles(outages - count + 1, count);
        });
    } else if (kind == "batch") {
        append("append.batch", ledger, events, readings, readings_per_command * reading_bytes);
    } else if (kind == "import") {
        const Round chunks = [&](std::uint64_t wanted) {
            return traffic.import(
                std::max<std::uint64_t>(1, wanted / OutageTraffic::events_per_imported_row));
        };
        append("append.import", ledger, events, chunks, chunk_bytes);
    } else {
        ledger.execute(traffic.creations(open_outages), command_bytes);
        append("append.single", ledger, events,
               [&](std::uint64_t wanted) { return traffic.assignments(1, open_outages, wanted); });
    }
}

}  // namespace
}  // namespace ledger::bench

int main(int count, char** arguments) {
    const std::string_view kind = count == 4 ? arguments[2] : "";
    if (kind != "batch" && kind != "single" && kind != "life" && kind != "import") {
        fmt::print(stderr, "usage: bench_append FOLDER batch|single|life|import EVENTS\n");
        return 2;
    }
    ledger::bench::run(arguments[1], kind, std::strtoull(arguments[3], nullptr, 10));
    return 0;
}
