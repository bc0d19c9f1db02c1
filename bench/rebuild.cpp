// How fast views are made from the log: from nothing, and then (`twice`) once more beside the rows
// that serve, with the comparison and the switch.
//
// usage: bench_rebuild FOLDER VIEWS_FOLDER once|twice [VIEW…]
#include "bench/support/measured.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/storage/rocksdb_log.hpp"
#include "http/app/data_folder.hpp"
#include "projections/runner.hpp"
#include "projections/views/balances_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>

namespace ledger::bench {
namespace {

void warn(std::string_view line) { fmt::print(stderr, "{}\n", line); }

/// All, or those that are named.
std::vector<View> views_named(std::span<char*> names) {
    std::vector<View> views{balances_view};
    for (const Domain* domain : registered_domains())
        views.insert(views.end(), domain->views.begin(), domain->views.end());
    const auto is_unnamed = [&](const View& view) {
        return std::ranges::none_of(names, [&](const char* name) { return view.name == name; });
    };
    if (!names.empty()) std::erase_if(views, is_unnamed);
    return views;
}

void print_rate(std::string_view name, Position events, const Cost& cost) {
    using Seconds = std::chrono::duration<double>;
    print_figures(name, {{"events", static_cast<double>(events)},
                         {"wall_s", Seconds{cost.wall}.count()},
                         {"cpu_s", Seconds{cost.process_cpu}.count()},
                         {"thread_cpu_s", Seconds{cost.thread_cpu}.count()},
                         {"peak_mib", peak_memory_mib()}});
}

bool is_rebuilding(const ProjectionRunner& runner) {
    return std::ranges::any_of(runner.status(),
                               [](const ViewStatus& view) { return view.rebuild.has_value(); });
}

void rebuild_beside(ProjectionRunner& runner, std::span<const View> views) {
    for (const View& view : views) must(runner.rebuild(view.name));
    for (bool more = true; more || is_rebuilding(runner);) {
        more = must(runner.step_rebuild());
        more = must(runner.step()) || more;
    }
}

void run(const std::string& folder, const std::string& views_folder, bool twice,
         std::span<char*> names) {
    PosixFileSystem files;
    const SystemClock clock;
    std::filesystem::remove_all(views_folder);
    const auto log =
        must(RocksdbLog::open(files, DataFolder{folder}.log(), {.read_only = true, .warn = warn}));
    const std::vector<View> views = views_named(names);
    const std::string label = names.empty() ? "all" : std::string{names.front()};

    const auto store = must(RowStore::open(files, views_folder, log->end(), warn));
    ProjectionRunner runner{*log, *store, clock, views, RunnerLimits{}, [](std::string_view) {}};
    must(runner.open());

    const Stopwatch from_nothing;
    while (must(runner.step())) {
    }
    must(store->flush());
    print_rate("rebuild.from_nothing." + label, log->end(), from_nothing.elapsed());

    if (twice) {
        const Stopwatch beside;
        rebuild_beside(runner, views);
        must(store->flush());
        print_rate("rebuild.beside." + label, log->end(), beside.elapsed());
    }
    must(runner.close());
}

}  // namespace
}  // namespace ledger::bench

int main(int count, char** arguments) {
    const std::string_view times = count > 3 ? arguments[3] : "";
    if (times != "once" && times != "twice") {
        fmt::print(stderr, "usage: bench_rebuild FOLDER VIEWS_FOLDER once|twice [VIEW…]\n");
        return 2;
    }
    const std::span all{arguments, static_cast<std::size_t>(count)};
    ledger::bench::run(all[1], all[2], times == "twice", all.subspan(4));
    return 0;
}
