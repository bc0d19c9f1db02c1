// HTTP messages: however the bytes arrive, the same messages are read.
#include "http/limits.hpp"
#include "http/message_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <string>

namespace ledger {
namespace {

constexpr std::size_t header_bytes = 2'048;
constexpr std::uint64_t body_bytes = 4'096;

/// What was read up to the first error, as text that can be compared.
class Messages {
public:
    /// `input` comes `piece` bytes at a time.
    Messages(std::string_view input, std::size_t piece) {
        std::size_t arrived = 0;
        while (!failed_ && arrived < input.size()) {
            arrived = std::min(arrived + piece, input.size());
            read(input.substr(0, arrived));
        }
    }
    const std::string& text() const { return text_; }

private:
    void read(std::string_view arrived) {
        while (consumed_ < arrived.size()) {
            const auto stage = reader_.stage();
            const auto count = reader_.put(arrived.substr(consumed_));
            // Some of what is wrong with a head is found only when its end has arrived.
            if (!count) return end("");
            consumed_ += *count;
            if (stage == MessageReader::Stage::head && reader_.stage() != stage) take_head();
            if (failed_) return;
            body_ += reader_.take_body();
            LEDGER_ASSERT(body_.size() <= body_bytes);
            if (reader_.stage() == MessageReader::Stage::complete) {
                text_ += "body " + body_ + '\n';
                body_.clear();
                reader_.reset();
            } else if (*count == 0) {
                return;  // More is needed.
            }
        }
    }
    void take_head() {
        const RequestHead& head = reader_.head();
        text_ += head.method + ' ' + head.target + '\n';
        for (const auto& [name, value] : head.fields) (text_ += name) += ": " + value + '\n';
        if (!reader_.limit_body(body_bytes)) end("too large");
    }
    void end(std::string_view why) {
        text_ += why;
        failed_ = true;
    }

    MessageReader reader_{header_bytes};
    std::string text_;
    std::string body_;
    std::size_t consumed_ = 0;
    bool failed_ = false;
};

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    const std::string whole = Messages{input, input.size() + 1}.text();
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}})
        LEDGER_ASSERT(Messages(input, piece).text() == whole);
}
