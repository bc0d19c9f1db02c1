#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using Type = xdr::ClaimPredicateType;

xdr::ClaimPredicate before(std::int64_t time) {
    return xdr::ClaimPredicate{arm<Type::before_absolute_time>, time};
}

xdr::ClaimPredicate within(std::int64_t seconds) {
    return xdr::ClaimPredicate{arm<Type::before_relative_time>, seconds};
}

xdr::ClaimPredicate negated(xdr::ClaimPredicate predicate) {
    return xdr::ClaimPredicate{arm<Type::not_>, xdr::Box{std::move(predicate)}};
}

template <Type Combination>
xdr::ClaimPredicate combined(xdr::ClaimPredicate one, xdr::ClaimPredicate other) {
    xdr::Array<xdr::ClaimPredicate, 2> both;
    both.push_back(std::move(one));
    both.push_back(std::move(other));
    return xdr::ClaimPredicate{arm<Combination>, std::move(both)};
}

TEST_CASE("a balance is created out of what its creator may spend") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    const auto create = [&](const xdr::Asset& of, std::int64_t amount) {
        return world.apply("alice", claimable(of, amount, {claimant("bob")}));
    };
    CHECK(create(usdc, 5) == "create_claimable_balance no_trust");
    world.run("alice", {trust(usdc, 100)});
    CHECK(create(usdc, 5) == "create_claimable_balance underfunded");
    world.run("issuer", {pay("alice", usdc, 50)});
    CHECK(create(usdc, 5) == "create_claimable_balance success");
    CHECK(world.line("alice", usdc).balance == 45);
    world.run("issuer", {options([](auto& op) { op.set_flags = account_flags::auth_revocable; }),
                         allow("alice", usdc, 0)});
    CHECK(create(usdc, 5) == "create_claimable_balance not_authorized");
    CHECK(create(native(), 0) == "create_claimable_balance malformed");
    CHECK(create(native(), 2000 * lumen) == "create_claimable_balance underfunded");
    world.found({"poor"}, lumen + 100 + 5);
    CHECK(world.apply("poor", claimable(native(), 5, {claimant("bob")})) ==
          "create_claimable_balance low_reserve");
}

TEST_CASE("whose claimants make no sense is malformed") {
    World world;
    world.found({"alice"});
    const auto create = [&](std::vector<xdr::Claimant> claimants) {
        return world.apply("alice", claimable(native(), 5, std::move(claimants)));
    };
    const std::string malformed = "create_claimable_balance malformed";
    CHECK(create({}) == malformed);
    CHECK(create({claimant("bob"), claimant("bob", before(5))}) == malformed);
    CHECK(create({claimant("bob", before(-1))}) == malformed);
    CHECK(create({claimant("bob", within(-1))}) == malformed);
    CHECK(create({claimant("bob", xdr::ClaimPredicate{arm<Type::not_>})}) == malformed);
    CHECK(create({claimant("bob", xdr::ClaimPredicate{arm<Type::and_>})}) == malformed);
    xdr::ClaimPredicate deep = before(5);
    for (int i = 0; i < 3; ++i) deep = negated(std::move(deep));
    CHECK(create({claimant("bob", deep)}) == "create_claimable_balance success");
    CHECK(create({claimant("bob", negated(deep))}) == malformed);
}

TEST_CASE("a balance is claimed once, and its creator gets the reserve back") {
    World world;
    world.found({"alice", "bob", "carol"});
    world.run("alice", {claimable(native(), 7, {claimant("bob"), claimant("dave")})});
    CHECK(sponsoring_count(world.account("alice")) == 2);
    const xdr::ClaimableBalanceId id = world.last_balance();
    CHECK(world.apply("carol", claim(id)) == "claim_claimable_balance cannot_claim");
    const std::int64_t balance = world.account("bob").balance;
    CHECK(world.apply("bob", claim(id)) == "claim_claimable_balance success");
    CHECK(world.account("bob").balance == balance + 7 - 100);
    CHECK(sponsoring_count(world.account("alice")) == 0);
    CHECK(world.apply("bob", claim(id)) == "claim_claimable_balance does_not_exist");
}

