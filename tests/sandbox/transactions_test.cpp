#include "stellar/keys/signature_hint.hpp"
#include "stellar/tx/hashes.hpp"
#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;

xdr::Preconditions conditions(FunctionRef<void(xdr::PreconditionsV2&)> choose) {
    xdr::PreconditionsV2 conditions;
    choose(conditions);
    return xdr::Preconditions{arm<xdr::PreconditionType::v2>, std::move(conditions)};
}

/// What is said of alice's next transaction with these conditions.
std::string check_with(World& world, FunctionRef<void(xdr::PreconditionsV2&)> choose) {
    xdr::Transaction transaction = world.draft("alice", {bump_to(0)});
    transaction.cond = conditions(choose);
    return world.check(world.sign(transaction, {"alice"}));
}

TEST_CASE("a transaction without operations, and one that none may have, are refused") {
    World world;
    world.found({"alice"});
    CHECK(world.check(world.sign(world.draft("alice", {}), {"alice"})) == "tx_missing_operation");
    xdr::Operation offer;
    offer.body = xdr::OperationBody{xdr::OperationType::manage_sell_offer};
    CHECK(world.check(world.sign(world.draft("alice", {offer}), {"alice"})) == "op_not_supported");
    xdr::Transaction call = world.draft("alice", {});
    call.operations.push_back({.body = xdr::OperationBody{xdr::OperationType::restore_footprint}});
    call.ext = xdr::TransactionExt{arm<1>, xdr::SorobanTransactionData{}};
    call.fee = 100;
    CHECK(world.check(world.sign(call, {"alice"})) == "op_not_supported");
    xdr::Transaction odd = world.draft("alice", {bump_to(0)});
    odd.ext = call.ext;
    CHECK(world.check(world.sign(odd, {"alice"})) == "tx_malformed");
}

TEST_CASE("time and ledger bounds are those of the next ledger") {
    World world;
    world.found({"alice"});
    const std::uint64_t now = world.ledger().header().scp_value.close_time;
    const std::uint32_t next = world.ledger().header().ledger_seq + 1;
    const auto times = [&](std::uint64_t least, std::uint64_t most) {
        return check_with(world, [=](auto& c) { c.time_bounds = xdr::TimeBounds{least, most}; });
    };
    CHECK(times(now, now) == "bump_sequence success");
    CHECK(times(now + 1, 0) == "tx_too_early");
    CHECK(times(0, now - 1) == "tx_too_late");
    const auto ledgers = [&](std::uint32_t least, std::uint32_t most) {
        return check_with(world,
                          [=](auto& c) { c.ledger_bounds = xdr::LedgerBounds{least, most}; });
    };
    CHECK(ledgers(next, next + 1) == "bump_sequence success");
    CHECK(ledgers(next + 1, 0) == "tx_too_early");
    CHECK(ledgers(0, next) == "tx_too_late");
    const auto envelope = [&] {
        xdr::Transaction transaction = world.draft("alice", {bump_to(0)});
        transaction.cond =
            xdr::Preconditions{arm<xdr::PreconditionType::time>, xdr::TimeBounds{now + 5, now + 5}};
        return world.sign(transaction, {"alice"});
    }();
    CHECK(text_of(world.ledger().check(envelope, 5, now + 5)) == "bump_sequence success");
    CHECK(text_of(world.ledger().check(envelope, 5, now + 6)) == "tx_too_late");
    CHECK(text_of(world.ledger().check(envelope, 4, now + 5)) == "tx_too_early");
}

