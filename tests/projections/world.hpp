// A runner with everything around it, on a disk that can lose its power.
#pragma once

#include "engine/kernel/assert.hpp"
#include "engine/storage/memory_log.hpp"
#include "projections/row_store.hpp"
#include "projections/runner.hpp"
#include "tests/projections/tally.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ledger::test {

inline constexpr const char* views_folder = "/views";

/// What RocksDB and the runner had to say; any thread.
class Lines {
public:
    void add(std::string_view line) {
        const std::lock_guard lock{mutex_};
        lines_.emplace_back(line);
    }
    bool contain(std::string_view text) const {
        const std::lock_guard lock{mutex_};
        for (const std::string& line : lines_)
            if (line.find(text) != line.npos) return true;
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

struct World {
    explicit World(std::vector<View> all_views = {tally, census}, RunnerLimits runner_limits = {})
        : views{std::move(all_views)}, limits{runner_limits} {}

    Result<void> try_open() {
        close();
        const auto line = [this](std::string_view text) { lines.add(text); };
        TRY(opened, RowStore::open(files, views_folder, log.end(), line));
        store = std::move(opened);
        runner = std::make_unique<ProjectionRunner>(log, *store, clock, views, limits, line);
        return runner->open();
    }
    void open() { LEDGER_ASSERT(try_open().has_value()); }
    /// As a process that is killed does: without a flush.
    void close() {
        runner.reset();
        store.reset();
    }
    /// Steps both threads' work in turn until there is none.
    Result<void> try_settle() {
        for (bool more = true; more;) {
            TRY(live, runner->step());
            TRY(rebuilt, runner->step_rebuild());
            TRY(after, runner->step());
            more = live || rebuilt || after || is_rebuilding();
        }
        TRY(runner->step_rebuild());
        return {};
    }
    void settle() { LEDGER_ASSERT(try_settle().has_value()); }
    bool is_rebuilding() const {
        for (const ViewStatus& view : runner->status())
            if (view.rebuild && !view.rebuild->error) return true;
        return false;
    }
    ViewStatus status(std::string_view view) const {
        for (ViewStatus& status : runner->status())
            if (status.name == view) return std::move(status);
        LEDGER_ASSERT(false);
    }
    std::unique_ptr<ProjectionRunner::Reader> read(std::string_view view) const {
        auto reader = runner->read(view);
        LEDGER_ASSERT(reader.has_value());
        return std::move(*reader);
    }
    Hash digest(std::string_view view) const { return runner->digest(view)->hash; }

    MemoryLog log;
    DroppingFileSystem files;
    TestClock clock;
    Lines lines;
    std::vector<View> views;
    RunnerLimits limits;
    std::unique_ptr<RowStore> store;
    std::unique_ptr<ProjectionRunner> runner;
};

}  // namespace ledger::test
