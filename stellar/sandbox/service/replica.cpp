#include "stellar/sandbox/service/replica.hpp"

#include <utility>

namespace ledger::stellar::sandbox {

Result<Replica> Replica::of(const Ledger& ledger, History history, std::size_t lag) {
    StoredState state{.header = ledger.header()};
    ledger.for_each([&](const xdr::LedgerEntry& entry) { state.entries.push_back(entry); });
    TRY(recovered, RecoveredState::from(std::move(state)));
    TRY(shown, Ledger::from_state(ledger.rules(), recovered.header(), recovered.entries()));
    return Replica{std::move(recovered), std::move(shown), std::move(history), lag};
}

Result<void> Replica::follow(StoredLedger ledger) {
    unseen_.push_back(std::move(ledger));
    if (unseen_.size() <= lag_) return {};
    TRY(state_.apply(unseen_.front()));
    TRY(shown, Ledger::from_state(ledger_.rules(), state_.header(), state_.entries()));
    ledger_ = std::move(shown);
    entries_ = EntryIndex{ledger_};
    TRY(history_.add(std::move(unseen_.front())));
    unseen_.pop_front();
    return {};
}

}  // namespace ledger::stellar::sandbox
