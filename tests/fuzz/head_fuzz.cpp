// HEAD: what is read stands in one of the slots as it would be written, and can be written on.
#include "engine/log/head.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/dropping_file_system.hpp"

namespace ledger {
namespace {

constexpr std::size_t slot_bytes = 56;

void check(std::string_view bytes) {
    test::DroppingFileSystem files;
    const std::string path = "/HEAD";
    LEDGER_ASSERT(replace_file(files, path, bytes).has_value());
    const auto reading = HeadFile::read(files, path);
    if (!reading) {
        LEDGER_ASSERT(reading.error().kind == ErrorKind::corrupt);
        return;
    }
    const std::string slot = encode_head_slot(reading->sequence, reading->head);
    const bool is_first = bytes.substr(0, slot_bytes) == slot;
    const bool is_second =
        bytes.size() > head_slot_stride && bytes.substr(head_slot_stride, slot_bytes) == slot;
    LEDGER_ASSERT(is_first || is_second);
    if (reading->sequence + 1 == 0) return;
    auto head = HeadFile::open(files, path, *reading);
    LEDGER_ASSERT(head.has_value() && head->write(reading->head).has_value());
    LEDGER_ASSERT(HeadFile::read(files, path)->sequence == reading->sequence + 1);
}

}  // namespace
}  // namespace ledger

/// Two slots, side by side in the input.
void ledger::test::fuzz(std::string_view input) {
    std::string bytes{input.substr(0, slot_bytes)};
    if (input.size() > slot_bytes) {
        bytes.resize(head_slot_stride, '\0');
        bytes += input.substr(slot_bytes);
    }
    check(bytes);
}
