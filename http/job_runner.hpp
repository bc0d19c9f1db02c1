// Does in the background what is too much to wait for: reads kept bodies through their route's
// reader, command by command, among all other writers.
#pragma once

#include "engine/core/command.hpp"
#include "engine/kernel/job.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/file_system.hpp"
#include "http/engine.hpp"
#include "http/router.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace ledger {

/// Owns one thread, from `start` until `stop`. A job that `stop` or the process's end interrupts
/// goes on from its kept body at the next start: command n has the same key then, so that what was
/// done is not done twice (ruling 60).
class JobRunner {
public:
    /// Bodies that may wait to be taken in; beyond them 503.
    static constexpr std::size_t max_waiting_bodies = 16;

    struct Parts {
        Engine& engine;
        FileSystem& files;
        const Clock& clock;
        const JobBook& book;
        std::span<const std::span<const Route>> tables;
        std::string folder;  ///< Of the kept bodies.
        std::function<void(const Error& error)> failed;
    };
    /// A body that has arrived completely.
    struct Intake {
        JobStart start;
        Caller caller;
        std::optional<IdempotencyKey> key;
        std::unique_ptr<File> file;
        /// Called once, on the runner's thread, unless it stops before.
        std::function<void(Outcome)> answer;
    };

    explicit JobRunner(Parts parts);
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;
    ~JobRunner();

    /// Creates the folder, and goes on with what the last process left.
    Result<void> start();
    /// After the step under way; the engine must still be there to decide it.
    void stop();

    // Any thread:
    Result<std::unique_ptr<File>> keep_body(const std::string& name);
    void drop_body(const std::string& name);
    /// False when too many wait.
    bool accept(Intake intake);
    std::optional<JobProgress> progress(std::string_view job) const;
    /// As a query asks for it; nothing of any job when there is no runner.
    static std::function<std::optional<JobProgress>(std::string_view job)> progress_of(
        const JobRunner* runner) {
        return [runner](std::string_view job) {
            return runner == nullptr ? std::nullopt : runner->progress(job);
        };
    }

private:
    struct Active;

    void run();
    void resume();
    void take_in(Intake intake);
    void begin_next();
    void step();
    Result<bool> read_on(Active& active);
    Result<bool> execute_all(Active& active, std::vector<PreparedCommand> commands);
    void end(const JobEnd& job_end);
    Result<std::unique_ptr<Active>> open(UnfinishedJob job);
    /// Waits for the outcome; again and again while there is no room. Nothing: it is stopping.
    std::optional<Outcome> execute(const PreparedCommand& prepared, const Caller& caller,
                                   const std::optional<IdempotencyKey>& key);
    Outcome execute_once(const PreparedCommand& prepared, const Caller& caller,
                         const std::optional<IdempotencyKey>& key);
    bool pause();
    void show_progress();
    std::string path_of(const std::string& name) const { return parts_.folder + "/" + name; }

    Parts parts_;
    Router router_;
    std::deque<UnfinishedJob> waiting_jobs_;  ///< The thread's own.
    std::unique_ptr<Active> active_;          ///< Likewise.

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::deque<Intake> intakes_;
    std::string shown_job_;
    JobProgress shown_;

    std::thread thread_;  ///< Last: it uses all the others.
};

}  // namespace ledger
