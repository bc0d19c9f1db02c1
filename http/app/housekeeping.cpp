#include "http/app/housekeeping.hpp"

#include <utility>

namespace ledger {

Housekeeping::Housekeeping(Parts parts, HousekeepingSettings settings)
    : parts_{std::move(parts)},
      settings_{std::move(settings)},
      disk_thread_{[this] { watch_disk(); }},
      scrub_thread_{[this] { scrub(); }} {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    wakes_.notify_all();
    disk_thread_.join();
    scrub_thread_.join();
}

bool Housekeeping::wait(Duration duration) {
    std::unique_lock lock{mutex_};
    return !wakes_.wait_for(lock, duration, [this] { return ending_; });
}

void Housekeeping::watch_disk() {
    bool low = false;
    do {
        const auto free = parts_.files.free_bytes(settings_.folder);
        const bool now_low = free && *free < settings_.disk_reserve_bytes;
        if (now_low != low)
            parts_.sink.write(now_low ? Level::error : Level::info,
                              now_low ? "disk reserve used up: writes are refused"
                                      : "disk reserve restored: writes are accepted",
                              {{"free_bytes", free.value_or(0)},
                               {"reserve_bytes", settings_.disk_reserve_bytes}});
        low = now_low;
        parts_.pipeline.set_storage_low(low);
    } while (wait(settings_.disk_interval));
}

void Housekeeping::scrub() {
    while (wait(settings_.scrub_interval)) {
        const Result<void> sound = parts_.log.verify_checksums();
        if (!sound) {
            parts_.on_fatal(sound.error());
            return;
        }
        parts_.sink.write(Level::info, "scrub found no damage", {{"events", parts_.log.end()}});
    }
}

}  // namespace ledger
