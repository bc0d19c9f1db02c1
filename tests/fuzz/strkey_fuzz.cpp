// Strkeys: whatever decodes is the one text of its value.
#include "stellar/strkey/strkey.hpp"
#include "tests/fuzz/fuzz.hpp"

void ledger::test::fuzz(std::string_view input) {
    const auto key = stellar::strkey_from_text(input);
    if (key) LEDGER_ASSERT(stellar::to_strkey(key->kind, key->payload) == input);
    for (const auto kind :
         {stellar::StrkeyKind::account, stellar::StrkeyKind::muxed_account,
          stellar::StrkeyKind::signed_payload, stellar::StrkeyKind::claimable_balance}) {
        const auto text = stellar::to_strkey(kind, input);
        if (!text) continue;
        const auto payload = stellar::strkey_payload(kind, *text);
        LEDGER_ASSERT(payload.has_value() && *payload == input);
    }
}
