// The HEAD file. The slot that was synced last is never the one that is written next, so that a
// torn write can only damage a head that nobody was promised.
#include "engine/log/head.hpp"

#include "engine/log/merkle.hpp"

#include <fmt/format.h>

#include <array>
#include <zlib.h>

namespace ledger {
namespace {

constexpr std::string_view magic = "NHD1";
constexpr std::size_t slot_bytes = 56;  ///< Magic 4, sequence 8, size 8, root 32, CRC 4.
constexpr std::uint64_t first_sequence = 1;

struct Slot {
    std::uint64_t sequence = 0;
    Head head;
};

/// What stands in one slot's place.
struct SlotReading {
    std::optional<Slot> slot;  ///< Nothing: bad, or never written.
    bool untouched = false;    ///< Beyond the end of the file, or zeros.
};

std::uint64_t slot_of(std::uint64_t sequence) { return (sequence - first_sequence) % 2; }

std::uint32_t crc_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::optional<Slot> decode_slot(std::string_view bytes) {
    ByteReader reader{bytes};
    const std::string_view covered = bytes.substr(0, slot_bytes - sizeof(std::uint32_t));
    const bool is_slot = reader.take_bytes(magic.size()) == magic;
    Slot slot;
    slot.sequence = reader.take<std::uint64_t>();
    slot.head.size = reader.take<std::uint64_t>();
    slot.head.root.bytes = reader.take_array<32>();
    const auto crc = reader.take<std::uint32_t>();
    if (!reader.finished() || !is_slot || crc != crc_of(covered)) return std::nullopt;
    if (slot.sequence < first_sequence) return std::nullopt;
    return slot;
}

Result<SlotReading> read_slot(const File& file, std::uint64_t place) {
    std::array<char, slot_bytes> buffer{};
    TRY(count, file.read_at(place * head_slot_stride, buffer));
    const std::string_view bytes{buffer.data(), count};
    std::optional<Slot> slot = decode_slot(bytes);
    if (slot && slot_of(slot->sequence) != place) slot.reset();
    return SlotReading{.slot = slot,
                       .untouched = bytes.find_first_not_of('\0') == std::string_view::npos};
}

/// The newer of two good slots. They follow each other, for a slot is only written once the other
/// one is on stable storage.
Result<HeadReading> newer_of(const Slot& first, const Slot& second) {
    const Slot& newer = first.sequence > second.sequence ? first : second;
    const Slot& older = first.sequence > second.sequence ? second : first;
    if (newer.sequence - older.sequence != 1)
        return fail(ErrorKind::corrupt, "head.corrupt",
                    fmt::format("HEAD's slots are {} and {}, which do not follow each other",
                                older.sequence, newer.sequence));
    return HeadReading{.head = newer.head, .sequence = newer.sequence, .warning = ""};
}

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

std::string encode_head_slot(std::uint64_t sequence, const Head& head) {
    std::string slot{magic};
    put_big_endian(slot, sequence);
    put_big_endian(slot, head.size);
    put_bytes(slot, head.root.bytes);
    put_big_endian(slot, crc_of(slot));
    return slot;
}

Result<HeadReading> HeadFile::read(FileSystem& files, const std::string& path) {
    auto opened = files.open(path, OpenMode::read);
    if (!opened && opened.error().code == "file.not_found")
        return fail(ErrorKind::corrupt, "head.missing", fmt::format("{} is missing", path));
    TRY(file, std::move(opened));
    TRY(first, read_slot(*file, 0));
    TRY(second, read_slot(*file, 1));
    if (first.slot && second.slot) return newer_of(*first.slot, *second.slot);
    if (!first.slot && !second.slot)
        return fail(ErrorKind::corrupt, "head.corrupt",
                    fmt::format("{}: neither slot is good", path));
    const Slot& good = first.slot ? *first.slot : *second.slot;
    HeadReading reading{.head = good.head, .sequence = good.sequence, .warning = ""};
    if (!(good.sequence == first_sequence && second.untouched))
        reading.warning = fmt::format("{}: slot {} is bad; the other one says size {}", path,
                                      first.slot ? 1 : 0, good.head.size);
    return reading;
}

Result<HeadFile> HeadFile::open(FileSystem& files, const std::string& path,
                                const std::optional<HeadReading>& last) {
    HeadFile head_file;
    TRY(file, files.open(path, last ? OpenMode::read_write : OpenMode::truncate));
    head_file.file_ = std::move(file);
    if (last) {
        // What was read may still be on its way to the disk, left by a process that was killed; or
        // it may never get there, when its sync failed: the system then holds it and counts it as
        // clean. Written anew, it is synced for sure before the other slot is touched.
        head_file.synced_sequence_ = last->sequence - 1;
        TRY(head_file.write(last->head));
    } else {
        head_file.sequence_ = first_sequence - 1;
        TRY(head_file.write({.size = 0, .root = empty_tree_hash()}));
    }
    TRY(head_file.sync());
    if (!last) TRY(files.sync_directory(parent_of(path)));
    return head_file;
}

Result<void> HeadFile::write(const Head& head) {
    const std::uint64_t sequence = synced_sequence_ + 1;
    TRY(file_->write_at(slot_of(sequence) * head_slot_stride, encode_head_slot(sequence, head)));
    sequence_ = sequence;
    written_ = head;
    return {};
}

Result<void> HeadFile::sync() {
    TRY(file_->sync());
    synced_sequence_ = sequence_;
    synced_ = written_;
    return {};
}

}  // namespace ledger
