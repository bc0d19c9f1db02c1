// The engine in this process, as the front end sees it.
#pragma once

#include "engine/core/pipeline.hpp"
#include "http/engine.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ledger {

/// From where on commands are shed: readers would wait too long for what was written (ruling 56).
struct AdmissionLimits {
    std::uint64_t lag_events = 50'000;
    Duration lag = std::chrono::seconds{1};
    Duration patience = std::chrono::seconds{20};  ///< Of who waits to be admitted.
};

class LocalEngine final : public Engine {
public:
    LocalEngine(Pipeline& pipeline, ProjectionRunner& runner, const Clock& clock,
                const AdmissionLimits& limits = {})
        : pipeline_{pipeline}, runner_{runner}, clock_{clock}, limits_{limits} {
        for (ViewStatus& view : runner.status()) views_.push_back(std::move(view.name));
    }

    Result<void> submit(Command command) override {
        if (!is_admitting())
            return fail(ErrorKind::unavailable, "view.lagging",
                        "the views are behind; nothing was written");
        return pipeline_.submit(std::move(command));
    }
    bool is_admitting() const override {
        const Backlog backlog = runner_.backlog();
        return backlog.events <= limits_.lag_events && backlog.age <= limits_.lag;
    }
    void when_admitting(std::move_only_function<void(bool)> ready) override {
        const std::vector<std::string_view> views{views_.begin(), views_.end()};
        runner_.when_reached(views, pipeline_.durable_end(), clock_.monotonic() + limits_.patience,
                             std::move(ready));
    }
    Position acknowledged() const override { return pipeline_.durable_end(); }
    void when_reached(std::span<const std::string_view> views, Position position, Duration deadline,
                      std::move_only_function<void(bool)> ready) override {
        runner_.when_reached(views, position, deadline, std::move(ready));
    }
    Result<std::unique_ptr<ProjectionRunner::Reader>> read(std::string_view view) const override {
        return runner_.read(view);
    }

private:
    Pipeline& pipeline_;
    ProjectionRunner& runner_;
    const Clock& clock_;
    AdmissionLimits limits_;
    std::vector<std::string> views_;
};

}  // namespace ledger
