// Whatever is built holds what was asked for, and nothing is built that cannot be encoded.
#include "stellar/keys/memo_rule.hpp"
#include "stellar/tx/build.hpp"
#include "stellar/tx/memo_check.hpp"
#include "stellar/xdr/codec.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace ledger;
using namespace ledger::stellar;
using xdr::arm;
using xdr::EnvelopeType;
using xdr::OperationType;

namespace {

Ed25519Key key(std::uint8_t number) {
    Ed25519Key bytes{};
    bytes.fill(number);
    return bytes;
}

/// Other accounts than the transaction's source, which is the 0th.
Ed25519Key any_key() { return key(*rc::gen::inRange<std::uint8_t>(1, 255)); }

Address any_address() {
    if (*rc::gen::arbitrary<bool>()) return any_key();
    return {any_key(), *rc::gen::arbitrary<std::uint64_t>()};
}

AssetName any_asset(const Ed25519Key& issuer) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 13);
    const auto letter = rc::gen::element('A', 'Z', 'a', 'z', '0', '9');
    return {IssuedAsset{.code = *rc::gen::container<std::string>(size, letter), .issuer = issuer}};
}

AssetName any_asset() { return *rc::gen::arbitrary<bool>() ? AssetName{} : any_asset(any_key()); }

Amount any_amount(std::int64_t least = 1) {
    return Amount{*rc::gen::inRange(least, std::numeric_limits<std::int64_t>::max())};
}

std::string any_text(std::size_t least, std::size_t most) {
    const auto size = *rc::gen::inRange(least, most + 1);
    return *rc::gen::container<std::string>(size, rc::gen::inRange<char>(' ', '~'));
}

xdr::SignerKey any_signer_key() {
    const Hash bytes{.bytes = any_key()};
    if (*rc::gen::arbitrary<bool>())
        return xdr::SignerKey{arm<xdr::SignerKeyType::ed25519_signed_payload>, bytes,
                              xdr::VarOpaque<64>{any_text(1, 64)}};
    return xdr::SignerKey{arm<xdr::SignerKeyType::hash_x>, bytes};
}

std::optional<std::uint8_t> any_weight() {
    if (*rc::gen::arbitrary<bool>()) return std::nullopt;
    return *rc::gen::arbitrary<std::uint8_t>();
}

SetOptions any_options() {
    const auto flags = *rc::gen::inRange<std::uint32_t>(0, account_flags::all + 1);
    const auto cleared = *rc::gen::inRange<std::uint32_t>(0, account_flags::all + 1) & ~flags;
    SetOptions options{.clear_flags = cleared,
                       .set_flags = flags,
                       .master_weight = any_weight(),
                       .low_threshold = any_weight(),
                       .medium_threshold = any_weight(),
                       .high_threshold = any_weight()};
    if (*rc::gen::arbitrary<bool>()) options.inflation_destination = any_key();
    if (*rc::gen::arbitrary<bool>()) options.home_domain = any_text(0, 32);
    if (*rc::gen::arbitrary<bool>())
        options.signer = AccountSigner{any_signer_key(), *rc::gen::arbitrary<std::uint8_t>()};
    return options;
}

xdr::ClaimPredicate any_predicate(int levels) {
    using namespace claimable;
    switch (*rc::gen::inRange(levels == 0 ? 3 : 0, 6)) {
        case 0: return both(any_predicate(levels - 1), any_predicate(levels - 1));
        case 1: return either(any_predicate(levels - 1), any_predicate(levels - 1));
        case 2: return unless(any_predicate(levels - 1));
        case 3: return before(any_amount(0).units());
        case 4: return within(any_amount(0).units());
        default: return {};
    }
}

CreateClaimableBalance any_balance() {
    CreateClaimableBalance balance{.asset = any_asset(), .amount = any_amount(), .claimants = {}};
    const auto count = *rc::gen::inRange<std::uint8_t>(1, 11);
    for (std::uint8_t i = 0; i < count; ++i)
        balance.claimants.push_back({key(i), any_predicate(3)});
    return balance;
}

ManageData any_data() {
    ManageData data{.name = any_text(1, 64)};
    if (*rc::gen::arbitrary<bool>()) data.value = any_text(0, 64);
    return data;
}

xdr::ClaimableBalanceId any_balance_id() {
    return xdr::ClaimableBalanceId{arm<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>,
                                   Hash{.bytes = any_key()}};
}

