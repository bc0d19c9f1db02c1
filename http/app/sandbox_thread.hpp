// The sandbox network on a thread of its own, for those who ask from other threads.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "http/app/sandbox_settings.hpp"
#include "stellar/sandbox/service/exchange.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ledger {

/// Any thread may call. What is handed in is called on the sandbox's thread, once at most, and
/// never after `stop`.
class SandboxThread {
public:
    using Ticket = stellar::sandbox::Ticket;
    struct Parts {
        FileSystem& files;
        Entropy& entropy;
        const Clock& clock;
        /// Told of what went wrong with the folder; it is opened anew then, as after a power cut.
        std::function<void(const Error&)> failed;
    };

    /// Opens the folder, makes its accounts if it is new, and begins to close ledgers. Errors:
    /// those of the folder.
    static Result<std::unique_ptr<SandboxThread>> start(Parts parts, SandboxSettings settings);
    SandboxThread(const SandboxThread&) = delete;
    SandboxThread& operator=(const SandboxThread&) = delete;
    ~SandboxThread();  ///< Stops.

    /// One of them is called.
    struct Asked {
        std::move_only_function<void(Reply)> replied;
        /// The body comes by `next_piece`; `forget` when nobody wants it any more.
        std::move_only_function<void(Reply head, Ticket)> streams;
        /// By a fault: the connection is to be cut.
        std::move_only_function<void()> dropped;
    };
    void ask(stellar::sandbox::SandboxRequest request, Asked asked);

    /// The next piece of a stream, once there is one; empty: it is over. One at a time.
    using PieceTaker = std::move_only_function<void(std::string piece)>;
    void next_piece(Ticket ticket, PieceTaker take);
    void forget(Ticket ticket);

    /// Ends all streams, and those that are opened from now on.
    void end_streams();

    /// For whoever administers it; these wait for the thread.
    Result<SandboxStatus> status();
    Result<void> close_ledger();
    /// Instead of those that it has.
    Result<void> set_faults(const stellar::sandbox::Faults& faults);
    /// Removes all that ever happened, and begins anew: another seed, other accounts.
    Result<void> reset();

    void stop();

private:
    struct State;
    explicit SandboxThread(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace ledger
