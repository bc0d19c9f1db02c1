#include "stellar/network/event_stream.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <utility>

namespace ledger::stellar {

Result<bool> EventStream::feed(std::string_view piece, FunctionRef<bool(const StreamEvent&)> take) {
    for (const char c : piece) {
        // "\r\n" ends one line, not two.
        const bool is_second = std::exchange(after_return_, c == '\r') && c == '\n';
        if (is_second) continue;
        if (c == '\n' || c == '\r') {
            const auto event = end_line();
            if (event && !take(*event)) return false;
            continue;
        }
        if (line_.size() + event_.data.size() >= most_bytes_)
            return fail(ErrorKind::unavailable, "network.answer",
                        "an event of the stream is too long");
        line_ += c;
    }
    return true;
}

/// The event that an empty line ends.
std::optional<StreamEvent> EventStream::end_line() {
    const std::string line = std::exchange(line_, {});
    if (!line.empty()) {
        take_line(line);
        return std::nullopt;
    }
    StreamEvent event = std::exchange(event_, {.id = event_.id});
    if (!std::exchange(has_data_, false)) return std::nullopt;
    if (event.type.empty()) event.type = "message";
    return event;
}

void EventStream::take_line(std::string_view line) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
        if (std::exchange(has_data_, true)) event_.data += '\n';
        event_.data += value;
    } else if (name == "event") {
        event_.type = value;
    } else if (name == "id") {
        event_.id = value;
    } else if (name == "retry") {
        take_retry(value);
    }
}

void EventStream::take_retry(std::string_view digits) {
    std::uint32_t milliseconds = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, milliseconds);
    if (read.ec == std::errc{} && read.ptr == end) retry_ = std::chrono::milliseconds{milliseconds};
}

}  // namespace ledger::stellar
