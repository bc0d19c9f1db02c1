#include "engine/core/content_hash.hpp"

#include "engine/log/sha256.hpp"

namespace ledger {

Hash content_hash(std::string_view bytes) {
    Sha256 sha256;
    return sha256({bytes});
}

}  // namespace ledger