/// Any that `source` may do.
Action any_action(const Ed25519Key& source) {
    switch (*rc::gen::inRange<std::size_t>(0, std::variant_size_v<Action>)) {
        case 0: return Payment{any_address(), any_asset(), any_amount()};
        case 1: return CreateAccount{key(255), any_amount(0)};
        case 2: return AccountMerge{Address{key(255)}};
        case 3: return ChangeTrust{any_asset(key(255)), any_amount(0)};
        case 4: return any_options();
        case 5: return SetTrustLineFlags{key(255), any_asset(source), 6, 1};
        case 6: return any_balance();
        case 7: return ClaimClaimableBalance{any_balance_id()};
        case 8: return Clawback{any_asset(source), Address{key(255), 5}, any_amount()};
        case 9: return ClawbackClaimableBalance{any_balance_id()};
        case 10: return any_data();
        case 11: return BumpSequence{any_amount(0).units()};
        case 12: return BeginSponsoring{key(255)};
        default: return EndSponsoring{};
    }
}

Validity any_validity() {
    const auto all =
        *rc::gen::container<std::vector<std::uint32_t>>(6, rc::gen::inRange<std::uint32_t>(0, 3));
    Validity valid{.min_time = all[0],
                   .max_time = all[1] == 0 ? 0 : all[0] + all[1],
                   .min_ledger = all[2],
                   .max_ledger = all[3] == 0 ? 0 : all[2] + all[3],
                   .min_sequence_age = all[4],
                   .min_sequence_ledger_gap = all[5]};
    if (*rc::gen::arbitrary<bool>()) valid.min_sequence = 0;
    if (*rc::gen::arbitrary<bool>()) valid.extra_signers = {any_signer_key()};
    return valid;
}

Memo any_memo() {
    switch (*rc::gen::inRange(0, 5)) {
        case 0: return TextMemo{*rc::gen::container<std::string>(28, rc::gen::arbitrary<char>())};
        case 1: return IdMemo{*rc::gen::arbitrary<std::uint64_t>()};
        case 2: return HashMemo{{.bytes = any_key()}};
        case 3: return ReturnMemo{{.bytes = any_key()}};
        default: return {};
    }
}

Operation any_operation() {
    std::optional<Address> source;
    if (*rc::gen::arbitrary<bool>()) source = Address{key(254), 9};
    Action action = any_action(source.value_or(key(0)).key);
    return {std::move(action), source};
}

Draft any_draft() {
    return {.source = key(0),
            .sequence = any_amount().units(),
            .fee_per_operation = *rc::gen::inRange<std::uint32_t>(100, 1'000'000),
            .valid = any_validity(),
            .memo = any_memo(),
            .operations = *rc::gen::container<std::vector<Operation>>(
                *rc::gen::inRange<std::size_t>(1, 9), rc::gen::exec(any_operation))};
}

template <class Number>
bool equal(const std::optional<std::uint32_t>& made, const std::optional<Number>& asked) {
    return made.has_value() == asked.has_value() && made.value_or(0) == asked.value_or(0);
}

bool is_asset(const xdr::ChangeTrustAsset& made, const AssetName& asked) {
    if (const auto* four = made.get_if<xdr::AssetType::credit_alphanum4>())
        return name_of(xdr::Asset{arm<xdr::AssetType::credit_alphanum4>, *four}) == asked;
    const auto* twelve = made.get_if<xdr::AssetType::credit_alphanum12>();
    return twelve != nullptr &&
           name_of(xdr::Asset{arm<xdr::AssetType::credit_alphanum12>, *twelve}) == asked;
}

/// Whether a body is what was asked for.
struct IsAskedFor {
    const xdr::OperationBody& body;

