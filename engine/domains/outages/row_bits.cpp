#include "engine/domains/outages/row_bits.hpp"

#include "engine/kernel/bytes.hpp"

#include <algorithm>

namespace ledger::outages {
namespace {

/// As many bytes as all bits take. Fewer bytes are the indexes of those few that are set.
constexpr std::size_t bitmap_bytes = facts_per_row / 8;

}  // namespace

RowBits RowBits::all() {
    RowBits bits;
    bits.words_.fill(~std::uint64_t{0});
    return bits;
}

Result<RowBits> RowBits::from_bytes(std::string_view bytes) {
    RowBits bits;
    ByteReader reader{bytes};
    if (bytes.size() == bitmap_bytes) {
        for (std::uint64_t& word : bits.words_) word = reader.take<std::uint64_t>();
    } else {
        while (!reader.rest().empty()) bits.set(reader.take<std::uint8_t>());
    }
    if (!reader.finished() || bytes.size() > bitmap_bytes)
        return fail(ErrorKind::corrupt, "outage_list.row", "the outages of a term are malformed");
    return bits;
}

void RowBits::append_to(std::string& out) const {
    if (count() < bitmap_bytes) {
        for_each([&](std::size_t index) { put_big_endian(out, static_cast<std::uint8_t>(index)); });
    } else {
        for (const std::uint64_t word : words_) put_big_endian(out, word);
    }
}

RowBits& RowBits::operator&=(const RowBits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
}

RowBits& RowBits::operator|=(const RowBits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
}

std::size_t RowBits::count() const {
    std::size_t count = 0;
    for (const std::uint64_t word : words_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

}  // namespace ledger::outages
