// The entries of a ledger, and layers of changes over them that are kept or thrown away as a whole.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/function_ref.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_keys.hpp"
#include "stellar/xdr/transaction_meta.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ledger::stellar::sandbox {

/// Either the ground, which owns all entries, or a layer that holds what is changed over another
/// state. A layer that is not committed has never been: the state below is only read until then.
class State {
public:
    /// The sponsor by whom he sponsors; while a transaction is applied.
    using Sponsors = std::map<Hash, Hash>;

    State() = default;
    // Nothing may lie over a state that is moved.
    State(State&&) = default;
    State& operator=(State&&) = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() = default;

    /// A layer over this state, which stays longer and is not changed meanwhile. What is touched
    /// in it is stamped with the number of the ledger.
    State layer(std::uint32_t ledger) { return State{*this, ledger}; }
    /// Likewise, in the same ledger.
    State layer() { return State{*this, ledger_}; }

    /// To the ground, as it is; false when there is one with its key or it cannot be encoded.
    bool add(xdr::LedgerEntry entry);

    /// Null when there is no such entry.
    const xdr::LedgerEntry* find(const xdr::LedgerKey& key) const;
    /// The entry to be changed; the touch counts as a change even if nothing changes, as it does
    /// in core. Null when there is none. Stays valid as long as the layer does.
    xdr::LedgerEntry* touch(const xdr::LedgerKey& key);
    /// A new entry, or a new value of one.
    void put(xdr::LedgerEntry entry);
    void erase(const xdr::LedgerKey& key);

    /// Who promised to pay the reserves of whom, from now on.
    Sponsors& sponsors() { return sponsors_; }
    const Sponsors& sponsors() const { return sponsors_; }

    /// What this layer changes, in the order of the keys.
    xdr::LedgerEntryChanges changes() const;
    /// Gives the changes to the state below; this layer is empty then.
    void commit();

    /// Of the ground: all entries, in the order of the XDR of their keys.
    void for_each(FunctionRef<void(const xdr::LedgerEntry&)> visit) const;
    /// Of the ground: SHA-256 of the SHA-256 hashes of the XDR of all entries, in that order.
    Hash hash() const;

private:
    struct Slot {
        std::optional<xdr::LedgerEntry> entry{};  ///< Nothing: erased in this layer.
        Hash hash{};                              ///< In the ground: of the entry.
    };

    State(State& below, std::uint32_t ledger);
    const xdr::LedgerEntry* find(const std::string& key) const;

    State* below_ = nullptr;
    std::uint32_t ledger_ = 0;
    std::map<std::string, Slot> slots_;  ///< By the XDR of the key.
    Sponsors sponsors_;
};

}  // namespace ledger::stellar::sandbox
