#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace ledger::stellar::sandbox {
namespace {

xdr::Operation set_flags(std::uint32_t flags) {
    return options([flags](xdr::SetOptionsOp& op) { op.set_flags = flags; });
}

TEST_CASE("options are set, or the result says why not") {
    World world;
    world.found({"alice", "bob"});
    const auto set = [&](auto choose) { return world.apply("alice", options(choose)); };
    CHECK(set([](auto& op) { op.home_domain = xdr::String32{"x.example"}; }) ==
          "set_options success");
    CHECK(world.account("alice").home_domain.bytes == "x.example");
    CHECK(set([](auto& op) { op.home_domain = xdr::String32{"x\x7F"}; }) ==
          "set_options invalid_home_domain");
    CHECK(set([](auto& op) { op.set_flags = 16; }) == "set_options unknown_flag");
    CHECK(set([](auto& op) { op.set_flags = op.clear_flags = account_flags::auth_required; }) ==
          "set_options bad_flags");
    CHECK(set([](auto& op) { op.med_threshold = 256; }) == "set_options threshold_out_of_range");
    CHECK(set([](auto& op) { op.inflation_dest = id_of("nobody"); }) ==
          "set_options invalid_inflation");
    CHECK(set([](auto& op) { op.inflation_dest = id_of("bob"); }) == "set_options success");
    CHECK(set([](auto& op) { op.set_flags = account_flags::auth_clawback_enabled; }) ==
          "set_options auth_revocable_required");
    CHECK(set([](auto& op) {
              op.set_flags = account_flags::auth_clawback_enabled | account_flags::auth_revocable;
          }) == "set_options success");
    CHECK(set([](auto& op) { op.clear_flags = account_flags::auth_revocable; }) ==
          "set_options auth_revocable_required");
    CHECK(set([](auto& op) { op.set_flags = account_flags::auth_immutable; }) ==
          "set_options success");
    CHECK(set([](auto& op) { op.clear_flags = account_flags::auth_immutable; }) ==
          "set_options cant_change");
    CHECK(world.account("alice").flags ==
          (account_flags::auth_clawback_enabled | account_flags::auth_revocable |
           account_flags::auth_immutable));
}

TEST_CASE("signers are added in order of their keys, changed and removed") {
    World world;
    world.found({"alice"});
    CHECK(world.apply("alice", set_signer(signer_of("alice"), 1)) == "set_options bad_signer");
    CHECK(world.apply("alice", set_signer(signer_of("bob"), 256)) == "set_options bad_signer");
    const xdr::SignerKey nothing{xdr::arm<xdr::SignerKeyType::ed25519_signed_payload>};
    CHECK(world.apply("alice", set_signer(nothing, 1)) == "set_options bad_signer");
    for (int i = 0; i < 20; ++i)
        CHECK(world.apply("alice", set_signer(signer_of(std::to_string(i)), 1)) ==
              "set_options success");
    CHECK(world.account("alice").num_sub_entries == 20);
    const auto& signers = world.account("alice").signers;
    for (std::size_t i = 1; i < signers.size(); ++i)
        CHECK(*signers[i - 1].key.get_if<xdr::SignerKeyType::ed25519>() <
              *signers[i].key.get_if<xdr::SignerKeyType::ed25519>());
    CHECK(world.apply("alice", set_signer(signer_of("bob"), 1)) == "set_options too_many_signers");
    CHECK(world.apply("alice", set_signer(signer_of("7"), 9)) == "set_options success");
    CHECK(world.apply("alice", set_signer(signer_of("8"), 0)) == "set_options success");
    CHECK(world.account("alice").signers.size() == 19);
    world.found({"poor"}, lumen + 100);
    CHECK(world.apply("poor", set_signer(signer_of("bob"), 1)) == "set_options low_reserve");
    world.edit("alice", [](xdr::AccountEntry& account) { account.num_sub_entries = 1000; });
    CHECK(world.apply("alice", set_signer(signer_of("bob"), 1)) == "op_too_many_subentries");
}

TEST_CASE("an issuer says who may hold his asset") {
    World world;
    world.found({"issuer", "alice", "bob"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("issuer", {set_flags(account_flags::auth_required | account_flags::auth_revocable)});
    world.run("alice", {trust(usdc, 100)});
    world.run("bob", {trust(usdc, 100)});
    CHECK(world.apply("issuer", pay("alice", usdc, 5)) == "payment not_authorized");
    CHECK(world.apply("issuer", allow("nobody", usdc, 1)) == "allow_trust no_trust_line");
    CHECK(world.apply("issuer", allow("alice", usdc, 3)) == "allow_trust malformed");
    CHECK(world.apply("issuer", allow("issuer", usdc, 1)) == "allow_trust malformed");
    CHECK(world.apply("issuer", allow("alice", usdc, 1)) == "allow_trust success");
    CHECK(world.apply("issuer", pay("alice", usdc, 50)) == "payment success");
    CHECK(world.apply("alice", pay("bob", usdc, 5)) == "payment not_authorized");
    CHECK(world.apply("issuer", set_line_flags("bob", usdc, 1, 0)) ==
          "set_trust_line_flags success");
    CHECK(world.apply("issuer", allow("alice", usdc, 0)) == "allow_trust success");
    CHECK(world.apply("alice", pay("bob", usdc, 5)) == "payment src_not_authorized");
}

TEST_CASE("what is not revocable is not taken away") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("alice", {trust(usdc, 100)});
    CHECK(world.apply("issuer", allow("alice", usdc, 0)) == "allow_trust cant_revoke");
    CHECK(world.apply("issuer", allow("alice", usdc, 2)) == "allow_trust cant_revoke");
    CHECK(world.apply("issuer", set_line_flags("alice", usdc, 0, 1)) ==
          "set_trust_line_flags cant_revoke");
    world.run("issuer", {set_flags(account_flags::auth_revocable)});
    CHECK(world.apply("issuer", set_line_flags("alice", usdc, 2, 0)) ==
          "set_trust_line_flags invalid_state");
    CHECK(world.apply("issuer", set_line_flags("alice", usdc, 2, 1)) ==
          "set_trust_line_flags success");
    CHECK(world.line("alice", usdc).flags == trust_line_flags::authorized_to_maintain_liabilities);
    CHECK(world.apply("issuer", set_line_flags("bob", usdc, 1, 0)) ==
          "set_trust_line_flags no_trust_line");
}

TEST_CASE("flags of lines that make no sense are malformed") {
    World world;
    world.found({"issuer", "alice"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("alice", {trust(usdc, 100)});
    const auto malformed = [&](const std::string& source, const xdr::Operation& operation) {
        return world.apply(source, operation) == "set_trust_line_flags malformed";
    };
    CHECK(malformed("issuer", set_line_flags("alice", native(), 1, 0)));
    CHECK(malformed("issuer", set_line_flags("alice", asset("U_", "issuer"), 1, 0)));
    CHECK(malformed("alice", set_line_flags("alice", usdc, 1, 0)));
    CHECK(malformed("issuer", set_line_flags("issuer", usdc, 1, 0)));
    CHECK(malformed("issuer", set_line_flags("alice", usdc, 1, 1)));
    CHECK(malformed("issuer", set_line_flags("alice", usdc, 3, 0)));
    CHECK(malformed("issuer", set_line_flags("alice", usdc, 4, 0)));
    CHECK(malformed("issuer", set_line_flags("alice", usdc, 0, 8)));
}

TEST_CASE("only lines that were opened under clawback are clawed back from") {
    World world;
    world.found({"issuer", "alice", "bob"});
    const xdr::Asset usdc = asset("USDC", "issuer");
    world.run("alice", {trust(usdc, 100)});
    world.run("issuer", {pay("alice", usdc, 50), set_flags(account_flags::auth_revocable |
                                                           account_flags::auth_clawback_enabled)});
    CHECK(world.apply("issuer", claw_back(usdc, "alice", 1)) == "clawback not_clawback_enabled");
    world.run("bob", {trust(usdc, 100)});
    world.run("issuer", {pay("bob", usdc, 50)});
    CHECK(world.apply("issuer", claw_back(usdc, "bob", 51)) == "clawback underfunded");
    CHECK(world.apply("issuer", claw_back(usdc, "nobody", 1)) == "clawback no_trust");
    CHECK(world.apply("issuer", claw_back(usdc, "bob", 0)) == "clawback malformed");
    CHECK(world.apply("issuer", claw_back(usdc, "issuer", 1)) == "clawback malformed");
    CHECK(world.apply("issuer", claw_back(native(), "bob", 1)) == "clawback malformed");
    CHECK(world.apply("alice", claw_back(usdc, "bob", 1)) == "clawback malformed");
    world.run("issuer", {allow("bob", usdc, 0)});
    CHECK(world.apply("issuer", claw_back(usdc, "bob", 20)) == "clawback success");
    CHECK(world.line("bob", usdc).balance == 30);
    CHECK(
        world.apply("issuer", set_line_flags("bob", usdc, 0, trust_line_flags::clawback_enabled)) ==
        "set_trust_line_flags success");
    CHECK(world.apply("issuer", claw_back(usdc, "bob", 1)) == "clawback not_clawback_enabled");
}

}  // namespace
}  // namespace ledger::stellar::sandbox
