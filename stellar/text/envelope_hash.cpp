#include "stellar/text/envelope_hash.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/tx/hashes.hpp"

#include <string>

namespace ledger::stellar {

Result<EnvelopeHashes> envelope_hashes(std::string_view passphrase, std::string_view base64) {
    if (passphrase.empty())
        return fail(ErrorKind::validation, "network.invalid", "no network has an empty passphrase");
    const std::optional<std::string> bytes = from_base64(base64);
    if (!bytes) return fail(ErrorKind::validation, "xdr.invalid", "this is not Base64");
    TRY(envelope, xdr::decode<xdr::TransactionEnvelope>(*bytes));
    const Hash network = network_id(passphrase);
    TRY(hash, transaction_hash(network, envelope));
    EnvelopeHashes hashes{.hash = hash};
    if (envelope.type() != xdr::EnvelopeType::tx_fee_bump) return hashes;
    TRY(inner, inner_hash(network, envelope));
    hashes.inner = inner;
    return hashes;
}

}  // namespace ledger::stellar
