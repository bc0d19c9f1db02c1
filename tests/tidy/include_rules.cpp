#include "tests/tidy/include_rules.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fnmatch.h>

namespace ledger {
namespace {

/// Whatever is not listed may not be included: dependencies point downward only. A file belongs to
/// the longest folder that fits. Domains come last in the engine and know only themselves.
struct Layer {
    std::string_view folder;
    std::string_view may_include;
};
constexpr std::string_view everything = "*";
constexpr std::string_view each_its_own = "engine/domains/";
constexpr Layer layers[] = {
    {"engine/kernel/", "engine/kernel/"},
    {"engine/ports/", "engine/kernel/ engine/ports/"},
    {"engine/log/", "engine/kernel/ engine/ports/ engine/log/"},
    {"engine/storage/", "engine/kernel/ engine/ports/ engine/log/ engine/storage/"},
    {"engine/core/", "engine/kernel/ engine/ports/ engine/log/ engine/core/"},
    {"engine/platform/", "engine/kernel/ engine/ports/ engine/platform/"},
    {"engine/bulk/", "engine/kernel/ engine/ports/ engine/core/ engine/bulk/"},
    {"engine/domains/", "engine/kernel/ engine/ports/ engine/core/ engine/bulk/ engine/domains/"},
    {"snapshots/", "engine/kernel/ engine/ports/ engine/log/ snapshots/"},
    {"snapshots/verify/", "engine/kernel/ engine/ports/ engine/log/ snapshots/verify/"},
    {"projections/",
     "engine/kernel/ engine/ports/ engine/log/ engine/core/ engine/storage/ snapshots/ "
     "projections/"},
    {"stellar/strkey/", "engine/kernel/ stellar/strkey/"},
    {"stellar/xdr/", "engine/kernel/ stellar/strkey/ stellar/xdr/"},
    {"stellar/text/", "engine/kernel/ stellar/xdr/ stellar/keys/ stellar/tx/ stellar/text/"},
    {"stellar/keys/", "engine/kernel/ engine/ports/ stellar/strkey/ stellar/keys/"},
    {"stellar/tx/",
     "engine/kernel/ engine/ports/ stellar/strkey/ stellar/xdr/ stellar/keys/ stellar/tx/"},
    {"stellar/sandbox/",
     "engine/kernel/ engine/ports/ stellar/strkey/ stellar/xdr/ stellar/keys/ stellar/tx/ "
     "stellar/sandbox/"},
    {"stellar/sandbox/history/",
     "engine/kernel/ stellar/xdr/ stellar/sandbox/ stellar/sandbox/history/"},
    {"stellar/sandbox/storage/",
     "engine/kernel/ engine/ports/ stellar/xdr/ stellar/tx/ stellar/sandbox/ "
     "stellar/sandbox/history/ stellar/sandbox/storage/"},
    {"stellar/sandbox/horizon/",
     "engine/kernel/ stellar/strkey/ stellar/xdr/ stellar/keys/ stellar/tx/ stellar/sandbox/ "
     "stellar/sandbox/history/ stellar/sandbox/horizon/"},
    {"stellar/sandbox/rpc/",
     "engine/kernel/ stellar/xdr/ stellar/sandbox/ stellar/sandbox/history/ "
     "stellar/sandbox/horizon/ stellar/sandbox/rpc/"},
    {"stellar/sandbox/service/",
     "engine/kernel/ engine/ports/ stellar/strkey/ stellar/xdr/ stellar/keys/ stellar/tx/ "
     "stellar/sandbox/ stellar/sandbox/history/ stellar/sandbox/storage/ "
     "stellar/sandbox/horizon/ stellar/sandbox/rpc/ stellar/sandbox/service/"},
    {"stellar/network/",
     "engine/kernel/ engine/ports/ stellar/strkey/ stellar/xdr/ stellar/keys/ stellar/network/"},
    {"stellar/",
     "engine/kernel/ engine/ports/ engine/log/ engine/storage/ engine/core/ engine/platform/ "
     "engine/domains/ stellar/strkey/ stellar/xdr/ stellar/text/ stellar/"},
    {"http/",
     "engine/kernel/ engine/ports/ engine/log/ engine/core/ snapshots/ projections/ http/"},
    {"http/app/", everything},
    {"tests/", everything},
    {"bench/", everything},
};

/// Headers that cost seconds a file, or that would tie the engine to a library.
struct Library {
    std::string_view header;
    std::string_view allowed_in;
};
constexpr std::string_view socket_files =
    "http/server.cpp http/connection.cpp http/session.* http/message_reader.cpp http/*_session.cpp "
    "http/outbound_socket.cpp http/response_reader.cpp "
    "http/boost_impl.cpp bench/peers/*";
constexpr Library libraries[] = {
    {"boost/", socket_files},
    {"rocksdb/", "engine/storage/* projections/* tests/support/* tests/durability/* bench/*"},
    {"simdjson", "engine/kernel/json_reader.cpp bench/peers/*"},
    {"CLI/", "http/app/command_line.cpp http/app/stellar_verbs.cpp http/app/verify_main.cpp"},
    {"sodium", "engine/log/* engine/platform/* stellar/keys/* stellar/tx/hashes.cpp tests/*"},
    {"openssl/", "engine/log/* engine/core/* http/outbound_socket.cpp tests/*"},
    {"zlib.h", "engine/log/* tests/*"},
    {"date/", "engine/kernel/*.cpp engine/bulk/time_format.cpp tests/*"},
    {"doctest/", "tests/*"},
    {"rapidcheck", "tests/*"},
    {"regex>", ""},
    {"iostream>", "http/app/* tests/* bench/*"},
};

const Layer* layer_of(std::string_view path) {
    const Layer* best = nullptr;
    for (const Layer& layer : layers)
        if (path.starts_with(layer.folder) &&
            (best == nullptr || layer.folder.size() > best->folder.size()))
            best = &layer;
    return best;
}

/// "engine/domains/outages/" for every file of that domain.
std::string_view domain_of(std::string_view path) {
    return path.substr(0, path.find('/', each_its_own.size()) + 1);
}

/// Its headers are many and cost seconds: whoever needs no types of it uses stellar/text (ruling
/// 38). Tests and measurements of it do.
constexpr std::string_view xdr_folder = "stellar/xdr/";

bool may_include(const std::string& path, const std::string& target) {
    if (target.starts_with(xdr_folder) && !path.starts_with("stellar/") &&
        !path.starts_with("tests/") && !path.starts_with("bench/stellar/"))
        return false;
    const Layer* from = layer_of(path);
    const Layer* to = layer_of(target);
    if (from == nullptr || to == nullptr) return false;
    if (from->may_include == everything) return true;
    // With blanks around, so that "snapshots/" is not found within "x/snapshots/".
    const std::string list = fmt::format(" {} ", from->may_include);
    if (list.find(fmt::format(" {} ", to->folder)) == list.npos) return false;
    const bool both_domains = from == to && from->folder == each_its_own;
    return !both_domains || domain_of(path) == domain_of(target);
}

/// What the compiler would open: beside the including file first, then from the root.
std::string resolve(const std::string& path, std::string_view name, const HasFile& has_file) {
    const std::filesystem::path beside = std::filesystem::path{path}.parent_path() / name;
    for (const auto& candidate : {beside, std::filesystem::path{name}})
        if (std::string found = candidate.lexically_normal().string(); has_file(found))
            return found;
    return {};
}

std::string complaint_about_ours(const std::string& path, std::string_view name,
                                 const HasFile& has_file) {
    if (name.starts_with("generated/") && path.starts_with("http/app/")) return {};
    const std::string target = resolve(path, name, has_file);
    if (target.empty()) return fmt::format("includes {}, which does not exist", name);
    if (may_include(path, target)) return {};
    return fmt::format("may not include {}: dependencies point downward", target);
}

std::string complaint_about_library(const std::string& path, std::string_view name) {
    for (const Library& library : libraries)
        if (name.starts_with(library.header) && !matches_any(path, library.allowed_in))
            return fmt::format("<{} belongs in [{}] only", name, library.allowed_in);
    return {};
}

}  // namespace

bool matches_any(const std::string& path, std::string_view patterns) {
    while (!patterns.empty()) {
        const std::string pattern{patterns.substr(0, patterns.find(' '))};
        if (fnmatch(pattern.c_str(), path.c_str(), 0) == 0) return true;
        patterns.remove_prefix(std::min(patterns.size(), pattern.size() + 1));
    }
    return false;
}

std::string complaint_about_include(const std::string& path, std::string_view line,
                                    const HasFile& has_file) {
    const std::size_t open = line.find_first_of("\"<");
    if (open == line.npos) return "includes a macro: name the file";
    const std::string_view name = line.substr(open + 1);
    if (line[open] == '"')
        return complaint_about_ours(path, name.substr(0, name.find('"')), has_file);
    return complaint_about_library(path, name.substr(0, name.find('>') + 1));
}

}  // namespace ledger
