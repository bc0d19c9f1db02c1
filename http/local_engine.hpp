// The engine in this process, as the front end sees it.
#pragma once

#include "engine/core/pipeline.hpp"
#include "http/engine.hpp"

#include <utility>

namespace ledger {

class LocalEngine final : public Engine {
public:
    LocalEngine(Pipeline& pipeline, ProjectionRunner& runner)
        : pipeline_{pipeline}, runner_{runner} {}

    Result<void> submit(Command command) override { return pipeline_.submit(std::move(command)); }
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
};

}  // namespace ledger
