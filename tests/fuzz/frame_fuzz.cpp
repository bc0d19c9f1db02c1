// Frames, entry bundles, and the rows that are indexed by them.
#include "engine/log/export_layout.hpp"
#include "engine/log/frame.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <string>
#include <vector>

namespace ledger {
namespace {

std::vector<std::string> owned(const std::vector<std::string_view>& leaves) {
    return {leaves.begin(), leaves.end()};
}

void check_index(std::string_view input) {
    if (const auto entry = decode_index_entry(input))
        LEDGER_ASSERT(encode_index_entry(*entry) == input);
    if (const auto balance = decode_balance(input))
        LEDGER_ASSERT(encode_balance(*balance) == input);
    if (const auto key = decode_balance_key(input))
        LEDGER_ASSERT(balance_key(key->account, key->asset, key->position) == input);
    const std::string_view name = input.substr(0, input.find('\0'));
    if (const auto frame = frame_of_index_key(name, input))
        LEDGER_ASSERT(index_key(name, *frame) == input);
}

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    if (const auto leaves = decode_frame(input))
        LEDGER_ASSERT(encode_frame(owned(*leaves)) == input);
    if (const auto leaves = decode_entry_bundle(input))
        LEDGER_ASSERT(encode_entry_bundle(owned(*leaves)) == input);
    check_index(input);
}
