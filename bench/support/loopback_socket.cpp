#include "bench/support/loopback_socket.hpp"

#include "engine/kernel/assert.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

namespace ledger::bench {
namespace {

constexpr int backlog = 4'096;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Descriptor listen_on_loopback() {
    Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    LEDGER_ASSERT(socket.number() >= 0);
    const sockaddr_in address = loopback(0);
    LEDGER_ASSERT(
        ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    LEDGER_ASSERT(::listen(socket.number(), backlog) == 0);
    return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    LEDGER_ASSERT(::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &length) ==
                  0);
    return ntohs(address.sin_port);
}

Descriptor connect_to_loopback(std::uint16_t port) {
    Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    LEDGER_ASSERT(socket.number() >= 0);
    const sockaddr_in address = loopback(port);
    LEDGER_ASSERT(::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address),
                            sizeof address) == 0);
    LEDGER_ASSERT(::fcntl(socket.number(), F_SETFL, O_NONBLOCK) == 0);
    send_at_once(socket.number());
    return socket;
}

void send_at_once(int socket) {
    const int on = 1;
    LEDGER_ASSERT(::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
}

}  // namespace ledger::bench
