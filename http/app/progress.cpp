#include "http/app/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace ledger::app {
namespace {

constexpr Duration redraw_interval = std::chrono::milliseconds{100};
constexpr Duration line_interval = std::chrono::seconds{10};
constexpr std::uint64_t bar_cells = 20;
constexpr std::string_view erase_line = "\r\x1b[K";

/// "1,234,567"
std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

double seconds(Duration duration) { return std::chrono::duration<double>{duration}.count(); }

}  // namespace

std::string progress_line(std::uint64_t done, std::uint64_t total, double per_second,
                          const std::string& unit) {
    const std::uint64_t whole = std::max({done, total, std::uint64_t{1}});
    const double share = static_cast<double>(done) / static_cast<double>(whole);
    const auto cells = static_cast<std::size_t>(share * static_cast<double>(bar_cells));
    std::string line =
        fmt::format("[{:.<{}}] {:3} %  {} of {} {}", std::string(cells, '#'), bar_cells,
                    static_cast<int>(share * 100), grouped(done), grouped(total), unit);
    if (per_second <= 0) return line;
    const auto left =
        static_cast<std::uint64_t>(std::llround(static_cast<double>(whole - done) / per_second));
    return line + fmt::format(", {}/s, {}:{:02} left",
                              grouped(static_cast<std::uint64_t>(per_second)), left / 60,
                              left % 60);
}

Progress::Progress(const Clock& clock, std::string unit, bool quiet)
    : clock_{clock},
      unit_{std::move(unit)},
      is_quiet_{quiet},
      is_terminal_{::isatty(STDERR_FILENO) == 1},
      start_{clock.monotonic()},
      next_{start_ + (is_terminal_ ? redraw_interval : line_interval)} {}

void Progress::update(std::uint64_t done, std::uint64_t total) {
    if (!std::exchange(has_begun_, true)) first_ = std::min(done, total);
    done_ = done;
    const Duration now = clock_.monotonic();
    if (is_quiet_ || now < next_) return;
    next_ = now + (is_terminal_ ? redraw_interval : line_interval);
    has_shown_ = true;
    const std::string line = progress_line(done, total, per_second(), unit_);
    fmt::print(stderr, "{}{}{}", is_terminal_ ? erase_line : "", line, is_terminal_ ? "" : "\n");
    static_cast<void>(std::fflush(stderr));
}

void Progress::finish() {
    if (is_quiet_ || !has_begun_) return;
    if (!has_shown_ && !is_terminal_) return;
    fmt::print(stderr, "{}{} {} in {:.1f} s, {}/s\n", is_terminal_ ? erase_line : "",
               grouped(done_), unit_, seconds(elapsed()),
               grouped(static_cast<std::uint64_t>(per_second())));
}

Duration Progress::elapsed() const { return clock_.monotonic() - start_; }

double Progress::per_second() const {
    const double time = seconds(elapsed());
    return time > 0 ? static_cast<double>(done_ - first_) / time : 0;
}

}  // namespace ledger::app