TEST_CASE("a sequence number may have to be old, and may jump from a least one") {
    World world;
    world.found({"alice"});
    world.run("alice", {bump_to(0)});
    CHECK(check_with(world, [](auto& c) { c.min_seq_age = 1; }) == "tx_bad_min_seq_age_or_gap");
    CHECK(check_with(world, [](auto& c) { c.min_seq_ledger_gap = 2; }) ==
          "tx_bad_min_seq_age_or_gap");
    CHECK(check_with(world, [](auto& c) { c.min_seq_ledger_gap = 1; }) == "bump_sequence success");
    world.close({});
    CHECK(check_with(world, [](auto& c) { c.min_seq_age = 5; }) == "bump_sequence success");
    CHECK(check_with(world, [](auto& c) { c.min_seq_age = 6; }) == "tx_bad_min_seq_age_or_gap");
    xdr::Transaction jump = world.draft("alice", {bump_to(0)});
    const std::int64_t now = jump.seq_num - 1;
    jump.seq_num += 50;
    CHECK(world.check(world.sign(jump, {"alice"})) == "tx_bad_seq");
    jump.cond = conditions([now](auto& c) { c.min_seq_num = now + 1; });
    CHECK(world.check(world.sign(jump, {"alice"})) == "tx_bad_seq");
    jump.cond = conditions([now](auto& c) { c.min_seq_num = now; });
    CHECK(world.apply(world.sign(jump, {"alice"})) == "bump_sequence success");
    CHECK(world.account("alice").seq_num == now + 51);
}

TEST_CASE("extra signers have to sign, each of them") {
    World world;
    world.found({"alice"});
    xdr::Transaction transaction = world.draft("alice", {bump_to(0)});
    transaction.cond =
        conditions([](auto& c) { c.extra_signers = {signer_of("bob"), signer_of("carol")}; });
    CHECK(world.check(world.sign(transaction, {"alice", "bob"})) == "tx_bad_auth");
    CHECK(world.check(world.sign(transaction, {"alice", "bob", "carol"})) ==
          "bump_sequence success");
    transaction.cond =
        conditions([](auto& c) { c.extra_signers = {signer_of("bob"), signer_of("bob")}; });
    CHECK(world.check(world.sign(transaction, {"alice", "bob"})) == "tx_malformed");
    transaction.cond = conditions([](auto& c) {
        c.extra_signers.push_back(xdr::SignerKey{arm<xdr::SignerKeyType::ed25519_signed_payload>});
    });
    CHECK(world.check(world.sign(transaction, {"alice"})) == "tx_malformed");
}

TEST_CASE("a signature of a payload counts for who revealed it") {
    World world;
    world.found({"alice"});
    const std::string payload = "a payload";
    const KeyPair carol = key_of("carol");
    const xdr::SignerKey key{arm<xdr::SignerKeyType::ed25519_signed_payload>,
                             public_key(id_of("carol")), xdr::VarOpaque<64>{payload}};
    world.run("alice", {set_signer(key, 1)});
    xdr::TransactionEnvelope envelope = world.sign(world.draft("alice", {bump_to(0)}), {});
    std::string bytes;
    put_bytes(bytes, carol.sign(payload));
    auto& signatures = envelope.get_if<xdr::EnvelopeType::tx>()->signatures;
    signatures.push_back(
        {.hint = {signed_payload_hint(carol.public_key(), payload)}, .signature = {bytes}});
    CHECK(world.apply(envelope) == "bump_sequence success");
    signatures[0].signature.bytes[7] ^= 1;
    envelope.get_if<xdr::EnvelopeType::tx>()->tx.seq_num += 1;
    CHECK(world.check(envelope) == "tx_bad_auth");
}

TEST_CASE("an authorized transaction uses up its signer even when it fails") {
    World world;
    world.found({"alice"});
    xdr::Transaction transaction = world.draft("alice", {pay("nobody", native(), 1)});
    transaction.seq_num += 1;
    const Hash hash = transaction_hash(world.ledger().rules().network_id, transaction).value();
    world.run("alice", {set_signer(xdr::SignerKey{arm<xdr::SignerKeyType::pre_auth_tx>, hash}, 1)});
    CHECK(world.account("alice").signers.size() == 1);
    CHECK(world.apply(world.sign(transaction, {})) == "payment no_destination");
    CHECK(world.account("alice").signers.empty());
    CHECK(world.account("alice").num_sub_entries == 0);
}

