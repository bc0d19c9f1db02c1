#include "tests/durability/table_sections.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>

namespace ledger::test {
namespace {

// Footer: type of checksum, handles of metaindex and index, padding, version, magic number.
constexpr std::size_t footer_bytes = 53;
constexpr std::string_view magic = "\xf7\xcf\xf4\x85\xb7\x41\xe2\x88";
constexpr std::size_t block_trailer_bytes = 5;
constexpr std::size_t count_bytes = 4;  ///< Of a restart point, and of how many there are.

std::uint64_t take_varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
    LEDGER_ASSERT(false);
    return 0;
}

Section take_handle(std::string name, std::string_view& bytes) {
    const std::uint64_t offset = take_varint(bytes);
    const std::uint64_t size = take_varint(bytes);
    return {.name = std::move(name), .from = offset, .until = offset + size + block_trailer_bytes};
}

std::string short_name(std::string_view key) {
    if (key.starts_with("fullfilter.")) return "filter";
    if (key == "rocksdb.properties") return "properties";
    return std::string{key};
}

/// The blocks that a metaindex names; its keys share no prefixes.
std::vector<Section> named_blocks(std::string_view metaindex) {
    const auto restarts =
        static_cast<unsigned char>(metaindex[metaindex.size() - count_bytes]);  // Few.
    std::string_view rest =
        metaindex.substr(0, metaindex.size() - count_bytes * (std::size_t{1} + restarts));
    std::vector<Section> blocks;
    while (!rest.empty()) {
        LEDGER_ASSERT(take_varint(rest) == 0);
        const std::uint64_t key_bytes = take_varint(rest);
        const std::uint64_t value_bytes = take_varint(rest);
        std::string_view handle = rest.substr(key_bytes, value_bytes);
        blocks.push_back(take_handle(short_name(rest.substr(0, key_bytes)), handle));
        rest.remove_prefix(key_bytes + value_bytes);
    }
    return blocks;
}

}  // namespace

std::vector<Section> table_sections(std::string_view table) {
    LEDGER_ASSERT(table.size() > footer_bytes && table.ends_with(magic));
    const std::uint64_t footer = table.size() - footer_bytes;
    std::string_view handles = table.substr(footer + 1);
    const Section metaindex = take_handle("metaindex", handles);
    const Section index = take_handle("index", handles);
    std::vector<Section> sections = named_blocks(
        table.substr(metaindex.from, metaindex.until - metaindex.from - block_trailer_bytes));
    sections.push_back(metaindex);
    sections.push_back(index);
    sections.push_back({.name = "footer", .from = footer, .until = table.size()});
    std::ranges::sort(sections, {}, &Section::from);
    std::vector<Section> all;
    std::uint64_t at = 0;
    for (Section& section : sections) {
        if (section.from > at) all.push_back({.name = "data", .from = at, .until = section.from});
        at = section.until;
        all.push_back(std::move(section));
    }
    return all;
}

}  // namespace ledger::test
