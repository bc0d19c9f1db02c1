// One TCP connection to somebody else's server, with TLS or without, read and written by blocking
// calls that a deadline ends.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/time.hpp"
#include "engine/ports/http_url.hpp"
#include "http/tls_trust.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace ledger {

/// Errors have the codes of HttpFailure. After one the connection is closed, except that what was
/// not written may have been answered: that can still be read. One thread at a time.
class OutboundSocket {
public:
    OutboundSocket();
    OutboundSocket(const OutboundSocket&) = delete;
    OutboundSocket& operator=(const OutboundSocket&) = delete;
    ~OutboundSocket();

    /// From now on everything together may take so long, until the next call of it.
    void allow(Duration whole);

    /// `trust` is asked for when `url` wants TLS, and outlives the connection. A name is looked up
    /// by the machine's resolver, which nothing can interrupt.
    Result<void> connect(const HttpUrl& url, const TlsTrust* trust, Duration limit);
    Result<void> write(std::string_view bytes);
    /// How many bytes came; 0 at the end. `goes_on` is asked each time that nothing came for
    /// `quiet`; when it says no, "client.stopped" is the error.
    Result<std::size_t> read(std::span<char> out, Duration quiet, FunctionRef<bool()> goes_on);

    bool is_open() const;
    /// Whether the other side has neither closed nor said anything unasked. Does not wait.
    bool is_quiet();
    void close();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ledger
