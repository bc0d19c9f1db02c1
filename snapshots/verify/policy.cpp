// A policy, line by line.
#include "snapshots/verify/policy.hpp"

#include <string>
#include <utility>

namespace ledger::verify {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view take_word(std::string_view& line) {
    const std::size_t begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        line = {};
        return {};
    }
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
}

std::unexpected<Error> refuse(std::size_t number, std::string_view what) {
    return fail(ErrorKind::validation, "policy.malformed",
                "policy, line " + std::to_string(number) + ": " + std::string{what});
}

Result<void> read_line(std::string_view line, std::size_t number, LogPolicy& policy) {
    const std::string_view keyword = take_word(line);
    if (keyword.empty() || keyword.starts_with('#')) return {};
    const std::string_view word = take_word(line);
    if (keyword == "quorum" && word == "none") return {};
    if (keyword == "witness" || keyword == "group" || keyword == "quorum")
        return refuse(number, "cosignatures of witnesses are not checked by this program");
    if (keyword != "log") return refuse(number, "it begins with an unknown word");
    auto key = parse_verifier_key(word);
    if (!key) return refuse(number, key.error().message);
    policy.logs.push_back(*std::move(key));
    return {};
}

}  // namespace

Result<LogPolicy> parse_policy(std::string_view text) {
    LogPolicy policy;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        TRY(read_line(line, number, policy));
    }
    if (policy.logs.empty())
        return fail(ErrorKind::validation, "policy.empty", "the policy names no log");
    return policy;
}

}  // namespace ledger::verify
