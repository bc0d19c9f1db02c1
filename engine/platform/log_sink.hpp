// Where the program says what it does: one line per message on stderr, JSON or for people.
#pragma once

#include "engine/platform/line_queue.hpp"
#include "engine/ports/clock.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string_view>
#include <unistd.h>
#include <variant>

namespace ledger {

enum class Level { debug, info, warning, error };
enum class LogFormat { json, text };

/// A named value beside the message. What it can hold is listed here, and a Secret is not in the
/// list.
struct LogField {
    using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, bool, double>;

    LogField(std::string_view field_name, std::string_view text) : name{field_name}, value{text} {}
    LogField(std::string_view field_name, const char* text)
        : LogField{field_name, std::string_view{text}} {}
    LogField(std::string_view field_name, std::same_as<bool> auto flag)
        : name{field_name}, value{flag} {}
    LogField(std::string_view field_name, double number) : name{field_name}, value{number} {}
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

/// {"ts":…,"level":…,"msg":…, fields}, or "ts level msg name=value…". Any thread; without a queue a
/// line reaches the file in one write.
class LogSink {
public:
    explicit LogSink(const Clock& clock, int descriptor = STDERR_FILENO)
        : clock_{clock}, descriptor_{descriptor} {}

    /// Before other threads use it: what is told, and how. The queue must outlive it.
    void set(Level least, LogFormat format, LineQueue* queue) {
        least_ = least;
        format_ = format;
        queue_ = queue;
    }
    bool tells(Level level) const { return level >= least_; }

    /// `message` is fixed text; what varies goes into the fields. Never fails: a log that cannot be
    /// written must not stop the ledger.
    void write(Level level, std::string_view message, std::initializer_list<LogField> fields = {});

private:
    const Clock& clock_;
    int descriptor_;
    Level least_ = Level::info;
    LogFormat format_ = LogFormat::json;
    LineQueue* queue_ = nullptr;
    std::mutex mutex_;
};

}  // namespace ledger
