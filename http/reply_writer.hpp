// A Reply as the bytes of an HTTP/1.1 response.
#pragma once

#include "engine/kernel/request.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// Whether the connection stays open behind a reply.
enum class After { keep, close };
/// Whether a reply carries its body or, answering HEAD, only its size.
enum class Content { sent, described };

/// Values of fields come out as one line each, whatever bytes they hold.
void append_reply(std::string& out, const Reply& reply, After after, Content content,
                  std::string_view date);
/// Likewise what stands before a body of `body_bytes`; nothing: before one that comes in chunks.
void append_head(std::string& out, const Reply& reply, std::optional<std::uint64_t> body_bytes,
                 After after, std::string_view date);
/// A part of such a body (RFC 9112 section 7.1); an empty one ends it.
std::string chunk_of(std::string_view piece);

/// The date of replies, written anew each second. For one thread.
class ReplyDate {
public:
    std::string_view at(Timestamp now);

private:
    std::chrono::sys_seconds second_{};
    std::string text_;
};

/// IMF-fixdate of RFC 9110 section 5.6.7: "Fri, 16 Jan 2026 09:30:00 GMT".
std::string http_date(Timestamp time);

}  // namespace ledger
