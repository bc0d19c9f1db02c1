// Who keeps the reserve for an entry or a signer: its owner, or whoever sponsors him.
#pragma once

#include "stellar/sandbox/state.hpp"
#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"

#include <cstddef>
#include <cstdint>

namespace ledger::stellar::sandbox {

/// Trust lines, data and signers of one account.
inline constexpr std::uint32_t most_sub_entries = 1000;

enum class Charge { done, low_reserve, too_many_sub_entries, too_many_sponsoring };

/// Finds a reserve for `entry`, which is about to be put, and notes it there, in `owner` and in the
/// sponsor; only when done is anything noted. An account owns itself; a claimable balance belongs
/// to nobody, and `owner` sponsors it unless he is sponsored.
Charge charge_entry(State& state, const xdr::LedgerHeader& header, xdr::LedgerEntry& entry,
                    xdr::AccountEntry& owner);
/// Gives back the reserve of `entry`, which is about to be erased.
void release_entry(State& state, xdr::LedgerEntry& entry, xdr::AccountEntry& owner);

/// The place of the signer with this key, or the one where it belongs: they are sorted by key.
std::size_t signer_place(const xdr::AccountEntry& account, const xdr::SignerKey& key);
bool has_signer_at(const xdr::AccountEntry& account, std::size_t place, const xdr::SignerKey& key);

/// Inserts a signer, who is none yet; unless it is done, the account is left half changed, and its
/// layer has to be thrown away.
Charge add_signer(State& state, const xdr::LedgerHeader& header, xdr::AccountEntry& account,
                  const xdr::Signer& signer);
void remove_signer(State& state, xdr::AccountEntry& account, std::size_t place);

}  // namespace ledger::stellar::sandbox
