// Server-sent events (HTML standard, section 9.2), out of pieces as they come.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

struct StreamEvent {
    std::string type = "message";
    std::string data{};  ///< Its lines with a line feed between.
    std::string id{};    ///< The last one that the stream gave.
};

/// Bounded: an event that is longer than `most_bytes` is an error.
class EventStream {
public:
    explicit EventStream(std::size_t most_bytes) : most_bytes_{most_bytes} {}

    /// Calls `take` for each event that `piece` completes, while it says true; false when it said
    /// false. Code "network.answer" when an event is too long.
    Result<bool> feed(std::string_view piece, FunctionRef<bool(const StreamEvent&)> take);

    /// How long the server wants us to wait before we come again, when it said so.
    std::optional<Duration> retry() const { return retry_; }

private:
    std::optional<StreamEvent> end_line();
    void take_line(std::string_view line);
    void take_retry(std::string_view digits);

    std::size_t most_bytes_;
    std::string line_;  ///< Not yet ended.
    bool after_return_ = false;
    bool has_data_ = false;
    StreamEvent event_;
    std::optional<Duration> retry_;
};

}  // namespace ledger::stellar
