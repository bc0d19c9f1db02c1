#include "http/app/pause.hpp"

#include <cerrno>
#include <ctime>

namespace ledger::app {

void pause_for(Duration duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    timespec left{.tv_sec = seconds.count(), .tv_nsec = (duration - seconds).count()};
    while (::nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

}  // namespace ledger::app
