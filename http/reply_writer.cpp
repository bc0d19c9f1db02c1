#include "http/reply_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace ledger {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};
constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{409, "Conflict"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{500, "Internal Server Error"},
    Phrase{503, "Service Unavailable"},
    Phrase{507, "Insufficient Storage"},
};

std::string_view phrase_of(int status) {
    for (const Phrase& phrase : phrases)
        if (phrase.status == status) return phrase.text;
    return "";
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t begin = out.size();
    out.append(value);
    std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), is_control, ' ');
    out.append("\r\n");
}

/// 204 and 304 have no body by definition (RFC 9110 sections 15.3.5 and 15.4.5).
bool has_content(int status) { return status != 204 && status != 304; }

}  // namespace

std::string http_date(Timestamp time) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days.at(std::chrono::weekday{day}.c_encoding()),
        static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
        clock.seconds().count());
}

std::string_view ReplyDate::at(Timestamp now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (text_.empty() || second != second_) text_ = http_date(now);
    second_ = second;
    return text_;
}

void append_head(std::string& out, const Reply& reply, std::optional<std::uint64_t> body_bytes,
                 After after, std::string_view date) {
    out.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ");
    out.append(phrase_of(reply.status)).append("\r\n");
    append_field(out, "Date", date);
    if (has_content(reply.status)) {
        append_field(out, "Content-Type", reply.content_type);
        if (body_bytes) append_field(out, "Content-Length", std::to_string(*body_bytes));
        if (!body_bytes) append_field(out, "Transfer-Encoding", "chunked");
        append_field(out, "X-Content-Type-Options", "nosniff");
    }
    for (const auto& [name, value] : reply.headers) append_field(out, name, value);
    if (after == After::close) append_field(out, "Connection", "close");
    out.append("\r\n");
}

std::string chunk_of(std::string_view piece) {
    return fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
}

void append_reply(std::string& out, const Reply& reply, After after, Content content,
                  std::string_view date) {
    append_head(out, reply, reply.body.size(), after, date);
    if (content == Content::sent && has_content(reply.status)) out.append(reply.body);
}

}  // namespace ledger
