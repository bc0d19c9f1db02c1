// What answers the requests that a server's connections read: the ledger (see dispatch.hpp), or the
// sandbox network.
#pragma once

#include "http/exchange.hpp"
#include "http/message_reader.hpp"
#include "http/traffic.hpp"
#include "http/upload.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace ledger {

/// Any thread. Outlives the server, and every exchange.
class RequestHandler {
public:
    RequestHandler() = default;
    RequestHandler(const RequestHandler&) = delete;
    RequestHandler& operator=(const RequestHandler&) = delete;
    virtual ~RequestHandler() = default;

    /// What to do with the body that a head announces.
    struct BodyPlan {
        std::uint64_t limit = 0;
        bool streamed = false;
    };
    /// To be asked before either call below. An error: do not read it, refuse the request.
    virtual Result<BodyPlan> plan_body(const RequestHead& head) const = 0;

    /// Answers a request of a plan that is not `streamed`, read completely. On the exchange's I/O
    /// thread.
    virtual void dispatch(const RequestHead& head, std::string body, Exchange exchange) = 0;
    /// Opens a streaming route, or answers and returns nothing.
    virtual std::unique_ptr<Upload> open_upload(const RequestHead& head, Exchange exchange) = 0;
    /// The reply to what never became a request, or is not answered in time.
    virtual Reply refusal(const Error& error) = 0;
    virtual Traffic& traffic() const = 0;
    /// Tells of a failure that belongs to no request.
    virtual void report(const Error& error) = 0;

    /// Why a request is shed while those under way take all the room there is.
    static Error no_room();
    /// Why one is given up. What it asked for may still happen.
    static Error too_late();
};

}  // namespace ledger
