#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace ledger::stellar::sandbox {
namespace {

std::string sponsored(World& world, const xdr::Operation& operation) {
    const auto draft =
        world.draft("alice", {sponsor("bob"), operation, by("bob", end_sponsoring())});
    const std::string text = world.apply(world.sign(draft, {"alice", "bob"}));
    const std::string first = "begin_sponsoring_future_reserves success, ";
    const std::string last = ", end_sponsoring_future_reserves success";
    if (!text.starts_with(first) || !text.ends_with(last)) return text;
    return text.substr(first.size(), text.size() - first.size() - last.size());
}

TEST_CASE("a sponsor keeps the reserve of an account without lumens") {
    World world;
    world.found({"alice", "issuer"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    const auto draft =
        world.draft("alice", {sponsor("bob"), create_account("bob", 0), by("bob", trust(usdc, 9)),
                              by("bob", end_sponsoring())});
    CHECK(world.apply(world.sign(draft, {"alice", "bob"})) ==
          "begin_sponsoring_future_reserves success, create_account success, "
          "change_trust success, end_sponsoring_future_reserves success");
    CHECK(world.account("bob").balance == 0);
    CHECK(world.account("bob").num_sub_entries == 1);
    CHECK(sponsored_count(world.account("bob")) == 3);
    CHECK(sponsoring_count(world.account("alice")) == 3);
    CHECK(available_balance(world.ledger().header(), world.account("bob")) == 0);

    // With the line, and then the account, the reserves return.
    const auto closing = world.draft("alice", {by("bob", trust(usdc, 0))});
    CHECK(world.apply(world.sign(closing, {"alice", "bob"})) == "change_trust success");
    CHECK(sponsoring_count(world.account("alice")) == 2);
    CHECK(sponsored_count(world.account("bob")) == 2);
    const auto merging = world.draft("alice", {by("bob", merge_into("issuer"))});
    CHECK(world.apply(world.sign(merging, {"alice", "bob"})) == "account_merge success");
    CHECK(sponsoring_count(world.account("alice")) == 0);
}

TEST_CASE("data, signers and balances are sponsored likewise") {
    World world;
    world.found({"alice", "bob"});
    CHECK(sponsored(world, by("bob", set_data("a", "b"))) == "manage_data success");
    CHECK(sponsored(world, by("bob", set_signer(signer_of("carol"), 1))) == "set_options success");
    CHECK(sponsored_count(world.account("bob")) == 2);
    CHECK(sponsored(world, by("bob", claimable(native(), 5, {claimant("carol")}))) ==
          "create_claimable_balance success");
    CHECK(sponsored_count(world.account("bob")) == 2);
    CHECK(sponsoring_count(world.account("alice")) == 3);
    const auto* extension = sponsorships_of(world.account("bob"));
    REQUIRE(extension != nullptr);
    REQUIRE(extension->signer_sponsoring_i_ds.size() == 1);
    CHECK(extension->signer_sponsoring_i_ds[0] == id_of("alice"));
    world.run("bob", {set_signer(signer_of("carol"), 0), set_data("a", std::nullopt)});
    CHECK(sponsored_count(world.account("bob")) == 0);
    CHECK(sponsoring_count(world.account("alice")) == 1);
}

TEST_CASE("a promise has to be possible, wanted and ended") {
    World world;
    world.found({"alice", "bob", "carol"});
    const auto both = [&](std::vector<xdr::Operation> operations) {
        return world.apply(
            world.sign(world.draft("alice", std::move(operations)), {"alice", "bob"}));
    };
    CHECK(world.apply("alice", sponsor("alice")) == "begin_sponsoring_future_reserves malformed");
    CHECK(world.apply("alice", end_sponsoring()) == "end_sponsoring_future_reserves not_sponsored");
    CHECK(world.apply("alice", sponsor("bob")) == "tx_bad_sponsorship");
    CHECK(both({sponsor("bob"), sponsor("bob"), by("bob", end_sponsoring())}) ==
          "begin_sponsoring_future_reserves success, "
          "begin_sponsoring_future_reserves already_sponsored, "
          "end_sponsoring_future_reserves success");
    CHECK(both({sponsor("bob"), by("bob", sponsor("carol")), by("bob", end_sponsoring())}) ==
          "begin_sponsoring_future_reserves success, "
          "begin_sponsoring_future_reserves recursive, end_sponsoring_future_reserves success");
    CHECK(both({sponsor("bob"), by("bob", sponsor("alice")), by("bob", end_sponsoring())}) ==
          "begin_sponsoring_future_reserves success, "
          "begin_sponsoring_future_reserves recursive, end_sponsoring_future_reserves success");
}

TEST_CASE("a sponsor needs the reserve, and may not sponsor without end") {
    World world;
    world.found({"issuer", "alice", "bob"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    const auto each = [&](const std::string& outcome, const std::string& low_reserve) {
        CHECK(sponsored(world, by("bob", set_data("a", "b"))) ==
              (outcome.empty() ? "manage_data low_reserve" : outcome));
        CHECK(sponsored(world, by("bob", trust(usdc, 5))) ==
              (outcome.empty() ? "change_trust low_reserve" : outcome));
        CHECK(sponsored(world, by("bob", set_signer(signer_of("carol"), 1))) ==
              (outcome.empty() ? "set_options low_reserve" : outcome));
        CHECK(sponsored(world, by("bob", claimable(native(), 5, {claimant("carol")}))) ==
              (outcome.empty() ? low_reserve : outcome));
    };
    world.edit("alice", [](xdr::AccountEntry& account) { account.balance = lumen + 2000; });
    each("", "create_claimable_balance low_reserve");
    world.edit("alice", [](xdr::AccountEntry& account) {
        account.balance = std::numeric_limits<std::int64_t>::max() / 2;
        sponsorships_of(account).num_sponsoring = std::numeric_limits<std::uint32_t>::max();
    });
    each("op_too_many_sponsoring", "");
}

}  // namespace
}  // namespace ledger::stellar::sandbox
