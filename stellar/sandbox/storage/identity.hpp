// What makes a sandbox this one and no other: its name and the seed of its keys, kept in its
// folder.
#pragma once

#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/xdr/declare.hpp"

#include <optional>
#include <string>

namespace ledger::stellar::sandbox {

using xdr::Type;

struct Identity {
    xdr::String64 instance{};  ///< The end of the network's passphrase.
    xdr::Uint256 seed{};       ///< Of all keys; of a sandbox no secret that anything hangs on.
    XDR_STRUCT(Identity, instance, seed)
};

/// What is chosen; the rest is random.
struct IdentityWishes {
    std::optional<std::string> instance{};  ///< At most 64 characters.
    std::optional<xdr::Uint256> seed{};
};

/// The folder's identity; on its first start a new one. Errors: those of FileSystem;
/// "sandbox.corrupt", when the file is not what was written, or is missing beside ledgers;
/// "sandbox.identity" (kind conflict), when the folder's is another than what is wished.
Result<Identity> identity_of(FileSystem& files, Entropy& entropy, const std::string& folder,
                             const IdentityWishes& wishes);

}  // namespace ledger::stellar::sandbox
