#include "tests/http/scripted_server.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <unistd.h>
#include <utility>

namespace ledger::test {
namespace {

struct FreeTls {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
};

/// A socket, with TLS or without.
class Peer {
public:
    Peer(int socket, const TestCertificate* certificate) : socket_{socket} {
        if (certificate == nullptr) return;
        context_.reset(SSL_CTX_new(TLS_server_method()));
        certificate->use_in(context_.get());
        tls_.reset(SSL_new(context_.get()));
        SSL_set_fd(tls_.get(), socket_);
        is_open_ = SSL_accept(tls_.get()) == 1;
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer() {
        if (tls_ && is_open_) SSL_shutdown(tls_.get());
        ::close(socket_);
    }

    std::string receive() {
        std::array<char, 65'536> piece{};
        const auto size = static_cast<int>(piece.size());
        if (!is_open_) return {};
        const auto count = tls_ ? SSL_read(tls_.get(), piece.data(), size)
                                : static_cast<int>(::recv(socket_, piece.data(), piece.size(), 0));
        return count > 0 ? std::string{piece.data(), static_cast<std::size_t>(count)}
                         : std::string{};
    }
    void send(const std::string& bytes) {
        if (tls_) {
            static_cast<void>(SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())));
        } else {
            ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        }
    }

private:
    int socket_;
    std::unique_ptr<SSL_CTX, FreeTls> context_;
    std::unique_ptr<SSL, FreeTls> tls_;
    bool is_open_ = true;
};

sockaddr_in loopback() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

ScriptedServer::ScriptedServer(std::vector<Script> scripts, const TestCertificate* certificate)
    : socket_{::socket(AF_INET, SOCK_STREAM, 0)}, certificate_{certificate} {
    sockaddr_in address = loopback();
    socklen_t size = sizeof(address);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 8) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this, scripts = std::move(scripts)] {
        for (const Script& script : scripts) {
            const int peer = ::accept(socket_, nullptr, nullptr);
            if (peer < 0) return;
            if (!begin(peer)) return;
            serve(peer, script);
            ++closed_;
            closed_.notify_all();
        }
    }};
}

ScriptedServer::~ScriptedServer() {
    ::shutdown(socket_, SHUT_RDWR);
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
        if (peer_ >= 0) ::shutdown(peer_, SHUT_RDWR);
    }
    thread_.join();
    ::close(socket_);
}

/// False when the test has ended.
bool ScriptedServer::begin(int peer) {
    const std::scoped_lock lock{mutex_};
    peer_ = peer;
    if (is_ending_) ::close(peer);
    return !is_ending_;
}

void ScriptedServer::serve(int socket, const Script& script) {
    Peer peer{socket, certificate_};
    for (const std::string& answer : script) {
        std::string request = peer.receive();
        const std::scoped_lock lock{mutex_};
        if (request.empty()) break;
        requests_.push_back(std::move(request));
        peer.send(answer);
    }
    const std::scoped_lock lock{mutex_};
    peer_ = -1;
}

std::vector<std::string> ScriptedServer::requests() {
    const std::scoped_lock lock{mutex_};
    return requests_;
}

void ScriptedServer::await_closed(int count) const {
    for (int closed = closed_; closed < count; closed = closed_) closed_.wait(closed);
}

std::uint16_t free_port() {
    const ScriptedServer gone{{}};
    return gone.port();
}

}  // namespace ledger::test
