// Forms: however the bytes arrive, the same parts are read.
#include "engine/bulk/multipart.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <string>

namespace {

std::string read_parts(std::string_view input, std::size_t piece) {
    std::string text;
    const auto open = [&](const ledger::bulk::PartHead& head) -> ledger::Result<void> {
        text += '\n' + head.name + '|' + head.file_name + '|' + head.content_type + '|';
        return {};
    };
    const auto content = [&](std::string_view bytes) -> ledger::Result<void> {
        text += bytes;
        return {};
    };
    ledger::bulk::Multipart form{"XX"};
    for (; !input.empty(); input.remove_prefix(std::min(piece, input.size())))
        if (!form.feed(input.substr(0, piece), {open, content})) return text + "refused\n";
    return text + (form.finish() ? "whole\n" : "broken\n");
}

}  // namespace

void ledger::test::fuzz(std::string_view input) {
    const std::string whole = read_parts(input, input.size() + 1);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}})
        LEDGER_ASSERT(read_parts(input, piece) == whole);
}
