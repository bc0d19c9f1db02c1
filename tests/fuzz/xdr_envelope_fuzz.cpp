// Envelopes of transactions.
#include "stellar/xdr/transactions.hpp"
#include "tests/fuzz/xdr_bytes.hpp"

void ledger::test::fuzz(std::string_view input) {
    stellar::xdr::check_bytes<stellar::xdr::TransactionEnvelope>(input);
}
