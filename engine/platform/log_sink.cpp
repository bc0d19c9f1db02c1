#include "engine/platform/log_sink.hpp"

#include "engine/kernel/json_writer.hpp"

#include <cerrno>
#include <string>

namespace ledger {
namespace {

constexpr std::string_view name_of(Level level) {
    switch (level) {
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

}  // namespace

void LogSink::write(Level level, std::string_view message, std::initializer_list<LogField> fields) {
    std::string line;
    append_field(line, "ts", clock_.now());
    append_field(line, "level", name_of(level));
    append_field(line, "msg", message);
    for (const LogField& field : fields)
        std::visit([&](const auto& value) { append_field(line, field.name, value); }, field.value);
    line += "}\n";

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
