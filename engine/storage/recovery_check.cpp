#include "engine/storage/recovery_check.hpp"

#include "engine/storage/crc32c.hpp"
#include "engine/storage/manifest_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ledger {
namespace {

// A log is a row of blocks, the last one shorter; records do not cross from one into the next.
// Record: u32 masked CRC-32C of type and payload, u16 length, u8 type, payload; little endian.
constexpr std::size_t block_bytes = 32U << 10U;
constexpr std::size_t header_bytes = 7;
constexpr std::uint32_t crc_mask = 0xa282ead8;

enum class Type : std::uint8_t { whole = 1, first = 2, middle = 3, last = 4 };

struct Record {
    Type type;
    std::size_t size;  ///< With its header.
};

std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15U) | (crc << 17U)) + crc_mask; }

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = (value << 8U) | static_cast<std::uint8_t>(bytes[i - 1]);
    return value;
}

/// The record at the front of `rest`, which ends with its block; nothing when that is not one.
std::optional<Record> record_at_front(std::string_view rest) {
    if (rest.size() < header_bytes) return std::nullopt;
    const std::size_t length = little_endian(rest.substr(4, 2));
    const auto type = static_cast<std::uint8_t>(rest[6]);
    if (type < std::to_underlying(Type::whole) || type > std::to_underlying(Type::last))
        return std::nullopt;
    if (length > rest.size() - header_bytes) return std::nullopt;
    if (little_endian(rest.substr(0, 4)) != masked(crc32c(rest.substr(6, 1 + length))))
        return std::nullopt;
    return Record{.type = static_cast<Type>(type), .size = header_bytes + length};
}

bool begins_commit(Type type) { return type == Type::whole || type == Type::first; }

/// Whether a commit begins anywhere in `rest`. After damage no length can be trusted, so every byte
/// is tried; a chance match of the CRC costs a refusal, never a commit.
bool has_commit(std::string_view rest) {
    for (; rest.size() >= header_bytes; rest.remove_prefix(1))
        if (const auto record = record_at_front(rest); record && begins_commit(record->type))
            return true;
    return false;
}

/// Follows one log, block by block.
class Walk {
public:
    void visit_block(std::string_view block) {
        std::size_t at = 0;
        while (!damaged_ && at < block.size()) {
            if (block_bytes - at < header_bytes) break;  // Padding.
            const std::optional<Record> record = record_at_front(block.substr(at));
            if (!record || begins_commit(record->type) == in_commit_) {
                damaged_ = true;
                break;
            }
            in_commit_ = record->type == Type::first || record->type == Type::middle;
            at += record->size;
            if (!in_commit_) whole_bytes_ = offset_ + at;
        }
        if (damaged_ && has_commit(block.substr(at))) goes_on_ = true;
        offset_ += block.size();
    }
    bool is_spoiled() const { return damaged_ || in_commit_; }
    /// Whether a commit begins behind the damage.
    bool goes_on() const { return goes_on_; }
    /// Where the last commit ends before which everything is whole.
    std::uint64_t whole_bytes() const { return whole_bytes_; }

private:
    std::uint64_t offset_ = 0;
    std::uint64_t whole_bytes_ = 0;
    bool in_commit_ = false;
    bool damaged_ = false;
    bool goes_on_ = false;
};

Result<Walk> walk(FileSystem& files, const std::string& path) {
    TRY(file, files.open(path, OpenMode::read));
    Walk walk;
    std::string block(block_bytes, '\0');
    for (std::uint64_t offset = 0;; offset += block_bytes) {
        TRY(count, file->read_at(offset, block));
        walk.visit_block(std::string_view{block}.substr(0, count));
        if (count < block_bytes || walk.goes_on()) return walk;
    }
}

/// Those that hold something, oldest first. Numbers have six digits, and may outgrow them.
Result<std::vector<std::string>> write_ahead_logs(const FileSystem& files,
                                                  const std::string& directory) {
    TRY(names, files.list(directory));
    std::ranges::sort(names, {}, [](const std::string& name) {
        return std::pair{name.size(), std::string_view{name}};
    });
    std::vector<std::string> logs;
    for (const std::string& name : names) {
        if (!name.ends_with(".log")) continue;
        std::string path = fmt::format("{}/{}", directory, name);
        TRY(info, files.info(path));
        if (info.size > 0) logs.push_back(std::move(path));
    }
    return logs;
}

/// The MANIFEST that CURRENT names.
Result<std::string> current_manifest(FileSystem& files, const std::string& directory) {
    constexpr std::uint64_t max_line_bytes = 64;
    constexpr std::string_view prefix = "MANIFEST-";
    const std::string current = directory + "/CURRENT";
    TRY(line, read_file(files, current, max_line_bytes));
    const std::string name = line.substr(0, line.find('\n'));
    const bool is_name = name.size() > prefix.size() && name.starts_with(prefix) &&
                         name.find_first_not_of("0123456789", prefix.size()) == name.npos;
    if (!is_name || line.size() != name.size() + 1)
        return fail(ErrorKind::corrupt, "log.corrupt", current + ": does not name a MANIFEST");
    std::string path = fmt::format("{}/{}", directory, name);
    if (const auto info = files.info(path); !info && info.error().code == "file.not_found")
        return fail(ErrorKind::corrupt, "log.corrupt", path + ": is gone, though CURRENT names it");
    return path;
}

Error damaged(const CutFile& file) {
    return {.kind = ErrorKind::corrupt,
            .code = "log.corrupt",
            .message = fmt::format("{}: damaged behind byte {}, and commits follow", file.path,
                                   file.size)};
}

/// Where `path` is torn, if it is.
Result<std::optional<CutFile>> check(FileSystem& files, const std::string& path) {
    TRY(log, walk(files, path));
    CutFile whole{.path = path, .size = log.whole_bytes()};
    if (log.goes_on()) return fail(damaged(whole));
    if (!log.is_spoiled()) return std::nullopt;
    return whole;
}

}  // namespace

Result<std::vector<CutFile>> check_manifest(FileSystem& files, const std::string& directory) {
    std::vector<CutFile> cuts;
    TRY(manifest, current_manifest(files, directory));
    TRY(torn, check(files, manifest));
    TRY(info, files.info(manifest));
    const std::uint64_t whole_bytes = torn ? torn->size : info.size;
    TRY(synced_bytes, ManifestEnd::read(files, manifest));
    if (whole_bytes < synced_bytes)
        return fail(ErrorKind::corrupt, "log.corrupt",
                    fmt::format("{}: damaged behind byte {}, for {} bytes of it were synced",
                                manifest, whole_bytes, synced_bytes));
    if (torn) cuts.push_back(*std::move(torn));
    return cuts;
}

Result<std::vector<CutFile>> check_recovery(FileSystem& files, const std::string& directory) {
    TRY(cuts, check_manifest(files, directory));
    TRY(logs, write_ahead_logs(files, directory));
    for (const std::string& path : logs) {
        TRY(torn, check(files, path));
        if (!torn) continue;
        // Nothing is written behind a torn commit, so only the last log may end in one.
        if (path != logs.back()) return fail(damaged(*torn));
        cuts.push_back(*std::move(torn));
    }
    return std::move(cuts);
}

Result<void> cut_off(FileSystem& files, const CutFile& cut) {
    TRY(file, files.open(cut.path, OpenMode::read_write));
    TRY(file->truncate(cut.size));
    return file->sync();
}

}  // namespace ledger
