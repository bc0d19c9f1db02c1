// A request's way back to the connection that it came in on.
#pragma once

#include "engine/kernel/request.hpp"

#include <functional>
#include <memory>

namespace ledger {

class LongBody;

/// Copyable. Once the request is over (answered, timed out, or its client gone), none does
/// anything.
struct Exchange {
    using Task = std::move_only_function<void()>;
    /// Any thread: runs the task on the connection's I/O thread, or drops it when the request is
    /// over.
    std::function<void(Task)> post;
    /// Only on that I/O thread.
    std::function<void(Reply)> answer;
    /// Likewise; the body comes piece by piece behind the reply, whose own is empty.
    std::function<void(Reply, std::unique_ptr<LongBody>)> answer_at_length;
    /// Likewise: ends the connection without an answer.
    std::function<void()> cut;
};

}  // namespace ledger
