// An engine of which the test decides what it answers and when.
#pragma once

#include "http/engine.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace ledger::test {

/// Any thread, but for the members that a test sets before it starts.
class FakeEngine final : public Engine {
public:
    struct ViewRows {
        std::map<std::string, std::string> rows;
        Position position = 0;
        ViewState state = ViewState::live;
    };

    /// Answers each command at once, with 201 and its body; otherwise `take` gets it.
    std::atomic<bool> answers = true;
    std::optional<Error> refusal;  ///< Of every submission.
    std::map<std::string, ViewRows> views;
    std::atomic<Position> acknowledged_events = 10;
    /// Whether a view is where a query wants it; `take_waiter` gets the queries that wait.
    std::atomic<bool> views_reach = true;
    /// Whether uploads may go on; `take_waiter` gets those that wait.
    std::atomic<bool> admits = true;

    /// The next command that was submitted and not taken; waits for it.
    Command take();
    std::move_only_function<void(bool)> take_waiter();

    Result<void> submit(Command command) override;
    bool is_admitting() const override { return admits; }
    void when_admitting(std::move_only_function<void(bool)> ready) override;
    Position acknowledged() const override { return acknowledged_events; }
    void when_reached(std::span<const std::string_view> names, Position position, Duration deadline,
                      std::move_only_function<void(bool)> ready) override;
    Result<std::unique_ptr<ProjectionRunner::Reader>> read(std::string_view view) const override;

    std::atomic<Position> last_target = 0;

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Command> commands_;
    std::vector<std::move_only_function<void(bool)>> waiters_;
};

}  // namespace ledger::test
