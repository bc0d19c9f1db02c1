#include "engine/storage/opening_threads.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::ptrdiff_t tables_per_thread = 64;
constexpr std::ptrdiff_t max_threads = 16;

}  // namespace

int opening_threads(const FileSystem& files, const std::string& directory) {
    const auto names = files.list(directory);
    if (!names) return 1;
    const auto tables = std::ranges::count_if(
        *names, [](const std::string& name) { return name.ends_with(".sst"); });
    return static_cast<int>(std::clamp<std::ptrdiff_t>(tables / tables_per_thread, 1, max_threads));
}

}  // namespace ledger