    bool operator()(const Payment& asked) const {
        const auto* made = body.get_if<OperationType::payment>();
        return made != nullptr && address_of(made->destination) == asked.to &&
               name_of(made->asset) == asked.asset && made->amount == asked.amount.units();
    }
    bool operator()(const CreateAccount& asked) const {
        const auto* made = body.get_if<OperationType::create_account>();
        return made != nullptr && key_of(made->destination) == asked.account &&
               made->starting_balance == asked.starting_balance.units();
    }
    bool operator()(const AccountMerge& asked) const {
        const auto* made = body.get_if<OperationType::account_merge>();
        return made != nullptr && address_of(*made) == asked.into;
    }
    bool operator()(const ChangeTrust& asked) const {
        const auto* made = body.get_if<OperationType::change_trust>();
        return made != nullptr && is_asset(made->line, asked.asset) &&
               made->limit == asked.limit.units();
    }
    bool operator()(const SetOptions& asked) const {
        const auto* made = body.get_if<OperationType::set_options>();
        if (made == nullptr || made->signer.has_value() != asked.signer.has_value()) return false;
        if (made->signer && (made->signer->key != asked.signer->key ||
                             made->signer->weight != asked.signer->weight))
            return false;
        const auto domain =
            made->home_domain ? std::optional{made->home_domain->bytes} : std::nullopt;
        const auto heir =
            made->inflation_dest ? std::optional{key_of(*made->inflation_dest)} : std::nullopt;
        return domain == asked.home_domain && heir == asked.inflation_destination &&
               made->clear_flags.value_or(0) == asked.clear_flags &&
               made->set_flags.value_or(0) == asked.set_flags &&
               equal(made->master_weight, asked.master_weight) &&
               equal(made->low_threshold, asked.low_threshold) &&
               equal(made->med_threshold, asked.medium_threshold) &&
               equal(made->high_threshold, asked.high_threshold);
    }
    bool operator()(const SetTrustLineFlags& asked) const {
        const auto* made = body.get_if<OperationType::set_trust_line_flags>();
        return made != nullptr && key_of(made->trustor) == asked.account &&
               name_of(made->asset) == asked.asset && made->clear_flags == asked.clear_flags &&
               made->set_flags == asked.set_flags;
    }
    bool operator()(const CreateClaimableBalance& asked) const {
        const auto* made = body.get_if<OperationType::create_claimable_balance>();
        if (made == nullptr || made->claimants.size() != asked.claimants.size()) return false;
        for (std::size_t i = 0; i < asked.claimants.size(); ++i) {
            const auto* claimant = made->claimants[i].get_if<xdr::ClaimantType::claimant_type_v0>();
            if (key_of(claimant->destination) != asked.claimants[i].account) return false;
            if (claimant->predicate != asked.claimants[i].when) return false;
        }
        return name_of(made->asset) == asked.asset && made->amount == asked.amount.units();
    }
    bool operator()(const ClaimClaimableBalance& asked) const {
        const auto* made = body.get_if<OperationType::claim_claimable_balance>();
        return made != nullptr && made->balance_id == asked.balance;
    }
    bool operator()(const Clawback& asked) const {
        const auto* made = body.get_if<OperationType::clawback>();
        return made != nullptr && name_of(made->asset) == asked.asset &&
               address_of(made->from) == asked.from && made->amount == asked.amount.units();
    }
    bool operator()(const ClawbackClaimableBalance& asked) const {
        const auto* made = body.get_if<OperationType::clawback_claimable_balance>();
        return made != nullptr && made->balance_id == asked.balance;
    }
    bool operator()(const ManageData& asked) const {
        const auto* made = body.get_if<OperationType::manage_data>();
        if (made == nullptr) return false;
        const auto value = made->data_value ? std::optional{made->data_value->bytes} : std::nullopt;
        return made->data_name.bytes == asked.name && value == asked.value;
    }
    bool operator()(const BumpSequence& asked) const {
        const auto* made = body.get_if<OperationType::bump_sequence>();
        return made != nullptr && made->bump_to == asked.to;
    }
    bool operator()(const BeginSponsoring& asked) const {
        const auto* made = body.get_if<OperationType::begin_sponsoring_future_reserves>();
        return made != nullptr && key_of(made->sponsored_id) == asked.account;
    }
    bool operator()(const EndSponsoring&) const {
        return body.type() == OperationType::end_sponsoring_future_reserves;
    }
};

struct IsMemo {
    const xdr::Memo& memo;

    bool operator()(std::monostate) const { return memo.type() == xdr::MemoType::none; }
    bool operator()(const TextMemo& asked) const {
        const auto* made = memo.get_if<xdr::MemoType::text>();
        return made != nullptr && made->bytes == asked.text;
    }
    bool operator()(const IdMemo& asked) const {
        const auto* made = memo.get_if<xdr::MemoType::id>();
        return made != nullptr && *made == asked.id;
    }
    bool operator()(const HashMemo& asked) const {
        return memo.type() == xdr::MemoType::hash &&
               *memo.get_if<xdr::MemoType::hash>() == asked.hash;
    }
    bool operator()(const ReturnMemo& asked) const {
        return memo.type() == xdr::MemoType::return_ &&
               *memo.get_if<xdr::MemoType::return_>() == asked.hash;
    }
};

/// What any form of preconditions asks for, in the form that can say all.
xdr::PreconditionsV2 as_newest(const xdr::Preconditions& cond) {
    if (const auto* newest = cond.get_if<xdr::PreconditionType::v2>()) return *newest;
    xdr::PreconditionsV2 all;
    if (const auto* bounds = cond.get_if<xdr::PreconditionType::time>()) all.time_bounds = *bounds;
    return all;
}

bool is_asked_for(const xdr::Preconditions& cond, const Validity& asked) {
    const xdr::PreconditionsV2 made = as_newest(cond);
    const auto time = made.time_bounds.value_or(xdr::TimeBounds{});
    const auto ledgers = made.ledger_bounds.value_or(xdr::LedgerBounds{});
    return time.min_time == asked.min_time && time.max_time == asked.max_time &&
           ledgers.min_ledger == asked.min_ledger && ledgers.max_ledger == asked.max_ledger &&
           made.min_seq_num == asked.min_sequence && made.min_seq_age == asked.min_sequence_age &&
           made.min_seq_ledger_gap == asked.min_sequence_ledger_gap &&
           std::ranges::equal(made.extra_signers, asked.extra_signers);
}

