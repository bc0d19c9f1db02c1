// Reads HTTP/1.1 requests out of the bytes of a connection: a state machine without a socket.
#pragma once

#include "engine/kernel/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

/// Request line and fields, as sent but for the names, which are in lower case.
struct RequestHead {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> fields;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
    /// The first field of that name.
    const std::string* find(std::string_view name) const;
    bool expects_continue() const;
};

/// One message at a time. After an error the rest of the connection has no meaning.
class MessageReader {
public:
    /// What it is reading; `complete` when the message has ended.
    enum class Stage { head, body, complete };

    explicit MessageReader(std::size_t header_limit);
    ~MessageReader();
    MessageReader(const MessageReader&) = delete;
    MessageReader& operator=(const MessageReader&) = delete;

    /// Reads from the front of `bytes`, which begin with what the last call did not consume, and
    /// says how much it consumed. Stops behind the head and behind the message.
    Result<std::size_t> put(std::string_view bytes);
    Stage stage() const;
    /// Whether a part of the message was consumed.
    bool started() const;
    /// Complete from `Stage::body` on.
    RequestHead& head();
    /// Between head and body: 413 now when the head announces more, else as soon as more arrives.
    Result<void> limit_body(std::uint64_t bytes);
    /// Body bytes that were read and not taken yet.
    std::string take_body();
    /// For the next message.
    void reset();

private:
    struct Parser;
    std::size_t header_limit_;
    std::size_t head_bytes_ = 0;
    std::unique_ptr<Parser> parser_;
};

}  // namespace ledger
