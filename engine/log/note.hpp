// C2SP signed notes with Ed25519 (type 0x01): keys, signing, opening.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/kernel/secret.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// `name+hex(key id)+base64(type ‖ public key)`.
struct VerifierKey {
    std::string name;
    std::uint32_t key_id = 0;
    std::array<std::uint8_t, 32> public_key{};
    bool operator==(const VerifierKey&) const = default;
};
std::string to_text(const VerifierKey& key);
Result<VerifierKey> parse_verifier_key(std::string_view text);

/// Signs notes. The seed never leaves this object.
class NoteSigner {
public:
    /// From a 32-byte seed. `name` has no space, no '+', is UTF-8 and not empty.
    static Result<NoteSigner> from_seed(std::string name, Secret seed);
    const VerifierKey& verifier() const { return verifier_; }
    /// The note: `text` (ends in a newline), a blank line, one signature line.
    std::string sign(std::string_view text) const;

private:
    NoteSigner() = default;
    VerifierKey verifier_;
    Secret secret_key_;
};

/// A note whose signature by `key` was good.
struct OpenedNote {
    std::string text;
};
/// Ignores unknown keys; a bad signature by `key`, or none by it, is an error. Accepts up to 100
/// signatures and 1 MiB.
Result<OpenedNote> open_note(std::string_view note, const VerifierKey& key);

/// The 32-byte signing seed in `path`: read when it exists (it must be 0600), else made from
/// `entropy`, written with mode 0600 and synced with its directory.
Result<Secret> load_or_create_seed(FileSystem& files, Entropy& entropy, const std::string& path);

}  // namespace ledger
