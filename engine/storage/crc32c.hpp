// CRC-32C (Castagnoli), as RocksDB's write-ahead log uses it.
#pragma once

#include <cstdint>
#include <string_view>

namespace ledger {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace ledger
