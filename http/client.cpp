#include "http/client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <optional>

namespace ledger {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
using Use = asio::use_awaitable_t<Executor>;
using boost::beast::string_view;
using boost::system::error_code;

constexpr asio::as_tuple_t<Use> completion{Use{}};
constexpr std::size_t read_bytes = 64U << 10U;

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// Beast's parser, collecting a response.
struct ResponseParser final : beast_http::basic_parser<false> {
    ResponseParser(const ClientLimits& limits, bool head_only) : header_left{limits.header_bytes} {
        eager(true);
        skip(head_only);
        body_limit(limits.response_bytes);
    }

    ClientResponse response;
    std::size_t header_left;  ///< Beast limits each field, not their sum.

    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}
    void on_response_impl(int status, string_view, int, error_code&) override {
        response.status = status;
    }
    void on_field_impl(beast_http::field, string_view name, string_view value,
                       error_code& code) override {
        if (is_header_done()) return;  // Trailers are not asked for.
        const std::size_t size = name.size() + value.size();
        if (size > header_left) code = beast_http::error::header_limit;
        header_left -= std::min(size, header_left);
        response.headers.emplace_back(lower_case({name.data(), name.size()}),
                                      std::string{value.data(), value.size()});
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view bytes, error_code&) override {
        response.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
        response.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(error_code&) override {}
};

struct Url {
    std::string host;
    std::string port = "80";
    std::string prefix;
};

Result<Url> parse_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    const auto refused = [&](std::string_view why) {
        return fail(ErrorKind::validation, "client.url",
                    "\"" + std::string{text} + "\": " + std::string{why});
    };
    if (!text.starts_with(scheme)) return refused("only http:// is spoken");
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view authority = rest.substr(0, slash);
    Url url{.host = {}, .prefix = std::string{rest.substr(slash)}};
    while (url.prefix.ends_with('/')) url.prefix.pop_back();
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == authority.npos) return refused("an address lacks its ]");
    const std::size_t colon = std::min(authority.find(':', bracket), authority.size());
    url.host = bracket > 0 ? authority.substr(1, bracket - 1) : authority.substr(0, colon);
    if (url.host.empty() || authority.find('@') != authority.npos) return refused("no host");
    if (colon == authority.size()) return url;
    url.port = authority.substr(colon + 1);
    std::uint16_t port = 0;
    const char* end = url.port.data() + url.port.size();
    if (std::from_chars(url.port.data(), end, port).ptr != end || port == 0)
        return refused("the port is a number");
    return url;
}

std::unexpected<Error> unreachable(std::string_view code, const Url& url, std::string_view why) {
    return fail(ErrorKind::unavailable, code, url.host + ":" + url.port + ": " + std::string{why});
}

bool is_repeatable(std::string_view method, const HeaderFields& headers) {
    if (method == "GET" || method == "HEAD") return true;
    return std::ranges::any_of(
        headers, [](const auto& field) { return lower_case(field.first) == "idempotency-key"; });
}

}  // namespace

struct HttpClient::Connection {
    Connection(Url to, ClientLimits with) : url{std::move(to)}, limits{with} {}

    struct Call {
        std::string_view method;
        std::string head;
        std::string_view body;
        BodySource source;
    };
    Call make_call(std::string_view method, std::string_view target,
                   const HeaderFields& headers) const;
    Result<ClientResponse> run(const Call& call);
    Awaitable<void> perform(const Call& call);
    Awaitable<bool> connect();
    Awaitable<bool> write(std::string_view bytes);
    Awaitable<void> send_source(const BodySource& source);
    Awaitable<void> receive(bool head_only);
    error_code parse(std::unique_ptr<ResponseParser>& parser, bool head_only);
    void refuse(const error_code& malformed);
    void close();

    Url url;
    ClientLimits limits;
    asio::io_context io{1};
    Resolver resolver{io};
    Socket socket{io};
    std::string input;   ///< Received and not parsed.
    bool heard = false;  ///< A byte came back in this call.
    Result<ClientResponse> outcome{ClientResponse{}};
};

HttpClient::Connection::Call HttpClient::Connection::make_call(std::string_view method,
                                                               std::string_view target,
                                                               const HeaderFields& headers) const {
    const bool is_v6 = url.host.find(':') != std::string::npos;
    Call call{.method = method, .head = {}, .body = {}, .source = {}};
    call.head.append(method).append(" ").append(url.prefix).append(target);
    call.head.append(" HTTP/1.1\r\nHost: ");
    call.head.append(is_v6 ? "[" + url.host + "]" : url.host).append(":").append(url.port);
    call.head.append("\r\n");
    for (const auto& [name, value] : headers)
        call.head.append(name).append(": ").append(value).append("\r\n");
    return call;
}

void HttpClient::Connection::close() {
    error_code ignored;
    resolver.cancel();
    socket.close(ignored);
    input.clear();
}

Result<ClientResponse> HttpClient::Connection::run(const Call& call) {
    outcome = fail(ErrorKind::internal, "client.broken", "the call ended without an outcome");
    heard = false;
    const auto finished = [this](const std::exception_ptr& escaped) {
        if (escaped) outcome = unreachable("client.broken", url, "the call ended by an exception");
    };
    io.restart();
    asio::co_spawn(io, perform(call), finished);
    io.run_for(limits.timeout);
    if (!io.stopped()) {
        close();
        io.run();  // Everything that waits now fails, and the call's frame goes away.
        return unreachable("client.timeout", url, "no answer in time");
    }
    if (!outcome) close();
    return std::move(outcome);
}

