// The text format of Prometheus (version 0.0.4): families of samples, each with its help and type.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ledger {

inline constexpr std::string_view prometheus_type = "text/plain; version=0.0.4; charset=utf-8";

enum class MetricType { counter, gauge };

/// Writes the samples of one family.
class Samples {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Samples(std::string& out, std::string_view name) : out_{out}, name_{name} {}

    template <std::integral Integer>
    void add(Integer value, Labels labels = {}) {
        write(std::to_string(value), labels);
    }
    void add(double value, Labels labels = {});

private:
    void write(std::string_view value, Labels labels);

    std::string& out_;
    std::string_view name_;
};

/// `# HELP` and `# TYPE`; samples follow. A family without samples is right, too.
void begin_family(std::string& out, std::string_view name, std::string_view help, MetricType type);

}  // namespace ledger
