#include "http/server.hpp"

#include "http/connection.hpp"
#include "http/reply_writer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>

#include <cerrno>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ledger {
namespace {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Endpoint = asio::ip::tcp::endpoint;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
using Use = asio::use_awaitable_t<Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using boost::system::error_code;

constexpr asio::as_tuple_t<Use> completion{Use{}};
/// Before accepting again when there is no file descriptor left.
constexpr std::chrono::milliseconds exhausted_pause{100};

/// How many connections there are, over all threads.
class Admission {
public:
    Admission(const ServerLimits& limits, Traffic& traffic) : limits_{limits}, traffic_{traffic} {}

    bool enter(const asio::ip::address& address) {
        const bool entered = enter_counted(address);
        (entered ? traffic_.accepted_connections : traffic_.refused_connections)
            .fetch_add(1, std::memory_order_relaxed);
        return entered;
    }
    void leave(const asio::ip::address& address) {
        const std::lock_guard lock{mutex_};
        traffic_.connections.leave();
        if (--counts_[address] == 0) counts_.erase(address);
    }

private:
    bool enter_counted(const asio::ip::address& address) {
        const std::lock_guard lock{mutex_};
        const auto count = counts_.find(address);
        if (count != counts_.end() && count->second >= limits_.connections_per_address)
            return false;
        if (!traffic_.connections.enter()) return false;
        ++counts_[address];
        return true;
    }

    const ServerLimits& limits_;
    Traffic& traffic_;
    std::mutex mutex_;
    std::map<asio::ip::address, std::size_t> counts_;
};

/// Whose sockets may listen on the port: nobody's yet, or those of this server's other threads.
enum class PortUse { first, shared };

/// One thread, one io_context, one listening socket.
class IoThread {
public:
    IoThread(Connections::Parts parts, Admission& admission)
        : parts_{parts},
          admission_{admission},
          acceptor_{io_},
          timer_{io_},
          connections_{io_, parts} {}

    Result<std::uint16_t> listen(const Endpoint& endpoint, PortUse use);
    void start();
    void stop();
    void join();

private:
    Awaitable<void> accept_all();
    Awaitable<void> sweep_all();
    bool accept_waiting();
    void admit(int socket, const Endpoint& peer);
    void refuse(int socket);
    void ended(const asio::ip::address& address);
    void end_sweeping_when_empty();
    void spawn(Awaitable<void> loop);

