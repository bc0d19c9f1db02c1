// Envelopes of transactions, and what is asked of foreign ones.
#include "engine/kernel/assert.hpp"
#include "stellar/tx/build.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/tx/memo_check.hpp"
#include "stellar/xdr/transactions.hpp"
#include "tests/fuzz/xdr_bytes.hpp"

void ledger::test::fuzz(std::string_view input) {
    using namespace stellar;
    xdr::check_bytes<xdr::TransactionEnvelope>(input);
    const auto envelope = xdr::decode<xdr::TransactionEnvelope>(input);
    if (!envelope) return;
    LEDGER_ASSERT(transaction_hash({}, *envelope).has_value());
    const auto inner = inner_hash({}, *envelope);
    LEDGER_ASSERT(inner.has_value());
    const auto bumped = bump_fee(*envelope, {}, std::int64_t{1} << 40);
    LEDGER_ASSERT(!bumped || inner_hash({}, *bumped).value_or(Hash{}) == *inner);
    const auto wanted = [](const Ed25519Key&) { return std::optional<std::string>{"1"}; };
    const bool may_be_sent = check_memo(*envelope, wanted).has_value();
    LEDGER_ASSERT(may_be_sent == accounts_to_ask(*envelope).empty());
}
