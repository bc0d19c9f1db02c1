#include "http/connection.hpp"

#include "http/session.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <unordered_set>
#include <vector>

namespace ledger {

struct Connections::State {
    asio::io_context& io;
    Parts parts;
    std::shared_ptr<Mailbox> mailbox;
    ReplyDate date;
    std::unordered_set<std::shared_ptr<Session>> sessions;

    /// A copy: ending one takes it out of the set.
    std::vector<std::shared_ptr<Session>> all() const { return {sessions.begin(), sessions.end()}; }
};

Connections::Connections(asio::io_context& io, Parts parts)
    : state_{std::make_unique<State>(State{io, parts, std::make_shared<Mailbox>(), {}, {}})} {}

Connections::~Connections() { state_->mailbox->close(); }

void Connections::adopt(int socket, std::function<void()> ended) {
    Socket connection{state_->io};
    boost::system::error_code code;
    connection.assign(asio::ip::tcp::v4(), socket, code);
    connection.set_option(asio::ip::tcp::no_delay{true}, code);
    connection.non_blocking(true, code);
    const auto session = std::make_shared<Session>(state_->io, state_->parts, state_->mailbox,
                                                   state_->date, std::move(connection));
    state_->sessions.insert(session);
    const auto finished = [this, session,
                           ended = std::move(ended)](const std::exception_ptr& escaped) {
        if (escaped)
            state_->parts.handler.report({.kind = ErrorKind::internal,
                                          .code = "connection.exception",
                                          .message = "a connection ended by an exception"});
        state_->sessions.erase(session);
        ended();
    };
    asio::co_spawn(state_->io, session->run(), finished);
}

void Connections::sweep() {
    const Duration now = state_->parts.clock.monotonic();
    for (const auto& session : state_->all()) session->sweep(now);
}

void Connections::drain() {
    for (const auto& session : state_->all()) session->drain();
}

void Connections::abort() {
    for (const auto& session : state_->all()) session->abort();
}

bool Connections::empty() const { return state_->sessions.empty(); }

}  // namespace ledger
