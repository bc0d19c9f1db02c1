#include "http/app/verbs.hpp"

#include "http/app/exit_codes.hpp"
#include "http/app/verb_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <unistd.h>

namespace ledger::app {
namespace {

/// What an import route reads at most.
constexpr std::uint64_t max_file_bytes = std::uint64_t{64} << 20U;

struct Noun {
    std::string_view name;
    std::string_view words;
};
constexpr std::array nouns{
    Noun{"outage", "Outages"},
    Noun{"sla", "What outages cost and earn"},
    Noun{"config", "The SLA policy"},
    Noun{"site", "Sites"},
    Noun{"dispute", "Disputed results"},
    Noun{"maintenance", "Planned windows"},
    Noun{"clock", "The time that counts"},
    Noun{"stellar", "The Stellar network"},
};

Format format_of(const Verb& verb, const VerbSettings& settings) {
    constexpr std::array<std::string_view, 4> names{"table", "json", "ndjson", "csv"};
    if (settings.remote.json) return Format::json;
    const auto named = std::ranges::find(names, settings.output);
    if (named != names.end()) return static_cast<Format>(named - names.begin());
    return verb.list.empty() ? Format::json : Format::table;
}

/// On a terminal by typing the name again; elsewhere only --yes will do.
Result<void> confirm(const Verb& verb, const Given& given, const VerbSettings& settings) {
    if (!verb.destroys || settings.yes) return {};
    const std::string& name = given.find(placeholders_of(verb.path).front())->second;
    if (::isatty(STDIN_FILENO) != 1)
        return fail(ErrorKind::validation, "usage.yes",
                    fmt::format("this cannot be undone; say --yes to {} {}", verb.name, name));
    fmt::print(stderr, "To {} {}, type its name again: ", verb.name, name);
    std::string typed;
    std::getline(std::cin, typed);
    if (typed == name) return {};
    return fail(ErrorKind::validation, "usage.name", "that is another name; nothing was done");
}

/// A body with the type that its name says.
struct Sent {
    std::string body;
    std::string type;
};

Result<Sent> sent_by(const Verb& verb, const Given& given, const VerbSettings& settings,
                     FileSystem& files) {
    if (!verb.sends_file) return Sent{body_of(verb, given), "application/json"};
    TRY(text, read_file(files, settings.file, max_file_bytes));
    const std::string_view name = settings.file;
    const bool lines = name.ends_with(".ndjson") || name.ends_with(".jsonl");
    const std::string_view type = name.ends_with(".csv") ? "text/csv"
                                  : lines                ? "application/x-ndjson"
                                                         : "application/json";
    return Sent{std::move(text), std::string{type}};
}

Result<void> ask_and_show(const Verb& verb, const Given& given, const VerbSettings& settings,
                          FileSystem& files) {
    TRY(confirm(verb, given, settings));
    TRY(remote, Remote::connect(settings.remote, files));
    TRY(sent, sent_by(verb, given, settings, files));
    HeaderFields headers;
    if (!sent.body.empty()) headers.emplace_back("Content-Type", sent.type);
    if (!settings.idempotency_key.empty())
        headers.emplace_back("Idempotency-Key", settings.idempotency_key);
    TRY(reply, remote.ask(name_of(verb.method), target_of(verb, given), headers, sent.body));
    const std::string* type = reply.find("Content-Type");
    const bool is_json = type == nullptr || type->starts_with("application/json");
    if (!is_json) {
        fmt::print("{}", reply.body);
        return {};
    }
    const Format format = format_of(verb, settings);
    TRY(text, shown(verb, reply.body, format));
    fmt::print("{}", text);
    if (settings.quiet || format == Format::json) return {};
    TRY(count, count_of(verb, reply.body));
    if (!count.empty()) fmt::print(stderr, "{}\n", count);
    return {};
}

}  // namespace

std::string_view words_of_noun(std::string_view noun) {
    const auto found = std::ranges::find(nouns, noun, &Noun::name);
    return found == nouns.end() ? std::string_view{} : found->words;
}

int run_verb(const Verb& verb, const Given& given, const VerbSettings& settings,
             FileSystem& files) {
    const Result<void> done = ask_and_show(verb, given, settings, files);
    return done ? exit_ok : tell(done.error());
}

}  // namespace ledger::app
