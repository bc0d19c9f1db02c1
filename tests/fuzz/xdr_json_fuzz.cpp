// SEP-51's JSON of what people write by hand: envelopes and values of contracts.
#include "stellar/xdr/transactions.hpp"
#include "tests/fuzz/xdr_bytes.hpp"

void ledger::test::fuzz(std::string_view input) {
    stellar::xdr::check_json<stellar::xdr::TransactionEnvelope>(input);
    stellar::xdr::check_json<stellar::xdr::ScVal>(input);
}
