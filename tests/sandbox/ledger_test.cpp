#include "stellar/keys/network_id.hpp"
#include "stellar/tx/hashes.hpp"
#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

std::vector<xdr::LedgerEntry> entries_of(const Ledger& ledger) {
    std::vector<xdr::LedgerEntry> entries;
    ledger.for_each([&](const xdr::LedgerEntry& entry) { entries.push_back(entry); });
    return entries;
}

/// As the comment beside the header's field says.
Hash hash_of(const Ledger& ledger) {
    std::string hashes;
    for (const xdr::LedgerEntry& entry : entries_of(ledger))
        hashes += as_view(xdr_hash(entry).value());
    return sha256(hashes);
}

TEST_CASE("a network begins with all lumens in the account that its passphrase gives") {
    const Hash network = network_id("My sandbox ; 1");
    const Ledger ledger{{.network_id = network}, 1'700'000'000};
    const auto entries = entries_of(ledger);
    REQUIRE(entries.size() == 1);
    const xdr::AccountEntry& root = account_in(entries[0]);
    CHECK(root.account_id == account_id(Hash{root_key_pair(network).public_key()}));
    CHECK(root.balance == all_lumens);
    const xdr::LedgerHeader& header = ledger.header();
    CHECK(header.ledger_seq == 1);
    CHECK(header.ledger_version == 27);
    CHECK(header.scp_value.close_time == 1'700'000'000);
    CHECK(header.total_coins == all_lumens);
    CHECK(header.bucket_list_hash == hash_of(ledger));
    CHECK(ledger.header_hash() == ledger_header_hash(header).value());
}

TEST_CASE("each header names its predecessor, its results and the state after it") {
    World world;
    for (int i = 0; i < 3; ++i) {
        const Hash previous = world.ledger().header_hash();
        const std::uint64_t time = world.ledger().header().scp_value.close_time;
        const ClosedLedger closed = world.close({world.sign(
            world.draft("root", {create_account(std::to_string(i), lumen)}), {"root"})});
        CHECK(closed.header.previous_ledger_hash == previous);
        CHECK(closed.header.ledger_seq == static_cast<std::uint32_t>(i) + 2);
        CHECK(closed.header.scp_value.close_time == time + 5);
        CHECK(closed.header.bucket_list_hash == hash_of(world.ledger()));
        CHECK(closed.header.fee_pool == 100 * (i + 1));
        xdr::TransactionResultSet results;
        results.results.push_back({closed.transactions[0].hash, closed.transactions[0].result});
        CHECK(closed.header.tx_set_result_hash == xdr_hash(results).value());
        CHECK(closed.hash == world.ledger().header_hash());
    }
}

TEST_CASE("every 50th header keeps the hash of its state") {
    World world;
    Hash fiftieth;
    while (world.ledger().header().ledger_seq < 120) {
        world.found({("n" + std::to_string(world.ledger().header().ledger_seq)).c_str()});
        const xdr::LedgerHeader& header = world.ledger().header();
        if (header.ledger_seq % 50 == 0) fiftieth = header.bucket_list_hash;
        CHECK(header.skip_list[0] == fiftieth);
    }
    CHECK(world.ledger().header().skip_list[1] == Hash{});
}

TEST_CASE("a ledger goes on from its entries as if it had never been put down") {
    World world;
    world.found({"alice", "bob"});
    auto copy = Ledger::from_state(world.ledger().rules(), world.ledger().header(),
                                   entries_of(world.ledger()));
    REQUIRE(copy.has_value());
    const auto envelope = world.sign(world.draft("alice", {pay("bob", native(), 5)}), {"alice"});
    const ClosedLedger one = world.ledger().close({envelope}, 1'800'000'000);
    const ClosedLedger other = copy->close({envelope}, 1'800'000'000);
    CHECK(one.hash == other.hash);
    REQUIRE(other.transactions.size() == 1);
    CHECK(one.transactions[0].meta == other.transactions[0].meta);
}

TEST_CASE("entries that are there twice, or are none of the sandbox, are refused") {
    World world;
    std::vector<xdr::LedgerEntry> entries = entries_of(world.ledger());
    entries.push_back(entries[0]);
    const auto twice = Ledger::from_state({}, world.ledger().header(), entries);
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().code == "sandbox.state");
    entries[1].data = xdr::LedgerEntryData{xdr::LedgerEntryType::offer};
    CHECK_FALSE(Ledger::from_state({}, world.ledger().header(), entries).has_value());
}

TEST_CASE("the meta tells of fee, sequence number and each operation") {
    World world;
    world.found({"alice", "bob"});
    const ClosedLedger closed = world.close(
        {world.sign(world.draft("alice", {pay("bob", native(), 5), bump_to(0)}), {"alice"})});
    REQUIRE(closed.transactions.size() == 1);
    const AppliedTransaction& applied = closed.transactions[0];
    CHECK(applied.fee_changes.size() == 2);
    const auto* meta = applied.meta.get_if<4>();
    REQUIRE(meta != nullptr);
    CHECK(meta->tx_changes_before.size() == 2);
    REQUIRE(meta->operations.size() == 2);
    CHECK(meta->operations[0].changes.size() == 4);
    CHECK(meta->operations[1].changes.size() == 2);
    CHECK(meta->tx_changes_after.empty());

    const ClosedLedger failed = world.close({world.sign(
        world.draft("alice", {pay("bob", native(), 5), pay("nobody", native(), 5)}), {"alice"})});
    REQUIRE(failed.transactions.size() == 1);
    CHECK(text_of(failed.transactions[0].result) == "payment success, payment no_destination");
    const auto* nothing = failed.transactions[0].meta.get_if<4>();
    REQUIRE(nothing != nullptr);
    CHECK(nothing->operations.empty());
    CHECK(world.account("bob").balance == 1000 * lumen + 5);
}

TEST_CASE("what nobody could pay for is left out of a ledger") {
    World world;
    world.found({"alice"});
    xdr::Transaction transaction = world.draft("alice", {bump_to(0)});
    transaction.source_account = address_of("nobody");
    CHECK(world.close({world.sign(transaction, {"nobody"})}).transactions.empty());
    xdr::Transaction broken = world.draft("alice", {bump_to(0)});
    broken.memo = xdr::Memo{xdr::arm<xdr::MemoType::text>, std::string(29, 'x')};
    const xdr::TransactionEnvelope envelope{xdr::arm<xdr::EnvelopeType::tx>,
                                            xdr::TransactionV1Envelope{.tx = broken}};
    CHECK(world.check(envelope) == "tx_malformed");
    CHECK(world.close({envelope}).transactions.empty());
}

TEST_CASE("in a full ledger everybody pays the lowest bid") {
    World world;
    world.found({"alice", "bob"});
    world.ledger().upgrade_most_operations(2);
    world.close({});
    CHECK(world.ledger().header().max_tx_set_size == 2);
    const auto bid = [&](const char* name, std::uint32_t fee) {
        xdr::Transaction transaction = world.draft(name, {bump_to(0)});
        transaction.fee = fee;
        return world.sign(transaction, {name});
    };
    const ClosedLedger closed = world.close({bid("alice", 900), bid("bob", 400)});
    REQUIRE(closed.transactions.size() == 2);
    CHECK(closed.transactions[0].result.fee_charged == 400);
    CHECK(closed.transactions[1].result.fee_charged == 400);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
