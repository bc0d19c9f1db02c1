// A network of one: the ledger as stellar-core keeps it, without consensus, threads, disk or clock.
// It takes core's decisions in core's order and with core's codes, so that a client that is right
// here is right on the public network. Amounts are in units of 10^-7, times in unix seconds.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/sandbox/state.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transaction_meta.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ledger::stellar::sandbox {

/// What the root account holds when a network begins: 10^11 lumens.
inline constexpr std::int64_t all_lumens = 1'000'000'000'000'000'000;

struct LedgerRules {
    Hash network_id{};
    std::uint32_t protocol = 27;            ///< 19 or later.
    std::uint32_t base_fee = 100;           ///< For one operation, at least.
    std::int64_t base_reserve = 5'000'000;  ///< Locked for each entry; below 2^32.
    std::uint32_t most_operations = 1000;   ///< In one ledger.
};

struct AppliedTransaction {
    xdr::TransactionEnvelope envelope{};
    Hash hash{};                       ///< Of a fee bump the outer one.
    std::optional<Hash> inner_hash{};  ///< Of a fee bump.
    xdr::TransactionResult result{};
    xdr::LedgerEntryChanges fee_changes{};
    xdr::TransactionMeta meta{};  ///< Version 4; before protocol 23 version 2.
};

struct ClosedLedger {
    xdr::LedgerHeader header{};
    Hash hash{};                                     ///< Of the header.
    std::vector<AppliedTransaction> transactions{};  ///< In the order in which they were applied.
};

/// Movable; not for several threads at once.
class Ledger {
public:
    /// Ledger 1: the root account, whose key is `root_key_pair` of the network, holds everything.
    Ledger(LedgerRules rules, std::uint64_t genesis_close_time);
    /// Goes on after `header`, which is taken as it is; of `rules` only the network counts. Fails
    /// with code "sandbox.state" when two entries have one key or one cannot be encoded.
    static Result<Ledger> from_state(LedgerRules rules, xdr::LedgerHeader header,
                                     std::vector<xdr::LedgerEntry> entries);

    const xdr::LedgerHeader& header() const { return header_; }  ///< Of the last ledger closed.
    Hash header_hash() const;
    const LedgerRules& rules() const { return rules_; }

    /// Null when there is none. Valid until the next ledger closes.
    const xdr::LedgerEntry* find(const xdr::LedgerKey& key) const;
    /// Every entry, in the order of its key's XDR.
    void for_each(FunctionRef<void(const xdr::LedgerEntry&)> visit) const;

    /// Whether the next ledger could take the transaction, as core answers when it is submitted:
    /// the code is tx_success or tx_fee_bump_inner_success if so. The next ledger closes at least
    /// `lower_close_time_offset` seconds after the last, and at `upper_close_time` at the latest.
    xdr::TransactionResult check(const xdr::TransactionEnvelope& envelope,
                                 std::uint64_t lower_close_time_offset,
                                 std::uint64_t upper_close_time) const;

    /// Applies `set`, of any order, as the next ledger. What was checked, but has become invalid,
    /// is charged and has no effect; what names no account that could pay is left out.
    /// `close_time` is later than the last one. When the set is full, everybody pays the lowest
    /// bid in it.
    ClosedLedger close(std::vector<xdr::TransactionEnvelope> set, std::uint64_t close_time);

    /// From the next ledger on; that one itself still obeys the present limit.
    void upgrade_most_operations(std::uint32_t most_operations);

private:
    Ledger(LedgerRules rules, xdr::LedgerHeader header);

    LedgerRules rules_;
    xdr::LedgerHeader header_{};
    State state_;
    std::optional<std::uint32_t> upgrade_;
};

}  // namespace ledger::stellar::sandbox
