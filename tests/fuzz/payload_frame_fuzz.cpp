// Payload frames and bundles, owned and borrowed.
#include "engine/log/export_layout.hpp"
#include "engine/log/frame.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <vector>

void ledger::test::fuzz(std::string_view input) {
    const auto payloads = decode_payload_frame(input);
    const auto views = view_payload_frame(input);
    LEDGER_ASSERT(payloads.has_value() == views.has_value());
    if (payloads) {
        LEDGER_ASSERT(encode_payload_frame(*payloads) == input);
        LEDGER_ASSERT(payloads->size() == views->size());
        for (std::size_t i = 0; i < views->size(); ++i)
            LEDGER_ASSERT(owned((*views)[i]) == (*payloads)[i]);
    }
    if (const auto bundle = decode_payload_bundle(input)) {
        std::vector<SealedPayload> sealed;
        for (const PayloadView& payload : *bundle) sealed.push_back(owned(payload));
        LEDGER_ASSERT(encode_payload_bundle(sealed) == input);
    }
}
