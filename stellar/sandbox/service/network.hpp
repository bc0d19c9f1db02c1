// The network that a sandbox is: the ledger, its queue, its history and its folder, kept in step.
#pragma once

#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/sandbox/history/history.hpp"
#include "stellar/sandbox/horizon/entry_index.hpp"
#include "stellar/sandbox/horizon/resources.hpp"
#include "stellar/sandbox/queue.hpp"
#include "stellar/sandbox/service/replica.hpp"
#include "stellar/sandbox/service/set_up.hpp"
#include "stellar/sandbox/storage/identity.hpp"
#include "stellar/sandbox/storage/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

struct NetworkSettings {
    std::string folder;
    IdentityWishes identity{};
    SegmentLimits segments{};
    std::string version{};  ///< Of this program, as clients are told it.
};

/// Ledgers are kept for 7 days.
inline constexpr xdr::TimePoint kept_seconds = xdr::TimePoint{7} * 24 * 60 * 60;
/// How much later than now the next ledger may close at most, when transactions are checked: as in
/// core, twice the five seconds that a ledger of the network takes.
inline constexpr xdr::TimePoint close_drift_seconds = 10;

/// After an error of `close` the folder is opened anew: what is in memory is ahead of the disk.
class Network {
public:
    /// On the first start it makes the accounts of `set_up.hpp` before it returns.
    static Result<std::unique_ptr<Network>> open(FileSystem& files, Entropy& entropy,
                                                 const NetworkSettings& settings, Timestamp now);

    const Hash& id() const { return id_; }
    /// Of ledger 1, also when that is not kept any more.
    const Hash& genesis() const { return genesis_; }
    const NetworkNames& names() const { return names_; }
    const SandboxKeys& keys() const { return keys_; }
    const History& history() const { return history_; }
    const Ledger& ledger() const { return ledger_; }
    /// What clients are shown.
    NetworkView view(std::string_view base) const;
    /// Bytes of a ledger that was not whole when the folder was opened.
    std::uint64_t cut_bytes() const { return cut_bytes_; }

    /// Offers a transaction to the queue at `now`.
    Submission submit(const xdr::TransactionEnvelope& envelope, Timestamp now);
    /// Transactions in the queue.
    std::size_t waiting() const { return queue_.size(); }

    /// Closes the next ledger with what waits, and puts it on stable storage before anybody can
    /// see it. `wished_time` becomes later when the last ledger closed at it or after.
    /// Without `with_waiting` it is empty, and who waits grows older.
    Result<void> close(xdr::TimePoint wished_time, bool with_waiting = true);
    /// How many operations the ledgers after the next one may hold.
    void limit_operations(std::uint32_t most);
    /// Shows from now on what was `ledgers` ago, at first what is now; 0: what is.
    Result<void> lag_behind(std::size_t ledgers);

private:
    struct Parts {
        Store store;
        Ledger ledger;
        History history;
        std::uint64_t cut_bytes = 0;
    };
    Network(Parts parts, const Identity& identity, const NetworkSettings& settings);
    static Result<Parts> recover(Store store, const LedgerRules& rules, Timestamp now);

    Result<void> begin_history();
    Result<void> set_up();
    /// `wished_time`, or a second after the last ledger if that is later.
    xdr::TimePoint next_close_time(xdr::TimePoint wished_time) const;
    Result<void> close_with(std::vector<xdr::TransactionEnvelope> set, xdr::TimePoint close_time);
    Result<void> keep(const ClosedLedger& closed);

    Hash id_;
    Hash genesis_{};
    NetworkNames names_;
    SandboxKeys keys_;
    Store store_;
    Ledger ledger_;
    TransactionQueue queue_;
    History history_;
    EntryIndex entries_;
    std::optional<Replica> replica_;  ///< While it is shown in place of the truth.
    std::uint64_t cut_bytes_ = 0;
};

}  // namespace ledger::stellar::sandbox
