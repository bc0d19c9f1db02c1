// What the front end asks of the ledger behind it. The embedded one stands in local_engine.hpp; a
// replicated one would take its place here.
#pragma once

#include "engine/core/command.hpp"
#include "projections/runner.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace ledger {

/// Any thread; nothing blocks.
class Engine {
public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    virtual ~Engine() = default;

    /// As Pipeline::submit: after an error `done` is not called.
    virtual Result<void> submit(Command command) = 0;
    /// Whether commands are taken, as far as views are concerned; asked by who can wait.
    virtual bool is_admitting() const = 0;
    /// Calls `ready` once, with true when commands are taken again, with false when that takes too
    /// long; at once, on this thread, or later on another one.
    virtual void when_admitting(std::move_only_function<void(bool)> ready) = 0;
    /// Events below this position are acknowledged.
    virtual Position acknowledged() const = 0;
    /// As ProjectionRunner::when_reached.
    virtual void when_reached(std::span<const std::string_view> views, Position position,
                              Duration deadline, std::move_only_function<void(bool)> ready) = 0;
    virtual Result<std::unique_ptr<ProjectionRunner::Reader>> read(std::string_view view) const = 0;
};

}  // namespace ledger
