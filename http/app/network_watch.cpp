#include "http/app/network_watch.hpp"

#include <exception>
#include <utility>

namespace ledger {
namespace {

/// The root of the watch's thread ends for no exception.
StellarStatus looked(const NetworkWatch::Look& look) {
    try {
        return look();
    } catch (const std::exception& exception) {
        StellarStatus status;
        status.error = exception.what();
        return status;
    }
}

}  // namespace

NetworkWatch::NetworkWatch(const Clock& clock, Look look, WatchTimes times)
    : clock_{clock}, look_{std::move(look)}, times_{times} {}

NetworkWatch::~NetworkWatch() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

StellarStatus NetworkWatch::status() {
    std::unique_lock lock{mutex_};
    asked_at_ = clock_.monotonic();
    if (!thread_.joinable()) thread_ = std::thread{[this] { run(); }};
    wake_.notify_all();
    const Duration fresh = asked_at_ - 2 * times_.interval;
    wake_.wait_for(lock, times_.patience,
                   [&] { return is_stopping_ || (newest_ && looked_at_ >= fresh); });
    if (newest_) return *newest_;
    StellarStatus unknown;
    unknown.error = "the network was not reached yet";
    return unknown;
}

bool NetworkWatch::is_connected() {
    const std::lock_guard lock{mutex_};
    return newest_ && newest_->connected;
}

void NetworkWatch::run() {
    std::unique_lock lock{mutex_};
    while (!is_stopping_) {
        if (clock_.monotonic() > asked_at_ + times_.interest) {
            wake_.wait(lock);
            continue;
        }
        lock.unlock();
        StellarStatus seen = looked(look_);
        lock.lock();
        keep(std::move(seen));
        wake_.notify_all();
        wake_.wait_for(lock, times_.interval, [&] { return is_stopping_; });
    }
}

void NetworkWatch::keep(StellarStatus seen) {
    if (seen.connected) {
        seen.last_seen_at = clock_.now();
    } else if (newest_) {
        StellarStatus before = *newest_;
        before.connected = false;
        before.error = std::move(seen.error);
        seen = std::move(before);
    }
    newest_ = std::move(seen);
    looked_at_ = clock_.monotonic();
}

}  // namespace ledger
