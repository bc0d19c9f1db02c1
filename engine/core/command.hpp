// What the shell hands to the engine: a handler, who it acts for, and where the answer goes.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/kernel/route.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ledger {

/// An `Idempotency-Key` and what it was sent with (ruling 2).
struct IdempotencyKey {
    Hash key;      ///< SHA-256(principal, key as sent).
    Hash request;  ///< SHA-256(method, path, body).
};

/// What became of a command; it is delivered only when everything it depends on is durable.
struct Outcome {
    Result<Reply> reply;
    Position position =
        0;  ///< Of the command's last event; else of the last one decided before it.
    bool replayed = false;  ///< The stored answer of an earlier request with the same key.
};

struct Command {
    CommandHandler handler;
    std::vector<Touch> touches;
    Caller caller;
    std::optional<IdempotencyKey> idempotency;
    std::size_t bytes = 0;  ///< What it counts for in the queue's bound.
    /// Called exactly once unless the process stops, on an engine thread; must not block.
    std::move_only_function<void(Outcome)> done;
};

}  // namespace ledger
