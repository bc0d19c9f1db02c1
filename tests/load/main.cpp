// ledger_load flood PORT CONNECTIONS PIPELINE SECONDS | ledger_load read PORT READERS RATE SECONDS
// Says what came back as one JSON object on stdout.
#include "engine/kernel/json_writer.hpp"
#include "tests/load/load.hpp"

#include <iostream>
#include <string>
#include <string_view>

using namespace ledger;
using namespace ledger::test;

namespace {

std::string list_of(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const std::string& text : texts) {
        if (out.size() > 1) out += ',';
        json::write(out, text);
    }
    return out + "]";
}

std::string text_of(const FloodResult& result) {
    std::string out = R"({"statuses":{)";
    for (const auto& [status, count] : result.statuses) {
        if (out.back() != '{') out += ',';
        out += "\"" + std::to_string(status) + "\":" + std::to_string(count);
    }
    out += "},\"without_retry_after\":" + std::to_string(result.without_retry_after) +
           ",\"closed\":" + std::to_string(result.closed) +
           ",\"cut_short\":" + std::to_string(result.cut_short) +
           ",\"created\":" + list_of(result.created) + "}";
    return out;
}

std::string text_of(const ReadResult& result) {
    std::string out = "{\"reads\":" + std::to_string(result.reads) +
                      ",\"writes\":" + std::to_string(result.writes) +
                      ",\"wrong\":" + list_of(result.wrong) + ",\"milliseconds\":{";
    for (const auto& [name, part] : {std::pair{"p50", 0.5}, {"p99", 0.99}, {"max", 1.0}}) {
        if (out.back() != '{') out += ',';
        const auto last = static_cast<double>(result.milliseconds.size()) - 1;
        out += "\"" + std::string{name} + "\":";
        json::write(out, result.milliseconds.empty()
                             ? 0
                             : result.milliseconds[static_cast<std::size_t>(part * last)]);
    }
    return out + "}}";
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words{arguments + 1, arguments + count};
    if (words.size() != 5) {
        std::cerr << "see the first line of " << __FILE__ << "\n";
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::stoul(words[1]));
    const std::chrono::milliseconds duration{static_cast<int>(1000 * std::stod(words[4]))};
    if (words[0] == "flood")
        std::cout << text_of(flood({port, std::stoul(words[2]), std::stoul(words[3]), duration}));
    else
        std::cout << text_of(
            read_steadily({port, std::stoul(words[2]), std::stod(words[3]), duration}));
    return 0;
}
