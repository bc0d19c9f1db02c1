// Values of contracts, which hold themselves.
#include "stellar/xdr/contract_values.hpp"
#include "tests/fuzz/xdr_bytes.hpp"

void ledger::test::fuzz(std::string_view input) {
    stellar::xdr::check_bytes<stellar::xdr::ScVal>(input);
}
