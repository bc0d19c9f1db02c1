// C2SP tlog-checkpoint and tlog-proof texts.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/log/head.hpp"
#include "engine/log/note.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// What a checkpoint says: origin, size, root.
struct Checkpoint {
    std::string origin;
    Head head;
    bool operator==(const Checkpoint&) const = default;
};

/// Three lines: origin, decimal size, base64 root.
std::string checkpoint_text(const Checkpoint& checkpoint);
/// Strict on the three lines; further lines are extensions and ignored.
Result<Checkpoint> parse_checkpoint_text(std::string_view text);

/// Opens the note, parses it, and requires the origin to be the key's name.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);

/// c2sp.org/tlog-proof@v1.
struct TlogProof {
    std::optional<std::string> extra;  ///< Raw bytes; for us the salt, when the payload is there.
    Position index = 0;
    std::vector<Hash> hashes;
    std::string checkpoint;  ///< The signed note.
    bool operator==(const TlogProof&) const = default;
};
std::string proof_text(const TlogProof& proof);
Result<TlogProof> parse_proof_text(std::string_view text);

}  // namespace ledger
