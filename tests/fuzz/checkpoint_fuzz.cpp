// Signed notes, checkpoints, proofs, keys and policies, as a stranger may send them.
#include "engine/log/checkpoint.hpp"
#include "engine/log/note.hpp"
#include "snapshots/verify/policy.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace ledger {
namespace {

const NoteSigner& signer() {
    static const NoteSigner signer =
        std::move(*NoteSigner::from_seed("log.example/nociq", Secret{std::string(32, 's')}));
    return signer;
}

/// Nobody signs anything but what the signer was given.
void check_note(std::string_view input) {
    if (const auto opened = open_note(input, signer().verifier()))
        LEDGER_ASSERT(input.starts_with(opened->text) &&
                      open_note(signer().sign(opened->text), signer().verifier()).has_value());
    static_cast<void>(open_checkpoint(input, signer().verifier()));
}

/// What is signed under our name is opened as what it was.
void check_signing(Checkpoint checkpoint) {
    checkpoint.origin = signer().verifier().name;
    const std::string note = signer().sign(checkpoint_text(checkpoint));
    LEDGER_ASSERT(open_checkpoint(note, signer().verifier()) == checkpoint);
}

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    check_note(input);
    if (const auto checkpoint = parse_checkpoint_text(input)) {
        LEDGER_ASSERT(input.starts_with(checkpoint_text(*checkpoint)));
        check_signing(*checkpoint);
    }
    if (const auto proof = parse_proof_text(input)) LEDGER_ASSERT(proof_text(*proof) == input);
    if (const auto key = parse_verifier_key(input)) LEDGER_ASSERT(to_text(*key) == input);
    if (const auto policy = verify::parse_policy(input))
        for (const VerifierKey& key : policy->logs)
            LEDGER_ASSERT(input.find(to_text(key)) != std::string_view::npos);
}
