// Gives a new account its first lumens, from several accounts of its own, so that many can ask at
// once.
#pragma once

#include "stellar/sandbox/service/exchange.hpp"
#include "stellar/sandbox/service/network.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

class Friendbot {
public:
    /// Requests that wait for a source that is free.
    static constexpr std::size_t most_waiting = 1000;

    /// Whether there is room for one more request.
    bool has_room() const { return waiting_.size() < most_waiting; }
    /// `account` is to be created. Its transaction's hash comes with `next`.
    void ask(Ticket ticket, const xdr::AccountId& account) {
        waiting_.push_back({ticket, account});
    }

    struct Gift {
        Ticket ticket = 0;
        xdr::TransactionEnvelope envelope;
        Hash hash{};
    };
    /// A transaction for the longest waiting request by a source that is free; nothing when there
    /// is no such request or source.
    Result<std::optional<Gift>> next(const Network& network);
    /// Frees the sources whose transactions are in the ledger, or will not be any more.
    void release(const Network& network);
    /// The queue refused it: its source is free.
    void refused(const Hash& hash) { busy_.erase(hash); }

private:
    struct Request {
        Ticket ticket = 0;
        xdr::AccountId account;
    };
    struct Sent {
        std::size_t source = 0;
        std::uint32_t ledger = 0;  ///< The last one when it was sent.
    };
    std::optional<std::size_t> free_source() const;

    std::deque<Request> waiting_;
    std::map<Hash, Sent> busy_;
};

}  // namespace ledger::stellar::sandbox
