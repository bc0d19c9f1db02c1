// Key pairs made of a seed, for networks that are no real ones.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "stellar/keys/key_pair.hpp"

#include <string_view>

namespace ledger::stellar {

/// The same for the same seed, network and name; of one of them nothing is learnt about another.
/// HKDF with SHA-256 (RFC 5869): the network's id is the salt, so that a key is never that of an
/// account of another network.
KeyPair derived_key_pair(std::string_view seed, const Hash& network, std::string_view name);

}  // namespace ledger::stellar
