// A socket of the test's own: it sends exactly the bytes that the test says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::test {

struct RawReply {
    int status = 0;
    std::string head;  ///< Status line and fields.
    std::string body;

    /// The value of a field, "" when it is not there.
    std::string field(std::string_view name) const;
};

/// Gives up on a read after some seconds, so that a broken server fails a test and hangs none.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient();

    void send(std::string_view bytes);
    /// No more bytes will be sent.
    void end();
    /// Exactly one reply; nothing when the connection ends before it does.
    std::optional<RawReply> read(bool head_only = false);
    /// What one call of recv gives, beside what was received before.
    std::string receive_once();
    /// Whether the server closed, with nothing further to read.
    bool at_end();

    /// Whether the server has closed by now. Does not wait.
    bool is_closed() const;

private:
    bool receive_more();

    int socket_;
    std::string received_;
};

/// A request with the fields that a well-behaved client sends.
std::string request_text(std::string_view method, std::string_view target,
                         std::string_view fields = "", std::string_view body = "");

}  // namespace ledger::test
