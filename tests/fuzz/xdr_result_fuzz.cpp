// Results of transactions, and what the network tells of their effects.
#include "engine/kernel/assert.hpp"
#include "stellar/tx/outcome.hpp"
#include "stellar/xdr/meta_facts.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "tests/fuzz/xdr_bytes.hpp"

void ledger::test::fuzz(std::string_view input) {
    stellar::xdr::check_bytes<stellar::xdr::TransactionResult>(input);
    if (const auto outcome = stellar::outcome_of_xdr(input)) {
        const bool is_readable = !std::holds_alternative<stellar::Unreadable>(outcome->verdict);
        LEDGER_ASSERT(!is_readable || !stellar::result_codes(*outcome).transaction.empty());
    }
    stellar::xdr::check_bytes<stellar::xdr::LedgerEntry>(input);
    const auto meta = stellar::xdr::decode<stellar::xdr::TransactionMeta>(input);
    if (!meta) return;
    static_cast<void>(stellar::xdr::facts_of(*meta));
    static_cast<void>(stellar::xdr::created_sequence(*meta, {}));
}
