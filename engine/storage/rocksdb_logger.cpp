#include "engine/storage/rocksdb_logger.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>

namespace ledger {
namespace {

constexpr std::size_t max_message_bytes = 1024;

}  // namespace

void RocksdbLogger::Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) {
    if (level < rocksdb::InfoLogLevel::WARN_LEVEL || level == rocksdb::InfoLogLevel::HEADER_LEVEL)
        return;
    std::array<char, max_message_bytes> buffer{};
    if (std::vsnprintf(buffer.data(), buffer.size(), format, arguments) < 0) return;
    const std::string_view message{buffer.data()};
    const std::lock_guard lock{mutex_};
    if (first_complaint_.empty()) first_complaint_ = message;
    if (sink_) sink_(message);
}

std::string RocksdbLogger::first_complaint() const {
    const std::lock_guard lock{mutex_};
    return first_complaint_;
}

}  // namespace ledger
