// Files, digests and folders of an export on their way to the disk.
#include "snapshots/export_folder.hpp"

#include <utility>

namespace ledger {
namespace {

constexpr std::uint64_t max_file_bytes = 1U << 30U;
constexpr std::string_view manifest_path = "MANIFEST";
constexpr std::string_view checkpoint_path = "checkpoint";

/// "tile/0" of "tile/0/067"; "" of a name that stands in the export's own folder.
std::string parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string{} : std::string{path.substr(0, slash)};
}

bool is_not_found(const Error& error) { return error.code == "file.not_found"; }

}  // namespace

std::string ExportFolder::inside(std::string_view path) const {
    return path.empty() ? directory_ : directory_ + '/' + std::string{path};
}

Result<bool> ExportFolder::is_empty() const {
    const auto names = files_.list(directory_);
    if (names) return names->empty();
    if (is_not_found(names.error())) return true;
    return fail(names.error());
}

Result<std::optional<std::string>> ExportFolder::read(const std::string& path) const {
    auto bytes = read_file(files_, inside(path), max_file_bytes);
    if (bytes) return std::optional{*std::move(bytes)};
    if (is_not_found(bytes.error())) return std::nullopt;
    return fail(std::move(bytes).error());
}

void ExportFolder::take_over(const std::vector<ManifestEntry>& manifest) {
    for (const ManifestEntry& entry : manifest) older_.emplace(entry.path, entry.sha256);
}

bool ExportFolder::has_kept(std::string_view prefix) const {
    const auto found = older_.lower_bound(prefix);
    return found != older_.end() && found->first.starts_with(prefix);
}

bool ExportFolder::keep(const std::string& path) {
    const auto found = older_.find(path);
    if (found == older_.end()) return false;
    digests_.emplace(path, found->second);
    return true;
}

Result<void> ExportFolder::open_parent(const std::string& path) {
    std::string folder = parent_of(path);
    if (folders_.contains(folder)) return {};
    TRY(files_.create_directory(inside(folder)));
    for (; !folder.empty(); folder = parent_of(folder)) folders_.insert(folder);
    folders_.insert(std::string{});
    return {};
}

Result<void> ExportFolder::write(const std::string& path, std::string_view bytes) {
    digests_.emplace(path, sha256_({bytes}));
    TRY(open_parent(path));
    TRY(file, files_.open(inside(path), OpenMode::truncate));
    TRY(file->append(bytes));
    TRY(file->sync());
    ++files_written_;
    bytes_written_ += bytes.size();
    return {};
}

Result<void> ExportFolder::write_if_changed(const std::string& path, std::string_view bytes) {
    const auto found = older_.find(path);
    const bool is_there = found != older_.end() && found->second == sha256_({bytes});
    if (is_there && keep(path)) return {};
    return write(path, bytes);
}

Result<void> ExportFolder::finish(std::string_view checkpoint) {
    for (const std::string& folder : folders_) TRY(files_.sync_directory(inside(folder)));
    digests_.emplace(checkpoint_path, sha256_({checkpoint}));
    std::vector<ManifestEntry> entries;
    entries.reserve(digests_.size());
    for (const auto& [path, digest] : digests_) entries.push_back({.path = path, .sha256 = digest});
    const std::string manifest = manifest_text(std::move(entries));
    TRY(replace_file(files_, inside(manifest_path), manifest));
    TRY(replace_file(files_, inside(checkpoint_path), checkpoint));
    files_written_ += 2;
    bytes_written_ += manifest.size() + checkpoint.size();
    return {};
}

Result<void> ExportFolder::remove_leftovers() {
    for (const std::string folder : {"tile", "payload", "identity"}) {
        const auto info = files_.info(inside(folder));
        if (!info && is_not_found(info.error())) continue;
        TRY(remove_unlisted(folder));
    }
    return {};
}

/// With `folder` itself, when it is empty then.
Result<void> ExportFolder::remove_unlisted(const std::string& folder) {
    TRY(names, files_.list(inside(folder)));
    for (const std::string& name : names) {
        std::string path = folder;
        path.append("/").append(name);
        TRY(info, files_.info(inside(path)));
        if (info.is_directory) {
            TRY(remove_unlisted(path));
        } else if (!digests_.contains(path)) {
            TRY(files_.remove(inside(path)));
        }
    }
    TRY(left, files_.list(inside(folder)));
    return left.empty() ? files_.remove(inside(folder)) : Result<void>{};
}

}  // namespace ledger
