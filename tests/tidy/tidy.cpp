#include "tests/tidy/tidy.hpp"

#include "tests/tidy/code_only.hpp"
#include "tests/tidy/include_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace ledger {
namespace {

constexpr std::size_t max_columns = 100;
constexpr int max_header_lines = 300;
constexpr int max_source_lines = 500;
constexpr std::string_view coroutine_files =
    "http/server.cpp http/connection.cpp http/session.* http/*_session.cpp "
    "bench/peers/*";

/// Looked for in code only, not in comments or literals.
struct Ban {
    std::string_view text;
    std::string_view instead;
    std::string_view allowed_in;
};
constexpr std::string_view clock_hint = "the Clock passed in: replay and simulation own time";
constexpr std::string_view entropy_hint = "the Entropy passed in";
constexpr std::string_view random_hint = "our own generator: std's differ between libraries";
constexpr std::string_view sleep_hint = "a timer of the Clock, or wait for the thing itself";
constexpr std::string_view calendar_hint = "engine/kernel/time.hpp: UTC only";
constexpr std::string_view output_hint = "the log; only http/app talks to the terminal";
constexpr std::string_view owner_hint = "unique_ptr or a reference: say who owns it";
// Real time is what these tests are about: sockets, processes, deadlines of other programs.
constexpr std::string_view real_time =
    "engine/platform/* bench/* tests/support/* tests/http/* tests/server/* tests/durability/* "
    "tests/load/*";
constexpr std::string_view terminal = "http/app/* bench/* tests/*";
// Asio's operations and RocksDB's options share ownership whether we like it or not.
constexpr std::string_view sharing =
    "http/server.cpp http/connection.cpp http/session.* http/*_session.cpp "
    "engine/storage/*.cpp "
    "projections/*.cpp tests/support/*.cpp";
constexpr Ban bans[] = {
    {"_clock::now(", clock_hint, real_time},
    {"random_device", entropy_hint, "engine/platform/*"},
    {"std::rand(", entropy_hint, ""},
    {"srand(", entropy_hint, ""},
    {"uniform_int_distribution", random_hint, ""},
    {"uniform_real_distribution", random_hint, ""},
    {"normal_distribution", random_hint, ""},
    {"bernoulli_distribution", random_hint, ""},
    {"exponential_distribution", random_hint, ""},
    {"discrete_distribution", random_hint, ""},
    {"std::shuffle(", random_hint, ""},
    {"ranges::shuffle(", random_hint, ""},
    {"sleep_for", sleep_hint, "engine/platform/* bench/* tests/support/*"},
    {"sleep_until", sleep_hint, "engine/platform/* bench/* tests/support/*"},
    {"getenv", "the settings read by http/app through engine/platform",
     "engine/platform/* tests/*"},
    {"localtime", calendar_hint, ""},
    {"mktime", calendar_hint, ""},
    {"shared_ptr", owner_hint, sharing},
    {"make_shared", owner_hint, sharing},
    {"shared_from_this", owner_hint, sharing},
    {"using namespace", "names in full, or a using-declaration", "tests/*"},
    {"std::cout", output_hint, terminal},
    {"std::cerr", output_hint, terminal},
    {"fmt::print(", output_hint, terminal},
    {"printf(", "fmt::format, or the log",
     "http/app/* bench/* tests/* engine/kernel/assert.cpp engine/storage/rocksdb_logger.cpp"},
};

// In two pieces, so that this file passes its own test.
constexpr std::string_view promises[] = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X"};
constexpr std::string_view machine_path =
    "/wo"
    "rk/";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool has_word(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end])))
            return true;
    }
    return false;
}

std::size_t columns(std::string_view line) {
    // Continuation bytes of UTF-8 take no column.
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// g++ 12 destroys some temporaries of a co_await expression twice; name them first. Looks as far
/// as the expression goes: to its ';', or to the ')' of what surrounds it.
bool awaits_a_temporary(std::string_view code, std::size_t at) {
    for (int depth = 0; at < code.size() && depth >= 0 && code[at] != ';'; ++at) {
        if (code[at] == '{' || code[at] == '[') return true;
        depth += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
    }
    return false;
}

/// One file under inspection.
class Inspection {
public:
    Inspection(const std::string& path, std::string_view text, const HasFile& has_file)
        : path_{path}, text_{text}, has_file_{has_file} {}

    std::vector<std::string> run();

private:
    void complain(std::size_t line, std::string_view what);
    void check_line(std::size_t number, std::string_view line, std::string_view code);
    void check_coroutines(std::string_view code);
    void check_length(std::size_t lines);
    bool is_header() const { return path_.ends_with(".hpp"); }
    bool is_ours() const { return is_header() || path_.ends_with(".cpp"); }

    const std::string& path_;
    std::string_view text_;
    const HasFile& has_file_;
    std::vector<std::string> complaints_;
};

void Inspection::complain(std::size_t line, std::string_view what) {
    complaints_.push_back(fmt::format("{}:{}: {}", path_, line, what));
}

void Inspection::check_line(std::size_t number, std::string_view line, std::string_view code) {
    if (line.find(machine_path) != line.npos) complain(number, "names a folder of one machine");
    if (!is_ours()) return;
    if (columns(line) > max_columns) complain(number, "longer than 100 columns");
    for (const std::string_view promise : promises)
        if (has_word(line, promise)) complain(number, "do it now, or open an issue");
    for (const Ban& ban : bans)
        if (code.find(ban.text) != code.npos && !matches_any(path_, ban.allowed_in))
            complain(number, fmt::format("{}: use {}", ban.text, ban.instead));
    if (code.starts_with("#include"))
        if (const auto what = complaint_about_include(path_, line, has_file_); !what.empty())
            complain(number, what);
}

void Inspection::check_coroutines(std::string_view code) {
    constexpr std::string_view keyword = "co_await";
    for (std::size_t at = code.find(keyword); at != code.npos; at = code.find(keyword, at + 1)) {
        const auto line =
            1 + static_cast<std::size_t>(std::ranges::count(code.substr(0, at), '\n'));
        if (!matches_any(path_, coroutine_files)) complain(line, "coroutines: socket files only");
        if (awaits_a_temporary(code, at)) complain(line, "name this temporary before co_await");
    }
}

void Inspection::check_length(std::size_t lines) {
    if (is_header() && lines > max_header_lines) complain(lines, "header over 300 lines: split it");
    if (!is_header() && lines > max_source_lines) complain(lines, "over 500 lines: split it");
    if (is_header() && text_.find("#pragma once\n") == text_.npos) complain(1, "no #pragma once");
}

std::vector<std::string> Inspection::run() {
    const std::string code = is_ours() ? code_only(text_) : std::string{};
    std::size_t number = 0;
    for (std::size_t at = 0; at < text_.size(); ++number) {
        const std::size_t end = std::min(text_.find('\n', at), text_.size());
        const std::size_t size = end - at;
        check_line(number + 1, text_.substr(at, size),
                   is_ours() ? std::string_view{code}.substr(at, size) : std::string_view{});
        at = end + 1;
    }
    if (!is_ours()) return complaints_;
    check_coroutines(code);
    check_length(number);
    return complaints_;
}

}  // namespace

std::vector<std::string> tidy(const std::string& path, std::string_view text,
                              const HasFile& has_file) {
    return Inspection{path, text, has_file}.run();
}

}  // namespace ledger