    Connections::Parts parts_;
    Admission& admission_;
    asio::io_context io_{1};
    Acceptor acceptor_;
    Timer timer_;
    Connections connections_;
    bool draining_ = false;
    Duration drain_deadline_{};
    std::thread thread_;
};

Result<std::uint16_t> IoThread::listen(const Endpoint& endpoint, PortUse use) {
    error_code code;
    acceptor_.open(endpoint.protocol(), code);
    if (!code) acceptor_.set_option(asio::socket_base::reuse_address{true}, code);
    // The first socket shares its port only once it has it: binding a port that another process
    // shares would succeed, and half of the connections would go to the wrong ledger.
    if (!code && use == PortUse::shared) acceptor_.set_option(ReusePort{true}, code);
    if (!code) acceptor_.bind(endpoint, code);
    if (!code && use == PortUse::first) acceptor_.set_option(ReusePort{true}, code);
    if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
    if (!code) acceptor_.non_blocking(true, code);
    const Endpoint bound = code ? Endpoint{} : acceptor_.local_endpoint(code);
    if (!code) return bound.port();
    return fail(ErrorKind::unavailable, "server.cannot_listen",
                "cannot listen on " + endpoint.address().to_string() + ":" +
                    std::to_string(endpoint.port()) + ": " + code.message());
}

void IoThread::spawn(Awaitable<void> loop) {
    const auto finished = [this](const std::exception_ptr& escaped) {
        if (escaped)
            parts_.handler.report({.kind = ErrorKind::internal,
                                   .code = "server.exception",
                                   .message = "an I/O thread's loop ended by an exception"});
    };
    asio::co_spawn(io_, std::move(loop), finished);
}

void IoThread::start() {
    spawn(accept_all());
    spawn(sweep_all());
    thread_ = std::thread{[this] { io_.run(); }};
}

Awaitable<void> IoThread::accept_all() {
    while (acceptor_.is_open()) {
        const auto [code] = co_await acceptor_.async_wait(Acceptor::wait_read, completion);
        if (code || !acceptor_.is_open()) co_return;
        if (accept_waiting()) continue;
        Timer pause{io_, exhausted_pause};
        co_await pause.async_wait(completion);
    }
}

/// Accepts what waits; false when descriptors have run out.
bool IoThread::accept_waiting() {
    for (;;) {
        Endpoint peer;
        auto size = static_cast<socklen_t>(peer.capacity());
        const int socket =
            ::accept4(acceptor_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            admit(socket, peer);
        } else if (errno != ECONNABORTED && errno != EINTR) {
            return errno == EAGAIN;
        }
    }
}

void IoThread::admit(int socket, const Endpoint& peer) {
    const asio::ip::address address = peer.address();
    if (!admission_.enter(address)) return refuse(socket);
    connections_.adopt(socket, [this, address] { ended(address); });
}

/// Says why, as far as that can be done without waiting.
void IoThread::refuse(int socket) {
    const Reply reply = parts_.handler.refusal({.kind = ErrorKind::unavailable,
                                                .code = "server.connections",
                                                .message = "There are too many connections."});
    std::string text;
    append_reply(text, reply, After::close, Content::sent, http_date(parts_.clock.now()));
    static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    ::shutdown(socket, SHUT_WR);
    ::close(socket);
}

void IoThread::ended(const asio::ip::address& address) {
    admission_.leave(address);
    end_sweeping_when_empty();
}

Awaitable<void> IoThread::sweep_all() {
    while (!draining_ || !connections_.empty()) {
        timer_.expires_after(parts_.limits.sweep_interval);
        co_await timer_.async_wait(completion);
        connections_.sweep();
        if (draining_ && parts_.clock.monotonic() >= drain_deadline_) connections_.abort();
    }
}

void IoThread::end_sweeping_when_empty() {
    if (draining_ && connections_.empty()) timer_.cancel();
}

void IoThread::stop() {
    asio::post(io_, [this] {
        draining_ = true;
        drain_deadline_ = parts_.clock.monotonic() + parts_.limits.drain;
        error_code ignored;
        acceptor_.close(ignored);
        connections_.drain();
        end_sweeping_when_empty();
    });
}

void IoThread::join() {
    if (thread_.joinable()) thread_.join();
}

Result<asio::ip::address> loopback_address(const std::string& text) {
    error_code code;
    auto address = asio::ip::make_address(text == "localhost" ? "127.0.0.1" : text, code);
    if (!code && address.is_loopback()) return address;
    return fail(ErrorKind::validation, "server.not_loopback",
                "\"" + text +
                    "\" is not a loopback address; without identities the server binds only "
                    "127.0.0.1 or ::1");
}

}  // namespace

struct Server::State {
    State(const ServerLimits& given, Traffic& traffic)
        : limits{given}, admission{limits, traffic} {}

    ServerLimits limits;
    Admission admission;
    std::vector<std::unique_ptr<IoThread>> threads;
    asio::ip::address address;
    std::uint16_t port = 0;
};

Server::Server(std::unique_ptr<State> state) : state_{std::move(state)} {}

Result<void> Server::check_address(const ServerSettings& settings) {
    TRY(loopback_address(settings.address));
    return {};
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings,
                                              RequestHandler& handler, const Clock& clock) {
    TRY(address, loopback_address(settings.address));
    auto state = std::make_unique<State>(settings.limits, handler.traffic());
    state->address = address;
    state->port = settings.port;
    for (std::size_t i = 0; i < settings.threads; ++i) {
        auto thread = std::make_unique<IoThread>(Connections::Parts{handler, clock, state->limits},
                                                 state->admission);
        // The first one finds a free port, the others share it.
        TRY(port, thread->listen(Endpoint{address, state->port},
                                 i == 0 ? PortUse::first : PortUse::shared));
        state->port = port;
        state->threads.push_back(std::move(thread));
    }
    for (const auto& thread : state->threads) thread->start();
    return std::unique_ptr<Server>{new Server{std::move(state)}};
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->port; }

std::string Server::endpoint() const {
    const std::string address = state_->address.to_string();
    return (state_->address.is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(state_->port);
}

void Server::stop() {
    for (const auto& thread : state_->threads) thread->stop();
    for (const auto& thread : state_->threads) thread->join();
}

}  // namespace ledger
