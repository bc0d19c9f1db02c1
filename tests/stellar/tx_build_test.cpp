// The builder against envelopes that others built, and every rule that it knows.
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/tx/build.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/tx/signing.hpp"
#include "tests/stellar/vectors.hpp"

#include <map>

using namespace ledger;
using namespace ledger::stellar;
using xdr::arm;
using xdr::EnvelopeType;

namespace {

Ed25519Key account(std::string_view text) { return key_from_account_text(text).value(); }

Address address(std::string_view text) {
    const auto read = address_from_text(text);
    REQUIRE(read.has_value());
    CHECK(to_text(*read) == text);
    return *read;
}

const Ed25519Key alice = account("GA7F2ILMQMJKP5BGCO5K253XT3O3C5XPR53IZ65SMWV2BHFPNZVNSJ26");
const Ed25519Key bob = account("GBGUB2Q7AZRQUNCXRSQIDWYAWTQL4I26JCHQSCPJOBF5XIN7USXJSQOS");
const Ed25519Key carol = account("GDQUMNX7YT4CQFI7WLJJ5LA43G56ZSLV5ZJNCTROKE6OZLTBM7BYI2U4");
const Ed25519Key dave = account("GAURUDIESNVEZY44W5UI44SKBLIMLQ3DDV6SITVK73PR6SPVF27N3DSF");
const Ed25519Key channel = account("GCFJZ6XGKBGF6L3JSEYRF4RI2N2CKLNF7RYUYSQQSWSVKXZJEZ35C2DI");
const Ed25519Key payer = account("GB3FZRBCA7U6B33XF7ECTWIQV4ZK6DXQABE3HZV7JHWD5YZZKUJUVG44");

AssetName asset(std::string_view text) { return asset_from_text(text).value(); }

const AssetName lumens{};
const AssetName usdc = asset("USDC:GAQYOUM7AXL3TT2TZFIEM6EFZL7F2HFVD3MVABNXN52Z6XU6HBABJ4US");
const AssetName nociq = asset("NOCIQ:GB2ZWV7JC44QDHZLE7RQZPQ5CPD6IYZ3WGDJVY2WJOZQTTSKFD7OARRD");

xdr::SignerKey ed25519(const Ed25519Key& key) {
    return xdr::SignerKey{arm<xdr::SignerKeyType::ed25519>, Hash{.bytes = key}};
}

/// What the vectors have in common.
Draft draft(std::vector<Operation> operations) {
    return {.source = alice,
            .sequence = 4503599627370497,
            .valid = {.min_time = 1760000000, .max_time = 1760000300},
            .operations = std::move(operations)};
}

Draft with_memo(Memo memo, std::vector<Operation> operations) {
    Draft result = draft(std::move(operations));
    result.memo = std::move(memo);
    return result;
}

Draft for_fee(std::uint32_t fee_per_operation, std::vector<Operation> operations) {
    Draft result = draft(std::move(operations));
    result.fee_per_operation = fee_per_operation;
    return result;
}

Hash digest() {
    return hash_from_hex("00b0e462f9420ef04e0b45af88017b2edd7d7d46147989c9123fcef43f554b0c")
        .value_or(Hash{});
}

/// All vectors but the invocation of a contract, which is not for this builder.
std::map<std::string, Draft> drafts() {
    std::map<std::string, Draft> all{
        {"d001", draft({{CreateAccount{bob, Amount{100'000'000}}}})},
        {"d002", with_memo(TextMemo{"hello"}, {{Payment{bob, lumens, Amount{10'000'001}}}})},
        {"d003", with_memo(IdMemo{42}, {{Payment{bob, usdc, Amount{255'000'000}}}})},
        {"d004", draft({{ChangeTrust{usdc, Amount{50'000'000'000}}}})},
        {"d005", with_memo(HashMemo{digest()}, {{Payment{bob, nociq, Amount{70'000'000}}}})},
        {"d006",
         for_fee(200, {{SetOptions{.master_weight = 1,
                                   .low_threshold = 1,
                                   .medium_threshold = 2,
                                   .high_threshold = 2,
                                   .signer = AccountSigner{ed25519(dave), 1}}},
                       {SetOptions{.signer =
                                       AccountSigner{ed25519(account(
                                                         "GBMOCIRNEKTENMU4W4JQHZIDMNV2PG272PE7JP6LA"
                                                         "JS7V44QOFKUH3XF")),
                                                     1}}}})},
        {"d007", draft({{Payment{bob, usdc, Amount{90'000'000'000}}}})},
        {"d008", draft({{ManageData{"rca:1", std::string{as_view(digest())}}}})},
        {"d009", draft({{CreateClaimableBalance{
                     .asset = usdc,
                     .amount = Amount{30'000'000},
                     .claimants = {{bob}, {carol, claimable::before(1760009999)}}}}})},
        {"d010", draft({{Payment{address("MBGUB2Q7AZRQUNCXRSQIDWYAWTQL4I26JCHQSCPJOBF5XIN7USXJ"
                                         "SAAAAAAAAAAABAAZ6"),
                                 lumens, Amount{20'000'000}}}})},
        {"d011", draft({{BumpSequence{12345}}})},
        {"d012", draft(create_sponsored({.account = bob}))},
        {"d015", for_fee(150, {{Payment{bob, usdc, Amount{10'000'000}}, alice},
                               {Payment{carol, usdc, Amount{20'000'000}}, alice},
                               {Payment{dave, usdc, Amount{30'000'000}}, alice}})},
    };
    all.at("d010").source = Address{alice, 7};
    all.at("d011").valid.min_ledger = 10;
    all.at("d011").valid.max_ledger = 20;
    all.at("d011").valid.min_sequence = 100;
    all.at("d015").source = channel;
    return all;
}

/// The field and the rule of each complaint, in order.
std::vector<std::string> complaints(const Result<xdr::TransactionEnvelope>& result) {
    if (result) return {};
    CHECK(result.error().kind == ErrorKind::validation);
    CHECK(result.error().code == "transaction.invalid");
    std::vector<std::string> all;
    for (const FieldError& field : result.error().fields) {
        CHECK(field.message.starts_with(field.field + " "));
        all.push_back(field.field + " " + field.rule);
    }
    return all;
}

std::string complaint(const Result<xdr::TransactionEnvelope>& result) {
    const std::vector<std::string> all = complaints(result);
    return all.size() == 1 ? all.front() : std::to_string(all.size()) + " complaints";
}

/// About the only operation of an otherwise valid transaction of alice's.
std::string complaint_about(Action action) {
    const std::string words = complaint(build(draft({{std::move(action)}})));
    constexpr std::string_view prefix = "operations[0].";
    return words.starts_with(prefix) ? words.substr(prefix.size()) : words;
}

/// An asset of alice's, who signs all drafts.
AssetName own() { return {IssuedAsset{.code = "OWN", .issuer = alice}}; }

xdr::TransactionEnvelope built(const Draft& draft) {
    const auto envelope = build(draft);
    REQUIRE(envelope.has_value());
    return *envelope;
}

}  // namespace

TEST_CASE("what others built is built here, byte for byte") {
    std::map<std::string, Draft> all = drafts();
    for_each_vector("stellar-dev.json", "vectors", [&](const Vector& row) {
        const auto found = all.find(row.at("id"));
        if (found == all.end()) return;
        CAPTURE(found->first);
        const auto expected =
            xdr::decode<xdr::TransactionEnvelope>(from_base64(row.at("envelope_xdr")).value_or(""));
        REQUIRE(expected.has_value());
        xdr::TransactionEnvelope envelope = built(found->second);
        CHECK(signatures_of(envelope).empty());
        signatures_of(envelope) = signatures_of(*expected);
        CHECK(xdr::encode(envelope).value_or("") == xdr::encode(*expected).value_or("-"));
        all.erase(found);
    });
    CHECK(all.empty());
}

TEST_CASE("a fee bump of others is built here, too") {
    std::size_t count = 0;
    for_each_vector("stellar-dev.json", "vectors", [&](const Vector& row) {
        const auto expected =
            xdr::decode<xdr::TransactionEnvelope>(from_base64(row.at("envelope_xdr")).value_or(""));
        REQUIRE(expected.has_value());
        const auto* bump = expected->get_if<EnvelopeType::tx_fee_bump>();
        if (bump == nullptr) return;
        xdr::TransactionEnvelope inner = built(draft({{Payment{bob, usdc, Amount{10'000'000}}}}));
        signatures_of(inner) = bump->tx.inner_tx.get_if<EnvelopeType::tx>()->signatures;
        auto bumped = bump_fee(inner, payer, 400);
        REQUIRE(bumped.has_value());
        signatures_of(*bumped) = bump->signatures;
        CHECK(*bumped == *expected);
        ++count;
    });
    CHECK(count == 1);
}

TEST_CASE("what a transaction may not be is refused by field and rule") {
    const auto complaint_after = [](auto change) {
        Draft changed = draft({{Payment{bob, usdc, Amount{1}}}});
        change(changed);
        return complaint(build(changed));
    };
    using D = Draft&;
    CHECK(complaint_after([](D d) { d.sequence = 0; }) == "sequence range");
    CHECK(complaint_after([](D d) { d.fee_per_operation = 99; }) == "fee_per_operation range");
    CHECK(complaint_after([](D d) { d.operations.clear(); }) == "operations length");
    CHECK(complaint_after([](D d) { d.operations.resize(101, d.operations[0]); }) ==
          "operations length");
    CHECK(complaint_after([](D d) {
              d.operations.resize(100, d.operations[0]);
              d.fee_per_operation = 42'949'673;
          }) == "fee_per_operation range");
    CHECK(complaint_after([](D d) { d.memo = TextMemo{std::string(29, 'x')}; }) ==
          "memo.text max_length");
    CHECK(complaint_after([](D d) { d.valid.max_time = 1759999999; }) == "valid.max_time order");
    CHECK(complaint_after([](D d) {
              d.valid.min_ledger = 10;
              d.valid.max_ledger = 10;
          }) == "valid.max_ledger order");
    CHECK(complaint_after([](D d) { d.valid.min_sequence = -1; }) == "valid.min_sequence range");
    CHECK(complaint_after([](D d) { d.valid.min_sequence = d.sequence; }) ==
          "valid.min_sequence range");
    CHECK(complaint_after([](D d) {
              d.valid.extra_signers = {ed25519(bob), ed25519(carol), ed25519(dave)};
          }) == "valid.extra_signers length");
    CHECK(complaint_after([](D d) { d.valid.extra_signers = {ed25519(bob), ed25519(bob)}; }) ==
          "valid.extra_signers duplicate");
    CHECK(complaint_after([](D d) {
              d.valid.extra_signers = {
                  xdr::SignerKey{arm<xdr::SignerKeyType::ed25519_signed_payload>}};
          }) == "valid.extra_signers min_length");
}

TEST_CASE("the largest that is allowed is built") {
    Draft largest = draft(std::vector<Operation>(100, {Payment{bob, usdc, Amount{1}}}));
    largest.fee_per_operation = 42'949'672;
    largest.memo = TextMemo{std::string(28, 'x')};
    largest.valid = {
        .max_ledger = 1, .min_sequence = 0, .extra_signers = {ed25519(bob), ed25519(carol)}};
    CHECK(xdr::encode(built(largest)).has_value());
    Draft shortest = draft({{EndSponsoring{}}});
    shortest.valid = {};
    CHECK(built(shortest).get_if<EnvelopeType::tx>()->tx.cond.type() ==
          xdr::PreconditionType::none);
}

TEST_CASE("payments and accounts are refused by field and rule") {
    CHECK(complaint_about(Payment{bob, usdc, Amount{0}}) == "amount range");
    CHECK(complaint_about(Payment{bob, usdc, Amount{-1}}) == "amount range");
    CHECK(complaint_about(Payment{alice, lumens, Amount{1}}) == "0 complaints");
    for (const std::string_view code : {"", "ABCDEFGHIJ123", "US-D"}) {
        const AssetName bad{IssuedAsset{.code = std::string{code}, .issuer = bob}};
        CHECK(complaint_about(Payment{bob, bad, Amount{1}}) == "asset asset_code");
        CHECK(complaint_about(ChangeTrust{bad}) == "asset asset_code");
        CHECK(complaint_about(CreateClaimableBalance{bad, Amount{1}, {{bob}}}) ==
              "asset asset_code");
    }
    CHECK(complaint_about(CreateAccount{bob, Amount{-1}}) == "starting_balance range");
    CHECK(complaint_about(CreateAccount{alice, Amount{1}}) == "account self");
    CHECK(complaint_about(AccountMerge{Address{alice, 9}}) == "into self");
    CHECK(complaint_about(BumpSequence{-1}) == "to range");
    CHECK(complaint_about(BeginSponsoring{alice}) == "account self");
}

TEST_CASE("trust lines and options are refused by field and rule") {
    CHECK(complaint_about(ChangeTrust{lumens}) == "asset issued");
    CHECK(complaint_about(ChangeTrust{own()}) == "asset.issuer self");
    CHECK(complaint_about(ChangeTrust{usdc, Amount{-1}}) == "limit range");
    CHECK(complaint_about(ChangeTrust{usdc, Amount{0}}) == "0 complaints");

    CHECK(complaint_about(SetOptions{.set_flags = 16}) == "set_flags unknown");
    CHECK(complaint_about(SetOptions{.clear_flags = 16}) == "clear_flags unknown");
    CHECK(complaint_about(SetOptions{.clear_flags = 3, .set_flags = 2}) ==
          "set_flags contradiction");
    CHECK(complaint_about(SetOptions{.home_domain = std::string(33, 'x')}) ==
          "home_domain max_length");
    CHECK(complaint_about(SetOptions{.home_domain = "a\tb"}) == "home_domain characters");
    CHECK(complaint_about(SetOptions{.signer = AccountSigner{ed25519(alice), 1}}) ==
          "signer.key self");
    CHECK(
        complaint_about(SetOptions{
            .signer = AccountSigner{xdr::SignerKey{arm<xdr::SignerKeyType::ed25519_signed_payload>},
                                    1}}) == "signer.key min_length");

    using namespace trust_line_flags;
    CHECK(complaint_about(SetTrustLineFlags{bob, own(), 0, authorized}) == "0 complaints");
    CHECK(complaint_about(SetTrustLineFlags{bob, lumens, 0, authorized}) == "asset issued");
    CHECK(complaint_about(SetTrustLineFlags{bob, usdc, 0, authorized}) == "asset issuer");
    CHECK(complaint_about(SetTrustLineFlags{alice, own(), 0, authorized}) == "account self");
    CHECK(complaint_about(SetTrustLineFlags{bob, own(), 8, 0}) == "clear_flags unknown");
    CHECK(complaint_about(SetTrustLineFlags{bob, own(), authorized, authorized}) ==
          "set_flags contradiction");
    CHECK(complaint_about(SetTrustLineFlags{bob, own(), 0, 3}) == "set_flags contradiction");
    CHECK(complaint_about(SetTrustLineFlags{bob, own(), 0, clawback_enabled}) ==
          "set_flags clawback");
    CHECK(complaint_about(Clawback{own(), alice, Amount{1}}) == "from self");
    CHECK(complaint_about(Clawback{own(), bob, Amount{0}}) == "amount range");
    CHECK(complaint_about(Clawback{usdc, bob, Amount{1}}) == "asset issuer");
}

TEST_CASE("claimants and data are refused by field and rule") {
    const auto claimed_by = [](std::vector<Claimant> claimants) {
        return complaint_about(CreateClaimableBalance{usdc, Amount{1}, std::move(claimants)});
    };
    using namespace claimable;
    CHECK(claimed_by({}) == "claimants length");
    CHECK(claimed_by({{bob}, {bob}}) == "claimants[1].account duplicate");
    CHECK(claimed_by({{bob, before(-1)}}) == "claimants[0].when predicate");
    CHECK(claimed_by({{bob}, {carol, within(-1)}}) == "claimants[1].when predicate");
    const auto deep = either(unless(within(5)), both(before(0), unless(unless({}))));
    CHECK(claimed_by({{bob, both(before(0), unless(unless({})))}}) == "0 complaints");
    CHECK(claimed_by({{bob, deep}}) == "claimants[0].when predicate");
    const xdr::ClaimPredicate lonely{arm<xdr::ClaimPredicateType::and_>, before(1)};
    CHECK(claimed_by({{bob, lonely}}) == "claimants[0].when predicate");
    const xdr::ClaimPredicate empty{arm<xdr::ClaimPredicateType::not_>};
    CHECK(claimed_by({{bob, either({}, empty)}}) == "claimants[0].when predicate");

    CHECK(complaint_about(ManageData{""}) == "name length");
    CHECK(complaint_about(ManageData{std::string(65, 'n')}) == "name length");
    CHECK(complaint_about(ManageData{"n\xC3\xA4me"}) == "name characters");
    CHECK(complaint_about(ManageData{"n", std::string(65, 'v')}) == "value max_length");
    CHECK(complaint_about(ManageData{std::string(64, 'n'), std::string(64, '\0')}) ==
          "0 complaints");
}

TEST_CASE("all that is wrong is said at once, and a rule is about who does the operation") {
    Draft wrong = draft({{Payment{bob, usdc, Amount{0}}},
                         {CreateAccount{bob, Amount{-1}}, bob},
                         {CreateAccount{alice, Amount{1}}, bob}});
    wrong.sequence = -1;
    wrong.memo = TextMemo{std::string(29, 'x')};
    CHECK(complaints(build(wrong)) ==
          std::vector<std::string>{"sequence range", "memo.text max_length",
                                   "operations[0].amount range", "operations[1].account self",
                                   "operations[1].starting_balance range"});
    const auto refused = build(draft({{Payment{bob, usdc, Amount{0}}}}));
    REQUIRE(!refused.has_value());
    CHECK(refused.error().message == "operations[0].amount must be greater than 0");
}

TEST_CASE("a sponsor may be another one, and give trust lines") {
    const std::vector<Operation> operations =
        create_sponsored({.account = bob, .trusted = {usdc, nociq}, .sponsor = carol});
    const auto envelope = built(draft(operations));
    const auto& made = envelope.get_if<EnvelopeType::tx>()->tx.operations;
    REQUIRE(made.size() == 5);
    const std::vector<Ed25519Key> sources{carol, carol, bob, bob, bob};
    for (std::size_t i = 0; i < made.size(); ++i)
        CHECK(made[i].source_account == to_xdr(sources[i]));
    CHECK(made[0].body.type() == xdr::OperationType::begin_sponsoring_future_reserves);
    CHECK(made[1].body.type() == xdr::OperationType::create_account);
    CHECK(made[2].body.type() == xdr::OperationType::change_trust);
    CHECK(made[4].body.type() == xdr::OperationType::end_sponsoring_future_reserves);
}

TEST_CASE("a fee bump bids no less than what it holds, fits, and holds no other") {
    const auto inner = built(for_fee(150, {{BumpSequence{1}}, {BumpSequence{2}}}));
    CHECK(complaint(bump_fee(inner, payer, 149)) == "fee_per_operation range");
    const auto bumped = bump_fee(inner, payer, 150);
    REQUIRE(bumped.has_value());
    CHECK(bumped->get_if<EnvelopeType::tx_fee_bump>()->tx.fee == 450);
    CHECK(complaint(bump_fee(inner, payer, std::int64_t{1} << 62)) == "fee_per_operation range");
    CHECK(complaint(bump_fee(*bumped, payer, 1000)) == "inner fee_bump");
    const xdr::TransactionEnvelope empty{arm<EnvelopeType::tx>};
    CHECK(complaint(bump_fee(empty, payer, 1000)) == "inner.operations length");

    // A bid of 201 for two operations is more than 100 each.
    auto odd = inner;
    odd.get_if<EnvelopeType::tx>()->tx.fee = 201;
    CHECK(complaint(bump_fee(odd, payer, 100)) == "fee_per_operation range");
    CHECK(bump_fee(odd, payer, 101).has_value());
    odd.get_if<EnvelopeType::tx>()->tx.fee = 2;
    CHECK(complaint(bump_fee(odd, payer, 99)) == "fee_per_operation range");
}

TEST_CASE("what a contract's resources cost is not multiplied by a fee bump") {
    auto inner = built(draft({{BumpSequence{1}}}));
    xdr::Transaction& tx = inner.get_if<EnvelopeType::tx>()->tx;
    tx.fee = 100'100;
    tx.ext = xdr::TransactionExt{arm<1>, xdr::SorobanTransactionData{.resource_fee = 100'000}};
    CHECK(complaint(bump_fee(inner, payer, 99)) == "fee_per_operation range");
    const auto bumped = bump_fee(inner, payer, 100);
    REQUIRE(bumped.has_value());
    CHECK(bumped->get_if<EnvelopeType::tx_fee_bump>()->tx.fee == 100'200);

    const auto with_cost = [&](std::int64_t cost) {
        tx.ext = xdr::TransactionExt{arm<1>, xdr::SorobanTransactionData{.resource_fee = cost}};
        return complaint(bump_fee(inner, payer, 100'100));
    };
    CHECK(with_cost(std::numeric_limits<std::int64_t>::min()) == "0 complaints");
    CHECK(with_cost(std::numeric_limits<std::int64_t>::max()) == "fee_per_operation range");
}

TEST_CASE("a transaction of the old form keeps its signatures within a fee bump") {
    const xdr::DecoratedSignature signature = signature_by_preimage("x").value();
    const xdr::TransactionV0 old{.source_account_ed25519 = Hash{.bytes = alice},
                                 .fee = 100,
                                 .seq_num = 1,
                                 .operations = {{.body = {}}}};
    const xdr::TransactionEnvelope envelope{arm<EnvelopeType::tx_v0>, old, Signatures{signature}};
    const auto bumped = bump_fee(envelope, payer, 100);
    REQUIRE(bumped.has_value());
    const auto* inner =
        bumped->get_if<EnvelopeType::tx_fee_bump>()->tx.inner_tx.get_if<EnvelopeType::tx>();
    CHECK(inner->tx == upgraded(old));
    CHECK(inner->signatures == Signatures{signature});
}
