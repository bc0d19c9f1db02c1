// Stellar's XDR on the command line: no server, no data folder.
#pragma once

#include <string_view>

namespace ledger::app {

/// Reads Base64 on stdin and writes it as SEP-51 JSON; the type has SEP-51's name. The exit code:
/// usage when it is not a value of the type, not found when there is no such type.
int decode_xdr(std::string_view type);

/// Reads SEP-51 JSON on stdin and writes it as Base64; likewise.
int encode_xdr(std::string_view type);

/// Reads a TransactionEnvelope, Base64, on stdin and writes its hash on the network of this
/// passphrase; for a fee bump also "inner " and the hash of what it holds, on a line of its own.
/// The exit code: usage when it is no envelope.
int hash_envelope(std::string_view passphrase);

/// One name a line.
int list_xdr_types();

}  // namespace ledger::app