bool does_what_was_asked(const xdr::Operation& made, const Operation& asked) {
    const auto source =
        made.source_account ? std::optional{address_of(*made.source_account)} : std::nullopt;
    return source == asked.source && std::visit(IsAskedFor{made.body}, asked.action);
}

xdr::Transaction built_and_read_again(const Draft& draft) {
    const std::string bytes = xdr::encode(build(draft).value()).value();
    const auto envelope = xdr::decode<xdr::TransactionEnvelope>(bytes).value();
    RC_ASSERT(envelope.type() == EnvelopeType::tx);
    RC_ASSERT(envelope.get_if<EnvelopeType::tx>()->signatures.empty());
    return envelope.get_if<EnvelopeType::tx>()->tx;
}

xdr::TransactionEnvelope paying(const std::vector<Operation>& operations, Memo memo = {}) {
    return build(
               {.source = key(0), .sequence = 1, .memo = std::move(memo), .operations = operations})
        .value();
}

}  // namespace

TEST_CASE("what is built says what was asked for, after its bytes were read again") {
    CHECK(holds([] {
        const Draft asked = any_draft();
        const xdr::Transaction tx = built_and_read_again(asked);
        RC_ASSERT(address_of(tx.source_account) == asked.source);
        RC_ASSERT(tx.seq_num == asked.sequence);
        RC_ASSERT(tx.fee == asked.fee_per_operation * asked.operations.size());
        RC_ASSERT(is_asked_for(tx.cond, asked.valid));
        RC_ASSERT(std::visit(IsMemo{tx.memo}, asked.memo));
        RC_ASSERT(std::ranges::equal(tx.operations, asked.operations, does_what_was_asked));
    }));
}

TEST_CASE("whatever is wrong with a draft, nothing is built that cannot be encoded") {
    CHECK(holds([] {
        Draft draft = any_draft();
        const auto size = *rc::gen::inRange<std::size_t>(0, 70);
        const std::string text = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
        const auto number = *rc::gen::arbitrary<std::int64_t>();
        draft.sequence = number;
        draft.memo = TextMemo{text};
        draft.operations.push_back({ManageData{text, text}});
        draft.operations.push_back({SetOptions{.home_domain = text}});
        draft.operations.push_back(
            {Payment{key(1), {IssuedAsset{.code = text, .issuer = key(2)}}, Amount{number}}});
        draft.operations.resize(*rc::gen::inRange<std::size_t>(1, 104), {EndSponsoring{}});
        const auto envelope = build(draft);
        if (!envelope) return;
        RC_ASSERT(xdr::encode(*envelope).has_value());
    }));
}

TEST_CASE("addresses are read as they are written") {
    CHECK(holds([] {
        const Address address = any_address();
        const auto read = address_from_text(to_text(address));
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == address);
    }));
    for (const std::string_view text : {"", "M", "G", "native"})
        CHECK(!address_from_text(text).has_value());
}

TEST_CASE("who may want a memo is asked once, and no one when there is one") {
    const std::vector<Operation> operations{{Payment{key(1), {}, Amount{1}}},
                                            {Payment{Address{key(2), 7}, {}, Amount{1}}},
                                            {CreateAccount{key(3), Amount{1}}},
                                            {AccountMerge{key(4)}},
                                            {Payment{key(1), {}, Amount{2}}}};
    CHECK(accounts_to_ask(paying(operations)) == std::vector{key(1), key(4)});
    CHECK(accounts_to_ask(paying(operations, IdMemo{1})).empty());
    const auto bumped = bump_fee(paying(operations), key(9), 100);
    REQUIRE(bumped.has_value());
    CHECK(accounts_to_ask(*bumped) == std::vector{key(1), key(4)});
}

TEST_CASE("a payment to an account that wants a memo is refused by its place, unless it has one") {
    const std::vector<Operation> operations{{Payment{Address{key(1), 7}, {}, Amount{1}}},
                                            {Payment{key(2), {}, Amount{1}}},
                                            {Payment{key(1), {}, Amount{1}}}};
    const auto wanted = [](const Ed25519Key& account) -> std::optional<std::string> {
        if (account == key(1)) return "1";
        return std::nullopt;
    };
    const auto refused = check_memo(paying(operations), wanted);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == ErrorKind::unprocessable);
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].field == "operations[2].destination");
    CHECK(refused.error().fields[0].rule == "memo_required");
    CHECK(check_memo(paying(operations, IdMemo{1}), wanted).has_value());
    CHECK(check_memo(paying({operations[0], operations[1]}), wanted).has_value());
}
