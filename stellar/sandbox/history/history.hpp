// The closed ledgers that clients may still ask for, and where each transaction, operation and
// account stands among them. In memory; the journal holds the same on disk.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/sandbox/history/participants.hpp"
#include "stellar/sandbox/history/stored.hpp"
#include "stellar/sandbox/history/toid.hpp"

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace ledger::stellar::sandbox {

/// What lists and statistics ask of a transaction without decoding it again.
struct TransactionFacts {
    std::uint32_t operations = 0;
    std::int64_t priced_operations = 0;  ///< A fee bump counts as one more.
    std::int64_t fee_charged = 0;
    std::int64_t max_fee = 0;
    bool is_successful = false;
};

struct HistoryLedger {
    StoredLedger stored;
    std::vector<TransactionFacts> facts;  ///< Of each transaction.

    std::uint32_t sequence() const { return stored.header.ledger_seq; }
    xdr::TimePoint close_time() const { return stored.header.scp_value.close_time; }
};

/// A transaction in history. Valid until history changes.
struct TransactionPlace {
    const HistoryLedger* ledger = nullptr;
    std::size_t index = 0;

    const StoredTransaction& transaction() const { return ledger->stored.transactions[index]; }
    const TransactionFacts& facts() const { return ledger->facts[index]; }
    Toid toid() const { return {ledger->sequence(), static_cast<std::uint32_t>(index + 1), 0}; }
};

enum class Order { ascending, descending };

/// Where a list begins and which way it goes. Nothing: from the first, or the last.
struct Range {
    std::optional<std::int64_t> after;  ///< A paging token; itself left out.
    Order order = Order::ascending;
};

class History {
public:
    /// Follows the latest ledger. Fails when an envelope or a result does not decode, which says
    /// that it is not what a ledger has closed.
    Result<void> add(StoredLedger ledger);
    /// Drops ledgers that closed before `time`; the latest one always stays.
    void forget_before(xdr::TimePoint time);

    bool empty() const { return ledgers_.empty(); }
    /// Not when it is empty.
    const HistoryLedger& latest() const { return ledgers_.back(); }
    const HistoryLedger& oldest() const { return ledgers_.front(); }
    /// Null when it is not there (any more).
    const HistoryLedger* find_ledger(std::uint32_t sequence) const;
    /// By a transaction's own hash or that of the transaction within a fee bump.
    std::optional<TransactionPlace> find(const Hash& hash) const;

    /// Whether the account took part in anything that is kept.
    bool knows(const AccountKey& account) const { return by_account_.contains(account); }

    /// Visit in order while `visit` says true.
    void visit_ledgers(const Range& range, FunctionRef<bool(const HistoryLedger&)> visit) const;
    void visit_transactions(const Range& range,
                            FunctionRef<bool(const TransactionPlace&)> visit) const;
    /// `operation` counts from 0. Those of failed transactions too.
    using VisitOperation = FunctionRef<bool(const TransactionPlace&, std::uint32_t operation)>;
    void visit_operations(const Range& range, VisitOperation visit) const;
    /// Likewise, of what an account took part in.
    void visit_transactions_of(const AccountKey& account, const Range& range,
                               FunctionRef<bool(const TransactionPlace&)> visit) const;
    void visit_operations_of(const AccountKey& account, const Range& range,
                             VisitOperation visit) const;

private:
    /// The numbers of the transactions and operations that an account took part in, ascending.
    using Numbers = std::deque<std::int64_t>;

    void index(const TransactionPlace& place, const xdr::TransactionEnvelope& envelope);
    void forget_first();
    /// What an account did in the oldest ledger.
    void forget_first_of(const AccountKey& account);
    TransactionPlace place_of(const Toid& toid) const;
    void visit_numbers(const AccountKey& account, const Range& range,
                       FunctionRef<bool(const Toid&)> visit) const;

    std::deque<HistoryLedger> ledgers_;  ///< Without gaps.
    std::map<Hash, Toid> by_hash_;
    std::map<AccountKey, Numbers> by_account_;
};

}  // namespace ledger::stellar::sandbox
