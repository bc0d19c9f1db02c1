#include "http/message_reader.hpp"

#include "engine/kernel/assert.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

std::string text(string_view view) { return {view.data(), view.size()}; }

std::string lower_case(string_view view) {
    std::string name = text(view);
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
}

bool equals_ignoring_case(std::string_view value, std::string_view lower) {
    return lower_case({value.data(), value.size()}) == lower;
}

Error complaint(const error_code& code, std::size_t header_limit) {
    Error error{.kind = ErrorKind::validation, .code = "http.malformed", .message = {}};
    if (code == beast_http::error::body_limit) {
        error.kind = ErrorKind::payload_too_large;
        error.code = "http.body_too_large";
        error.message = "The body is larger than this route accepts.";
    } else if (code == beast_http::error::header_limit) {
        error.code = "http.header_too_large";
        error.message = "The header is larger than " + std::to_string(header_limit) + " bytes.";
    } else {
        error.message = "This is not HTTP/1.1: " + code.message() + ".";
    }
    return error;
}

}  // namespace

/// Beast's parser, collecting what we keep. Beast leaves a body of an unknown coding unread, which
/// would make the bytes behind it a request of the sender's choice: that is refused here.
struct MessageReader::Parser final : beast_http::basic_parser<true> {
    RequestHead head;
    std::string body;
    std::uint64_t body_left = std::numeric_limits<std::uint64_t>::max();

    void take(string_view bytes, error_code& code) {
        if (bytes.size() > body_left) {
            code = beast_http::error::body_limit;
            return;
        }
        body_left -= bytes.size();
        body.append(bytes.data(), bytes.size());
    }

    void on_request_impl(beast_http::verb, string_view method, string_view target, int,
                         error_code&) override {
        head.method = text(method);
        head.target = text(target);
    }
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(beast_http::field field, string_view name, string_view value,
                       error_code& code) override {
        if (is_header_done()) return;  // A trailer may not change what was decided by the head.
        if (field == beast_http::field::transfer_encoding &&
            !equals_ignoring_case({value.data(), value.size()}, "chunked"))
            code = beast_http::error::bad_transfer_encoding;
        head.fields.emplace_back(lower_case(name), text(value));
    }
    void on_header_impl(error_code&) override {
        head.chunked = chunked();
        head.keep_alive = keep_alive();
        if (const auto length = content_length()) head.content_length = *length;
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view bytes, error_code& code) override {
        take(bytes, code);
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& code) override {
        take(bytes, code);
        return bytes.size();
    }
    void on_finish_impl(error_code&) override {}
};

const std::string* RequestHead::find(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
    return found == fields.end() ? nullptr : &found->second;
}

bool RequestHead::expects_continue() const {
    const std::string* expected = find("expect");
    return expected != nullptr && equals_ignoring_case(*expected, "100-continue");
}

MessageReader::MessageReader(std::size_t header_limit) : header_limit_{header_limit} { reset(); }
MessageReader::~MessageReader() = default;

void MessageReader::reset() {
    head_bytes_ = 0;
    parser_ = std::make_unique<Parser>();
    parser_->header_limit(static_cast<std::uint32_t>(header_limit_));
    parser_->body_limit(boost::none);  // Counted in `take`: Beast's cannot be set behind the head.
}

MessageReader::Stage MessageReader::stage() const {
    if (parser_->is_done()) return Stage::complete;
    return parser_->is_header_done() ? Stage::body : Stage::head;
}

bool MessageReader::started() const { return head_bytes_ > 0; }

RequestHead& MessageReader::head() {
    LEDGER_ASSERT(parser_->is_header_done());
    return parser_->head;
}

Result<std::size_t> MessageReader::put(std::string_view bytes) {
    const bool in_head = stage() == Stage::head;
    parser_->eager(!in_head);
    std::size_t consumed = 0;
    while (consumed < bytes.size() && (stage() == Stage::head) == in_head &&
           stage() != Stage::complete) {
        error_code code;
        const boost::asio::const_buffer rest{bytes.data() + consumed, bytes.size() - consumed};
        consumed += parser_->put(rest, code);
        if (code == beast_http::error::need_more) break;
        if (code) return fail(complaint(code, header_limit_));
    }
    // Beast limits each of the pieces that it consumes, not their sum.
    if (in_head) head_bytes_ += consumed;
    const std::size_t unfinished = stage() == Stage::head ? bytes.size() - consumed : 0;
    if (in_head && head_bytes_ + unfinished > header_limit_)
        return fail(complaint(beast_http::error::header_limit, header_limit_));
    return consumed;
}

Result<void> MessageReader::limit_body(std::uint64_t bytes) {
    if (parser_->head.content_length.value_or(0) > bytes)
        return fail(complaint(beast_http::error::body_limit, header_limit_));
    parser_->body_left = bytes;
    return {};
}

std::string MessageReader::take_body() { return std::exchange(parser_->body, {}); }

}  // namespace ledger
