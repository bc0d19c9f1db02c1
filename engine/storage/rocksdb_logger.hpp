// RocksDB's own messages. Its default logger writes them to the data disk, where a full disk makes
// it abort the process (ruling 44); this one hands them to our log.
#pragma once

#include <rocksdb/env.h>

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace ledger {

/// Passes on warnings and errors. What RocksDB says below that is about itself, not about the data.
class RocksdbLogger final : public rocksdb::Logger {
public:
    explicit RocksdbLogger(std::function<void(std::string_view)> sink)
        : Logger{rocksdb::InfoLogLevel::WARN_LEVEL}, sink_{std::move(sink)} {}

    using Logger::Logv;
    void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;
    void LogHeader(const char*, va_list) override {}

    /// The first message since the logger was made, or "": which file a failed open is about stands
    /// only here, not in the status that the open returns.
    std::string first_complaint() const;

private:
    std::function<void(std::string_view)> sink_;
    mutable std::mutex mutex_;
    std::string first_complaint_;
};

}  // namespace ledger
