#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST_CASE("an account is created, or the result says why not") {
    World world;
    world.found({"alice"});
    CHECK(world.apply("alice", create_account("bob", 5 * lumen)) == "create_account success");
    CHECK(world.account("bob").balance == 5 * lumen);
    CHECK(world.account("bob").seq_num ==
          static_cast<std::int64_t>(world.ledger().header().ledger_seq) << 32);
    CHECK(world.apply("alice", create_account("bob", 5 * lumen)) == "create_account already_exist");
    CHECK(world.apply("alice", create_account("carol", -1)) == "create_account malformed");
    CHECK(world.apply("alice", create_account("alice", lumen)) == "create_account malformed");
    CHECK(world.apply("alice", create_account("carol", lumen - 1)) == "create_account low_reserve");
    CHECK(world.apply("alice", create_account("carol", 1000 * lumen)) ==
          "create_account underfunded");
}

TEST_CASE("lumens are paid as far as the reserve and the destination allow") {
    World world;
    world.found({"alice", "bob"});
    CHECK(world.apply("alice", pay("bob", native(), lumen)) == "payment success");
    CHECK(world.account("bob").balance == 1001 * lumen);
    CHECK(world.apply("alice", pay("alice", native(), 9999 * lumen)) == "payment success");
    CHECK(world.apply("alice", pay("bob", native(), 0)) == "payment malformed");
    CHECK(world.apply("alice", pay("nobody", native(), 1)) == "payment no_destination");
    const std::int64_t rest = world.account("alice").balance - 100 - lumen;
    CHECK(world.apply("alice", pay("bob", native(), rest + 1)) == "payment underfunded");
    CHECK(world.apply("alice", pay("bob", native(), rest - 100)) == "payment success");
    CHECK(world.account("alice").balance == lumen);
    world.edit("bob", [](xdr::AccountEntry& account) { account.balance = most - 1; });
    CHECK(world.apply("root", pay("bob", native(), 2)) == "payment line_full");
}

TEST_CASE("an issued asset needs a line at both ends, or the issuer") {
    World world;
    world.found({"issuer", "alice", "bob"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    CHECK(world.apply("issuer", pay("alice", usdc, 5)) == "payment no_trust");
    world.run("alice", {trust(usdc, 100)});
    CHECK(world.apply("issuer", pay("alice", usdc, 90)) == "payment success");
    CHECK(world.apply("issuer", pay("alice", usdc, 11)) == "payment line_full");
    CHECK(world.apply("alice", pay("bob", usdc, 5)) == "payment no_trust");
    world.run("bob", {trust(usdc, 100)});
    CHECK(world.apply("alice", pay("bob", usdc, 91)) == "payment underfunded");
    CHECK(world.apply("alice", pay("bob", usdc, 40)) == "payment success");
    CHECK(world.apply("alice", pay("issuer", usdc, 10)) == "payment success");
    CHECK(world.line("alice", usdc).balance == 40);
    CHECK(world.line("bob", usdc).balance == 40);
    world.run("bob", {pay("issuer", usdc, 40), trust(usdc, 0)});
    CHECK(world.apply("bob", pay("alice", usdc, 1)) == "payment src_no_trust");
    CHECK(world.apply("bob", pay("alice", asset("U-D", "issuer"), 1)) == "payment malformed");
    // What is 4 characters long is of the other type.
    xdr::AlphaNum12 twelve{.issuer = id_of("issuer")};
    twelve.asset_code.code.bytes = {'U', 'S', 'D', 'C'};
    const xdr::Asset wrong{xdr::arm<xdr::AssetType::credit_alphanum12>, twelve};
    CHECK(world.apply("bob", pay("alice", wrong, 1)) == "payment malformed");
}

TEST_CASE("what comes back to an issuer arrives even when he is gone") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("alice", {trust(usdc, 100)});
    world.run("issuer", {pay("alice", usdc, 50), merge_into("alice")});
    CHECK(world.apply("alice", pay("issuer", usdc, 50)) == "payment success");
    CHECK(world.apply("alice", trust(usdc, 200)) == "change_trust no_issuer");
    CHECK(world.apply("alice", trust(usdc, 0)) == "change_trust success");
    CHECK(world.account("alice").num_sub_entries == 0);
}

TEST_CASE("a trust line is opened, changed and closed") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset nociq = asset("NOCIQ", "issuer");
    CHECK(world.apply("alice", trust(nociq, 0)) == "change_trust invalid_limit");
    CHECK(world.apply("alice", trust(nociq, -1)) == "change_trust malformed");
    CHECK(world.apply("alice", trust(native(), 1)) == "change_trust malformed");
    CHECK(world.apply("issuer", trust(nociq, 1)) == "change_trust malformed");
    CHECK(world.apply("alice", trust(asset("NOCIQ", "nobody"), 1)) == "change_trust no_issuer");
    CHECK(world.apply("alice", trust(nociq, 100)) == "change_trust success");
    CHECK(world.account("alice").num_sub_entries == 1);
    world.run("issuer", {pay("alice", nociq, 60)});
    CHECK(world.apply("alice", trust(nociq, 59)) == "change_trust invalid_limit");
    CHECK(world.apply("alice", trust(nociq, 60)) == "change_trust success");
    CHECK(world.line("alice", nociq).limit == 60);

    world.found({"poor"}, lumen + 100);
    CHECK(world.apply("poor", trust(nociq, 1)) == "change_trust low_reserve");
    world.edit("alice", [](xdr::AccountEntry& account) { account.num_sub_entries = 1000; });
    CHECK(world.apply("alice", trust(asset("OTHER", "issuer"), 1)) == "op_too_many_subentries");
}

