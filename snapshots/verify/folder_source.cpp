// Files of an export.
#include "snapshots/verify/folder_source.hpp"

namespace ledger::verify {
namespace {

/// A payload bundle of 256 payloads of 1 MiB fits with room to spare; so do a million balances.
constexpr std::uint64_t max_file_bytes = 1U << 30U;

}  // namespace

Result<std::optional<std::string>> FolderSource::read(std::string_view path) {
    auto bytes = read_file(files_, folder_ + '/' + std::string{path}, max_file_bytes);
    if (bytes) return std::optional{*std::move(bytes)};
    if (bytes.error().code == "file.not_found") return std::nullopt;
    return fail(std::move(bytes).error());
}

Result<std::optional<Amount>> FolderSource::balance(std::string_view, std::string_view,
                                                    std::uint64_t) {
    return std::nullopt;
}

}  // namespace ledger::verify
