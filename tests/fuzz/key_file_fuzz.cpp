// Key files: what is read is spelt as it is written, and only its own key could have sealed it.
#include "stellar/keys/seal.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <string>

void ledger::test::fuzz(std::string_view input) {
    const auto key = stellar::sealed_key_from_text(input);
    if (!key) {
        LEDGER_ASSERT(key.error().code == "key_file.malformed" ||
                      key.error().code == "key_file.version");
        return;
    }
    LEDGER_ASSERT(stellar::to_text(*key) == input);
    if (key->argon2id) return;  // Takes a tenth of a second.
    const stellar::SealingKey master_key =
        stellar::MasterKey{stellar::LockedBytes::copy_of(std::string(stellar::master_key_size, 0))};
    const auto opened = stellar::unseal(*key, master_key);
    LEDGER_ASSERT(!opened || opened->wallet == key->wallet);
}
