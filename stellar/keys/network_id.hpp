// What tells one Stellar network from another: its passphrase, and the hash that every signature
// covers.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "stellar/keys/key_pair.hpp"

#include <string_view>

namespace ledger::stellar {

/// Where the lumens are real.
inline constexpr std::string_view public_passphrase =
    "Public Global Stellar Network ; September 2015";
inline constexpr std::string_view testnet_passphrase = "Test SDF Network ; September 2015";
inline constexpr std::string_view futurenet_passphrase = "Test SDF Future Network ; October 2022";
/// What stellar-core runs as on a developer's machine.
inline constexpr std::string_view standalone_passphrase = "Standalone Network ; February 2017";

/// SHA-256 of the passphrase.
Hash network_id(std::string_view passphrase);

/// Owns every lumen when a network begins. Anybody can make it, for its seed is the network's id:
/// of use in sandboxes and tests alone.
KeyPair root_key_pair(const Hash& network);

}  // namespace ledger::stellar
