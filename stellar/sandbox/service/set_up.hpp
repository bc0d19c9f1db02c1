// The accounts that a sandbox begins with, and the ledgers that make them.
#pragma once

#include "engine/kernel/amount.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/sandbox/ledger.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::sandbox {

/// Requests that friendbot serves in one ledger.
inline constexpr std::size_t friendbot_sources = 8;
/// What friendbot gives.
inline constexpr std::int64_t friendbot_gift = std::int64_t{10'000} * Amount::units_per_one;

inline constexpr std::string_view usdc_code = "USDC";
inline constexpr std::string_view nociq_code = "NOCIQ";

/// All of them are derived from the sandbox's seed.
struct SandboxKeys {
    KeyPair root;
    KeyPair issuer;  ///< Of USDC and NOCIQ.
    KeyPair pool;    ///< Holds what is paid out.
    KeyPair network_operator;
    KeyPair noc;
    std::vector<KeyPair> friendbots;
};
SandboxKeys sandbox_keys(std::string_view seed, const Hash& network);

xdr::Asset issued_asset(std::string_view code, const KeyPair& issuer);

/// The ledgers 2 to `set_up_end` are those of the set-up, and nothing else is in them.
inline constexpr std::uint32_t set_up_end = 4;

/// What ledger `sequence` of them holds: accounts, then trust lines, then payments by the issuer.
Result<std::vector<xdr::TransactionEnvelope>> set_up_transactions(std::uint32_t sequence,
                                                                  const SandboxKeys& keys,
                                                                  const Hash& network);

}  // namespace ledger::stellar::sandbox
