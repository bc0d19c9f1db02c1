// The hash of an envelope, for people, and for those that must not see the types themselves.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/result.hpp"

#include <optional>
#include <string_view>

namespace ledger::stellar {

struct EnvelopeHashes {
    Hash hash{};                  ///< What is signed, and what the network calls it by.
    std::optional<Hash> inner{};  ///< Of a fee bump: that of the transaction within it.
};

/// Of a TransactionEnvelope on the network with this passphrase. Fails like `json_of_xdr`.
Result<EnvelopeHashes> envelope_hashes(std::string_view passphrase, std::string_view base64);

}  // namespace ledger::stellar
