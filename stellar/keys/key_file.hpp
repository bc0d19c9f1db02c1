// Key files: a wallet's secret on disk, encrypted, whole or not there.
#pragma once

#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/keys/seal.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar {

/// Makes the file with mode 0600 and syncs it with its name, so that after a power cut it is whole
/// or not there. Its folder exists. One that is there already is left as it is: "file.exists".
Result<void> create_key_file(FileSystem& files, Entropy& entropy, const std::string& path,
                             const SealedKey& key);

/// What the file says in clear; nothing of it is proved before `unseal`. Error codes: those of
/// `sealed_key_from_text` with the path in the message, of the file system, and "key.mode", when
/// others than its owner may read it.
Result<SealedKey> read_key_file(FileSystem& files, const std::string& path);

/// The secret of the wallet that is expected. Error codes: also "key_file.wallet" (kind conflict),
/// when the file is another wallet's, and those of `unseal`.
Result<WalletKey> open_key_file(FileSystem& files, const std::string& path, std::string_view wallet,
                                const SealingKey& sealing_key);

}  // namespace ledger::stellar
