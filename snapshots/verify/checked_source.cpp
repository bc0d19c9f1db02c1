// Reading with MANIFEST in hand.
#include "snapshots/verify/checked_source.hpp"

#include <algorithm>
#include <utility>

namespace ledger::verify {
namespace {

const std::string manifest_path = "MANIFEST";

Checked<std::optional<std::string>> read_from(TileSource& source, const std::string& path) {
    auto bytes = source.read(path);
    if (bytes) return *std::move(bytes);
    Finding finding{std::move(bytes).error()};
    finding.place.file = path;
    return std::unexpected{std::move(finding)};
}

}  // namespace

Checked<CheckedSource> CheckedSource::open(TileSource& source) {
    CheckedSource checked{source};
    TRY(text, read_from(source, manifest_path));
    if (!text) return checked;
    auto lines = parse_manifest(*text);
    if (!lines) {
        checked.complaint_ = lines.error().message;
        return checked;
    }
    checked.was_read_.resize(lines->size());
    checked.lines_ = *std::move(lines);
    return checked;
}

Checked<std::optional<std::string>> CheckedSource::find(const std::string& path) {
    TRY(bytes, read_from(*source_, path));
    if (bytes) compare(path, *bytes);
    return std::move(bytes);
}

Checked<std::string> CheckedSource::read(const std::string& path,
                                         std::optional<Position> position) {
    TRY(bytes, find(path));
    if (!bytes) return tampered({.position = position, .file = path}, "it is missing");
    return *std::move(bytes);
}

ManifestEntry* CheckedSource::line_of(const std::string& path) {
    const auto line = std::ranges::lower_bound(*lines_, path, {}, &ManifestEntry::path);
    return line != lines_->end() && line->path == path ? &*line : nullptr;
}

void CheckedSource::compare(const std::string& path, std::string_view bytes) {
    if (!lines_) return;
    const ManifestEntry* const line = line_of(path);
    if (line != nullptr) was_read_[static_cast<std::size_t>(line - lines_->data())] = true;
    if (complaint_) return;
    if (line == nullptr) {
        complaint_ = "it does not list " + path;
    } else if (line->sha256 != sha256_({bytes})) {
        complaint_ = "its line about " + path + " is wrong";
    }
}

Checked<void> CheckedSource::check_manifest() {
    if (complaint_) return tampered({.file = manifest_path}, *complaint_);
    if (!lines_) return {};
    for (std::size_t i = 0; i < lines_->size(); ++i)
        if (!was_read_[i]) TRY(check_unread((*lines_)[i]));
    return {};
}

Checked<void> CheckedSource::check_unread(const ManifestEntry& line) {
    TRY(bytes, read_from(*source_, line.path));
    if (!bytes) return tampered({.file = line.path}, "MANIFEST lists it, and it is missing");
    if (sha256_({*bytes}) != line.sha256)
        return tampered({.file = line.path}, "it is not what MANIFEST says");
    return {};
}

}  // namespace ledger::verify
