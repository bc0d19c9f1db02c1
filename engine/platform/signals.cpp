#include "engine/platform/signals.hpp"

#include "engine/kernel/assert.hpp"

#include <initializer_list>

namespace ledger {

SignalWaiter::SignalWaiter() {
    sigemptyset(&awaited_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&awaited_, signal);
    LEDGER_ASSERT(pthread_sigmask(SIG_BLOCK, &awaited_, &previous_) == 0);
}

SignalWaiter::~SignalWaiter() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }

int SignalWaiter::wait() const {
    int signal = 0;
    LEDGER_ASSERT(sigwait(&awaited_, &signal) == 0);
    return signal;
}

}  // namespace ledger