TEST_CASE("what became invalid after it was taken is charged and does nothing") {
    World world;
    world.found({"alice", "bob"});
    const auto second = [&] {
        xdr::Transaction transaction = world.draft("alice", {pay("bob", native(), 5)});
        transaction.seq_num += 1;
        return world.sign(transaction, {"alice"});
    }();
    const auto first = world.sign(
        world.draft("alice", {options([](auto& op) { op.master_weight = 0; })}), {"alice"});
    const std::int64_t balance = world.account("alice").balance;
    const ClosedLedger closed = world.close({second, first});
    REQUIRE(closed.transactions.size() == 2);
    CHECK(text_of(closed.transactions[0].result) == "set_options success");
    CHECK(text_of(closed.transactions[1].result) == "tx_bad_auth");
    CHECK(world.account("alice").balance == balance - 200);
    CHECK(world.account("alice").seq_num == second.get_if<xdr::EnvelopeType::tx>()->tx.seq_num);
}

TEST_CASE("a fee bump is checked from the outside in") {
    World world;
    world.found({"alice", "bob"});
    const auto inner = world.sign(world.draft("alice", {bump_to(0)}), {"alice"});
    const auto unsigned_inner = world.sign(world.draft("alice", {bump_to(0)}), {});
    CHECK(world.check(world.bump("bob", 199, inner)) == "tx_insufficient_fee");
    CHECK(world.check(world.bump("nobody", 200, inner)) == "tx_no_account");
    CHECK(world.check(world.bump("bob", 2000 * lumen, inner)) == "tx_insufficient_balance");
    CHECK(world.check(world.bump("bob", -1, inner)) == "tx_malformed");
    auto twice = world.bump("bob", 200, inner);
    auto& signatures = twice.get_if<xdr::EnvelopeType::tx_fee_bump>()->signatures;
    signatures.push_back(signatures[0]);
    CHECK(world.check(twice) == "tx_bad_auth_extra");
    signatures.clear();
    CHECK(world.check(twice) == "tx_bad_auth");
    const auto refused = world.ledger().check(world.bump("bob", 200, unsigned_inner), 0, 0);
    const auto* pair =
        refused.result.get_if<xdr::TransactionResultCode::tx_fee_bump_inner_failed>();
    REQUIRE(pair != nullptr);
    CHECK(pair->result.result.type() == xdr::TransactionResultCode::tx_bad_auth);

    xdr::Transaction rich = world.draft("alice", {bump_to(0)});
    rich.fee = 1000;
    const auto cheaper =
        world.ledger().check(world.bump("bob", 1999, world.sign(rich, {"alice"})), 0, 0);
    CHECK(text_of(cheaper) == "tx_insufficient_fee");
    CHECK(cheaper.fee_charged == 2000);

    const std::int64_t balance = world.account("alice").balance;
    CHECK(world.apply(world.bump("bob", 5000, inner)) == "bump_sequence success");
    CHECK(world.account("alice").balance == balance);
    CHECK(world.account("bob").balance == 1000 * lumen - 200);
}

TEST_CASE("a transaction of the first form is the same as one of today's") {
    World world;
    world.found({"alice"});
    const auto today = world.sign(world.draft("alice", {bump_to(0)}), {"alice"});
    const auto& v1 = *today.get_if<xdr::EnvelopeType::tx>();
    xdr::TransactionV0Envelope old{.signatures = v1.signatures};
    old.tx = {.source_account_ed25519 = public_key(id_of("alice")),
              .fee = v1.tx.fee,
              .seq_num = v1.tx.seq_num,
              .operations = v1.tx.operations};
    const xdr::TransactionEnvelope envelope{arm<xdr::EnvelopeType::tx_v0>, old};
    const ClosedLedger closed = world.close({envelope});
    REQUIRE(closed.transactions.size() == 1);
    CHECK(closed.transactions[0].envelope == today);
    CHECK(text_of(closed.transactions[0].result) == "bump_sequence success");
}

}  // namespace
}  // namespace ledger::stellar::sandbox
