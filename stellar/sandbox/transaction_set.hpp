// The transactions of one ledger: what they cost, in which order they are applied, and their hash.
#pragma once

#include "stellar/sandbox/frame.hpp"
#include "stellar/xdr/ledger_header.hpp"

#include <cstdint>
#include <vector>

namespace ledger::stellar::sandbox {

/// The most that one transaction can have.
inline constexpr std::uint32_t most_operations_of_one = 100;

/// What each operation costs in the ledger after `previous`: the base fee, or when the set is so
/// full that one more transaction might not fit, the lowest bid in it. (Core has known since
/// protocol 20 whether one was left out, which a set alone does not tell.)
std::int64_t base_fee_of(const std::vector<Frame>& set, const xdr::LedgerHeader& previous);

/// What the header calls the set by. Sorts it by hash.
Hash hash_of(std::vector<Frame>& set, const xdr::LedgerHeader& previous, const Hash& previous_hash);

/// Nobody can tell beforehand who comes first, but each account's sequence numbers are in order.
void sort_for_apply(std::vector<Frame>& set, const Hash& set_hash);

}  // namespace ledger::stellar::sandbox
