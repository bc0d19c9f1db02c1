#include "http/prometheus.hpp"

#include <array>
#include <charconv>

namespace ledger {
namespace {

void write_label(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
}

}  // namespace

void Samples::add(double value, Labels labels) {
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    write({text.data(), static_cast<std::size_t>(written.ptr - text.data())}, labels);
}

void Samples::write(std::string_view value, Labels labels) {
    out_ += name_;
    char separator = '{';
    for (const auto& [name, text] : labels) {
        out_ += separator;
        out_.append(name).append("=\"");
        write_label(out_, text);
        out_ += '"';
        separator = ',';
    }
    if (labels.size() > 0) out_ += '}';
    out_.append(" ").append(value).append("\n");
}

void begin_family(std::string& out, std::string_view name, std::string_view help, MetricType type) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE ").append(name);
    out.append(type == MetricType::counter ? " counter\n" : " gauge\n");
}

}  // namespace ledger
