// What a server shows that is some ledgers behind the network: a fault, when it is asked for.
#pragma once

#include "stellar/sandbox/history/history.hpp"
#include "stellar/sandbox/horizon/account_json.hpp"
#include "stellar/sandbox/storage/state.hpp"

#include <cstddef>
#include <deque>

namespace ledger::stellar::sandbox {

class Replica {
public:
    /// Stands where the network stands, and stays there until `lag` ledgers have closed.
    static Result<Replica> of(const Ledger& ledger, History history, std::size_t lag);

    /// The network has closed a ledger.
    Result<void> follow(StoredLedger ledger);
    NetworkView view(std::string_view base) const { return {ledger_, history_, entries_, base}; }

private:
    Replica(RecoveredState state, Ledger ledger, History history, std::size_t lag)
        : state_{std::move(state)},
          ledger_{std::move(ledger)},
          entries_{ledger_},
          history_{std::move(history)},
          lag_{lag} {}

    RecoveredState state_;
    Ledger ledger_;
    EntryIndex entries_;
    History history_;
    std::size_t lag_;
    std::deque<StoredLedger> unseen_;
};

}  // namespace ledger::stellar::sandbox
