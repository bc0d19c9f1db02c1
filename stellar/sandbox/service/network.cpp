#include "stellar/sandbox/service/network.hpp"

#include "stellar/keys/network_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

std::string passphrase_of(const Identity& identity) {
    return fmt::format("NOCIQ Sandbox ; {}", identity.instance.bytes);
}

xdr::TimePoint seconds_of(Timestamp time) {
    return static_cast<xdr::TimePoint>(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

/// Ledgers that closed before this are forgotten.
xdr::TimePoint kept_from(xdr::TimePoint latest_close) {
    return latest_close > kept_seconds ? latest_close - kept_seconds : 0;
}

StoredState state_of(const Ledger& ledger) {
    StoredState state{.header = ledger.header()};
    ledger.for_each([&](const xdr::LedgerEntry& entry) { state.entries.push_back(entry); });
    return state;
}

/// What a ledger's header says of all entries.
Hash state_hash(const Ledger& ledger) {
    State state;
    ledger.for_each([&](const xdr::LedgerEntry& entry) { state.add(entry); });
    return state.hash();
}

}  // namespace

Result<std::unique_ptr<Network>> Network::open(FileSystem& files, Entropy& entropy,
                                               const NetworkSettings& settings, Timestamp now) {
    TRY(store, Store::open(files, settings.folder, settings.segments));
    TRY(identity, identity_of(files, entropy, settings.folder, settings.identity));
    const LedgerRules rules{.network_id = network_id(passphrase_of(identity))};
    TRY(parts, recover(std::move(store), rules, now));
    std::unique_ptr<Network> network{new Network{std::move(parts), identity, settings}};
    TRY(network->begin_history());
    TRY(network->set_up());
    return network;
}

Network::Network(Parts parts, const Identity& identity, const NetworkSettings& settings)
    : id_{parts.ledger.rules().network_id},
      names_{.passphrase = passphrase_of(identity), .version = settings.version},
      keys_{sandbox_keys(as_view(identity.seed), id_)},
      store_{std::move(parts.store)},
      ledger_{std::move(parts.ledger)},
      history_{std::move(parts.history)},
      entries_{ledger_},
      cut_bytes_{parts.cut_bytes} {}

Result<Network::Parts> Network::recover(Store store, const LedgerRules& rules, Timestamp now) {
    History history;
    TRY(recovered,
        store.recover([&](StoredLedger ledger) { return history.add(std::move(ledger)); }));
    if (recovered) {
        TRY(ledger, Ledger::from_state(rules, recovered->header, std::move(recovered->entries)));
        if (state_hash(ledger) != ledger.header().bucket_list_hash)
            return fail(ErrorKind::corrupt, "sandbox.corrupt",
                        fmt::format("the state is not the one that ledger {} has the hash of",
                                    ledger.header().ledger_seq));
        return Parts{.store = std::move(store),
                     .ledger = std::move(ledger),
                     .history = std::move(history),
                     .cut_bytes = recovered->cut_bytes};
    }
    // So early that the ledgers of the set-up do not run ahead of the clock.
    Ledger ledger{rules, seconds_of(now) - set_up_end};
    TRY(store.save(state_of(ledger)));
    return Parts{
        .store = std::move(store), .ledger = std::move(ledger), .history = std::move(history)};
}

Result<void> Network::begin_history() {
    if (history_.empty()) {
        StoredLedger first{.hash = ledger_.header_hash(), .header = ledger_.header()};
        TRY(store_.keep_genesis(first.hash));
        TRY(store_.append(first));
        TRY(history_.add(std::move(first)));
    }
    TRY(genesis, store_.genesis());
    genesis_ = genesis;
    // Segments are dropped as a whole, so the journal goes back further.
    history_.forget_before(kept_from(history_.latest().close_time()));
    return {};
}

Result<void> Network::set_up() {
    while (ledger_.header().ledger_seq < set_up_end) {
        TRY(set, set_up_transactions(ledger_.header().ledger_seq + 1, keys_, id_));
        TRY(close_with(std::move(set), next_close_time(0)));
        for (const TransactionFacts& facts : history_.latest().facts)
            if (!facts.is_successful)
                return fail(ErrorKind::internal, "sandbox.set_up",
                            fmt::format("the transaction of ledger {} failed",
                                        history_.latest().sequence()));
    }
    return {};
}

NetworkView Network::view(std::string_view base) const {
    if (replica_) return replica_->view(base);
    return {ledger_, history_, entries_, base};
}

Result<void> Network::lag_behind(std::size_t ledgers) {
    replica_.reset();
    if (ledgers == 0) return {};
    TRY(replica, Replica::of(ledger_, history_, ledgers));
    replica_ = std::move(replica);
    return {};
}

Submission Network::submit(const xdr::TransactionEnvelope& envelope, Timestamp now) {
    return queue_.submit(ledger_, envelope, next_close_time(seconds_of(now)) + close_drift_seconds);
}

xdr::TimePoint Network::next_close_time(xdr::TimePoint wished_time) const {
    return std::max(wished_time, ledger_.header().scp_value.close_time + 1);
}

Result<void> Network::close(xdr::TimePoint wished_time, bool with_waiting) {
    const xdr::TimePoint close_time = next_close_time(wished_time);
    std::vector<xdr::TransactionEnvelope> set;
    if (with_waiting) set = queue_.take_set(ledger_, close_time);
    return close_with(std::move(set), close_time);
}

void Network::limit_operations(std::uint32_t most) {
    if (ledger_.header().max_tx_set_size != most) ledger_.upgrade_most_operations(most);
}

Result<void> Network::close_with(std::vector<xdr::TransactionEnvelope> set,
                                 xdr::TimePoint close_time) {
    const ClosedLedger closed = ledger_.close(std::move(set), close_time);
    TRY(keep(closed));
    entries_.apply(closed);
    queue_.ledger_closed(ledger_, closed, next_close_time(close_time) + close_drift_seconds);
    return {};
}

Result<void> Network::keep(const ClosedLedger& closed) {
    TRY(ledger, stored(closed));
    TRY(store_.append(ledger));
    if (replica_) TRY(replica_->follow(ledger));
    TRY(history_.add(std::move(ledger)));
    const xdr::TimePoint oldest = kept_from(closed.header.scp_value.close_time);
    history_.forget_before(oldest);
    if (!store_.is_full()) return {};
    TRY(store_.save(state_of(ledger_)));
    return store_.forget_before(oldest);
}

}  // namespace ledger::stellar::sandbox
