#include "engine/platform/log_sink.hpp"

#include "engine/kernel/json_writer.hpp"

#include <cerrno>
#include <string>

namespace ledger {
namespace {

constexpr std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "";
}

void append_field(std::string& line, std::string_view name, const auto& value) {
    line += line.empty() ? '{' : ',';
    json::write(line, name);
    line += ':';
    json::write(line, value);
}

std::string as_json(Timestamp now, Level level, std::string_view message,
                    std::initializer_list<LogField> fields) {
    std::string line;
    append_field(line, "ts", now);
    append_field(line, "level", name_of(level));
    append_field(line, "msg", message);
    for (const LogField& field : fields)
        std::visit([&](const auto& value) { append_field(line, field.name, value); }, field.value);
    return line + "}\n";
}

/// Strings are quoted as JSON quotes them, so that no text of strangers moves a cursor.
std::string as_text(Timestamp now, Level level, std::string_view message,
                    std::initializer_list<LogField> fields) {
    std::string time;
    json::write(time, now);
    std::string line = time.substr(1, time.size() - 2);
    line.append(" ").append(name_of(level)).append(": ").append(message);
    for (const LogField& field : fields) {
        line.append(" ").append(field.name).append("=");
        std::visit([&](const auto& value) { json::write(line, value); }, field.value);
    }
    return line + "\n";
}

}  // namespace

void LogSink::write(Level level, std::string_view message, std::initializer_list<LogField> fields) {
    if (!tells(level)) return;
    const Timestamp now = clock_.now();
    const std::string line = format_ == LogFormat::json ? as_json(now, level, message, fields)
                                                        : as_text(now, level, message, fields);
    if (queue_ != nullptr) return queue_->push(line);
    // More than one write only where a pipe takes a long line in parts; the lock keeps those
    // together.
    const std::lock_guard lock{mutex_};
    for (std::string_view rest = line; !rest.empty();) {
        const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
        if (count < 0 && errno != EINTR) return;
        if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace ledger
