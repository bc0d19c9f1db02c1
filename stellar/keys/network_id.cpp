#include "stellar/keys/network_id.hpp"

#include <sodium.h>

namespace ledger::stellar {

Hash network_id(std::string_view passphrase) {
    Hash hash;
    crypto_hash_sha256(hash.bytes.data(), reinterpret_cast<const unsigned char*>(passphrase.data()),
                       passphrase.size());
    return hash;
}

KeyPair root_key_pair(const Hash& network) { return KeyPair::from_seed(as_view(network)); }

}  // namespace ledger::stellar
