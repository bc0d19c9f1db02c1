// Calls over one connection, which is opened when it is needed and kept open as long as it can be.
#pragma once

#include "engine/ports/http_client.hpp"
#include "engine/ports/http_url.hpp"
#include "http/outbound_socket.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace ledger {

class ResponseReader;

/// The next piece of a body; "" at its end.
using UploadSource = std::function<Result<std::string>()>;

/// What is borrowed outlives the call.
struct OutboundCall {
    std::string_view method;
    std::string_view target;
    const HeaderFields& headers;
    std::string_view body{};
    const UploadSource* source = nullptr;  ///< Instead of a body: sent chunked, while it is made.
    HttpLimits limits{};
    const BodyTaker* take = nullptr;  ///< Is given the body; else the response has it.
};

/// One thread at a time.
class OutboundConnection {
public:
    /// `trust` for TLS; outlives this.
    OutboundConnection(HttpUrl endpoint, const TlsTrust* trust);

    /// A kept connection that proves closed is replaced: before anything was sent always, after it
    /// only when not a byte came back and repeating does no harm: a GET or HEAD, or with an
    /// `Idempotency-Key`. What `source` fails with is the error of the failure.
    HttpResult call(const OutboundCall& call);

    bool is_open() const { return socket_.is_open(); }
    /// See OutboundSocket::is_quiet.
    bool is_usable() { return socket_.is_quiet(); }
    std::string endpoint() const { return url_.endpoint(); }

private:
    HttpResult attempt(const OutboundCall& call);
    HttpResult exchange(const OutboundCall& call, std::string_view text);
    Result<void> send_source(const UploadSource& source);
    Result<bool> receive_more(const OutboundCall& call, ResponseReader& reader);
    Result<HttpResponse> receive(const OutboundCall& call);
    /// All that is sent but what a source gives.
    std::string text_of(const OutboundCall& call) const;

    HttpUrl url_;  ///< Its target is not looked at.
    const TlsTrust* trust_;
    OutboundSocket socket_;
    std::string input_;   ///< Received and not parsed.
    bool heard_ = false;  ///< A byte came back in this attempt.
};

}  // namespace ledger
