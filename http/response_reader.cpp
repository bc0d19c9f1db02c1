#include "http/response_reader.hpp"

#include "engine/kernel/lower_case.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <optional>

namespace ledger {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

constexpr int first_final_status = 200;

}  // namespace

/// Beast's parser, collecting a response.
struct ResponseReader::Parser final : beast_http::basic_parser<false> {
    explicit Parser(const Bounds& bounds) : header_left{bounds.header_bytes} {
        eager(true);
        skip(bounds.is_head);
        body_limit(bounds.body_bytes);
    }

    HttpResponse response;
    std::size_t header_left;  ///< Beast limits each field, not their sum.

    void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}
    void on_response_impl(int status, string_view, int, error_code&) override {
        response.status = status;
    }
    void on_field_impl(beast_http::field, string_view name, string_view value,
                       error_code& code) override {
        if (is_header_done()) return;
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

ResponseReader::ResponseReader(Bounds bounds)
    : bounds_{bounds}, parser_{std::make_unique<Parser>(bounds)} {}
ResponseReader::~ResponseReader() = default;

bool ResponseReader::has_head() const {
    return parser_->is_header_done() && parser_->response.status >= first_final_status;
}
bool ResponseReader::is_done() const { return parser_->is_done(); }
bool ResponseReader::keeps_alive() const { return parser_->keep_alive(); }
HttpResponse& ResponseReader::response() { return parser_->response; }

Result<void> ResponseReader::take(std::string& input) {
    error_code code;
    while (!code && !input.empty() && !parser_->is_done()) {
        input.erase(0, parser_->put(asio::buffer(input), code));
        if (parser_->is_done() && parser_->response.status < first_final_status)
            parser_ = std::make_unique<Parser>(bounds_);
    }
    if (code == beast_http::error::need_more) {
        if (input.size() <= bounds_.header_bytes) return {};
        code = beast_http::error::header_limit;
    }
    if (!code) return {};
    if (code == beast_http::error::body_limit)
        return fail(ErrorKind::payload_too_large, "client.too_large",
                    "the response is larger than " + std::to_string(bounds_.body_bytes) + " bytes");
    return fail(ErrorKind::unavailable, "client.broken", "not HTTP: " + code.message());
}

Result<void> ResponseReader::end() {
    error_code incomplete;
    if (!parser_->is_done() && parser_->got_some()) parser_->put_eof(incomplete);
    if (parser_->is_done()) return {};
    return fail(ErrorKind::unavailable, "client.broken", "the connection ended before the answer");
}

}  // namespace ledger
