// Signals as values: they are blocked everywhere and taken by whoever waits, so that no code of
// ours ever runs inside a signal handler.
#pragma once

#include <csignal>

namespace ledger {

/// SIGTERM, SIGINT, SIGHUP and SIGUSR1. Make it before the first thread: threads inherit the mask.
class SignalWaiter {
public:
    SignalWaiter();
    SignalWaiter(const SignalWaiter&) = delete;
    SignalWaiter& operator=(const SignalWaiter&) = delete;
    ~SignalWaiter();

    /// The next of these signals, also one that came before the call.
    int wait() const;

private:
    sigset_t awaited_;
    sigset_t previous_;
};

}  // namespace ledger
