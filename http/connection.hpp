// The connections of one I/O thread: each reads, dispatches and answers what its client sends.
#pragma once

#include "engine/ports/clock.hpp"
#include "http/limits.hpp"
#include "http/request_handler.hpp"

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;  // NOLINT(readability-identifier-naming): Asio's name.
}

namespace ledger {

/// Used on the thread that runs the io_context, which must have ended before this does.
class Connections {
public:
    struct Parts {
        RequestHandler& handler;
        const Clock& clock;
        const ServerLimits& limits;
    };
    Connections(boost::asio::io_context& io, Parts parts);
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;
    ~Connections();

    /// Takes over an accepted socket; `ended` is called when its connection is over.
    void adopt(int socket, std::function<void()> ended);
    /// Ends what has had its time.
    void sweep();
    /// Ends idle connections now and all others behind their next reply.
    void drain();
    void abort();
    bool empty() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ledger
