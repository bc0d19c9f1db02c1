#include "http/outbound_connection.hpp"

#include "http/response_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace ledger {
namespace {

constexpr std::size_t read_bytes = std::size_t{64} << 10U;

std::unexpected<HttpFailure> not_sent(Error error) {
    return std::unexpected{HttpFailure{Delivery::not_sent, std::move(error)}};
}

bool is_same_name(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(one, other, {}, lower, lower);
}

bool is_repeatable(const OutboundCall& call) {
    if (call.source != nullptr) return false;  // It can be read once only.
    if (call.method == "GET" || call.method == "HEAD") return true;
    return std::ranges::any_of(call.headers, [](const auto& field) {
        return is_same_name(field.first, "Idempotency-Key");
    });
}

/// What would end a line, or a word of the first one, would say something else than it was given
/// to.
bool is_sound(const OutboundCall& call) {
    const auto is_printable = [](char c) { return c > ' ' && c <= '~'; };
    const auto is_text = [](char c) { return c == '\t' || (c >= ' ' && c != '\x7f'); };
    return !call.method.empty() && std::ranges::all_of(call.method, is_printable) &&
           call.target.starts_with('/') && std::ranges::all_of(call.target, is_printable) &&
           std::ranges::all_of(call.headers, [&](const auto& field) {
               return !field.first.empty() && field.first.find(':') == field.first.npos &&
                      std::ranges::all_of(field.first, is_printable) &&
                      std::ranges::all_of(field.second, is_text);
           });
}

}  // namespace

OutboundConnection::OutboundConnection(HttpUrl endpoint, const TlsTrust* trust)
    : url_{std::move(endpoint)}, trust_{trust} {}

HttpResult OutboundConnection::call(const OutboundCall& call) {
    if (!is_sound(call))
        return not_sent({.kind = ErrorKind::validation,
                         .code = "client.request",
                         .message = "a method, target or field with characters it cannot have"});
    socket_.allow(call.limits.whole);
    if (call.source != nullptr || !is_usable()) socket_.close();
    const bool was_kept = is_open();
    HttpResult result = attempt(call);
    const bool was_closed =
        !result && was_kept && !heard_ && result.error().error.code == "client.broken";
    if (was_closed && is_repeatable(call)) result = attempt(call);
    return result;
}

HttpResult OutboundConnection::attempt(const OutboundCall& call) {
    heard_ = false;
    if (!is_open()) {
        input_.clear();
        const Duration limit = std::min(call.limits.connect, call.limits.whole);
        if (auto connected = socket_.connect(url_, trust_, limit); !connected)
            return not_sent(std::move(connected).error());
    }
    HttpResult result = exchange(call, text_of(call));
    if (!result) socket_.close();
    return result;
}

std::string OutboundConnection::text_of(const OutboundCall& call) const {
    std::string head;
    head.append(call.method).append(" ").append(call.target).append(" HTTP/1.1\r\nHost: ");
    head.append(url_.authority()).append("\r\n");
    for (const auto& [name, value] : call.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    const bool has_body = !call.body.empty() || (call.method != "GET" && call.method != "HEAD");
    if (call.source != nullptr) {
        head.append("Transfer-Encoding: chunked\r\n");
    } else if (has_body) {
        head.append("Content-Length: ").append(std::to_string(call.body.size())).append("\r\n");
    }
    return head.append("\r\n").append(call.body);
}

HttpResult OutboundConnection::exchange(const OutboundCall& call, std::string_view text) {
    const auto unknown = [](Error error) {
        return std::unexpected{HttpFailure{Delivery::unknown, std::move(error)}};
    };
    // A failed write is no answer: the server may have said why before it closed.
    const Result<void> sent = socket_.write(text);
    if (sent && call.source != nullptr) {
        if (auto ended = send_source(*call.source); !ended)
            return unknown(std::move(ended).error());
    }
    if (!sent && !is_open()) return unknown(sent.error());
    Result<HttpResponse> response = receive(call);
    if (!response) return unknown(std::move(response).error());
    return std::move(*response);
}

/// Stops early when the server does not read on; why, it says in its response.
Result<void> OutboundConnection::send_source(const UploadSource& source) {
    for (;;) {
        TRY(piece, source());
        std::array<char, 16> size{};
        const auto digits = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16);
        std::string chunk{size.data(), digits.ptr};
        chunk.append("\r\n").append(piece).append("\r\n");
        const auto written = socket_.write(chunk);
        if (!written && !is_open()) return written;
        if (!written || piece.empty()) return {};
    }
}

/// Whether the taker, when there is one, wants more.
Result<bool> OutboundConnection::receive_more(const OutboundCall& call, ResponseReader& reader) {
    const auto hand_over = [&] {
        if (call.take == nullptr || !reader.has_head()) return true;
        HttpResponse& read = reader.response();
        const std::string piece = std::exchange(read.body, {});
        return (*call.take)(read, piece);
    };
    std::string space(read_bytes, '\0');
    const auto count = socket_.read(space, call.limits.quiet, hand_over);
    if (!count && count.error().code == "client.stopped") return false;
    if (!count) return fail(count.error());
    heard_ = heard_ || *count > 0;
    input_.append(space, 0, *count);
    TRY(*count > 0 ? reader.take(input_) : reader.end());
    return reader.response().body.empty() || hand_over();
}

Result<HttpResponse> OutboundConnection::receive(const OutboundCall& call) {
    ResponseReader reader{{.body_bytes = call.limits.response_bytes,
                           .header_bytes = call.limits.header_bytes,
                           .is_head = call.method == "HEAD"}};
    bool is_wanted = true;
    while (!reader.is_done() && is_wanted) {
        TRY(goes_on, receive_more(call, reader));
        is_wanted = goes_on;
    }
    const bool is_reusable = reader.is_done() && reader.keeps_alive() && input_.empty();
    if (!is_reusable) socket_.close();
    return std::move(reader.response());
}

}  // namespace ledger