TEST_CASE("a line to a pool is refused, as pools are") {
    World world;
    world.found({"alice"});
    xdr::Operation operation;
    operation.body = xdr::OperationBody{xdr::arm<xdr::OperationType::change_trust>,
                                        xdr::ChangeTrustAsset{xdr::arm<xdr::AssetType::pool_share>},
                                        std::int64_t{1}};
    const auto envelope = world.sign(world.draft("alice", {operation}), {"alice"});
    CHECK(world.check(envelope) == "op_not_supported");
}

TEST_CASE("a merge moves all lumens, when nothing else is left") {
    World world;
    world.found({"alice", "bob", "carol"});
    CHECK(world.apply("alice", merge_into("alice")) == "account_merge malformed");
    CHECK(world.apply("alice", merge_into("nobody")) == "account_merge no_account");
    world.run("alice", {set_data("name", "value")});
    CHECK(world.apply("alice", merge_into("bob")) == "account_merge has_sub_entries");
    world.run("alice", {set_data("name", std::nullopt), set_signer(signer_of("bob"), 1)});
    const std::int64_t rest = world.account("alice").balance - 100;
    CHECK(world.apply("alice", merge_into("bob")) == "account_merge success");
    CHECK_FALSE(world.exists(account_key(id_of("alice"))));
    CHECK(world.account("bob").balance == 1000 * lumen + rest);

    world.run("bob", {options([](auto& op) { op.set_flags = account_flags::auth_immutable; })});
    CHECK(world.apply("bob", merge_into("carol")) == "account_merge immutable_set");
    const std::int64_t next = (std::int64_t{world.ledger().header().ledger_seq} + 3) << 32;
    world.run("carol", {bump_to(next)});
    CHECK(world.apply("carol", merge_into("bob")) == "account_merge seqnum_too_far");
    world.edit("bob", [](xdr::AccountEntry& account) { account.balance = most; });
    world.found({"dave"});
    CHECK(world.apply("dave", merge_into("bob")) == "account_merge dest_full");
}

TEST_CASE("who sponsors somebody cannot be merged") {
    World world;
    world.found({"alice", "bob"});
    const auto during =
        world.draft("alice", {sponsor("bob"), merge_into("bob"), by("bob", end_sponsoring())});
    CHECK(world.apply(world.sign(during, {"alice", "bob"})) ==
          "begin_sponsoring_future_reserves success, account_merge is_sponsor, "
          "end_sponsoring_future_reserves success");
    const auto lasting = world.draft(
        "alice", {sponsor("bob"), by("bob", set_data("a", "b")), by("bob", end_sponsoring())});
    world.apply(world.sign(lasting, {"alice", "bob"}));
    CHECK(world.apply("alice", merge_into("bob")) == "account_merge is_sponsor");
}

TEST_CASE("data is set, changed and deleted") {
    World world;
    world.found({"alice"});
    CHECK(world.apply("alice", set_data("", "x")) == "manage_data invalid_name");
    CHECK(world.apply("alice", set_data("a\n", "x")) == "manage_data invalid_name");
    CHECK(world.apply("alice", set_data("\xC3\xA4", "x")) == "manage_data invalid_name");
    CHECK(world.apply("alice", set_data("a", std::nullopt)) == "manage_data name_not_found");
    CHECK(world.apply("alice", set_data("a", "x")) == "manage_data success");
    CHECK(world.apply("alice", set_data("a", "y")) == "manage_data success");
    CHECK(world.account("alice").num_sub_entries == 1);
    CHECK(world.apply("alice", set_data("a", std::nullopt)) == "manage_data success");
    CHECK(world.account("alice").num_sub_entries == 0);
    world.found({"poor"}, lumen + 100);
    CHECK(world.apply("poor", set_data("a", "x")) == "manage_data low_reserve");
    world.edit("alice", [](xdr::AccountEntry& account) { account.num_sub_entries = 1000; });
    CHECK(world.apply("alice", set_data("a", "x")) == "op_too_many_subentries");
}

TEST_CASE("a sequence number is bumped upwards only") {
    World world;
    world.found({"alice"});
    CHECK(world.apply("alice", bump_to(-1)) == "bump_sequence bad_seq");
    const std::int64_t now = world.account("alice").seq_num;
    CHECK(world.apply("alice", bump_to(now + 50)) == "bump_sequence success");
    CHECK(world.account("alice").seq_num == now + 50);
    CHECK(world.apply("alice", bump_to(now)) == "bump_sequence success");
    CHECK(world.account("alice").seq_num == now + 51);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
