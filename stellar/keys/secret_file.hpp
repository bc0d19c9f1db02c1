// Files that hold secrets in the clear: master keys, passphrases, seeds.
#pragma once

#include "engine/ports/file_system.hpp"
#include "stellar/keys/locked_bytes.hpp"
#include "stellar/keys/seal.hpp"

#include <cstdint>
#include <string>

namespace ledger::stellar {

/// Who else may read such a file.
enum class Readers {
    owner,    ///< Nobody, or it is refused: "key.mode" (kind validation).
    service,  ///< Whoever the system lets that gave it, as systemd does with its credentials.
};

/// The whole file, read into locked memory at once. One that is longer than `limit` bytes is
/// refused: "file.too_long".
Result<LockedBytes> read_secret_file(FileSystem& files, const std::string& path, Readers readers,
                                     std::uint64_t limit);

/// Without the end of its only line. A file that holds more lines, or nothing, is a validation
/// error, code "secret.line".
Result<LockedBytes> read_secret_line(FileSystem& files, const std::string& path, Readers readers);

/// `master_key_size` bytes. Another length is a validation error, code "master_key.size".
Result<MasterKey> read_master_key(FileSystem& files, const std::string& path, Readers readers);

}  // namespace ledger::stellar
