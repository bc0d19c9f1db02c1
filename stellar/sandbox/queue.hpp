// Where transactions wait for a ledger, by core's rules. That one is waiting promises nothing: it
// may be outbid, grow old or become invalid, and nobody is told.
#pragma once

#include "stellar/sandbox/frame.hpp"
#include "stellar/sandbox/ledger.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace ledger::stellar::sandbox {

/// Ledgers that a transaction may be left out of before it is dropped and banned.
inline constexpr std::uint32_t ledgers_to_wait = 4;
/// Ledgers that a banned envelope is not taken again for, the applied ones too.
inline constexpr std::size_t ledgers_of_ban = 10;
/// How many times the rate of what is waiting a fee bump has to bid to replace it.
inline constexpr std::int64_t replacing_factor = 10;
/// Ledgers' worth of operations that may wait.
inline constexpr std::int64_t ledgers_of_room = 2;

enum class SubmitStatus { pending, duplicate, try_again_later, error };

struct Submission {
    SubmitStatus status = SubmitStatus::pending;
    std::optional<xdr::TransactionResult> result{};  ///< Why, when it is an error.
};

/// One transaction for each source account. `ledger` is always the one that the queue waits for.
class TransactionQueue {
public:
    TransactionQueue() : banned_(ledgers_of_ban) {}

    /// `upper_close_time` is as for Ledger::check.
    Submission submit(const Ledger& ledger, const xdr::TransactionEnvelope& envelope,
                      std::uint64_t upper_close_time);

    /// What the ledger that closes at `close_time` is made of: valid then, the highest bids first,
    /// as far as there is room.
    std::vector<xdr::TransactionEnvelope> take_set(const Ledger& ledger,
                                                   std::uint64_t close_time) const;

    /// Forgets and bans what was applied, what has waited too long and what has become invalid.
    void ledger_closed(const Ledger& ledger, const ClosedLedger& closed,
                       std::uint64_t upper_close_time);

    std::size_t size() const;
    std::int64_t operations() const;  ///< Of all that wait.
    /// Those that wait, in no particular order.
    std::vector<const Frame*> waiting() const;

private:
    struct Account {
        std::optional<Frame> frame{};  ///< Its source is this account.
        std::int64_t fees = 0;         ///< What this account is to pay for all that wait.
        std::uint32_t age = 0;         ///< Ledgers.
    };
    /// Room was made by evicting a bid of `fee` for `operations`.
    struct Evicted {
        std::int64_t fee = 0;
        std::int64_t operations = 0;
    };

    bool is_banned(const Hash& envelope) const;
    std::optional<Submission> compare_with_waiting(const Frame& frame, const Frame& waiting) const;
    std::optional<Submission> make_room(const Ledger& ledger, const Frame& frame,
                                        const Frame* waiting, std::vector<Frame>& evicted);
    bool can_pay(const Ledger& ledger, const Frame& frame, const Frame* waiting) const;
    void add(Frame frame, std::uint32_t age);
    void drop(const Hash& source);
    void ban(const Frame& frame);
    void grow_older();

    std::map<Hash, Account> accounts_;  ///< By key.
    /// Hashes of envelopes; those of the last ledger first.
    std::deque<std::set<Hash>> banned_;
    Evicted highest_evicted_;  ///< Since the last ledger.
};

}  // namespace ledger::stellar::sandbox
