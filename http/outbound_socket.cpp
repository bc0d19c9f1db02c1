#include "http/outbound_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ledger {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// An operation that was started, and what it came to.
struct Step {
    error_code code{};
    std::size_t count = 0;
    bool is_done = false;

    auto completion() {
        return [this](const error_code& with, std::size_t bytes = 0) {
            code = with;
            count = bytes;
            is_done = true;
        };
    }
};

/// A time limit that says when it is over.
struct Alarm {
    explicit Alarm(asio::io_context& io) : timer{io} {}

    void set(Duration after) {
        stop();
        timer.expires_after(after);
        timer.async_wait([this, mine = turn](const error_code& code) {
            if (!code && mine == turn) rang = true;
        });
    }
    /// One that is ringing already is not heard any more.
    void stop() {
        timer.cancel();
        rang = false;
        ++turn;
    }

    asio::steady_timer timer;
    std::uint64_t turn = 0;
    bool rang = false;
};

std::unexpected<Error> lost(std::string_view code, const HttpUrl& url, std::string_view why) {
    return fail(ErrorKind::unavailable, code, url.endpoint() + ": " + std::string{why});
}

}  // namespace

struct TlsTrust::Context {
    asio::ssl::context tls{asio::ssl::context::tls_client};
};

Result<std::unique_ptr<TlsTrust>> TlsTrust::load(const std::string& ca_file) {
    auto context = std::make_unique<Context>();
    SSL_CTX* const native = context->tls.native_handle();
    error_code code;
    if (ca_file.empty()) {
        context->tls.set_default_verify_paths(code);
    } else {
        context->tls.load_verify_file(ca_file, code);
    }
    if (!code) context->tls.set_verify_mode(asio::ssl::verify_peer, code);
    if (!code && SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1)
        return std::unique_ptr<TlsTrust>{new TlsTrust{std::move(context)}};
    return fail(ErrorKind::validation, "client.trust",
                (ca_file.empty() ? "the machine's certificates" : ca_file) + ": " +
                    (code ? code.message() : "no TLS 1.2"));
}

TlsTrust::TlsTrust(std::unique_ptr<Context> context) : context_{std::move(context)} {}
TlsTrust::~TlsTrust() = default;

struct OutboundSocket::State {
    asio::io_context io{1};
    tcp::socket socket{io};
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    Alarm whole{io};
    Alarm shorter{io};  ///< Of connecting, or of hearing nothing; stopped between.
    HttpUrl url;

    void close() {
        error_code ignored;
        socket.close(ignored);
    }
    /// Until the step is done, or one of the alarms rang; false then, with nothing of it left.
    bool run(Step& step, FunctionRef<bool()> goes_on) {
        io.restart();
        while (!step.is_done && goes_on()) io.run_one();
        if (step.is_done) return true;
        close();
        while (!step.is_done) io.run_one();
        return false;
    }
    bool run(Step& step) {
        return run(step, [&] { return !whole.rang && !shorter.rang; });
    }
    Result<void> resolve(std::vector<tcp::endpoint>& endpoints);
    Result<void> shake_hands(asio::ssl::context& context);
};

OutboundSocket::OutboundSocket() : state_{std::make_unique<State>()} {}
OutboundSocket::~OutboundSocket() = default;

void OutboundSocket::allow(Duration whole) { state_->whole.set(whole); }

bool OutboundSocket::is_open() const { return state_->socket.is_open(); }
void OutboundSocket::close() { state_->close(); }

Result<void> OutboundSocket::State::resolve(std::vector<tcp::endpoint>& endpoints) {
    error_code code;
    tcp::resolver resolver{io};
    const auto found = resolver.resolve(url.host, url.port, code);
    if (code) return lost("client.connect", url, code.message());
    for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    return {};
}

