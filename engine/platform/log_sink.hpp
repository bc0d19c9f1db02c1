// Where the program says what it does: one line of JSON per message, on stderr.
#pragma once

#include "engine/ports/clock.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string_view>
#include <unistd.h>
#include <variant>

namespace ledger {

enum class Level { info, warning, error };

/// A named value beside the message. What it can hold is listed here, and a Secret is not in the
/// list.
struct LogField {
    using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, bool>;

    LogField(std::string_view field_name, std::string_view text) : name{field_name}, value{text} {}
    LogField(std::string_view field_name, const char* text)
        : LogField{field_name, std::string_view{text}} {}
    LogField(std::string_view field_name, std::same_as<bool> auto flag)
        : name{field_name}, value{flag} {}
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    LogField(std::string_view field_name, Integer number) : name{field_name} {
        if constexpr (std::signed_integral<Integer>) {
            value = static_cast<std::int64_t>(number);
        } else {
            value = static_cast<std::uint64_t>(number);
        }
    }

    std::string_view name;
    Value value;
};

/// {"ts":…,"level":…,"msg":…, fields}. Any thread; a line reaches the file in one write.
class LogSink {
public:
    explicit LogSink(const Clock& clock, int descriptor = STDERR_FILENO)
        : clock_{clock}, descriptor_{descriptor} {}

    /// `message` is fixed text; what varies goes into the fields. Never fails: a log that cannot be
    /// written must not stop the ledger.
    void write(Level level, std::string_view message, std::initializer_list<LogField> fields = {});

private:
    const Clock& clock_;
    int descriptor_;
    std::mutex mutex_;
};

}  // namespace ledger
