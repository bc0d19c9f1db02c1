#include "engine/storage/crc32c.hpp"

#include <array>

namespace ledger {
namespace {

constexpr std::size_t stride =
    8;  ///< Bytes per step: one table each, to look them up side by side.
using Table = std::array<std::uint32_t, 256>;

/// tables[n][b]: what byte b adds to the CRC when n more bytes follow it.
constexpr std::array<Table, stride> tables = [] {
    constexpr std::uint32_t polynomial = 0x82f63b78;
    std::array<Table, stride> made{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0U);
        made[0][byte] = crc;
    }
    for (std::size_t n = 1; n < stride; ++n)
        for (std::size_t byte = 0; byte < 256; ++byte)
            made[n][byte] = (made[n - 1][byte] >> 8U) ^ made[0][made[n - 1][byte] & 0xffU];
    return made;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<std::uint8_t>(bytes[index]);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = ~0U;
    for (; bytes.size() >= stride; bytes.remove_prefix(stride)) {
        std::uint32_t next = 0;
        for (std::size_t i = 0; i < stride; ++i) {
            const std::uint32_t old = i < sizeof crc ? (crc >> (8 * i)) & 0xffU : 0U;
            next ^= tables[stride - 1 - i][byte_at(bytes, i) ^ old];
        }
        crc = next;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i)
        crc = (crc >> 8U) ^ tables[0][(crc ^ byte_at(bytes, i)) & 0xffU];
    return ~crc;
}

}  // namespace ledger
