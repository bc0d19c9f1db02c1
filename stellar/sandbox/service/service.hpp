// A Stellar network to talk to: Horizon's API and Soroban RPC over a network of one. An external
// system to whoever uses it (ruling 34): it has a folder of its own, and neither threads nor
// sockets. Whoever mounts it calls `handle` for each request, and `step` when `next_step` is due.
#pragma once

#include "engine/ports/clock.hpp"
#include "stellar/sandbox/horizon/rate_limit.hpp"
#include "stellar/sandbox/horizon/submission.hpp"
#include "stellar/sandbox/rpc/json_rpc.hpp"
#include "stellar/sandbox/service/cadence.hpp"
#include "stellar/sandbox/service/exchange.hpp"
#include "stellar/sandbox/service/faults.hpp"
#include "stellar/sandbox/service/friendbot.hpp"
#include "stellar/sandbox/service/limits.hpp"
#include "stellar/sandbox/service/network.hpp"
#include "stellar/sandbox/service/streams.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

struct ServiceSettings {
    NetworkSettings network;
    std::optional<Duration> close_every{};  ///< Nothing: as ruling 35 says.
    RateLimitSettings rate_limit{};
    Faults faults{};
    std::uint64_t fault_seed = 0;  ///< The same faults for the same requests.
};

/// How long `POST /transactions` waits for the ledger.
inline constexpr Duration submission_wait = std::chrono::seconds{30};
inline constexpr std::size_t most_waiting_submissions = 10'000;
inline constexpr std::string_view rpc_path = "rpc";

/// One thread.
class Service {
public:
    /// Errors: those of `Network::open`. `files` and `clock` outlive this.
    static Result<std::unique_ptr<Service>> open(FileSystem& files, Entropy& entropy,
                                                 const Clock& clock, ServiceSettings settings);

    Answer handle(const SandboxRequest& request);

    /// Closes the ledger if it is time, and gives what has come for those who wait. After an error
    /// the folder is opened anew.
    Result<std::vector<Delivery>> step();
    /// The monotonic time of the clock at which a step will have something to do; later requests
    /// may make it earlier.
    Duration next_step() const;
    /// Nobody waits for this any more.
    void forget(Ticket ticket);

    /// What goes wrong from now on.
    Result<void> set_faults(const Faults& faults);
    const Faults& faults() const { return faults_; }

    /// Closes a ledger now, whatever the time, and whether or not ledgers are stalled.
    Result<std::vector<Delivery>> close_ledger();

    const Network& network() const { return *network_; }

private:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    /// Somebody who waits for a transaction to be in the ledger.
    struct Waiting {
        std::optional<Hash> hash{};  ///< Nothing: friendbot has not sent it yet.
        std::string envelope_text{};
        std::string base{};
        Duration deadline{};
        Headers headers{};
    };

    /// A reply that is kept back.
    struct Delayed {
        Duration due{};
        Reply reply;
    };

    Service(std::unique_ptr<Network> network, const Clock& clock, ServiceSettings settings);

    Answer answered(const SandboxRequest& request, const Headers& headers);
    Answer delayed(Answer answer);
    void discard(const Answer& answer);
    Answer routed(const SandboxRequest& request, const Headers& headers);
    Answer resource(const SandboxRequest& request, const Target& target);
    Answer list(const SandboxRequest& request, const Target& target, const List& of);
    Answer submit_and_wait(const SandboxRequest& request, const Headers& headers);
    Reply submit(const SandboxRequest& request);
    Answer friendbot(const SandboxRequest& request, const Target& target, const Headers& headers);
    Reply rpc(const SandboxRequest& request);
    OrRpcError<std::string> send_transaction(const RpcCall& call);
    Reply applied_reply(const TransactionPlace& place, const Waiting& waiting) const;

    Submission offer(const SubmittedEnvelope& submitted);
    void send_gifts();
    void deliver(Ticket ticket, Waiting& waiting, Reply reply);
    void deliver_applied();
    void deliver_timeouts(Duration now);
    void deliver_delayed(Duration now);
    void note_bound(const SubmittedEnvelope& submitted);
    void drop_passed_bounds();
    Pending pending() const;
    Duration next_close() const;
    Result<void> close();

    std::unique_ptr<Network> network_;
    const Clock& clock_;
    ServiceSettings settings_;
    RateLimit limit_;
    Streams streams_;
    Friendbot friendbot_;
    Faults faults_;
    FaultDice dice_;
    std::map<Ticket, Waiting> waiting_;
    std::map<Ticket, Delayed> delayed_;
    /// The last moments at which transactions that were handed in could still be applied.
    std::map<Hash, xdr::TimePoint> bounds_;
    std::vector<Delivery> outbox_;  ///< For the next step.
    std::optional<Error> broken_;   ///< A ledger could not be closed, which ends everything.
    Duration last_close_{};
    Ticket last_ticket_ = 0;
};

}  // namespace ledger::stellar::sandbox
