// What Boost.Beast can do: it reads a request and answers with the same bytes each time. One
// io_context a thread, as in ours; no router, no deadlines, no limits, no rows.
//
// usage: get_server THREADS BODY_BYTES; prints its port and serves until it is killed.
#include "engine/kernel/assert.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace ledger::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> serve(tcp::socket socket, const std::string& body) {
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        const auto [read_error, received] =
            co_await http::async_read(socket, buffer, request, as_result);
        if (read_error) co_return;
        http::response<http::string_body> response{http::status::ok, request.version()};
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = body;
        response.prepare_payload();
        const auto [write_error, sent] = co_await http::async_write(socket, response, as_result);
        if (write_error || !request.keep_alive()) co_return;
    }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, const std::string& body) {
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (error) co_return;
        socket.set_option(tcp::no_delay{true});
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), body), asio::detached);
    }
}

/// One thread's part of the server.
class Worker {
public:
    Worker(std::uint16_t port, const std::string& body) {
        const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(ReusePort{true});
        acceptor_.bind(endpoint);
        acceptor_.listen();
        asio::co_spawn(context_, accept(acceptor_, body), asio::detached);
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void run() { context_.run(); }

private:
    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_};
};

void serve(std::size_t threads, std::size_t body_bytes) {
    const std::string body(body_bytes, 'x');
    std::vector<std::unique_ptr<Worker>> workers;
    workers.push_back(std::make_unique<Worker>(std::uint16_t{0}, body));
    while (workers.size() < threads)
        workers.push_back(std::make_unique<Worker>(workers.front()->port(), body));
    fmt::print("{}\n", workers.front()->port());
    LEDGER_ASSERT(std::fflush(stdout) == 0);
    std::vector<std::jthread> running;
    for (const auto& worker : workers) running.emplace_back([&worker] { worker->run(); });
}

}  // namespace
}  // namespace ledger::bench

int main(int count, char** arguments) {
    if (count != 3) {
        fmt::print(stderr, "usage: get_server THREADS BODY_BYTES\n");
        return 2;
    }
    ledger::bench::serve(std::strtoul(arguments[1], nullptr, 10),
                         std::strtoul(arguments[2], nullptr, 10));
    return 0;
}
