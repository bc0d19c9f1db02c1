// What a client reads of a transaction's meta, in each version that says it.
#include "stellar/xdr/meta_facts.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar::xdr;

namespace {

AccountId account_of(std::uint8_t key) {
    Hash hash;
    hash.bytes[0] = key;
    return AccountId{arm<PublicKeyType::public_key_type_ed25519>, hash};
}

LedgerEntry entry_of(std::uint8_t key, std::int64_t sequence) {
    AccountEntry account{};
    account.account_id = account_of(key);
    account.seq_num = sequence;
    LedgerEntry entry{};
    entry.data = LedgerEntryData{arm<LedgerEntryType::account>, account};
    return entry;
}

/// A payer is updated, an account is created.
LedgerEntryChanges changes_that_create(std::uint8_t key, std::int64_t sequence) {
    return {LedgerEntryChange{arm<LedgerEntryChangeType::state>, entry_of(1, 10)},
            LedgerEntryChange{arm<LedgerEntryChangeType::updated>, entry_of(1, 11)},
            LedgerEntryChange{arm<LedgerEntryChangeType::created>, entry_of(key, sequence)}};
}

ContractEvent event_of(std::uint32_t data) {
    ContractEvent event{};
    event.type_ = ContractEventType::contract;
    event.body.get_if<0>()->data = ScVal{arm<ScValType::u32>, data};
    return event;
}

const ScVal returned{arm<ScValType::u64>, std::uint64_t{7}};

}  // namespace

TEST_CASE("each version of meta tells the sequence that a created account began with") {
    const OperationMeta operation{changes_that_create(2, 99)};
    TransactionMetaV1 v1{};
    v1.operations = {OperationMeta{}, operation};
    TransactionMetaV2 v2{};
    v2.operations = {operation};
    TransactionMetaV3 v3{};
    v3.operations = {operation};
    TransactionMetaV4 v4{};
    v4.operations.emplace_back().changes = changes_that_create(2, 99);
    for (const TransactionMeta& meta :
         {TransactionMeta{arm<0>, Array<OperationMeta>{operation}}, TransactionMeta{arm<1>, v1},
          TransactionMeta{arm<2>, v2}, TransactionMeta{arm<3>, v3}, TransactionMeta{arm<4>, v4}}) {
        CAPTURE(meta.type());
        CHECK(created_sequence(meta, account_of(2)) == 99);
        // It was there before, and is not there at all.
        CHECK(created_sequence(meta, account_of(1)) == std::nullopt);
        CHECK(created_sequence(meta, account_of(3)) == std::nullopt);
    }
}

TEST_CASE("versions 3 and 4 tell what a contract returned and what it said") {
    const DiagnosticEvent diagnostic{true, event_of(3)};
    TransactionMetaV3 v3{};
    v3.soroban_meta =
        SorobanTransactionMeta{{}, {event_of(1), event_of(2)}, returned, {diagnostic}};
    TransactionMetaV4 v4{};
    v4.operations.emplace_back().events = {event_of(1)};
    v4.operations.emplace_back().events = {event_of(2)};
    v4.soroban_meta = SorobanTransactionMetaV2{{}, returned};
    v4.diagnostic_events = {diagnostic};
    const MetaFacts expected{returned, {event_of(1), event_of(2)}, {diagnostic}};
    CHECK(facts_of(TransactionMeta{arm<3>, v3}) == expected);
    CHECK(facts_of(TransactionMeta{arm<4>, v4}) == expected);
}

TEST_CASE("the meta of a classic transaction tells nothing of contracts") {
    for (const TransactionMeta& meta :
         {TransactionMeta{}, TransactionMeta{arm<2>, TransactionMetaV2{}},
          TransactionMeta{arm<3>, TransactionMetaV3{}},
          TransactionMeta{arm<4>, TransactionMetaV4{}}})
        CHECK(facts_of(meta) == MetaFacts{});
}
