#include "engine/storage/manifest_end.hpp"

#include <string_view>

namespace ledger {
namespace {

constexpr std::string_view manifest_prefix = "MANIFEST-";
constexpr std::string_view end_prefix = "END-";

std::size_t name_of(const std::string& path) { return path.rfind('/') + 1; }

std::string end_of(const std::string& manifest) {
    std::string path = manifest;
    return path.replace(name_of(path), manifest_prefix.size(), end_prefix);
}

}  // namespace

bool is_manifest(const std::string& path) {
    return std::string_view{path}.substr(name_of(path)).starts_with(manifest_prefix);
}

Result<ManifestEnd> ManifestEnd::create(FileSystem& files, const std::string& manifest) {
    TRY(slots, HeadFile::open(files, end_of(manifest), std::nullopt));
    return ManifestEnd{std::move(slots)};
}

Result<std::uint64_t> ManifestEnd::read(FileSystem& files, const std::string& manifest) {
    const std::string path = end_of(manifest);
    if (const auto info = files.info(path); !info && info.error().code == "file.not_found")
        return std::uint64_t{0};
    TRY(reading, HeadFile::read(files, path));
    return reading.head.size;
}

Result<void> ManifestEnd::remove(FileSystem& files, const std::string& manifest) {
    const Result<void> removed = files.remove(end_of(manifest));
    if (!removed && removed.error().code == "file.not_found") return {};
    return removed;
}

Result<void> ManifestEnd::record(std::uint64_t bytes) {
    TRY(slots_.write({.size = bytes, .root = {}}));
    return slots_.sync();
}

}  // namespace ledger
