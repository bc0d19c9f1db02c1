// Two loops around ProjectionRunner, asleep while there is nothing to do.
#include "projections/follow.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace ledger {
namespace {

/// How late a waiter may learn that its deadline has passed.
constexpr auto expiry_interval = std::chrono::milliseconds{50};
/// How late a flush that is due may be while no events come.
constexpr auto idle_interval = std::chrono::seconds{1};

}  // namespace

struct ProjectionThreads::Threads {
    Threads(ProjectionRunner& the_runner, FatalHandler handler)
        : runner{the_runner}, on_fatal{std::move(handler)} {
        runner.on_work([this] { wake_all(); });
        follower = std::thread{[this] { follow(); }};
        rebuilder = std::thread{[this] { rebuild(); }};
    }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;
    ~Threads() {
        stop();
        runner.on_work([] {});
    }

    void wake_all() {
        {
            const std::lock_guard lock{mutex};
            has_work = true;
            has_rebuild_work = true;
        }
        changed.notify_one();
        rebuild_changed.notify_one();
    }

    void notify(Position log_end) {
        runner.committed(log_end);
        {
            const std::lock_guard lock{mutex};
            if (log_end <= end) return;
            end = log_end;
            has_work = true;
        }
        changed.notify_one();
    }

    void stop() {
        {
            const std::lock_guard lock{mutex};
            is_stopping = true;
        }
        wake_all();
        if (follower.joinable()) follower.join();
        if (rebuilder.joinable()) rebuilder.join();
    }

    void follow() {
        const auto step = [this] {
            Result<bool> more = runner.step();
            runner.expire();
            return more;
        };
        while (run_until_idle(step)) {
            const auto interval =
                runner.waiters() > 0 ? expiry_interval : std::chrono::milliseconds{idle_interval};
            std::unique_lock lock{mutex};
            changed.wait_for(lock, interval, [this] { return has_work || is_stopping; });
            has_work = false;
        }
    }

    void rebuild() {
        while (run_until_idle([this] { return runner.step_rebuild(); })) {
            std::unique_lock lock{mutex};
            rebuild_changed.wait(lock, [this] { return has_rebuild_work || is_stopping; });
            has_rebuild_work = false;
        }
    }

    /// False when the thread has to end.
    template <class Step>
    bool run_until_idle(Step step) {
        while (!stopping()) {
            const Result<bool> more = step();
            if (!more) {
                end_for(more.error());
                return false;
            }
            if (!*more) return !stopping();
        }
        return false;
    }

    bool stopping() {
        const std::lock_guard lock{mutex};
        return is_stopping;
    }

    void end_for(const Error& error) {
        {
            const std::lock_guard lock{mutex};
            is_stopping = true;
            if (std::exchange(has_failed, true)) return;
        }
        wake_all();
        on_fatal(error);
    }

    ProjectionRunner& runner;
    FatalHandler on_fatal;
    std::mutex mutex;
    std::condition_variable changed;          ///< For the follower.
    std::condition_variable rebuild_changed;  ///< For the rebuilder.
    Position end = 0;
    bool has_work = false;
    bool has_rebuild_work = false;
    bool is_stopping = false;
    bool has_failed = false;
    std::thread follower;
    std::thread rebuilder;
};

ProjectionThreads::ProjectionThreads(ProjectionRunner& runner, FatalHandler on_fatal)
    : threads_{std::make_unique<Threads>(runner, std::move(on_fatal))} {}

ProjectionThreads::~ProjectionThreads() = default;

void ProjectionThreads::notify(Position end) { threads_->notify(end); }

void ProjectionThreads::stop() { threads_->stop(); }

}  // namespace ledger