Awaitable<void> HttpClient::Connection::perform(const Call& call) {
    if (!socket.is_open() && !co_await connect()) co_return;
    // A failed write is no answer: the server may have said why before it closed.
    if (co_await write(call.head)) {
        outcome = ClientResponse{};
        if (call.source) {
            co_await send_source(call.source);
        } else if (!call.body.empty()) {
            co_await write(call.body);
        }
        if (!outcome) co_return;
    }
    co_await receive(call.method == "HEAD");
}

Awaitable<bool> HttpClient::Connection::connect() {
    const auto [unresolved, found] =
        co_await resolver.async_resolve(url.host, url.port, completion);
    error_code failed = unresolved;
    if (!failed) {
        const auto [refused, endpoint] = co_await asio::async_connect(socket, found, completion);
        failed = refused;
    }
    if (failed) {
        outcome = unreachable("client.connect", url, failed.message());
        co_return false;
    }
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    co_return true;
}

Awaitable<bool> HttpClient::Connection::write(std::string_view bytes) {
    const asio::const_buffer buffer{bytes.data(), bytes.size()};
    const auto [code, count] = co_await asio::async_write(socket, buffer, completion);
    co_return !code;
}

/// Stops early when the server does not read on; why, it says in its response.
Awaitable<void> HttpClient::Connection::send_source(const BodySource& source) {
    for (;;) {
        Result<std::string> piece = source();
        if (!piece) {
            outcome = std::unexpected{std::move(piece).error()};
            co_return;
        }
        std::array<char, 16> size{};
        const auto digits =
            std::to_chars(size.data(), size.data() + size.size(), piece->size(), 16);
        std::string chunk{size.data(), digits.ptr};
        chunk.append("\r\n").append(*piece).append("\r\n");
        const bool written = co_await write(chunk);
        if (!written || piece->empty()) co_return;
    }
}

Awaitable<void> HttpClient::Connection::receive(bool head_only) {
    auto parser = std::make_unique<ResponseParser>(limits, head_only);
    std::string piece(read_bytes, '\0');
    error_code lost;
    while (!lost && !parser->is_done()) {
        const asio::mutable_buffer space{piece.data(), piece.size()};
        const auto [code, count] = co_await socket.async_read_some(space, completion);
        lost = code;
        heard = heard || count > 0;
        input.append(piece, 0, count);
        const error_code malformed = parse(parser, head_only);
        if (malformed) {
            refuse(malformed);
            co_return;
        }
    }
    // A body without a length ends with the connection.
    error_code incomplete;
    if (!parser->is_done() && lost == asio::error::eof && parser->got_some())
        parser->put_eof(incomplete);
    if (!parser->is_done()) {
        outcome = unreachable("client.broken", url, lost.message());
        co_return;
    }
    if (!parser->keep_alive()) close();
    outcome = std::move(parser->response);
}

/// Takes what it can out of the input. 1xx announces the response, it is not the response.
error_code HttpClient::Connection::parse(std::unique_ptr<ResponseParser>& parser, bool head_only) {
    error_code code;
    while (!code && !input.empty() && !parser->is_done()) {
        input.erase(0, parser->put(asio::buffer(input), code));
        if (parser->is_done() && parser->response.status < 200)
            parser = std::make_unique<ResponseParser>(limits, head_only);
    }
    const bool waits = code == beast_http::error::need_more;
    if (waits && input.size() > limits.header_bytes) return beast_http::error::header_limit;
    return waits ? error_code{} : code;
}

void HttpClient::Connection::refuse(const error_code& malformed) {
    if (malformed == beast_http::error::body_limit) {
        outcome =
            fail(ErrorKind::payload_too_large, "client.too_large",
                 "the response is larger than " + std::to_string(limits.response_bytes) + " bytes");
    } else {
        outcome = unreachable("client.broken", url, "not HTTP: " + malformed.message());
    }
}

const std::string* ClientResponse::find(std::string_view name) const {
    const auto found =
        std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
    return found == headers.end() ? nullptr : &found->second;
}

Result<std::unique_ptr<HttpClient>> HttpClient::create(std::string_view url, ClientLimits limits) {
    TRY(parsed, parse_url(url));
    return std::unique_ptr<HttpClient>{
        new HttpClient{std::make_unique<Connection>(std::move(parsed), limits)}};
}

HttpClient::HttpClient(std::unique_ptr<Connection> connection)
    : connection_{std::move(connection)} {}
HttpClient::~HttpClient() = default;

Result<ClientResponse> HttpClient::request(std::string_view method, std::string_view target,
                                           const HeaderFields& headers, std::string_view body) {
    Connection::Call call = connection_->make_call(method, target, headers);
    if (!body.empty() || (method != "GET" && method != "HEAD"))
        call.head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    call.head.append("\r\n");
    call.body = body;
    const bool kept = connection_->socket.is_open();
    Result<ClientResponse> response = connection_->run(call);
    const bool closed = !response && response.error().code == "client.broken";
    if (!closed || !kept || connection_->heard || !is_repeatable(method, headers)) return response;
    return connection_->run(call);
}

Result<ClientResponse> HttpClient::upload(std::string_view method, std::string_view target,
                                          const HeaderFields& headers, BodySource source) {
    Connection::Call call = connection_->make_call(method, target, headers);
    call.head.append("Transfer-Encoding: chunked\r\n\r\n");
    call.source = std::move(source);
    // A source can be read once only: rather a fresh connection than a kept one that may be closed.
    connection_->close();
    return connection_->run(call);
}

}  // namespace ledger
