#include "http/app/process_figures.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace ledger::app {
namespace {

constexpr double microseconds_per_second = 1e6;

std::uint64_t resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    std::uint64_t pages = 0;
    file >> pages >> pages;  // The second is what is resident.
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t open_descriptors() {
    std::error_code error;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator entry{"/proc/self/fd", error}, end;
         !error && entry != end; entry.increment(error))
        ++count;
    return count > 0 ? count - 1 : 0;  // Without the one that looks.
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) / microseconds_per_second;
}

/// Field `number` of /proc/self/stat, counted as proc(5) does; the name before it may hold blanks.
double stat_field(int number) {
    std::ifstream file{"/proc/self/stat"};
    std::string line;
    std::getline(file, line);
    constexpr int first_behind_name = 3;
    std::istringstream fields{line.substr(std::min(line.rfind(')') + 1, line.size()))};
    std::string field;
    for (int i = first_behind_name; i <= number; ++i) fields >> field;
    return field.empty() ? 0 : std::stod(field);
}

double boot_time() {
    std::ifstream file{"/proc/stat"};
    std::string name;
    while (file >> name)
        if (double value = 0; name == "btime" && file >> value) return value;
    return 0;
}

}  // namespace

ProcessFigures read_process_figures() {
    rlimit descriptors{};
    ::getrlimit(RLIMIT_NOFILE, &descriptors);
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    constexpr int start_time_field = 22;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return {.resident_bytes = resident_bytes(),
            .open_descriptors = open_descriptors(),
            .most_descriptors = descriptors.rlim_cur,
            .cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
            .started_at = boot_time() + stat_field(start_time_field) / ticks};
}

}  // namespace ledger::app