Result<void> OutboundSocket::State::shake_hands(asio::ssl::context& context) {
    tls.emplace(socket, context);
    SSL* const native = tls->native_handle();
    X509_VERIFY_PARAM* const rules = SSL_get0_param(native);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    bool is_set = X509_VERIFY_PARAM_set1_ip_asc(rules, url.host.c_str()) == 1;
    if (!is_set)
        is_set = X509_VERIFY_PARAM_set1_host(rules, url.host.data(), url.host.size()) == 1 &&
                 SSL_set_tlsext_host_name(native, url.host.c_str()) == 1;
    if (!is_set) return lost("client.tls", url, "the host's name cannot be checked");
    Step step;
    tls->async_handshake(asio::ssl::stream_base::client, step.completion());
    if (!run(step)) return lost("client.timeout", url, "no TLS in time");
    const long verdict = SSL_get_verify_result(native);
    if (step.code && verdict != X509_V_OK)
        return lost("client.tls", url, X509_verify_cert_error_string(verdict));
    if (step.code) return lost("client.tls", url, step.code.message());
    return {};
}

Result<void> OutboundSocket::connect(const HttpUrl& url, const TlsTrust* trust, Duration limit) {
    close();
    state_->tls.reset();
    state_->url = url;
    state_->shorter.set(limit);
    std::vector<tcp::endpoint> endpoints;
    TRY(state_->resolve(endpoints));
    Step step;
    asio::async_connect(state_->socket, endpoints,
                        [&step](const error_code& code, const tcp::endpoint&) {
                            step.code = code;
                            step.is_done = true;
                        });
    if (!state_->run(step)) return lost("client.timeout", url, "no connection in time");
    if (step.code) {
        close();
        return lost("client.connect", url, step.code.message());
    }
    error_code ignored;
    state_->socket.set_option(tcp::no_delay{true}, ignored);
    if (url.is_tls) {
        if (trust == nullptr) return lost("client.tls", url, "nobody is trusted");
        if (auto agreed = state_->shake_hands(trust->context_->tls); !agreed) {
            close();
            return agreed;
        }
    }
    state_->shorter.stop();
    return {};
}

Result<void> OutboundSocket::write(std::string_view bytes) {
    Step step;
    const asio::const_buffer buffer{bytes.data(), bytes.size()};
    if (state_->tls) {
        asio::async_write(*state_->tls, buffer, step.completion());
    } else {
        asio::async_write(state_->socket, buffer, step.completion());
    }
    if (!state_->run(step)) return lost("client.timeout", state_->url, "not sent in time");
    if (step.code) return lost("client.broken", state_->url, step.code.message());
    return {};
}

Result<std::size_t> OutboundSocket::read(std::span<char> out, Duration quiet,
                                         FunctionRef<bool()> goes_on) {
    Step step;
    const asio::mutable_buffer space{out.data(), out.size()};
    if (state_->tls) {
        state_->tls->async_read_some(space, step.completion());
    } else {
        state_->socket.async_read_some(space, step.completion());
    }
    bool is_wanted = true;
    state_->shorter.set(quiet);
    const bool is_read = state_->run(step, [&] {
        if (state_->shorter.rang && !state_->whole.rang) {
            is_wanted = goes_on();
            state_->shorter.set(quiet);
        }
        return is_wanted && !state_->whole.rang;
    });
    state_->shorter.stop();
    if (!is_wanted && !is_read) return lost("client.stopped", state_->url, "nobody listens");
    if (!is_read) return lost("client.timeout", state_->url, "no answer in time");
    if (step.count > 0) return step.count;
    if (!step.code || step.code == asio::error::eof) return 0;
    close();
    return lost("client.broken", state_->url, step.code.message());
}

bool OutboundSocket::is_quiet() {
    if (!is_open()) return false;
    Step step;
    char byte = 0;
    const asio::mutable_buffer space{&byte, 1};
    if (state_->tls) {
        state_->tls->async_read_some(space, step.completion());
    } else {
        state_->socket.async_read_some(space, step.completion());
    }
    state_->io.restart();
    state_->io.poll();
    if (step.is_done) return false;
    error_code ignored;
    state_->socket.cancel(ignored);
    while (!step.is_done) state_->io.run_one();
    return step.code == asio::error::operation_aborted;
}

}  // namespace ledger
