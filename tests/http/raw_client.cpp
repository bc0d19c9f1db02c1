#include "tests/http/raw_client.hpp"

#include "engine/kernel/assert.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <unistd.h>
#include <utility>

namespace ledger::test {
namespace {

constexpr timeval patience{.tv_sec = 20, .tv_usec = 0};

}  // namespace

std::string RawReply::field(std::string_view name) const {
    const std::string start = "\r\n" + std::string{name} + ": ";
    const std::size_t at = head.find(start);
    if (at == std::string::npos) return "";
    const std::size_t value = at + start.size();
    return head.substr(value, head.find("\r\n", value) - value);
}

RawClient::RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    LEDGER_ASSERT(
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    LEDGER_ASSERT(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0);
}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // The server has closed; what it said before can be read.
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::end() { ::shutdown(socket_, SHUT_WR); }

bool RawClient::receive_more() {
    std::array<char, 65'536> piece{};
    const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
    if (count <= 0) return false;
    received_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<RawReply> RawClient::read(bool head_only) {
    std::size_t end = received_.find("\r\n\r\n");
    for (; end == std::string::npos; end = received_.find("\r\n\r\n"))
        if (!receive_more()) return std::nullopt;
    RawReply reply{.head = received_.substr(0, end + 2), .body = {}};
    received_.erase(0, end + 4);
    std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
    const std::string length = reply.field("Content-Length");
    const std::size_t size = length.empty() || head_only ? 0 : std::stoul(length);
    while (received_.size() < size)
        if (!receive_more()) return std::nullopt;
    reply.body = received_.substr(0, size);
    received_.erase(0, size);
    return reply;
}

std::string RawClient::receive_once() {
    receive_more();
    return std::exchange(received_, {});
}

bool RawClient::at_end() { return received_.empty() && !receive_more(); }

bool RawClient::is_closed() const {
    char byte = 0;
    const ssize_t count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN);
}

std::string request_text(std::string_view method, std::string_view target, std::string_view fields,
                         std::string_view body) {
    std::string text{method};
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields);
    if (!body.empty())
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    text.append("\r\n").append(body);
    return text;
}

}  // namespace ledger::test
