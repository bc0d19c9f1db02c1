// Records: what is accepted is canonical.
#include "engine/log/record.hpp"
#include "tests/fuzz/fuzz.hpp"

void ledger::test::fuzz(std::string_view input) {
    const auto event = decode_record(input);
    if (!event) {
        LEDGER_ASSERT(event.error().kind == ErrorKind::corrupt);
        return;
    }
    const auto leaf = encode_record(*event);
    LEDGER_ASSERT(leaf.has_value() && *leaf == input);
}