TEST_CASE("a claim may find no place for the amount") {
    World world;
    world.found({"issuer", "bob"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("issuer", {options([](auto& op) { op.set_flags = account_flags::auth_required; }),
                         claimable(usdc, 50, {claimant("bob")})});
    const xdr::ClaimableBalanceId issued = world.last_balance();
    CHECK(world.apply("bob", claim(issued)) == "claim_claimable_balance no_trust");
    world.run("bob", {trust(usdc, 49)});
    CHECK(world.apply("bob", claim(issued)) == "claim_claimable_balance not_authorized");
    world.run("issuer", {allow("bob", usdc, 1)});
    CHECK(world.apply("bob", claim(issued)) == "claim_claimable_balance line_full");
    world.run("bob", {trust(usdc, 50)});
    CHECK(world.apply("bob", claim(issued)) == "claim_claimable_balance success");
    world.run("root", {claimable(native(), 500, {claimant("bob")})});
    world.edit("bob", [](xdr::AccountEntry& account) {
        account.balance = std::numeric_limits<std::int64_t>::max();
    });
    CHECK(world.apply("bob", claim(world.last_balance())) == "claim_claimable_balance line_full");
}

/// Whether bob may claim in the ledger after the next, 10 seconds after the creation's predecessor.
bool may_claim(const xdr::ClaimPredicate& predicate) {
    World world;
    world.found({"alice", "bob"});
    world.run("alice", {claimable(native(), 5, {claimant("bob", predicate)})});
    return world.apply("bob", claim(world.last_balance())) == "claim_claimable_balance success";
}

TEST_CASE("predicates hold up to their time, which counts from the creation when it is relative") {
    World world;
    world.found({"alice", "bob"});
    const auto now = static_cast<std::int64_t>(world.ledger().header().scp_value.close_time) + 10;
    CHECK_FALSE(may_claim(before(now)));
    CHECK(may_claim(before(now + 1)));
    CHECK_FALSE(may_claim(within(5)));
    CHECK(may_claim(within(6)));
    CHECK(may_claim(within(std::numeric_limits<std::int64_t>::max())));
    CHECK(may_claim(negated(within(5))));
    CHECK(may_claim(combined<Type::or_>(within(5), before(now + 1))));
    CHECK_FALSE(may_claim(combined<Type::and_>(within(5), before(now + 1))));
    CHECK(may_claim(combined<Type::and_>(negated(within(5)), {})));
}

TEST_CASE("a balance is clawed back by its issuer, if it was made under clawback") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("alice", {trust(usdc, 100), claimable(native(), 5, {claimant("bob")})});
    const xdr::ClaimableBalanceId lumens = world.last_balance();
    world.run("issuer", {pay("alice", usdc, 50)});
    world.run("alice", {claimable(usdc, 5, {claimant("bob")})});
    const xdr::ClaimableBalanceId without = world.last_balance();
    world.run("issuer", {options([](auto& op) {
                             op.set_flags = account_flags::auth_revocable |
                                            account_flags::auth_clawback_enabled;
                         }),
                         claimable(usdc, 5, {claimant("bob")})});
    const xdr::ClaimableBalanceId with = world.last_balance();
    CHECK(world.apply("issuer", claw_back(lumens)) == "clawback_claimable_balance not_issuer");
    CHECK(world.apply("alice", claw_back(with)) == "clawback_claimable_balance not_issuer");
    CHECK(world.apply("issuer", claw_back(without)) ==
          "clawback_claimable_balance not_clawback_enabled");
    CHECK(world.apply("issuer", claw_back(with)) == "clawback_claimable_balance success");
    CHECK(world.apply("issuer", claw_back(with)) == "clawback_claimable_balance does_not_exist");
    CHECK(sponsoring_count(world.account("issuer")) == 0);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
