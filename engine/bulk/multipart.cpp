#include "engine/bulk/multipart.hpp"

#include "engine/kernel/lower_case.hpp"

#include <algorithm>
#include <optional>

namespace ledger::bulk {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view blanks = " \t";

Error malformed(std::string_view message) {
    return invalid_fields({{"", "multipart", "the form " + std::string{message}, {}}});
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes what stands before `end` out of `text`, and `end` as well.
std::string_view take_until(std::string_view& text, std::string_view end) {
    const std::size_t size = std::min(text.find(end), text.size());
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(std::min(size + end.size(), text.size()));
    return taken;
}

/// A value in quotes, of which `\` protects the next character; or one without, up to a semicolon.
std::string take_value(std::string_view& text) {
    if (!text.starts_with('"')) return std::string{trimmed(take_until(text, ";"))};
    std::string value;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
    }
    text.remove_prefix(std::min(i + 1, text.size()));
    take_until(text, ";");
    return value;
}

void read_disposition(std::string_view text, PartHead& head) {
    take_until(text, ";");
    while (!text.empty()) {
        const std::string name = lower_case(trimmed(take_until(text, "=")));
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        const std::string value = take_value(text);
        if (name == "name") head.name = value;
        if (name == "filename") head.file_name = value;
    }
}

PartHead read_head(std::string_view text) {
    PartHead head;
    while (!text.empty()) {
        std::string_view value = take_until(text, line_end);
        const std::string name = lower_case(trimmed(take_until(value, ":")));
        if (name == "content-disposition") read_disposition(value, head);
        if (name == "content-type") head.content_type = lower_case(trimmed(take_until(value, ";")));
    }
    return head;
}

}  // namespace

Result<void> Multipart::feed(std::string_view bytes, const Sink& sink) {
    buffer_ += bytes;
    for (;;) {
        TRY(goes_on, step(sink));
        if (!goes_on) return {};
    }
}

Result<void> Multipart::finish() const {
    if (state_ == State::epilogue) return {};
    return fail(malformed("ends before its last delimiter"));
}

/// False when it takes more bytes to go on.
Result<bool> Multipart::step(const Sink& sink) {
    switch (state_) {
        case State::preamble:
        case State::content: return take_content(sink);
        case State::delimiter: return take_delimiter();
        case State::head: return take_head(sink);
        case State::epilogue: buffer_.clear(); return false;
    }
    return false;
}

/// Behind a delimiter: the end of its line, or the two dashes of the last one.
Result<bool> Multipart::take_delimiter() {
    constexpr std::string_view last = "--";
    buffer_.erase(0, std::min(buffer_.find_first_not_of(blanks), buffer_.size()));
    if (buffer_.size() < last.size()) return false;
    if (buffer_.starts_with(last)) {
        state_ = State::epilogue;
        return true;
    }
    if (!buffer_.starts_with(line_end)) return fail(malformed("has more behind a delimiter"));
    // The end of this line is also the one before a head that is empty.
    state_ = State::head;
    return true;
}

Result<bool> Multipart::take_head(const Sink& sink) {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    const std::size_t end = buffer_.find(end_of_head);
    // The same whether its end is here already or not.
    const std::size_t least =
        end == buffer_.npos ? buffer_.size() - std::min(buffer_.size(), end_of_head.size() - 1)
                            : end;
    if (least > max_head_bytes) return fail(malformed("has a part whose head is over 8 KiB"));
    if (end == buffer_.npos) return false;
    const PartHead head = read_head(std::string_view{buffer_}.substr(0, end));
    buffer_.erase(0, end + end_of_head.size());
    state_ = State::content;
    TRY(sink.open(head));
    return true;
}

Result<bool> Multipart::take_content(const Sink& sink) {
    const std::size_t end = buffer_.find(delimiter_);
    const bool found = end != buffer_.npos;
    // The last bytes may be the beginning of a delimiter.
    const std::size_t size =
        found ? end : buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    if (state_ == State::content && size > 0)
        TRY(sink.content(std::string_view{buffer_}.substr(0, size)));
    buffer_.erase(0, found ? end + delimiter_.size() : size);
    if (found) state_ = State::delimiter;
    return found;
}

}  // namespace ledger::bulk
