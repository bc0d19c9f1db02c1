// Whatever people do, right or wrong: nothing comes from nowhere, and counts are true.
#include "tests/sandbox/world.hpp"
#include "tests/support/campaign.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

namespace ledger::stellar::sandbox {
namespace {

const std::vector<std::string> people = {"alice", "bob", "carol", "issuer"};
constexpr std::size_t transactions_of_a_case = 25;

/// What is in circulation of each asset, by its code; "" for lumens.
using Supply = std::map<std::string, std::int64_t>;

std::string code_of(const xdr::Asset& asset) {
    const auto* four = asset.get_if<xdr::AssetType::credit_alphanum4>();
    return four == nullptr ? ""
                           : std::string{four->asset_code.code.bytes.begin(),
                                         four->asset_code.code.bytes.end()};
}

Supply supply_of(const Ledger& ledger) {
    Supply supply{{"", ledger.header().fee_pool}};
    ledger.for_each([&](const xdr::LedgerEntry& entry) {
        using Type = xdr::LedgerEntryType;
        if (const auto* account = entry.data.get_if<Type::account>())
            supply[""] += account->balance;
        if (const auto* line = entry.data.get_if<Type::trustline>())
            supply[std::string{line->asset.get_if<xdr::AssetType::credit_alphanum4>()
                                   ->asset_code.code.bytes.begin(),
                               line->asset.get_if<xdr::AssetType::credit_alphanum4>()
                                   ->asset_code.code.bytes.end()}] += line->balance;
        if (const auto* balance = entry.data.get_if<Type::claimable_balance>())
            supply[code_of(balance->asset)] += balance->amount;
    });
    return supply;
}

/// What the counters of accounts should say.
struct Counts {
    std::uint32_t sub_entries = 0;
    std::uint32_t sponsored = 0;
    std::uint32_t sponsoring = 0;
    auto operator<=>(const Counts&) const = default;
};

const xdr::AccountId* sponsor_of(const xdr::LedgerEntry& entry) {
    const auto* extension = entry.ext.get_if<1>();
    return extension != nullptr && extension->sponsoring_id ? &*extension->sponsoring_id : nullptr;
}

void count_signers(const xdr::AccountEntry& account, std::map<Hash, Counts>& counts) {
    Counts& own = counts[public_key(account.account_id)];
    own.sub_entries += static_cast<std::uint32_t>(account.signers.size());
    const auto* extension = sponsorships_of(account);
    if (extension == nullptr) return;
    for (const auto& sponsor : extension->signer_sponsoring_i_ds) {
        if (!sponsor) continue;
        own.sponsored += 1;
        counts[public_key(*sponsor)].sponsoring += 1;
    }
}

std::map<Hash, Counts> counted(const Ledger& ledger) {
    std::map<Hash, Counts> counts;
    ledger.for_each([&](const xdr::LedgerEntry& entry) {
        using Type = xdr::LedgerEntryType;
        const auto* account = entry.data.get_if<Type::account>();
        const auto* line = entry.data.get_if<Type::trustline>();
        const auto* datum = entry.data.get_if<Type::data>();
        const auto* balance = entry.data.get_if<Type::claimable_balance>();
        if (account != nullptr) count_signers(*account, counts);
        const xdr::AccountId* owner = nullptr;
        if (line != nullptr) owner = &line->account_id;
        if (datum != nullptr) owner = &datum->account_id;
        if (owner != nullptr) counts[public_key(*owner)].sub_entries += 1;
        const xdr::AccountId* sponsor = sponsor_of(entry);
        if (sponsor == nullptr) return;
        const auto reserves = balance != nullptr
                                  ? static_cast<std::uint32_t>(balance->claimants.size())
                                  : (account != nullptr ? 2U : 1U);
        counts[public_key(*sponsor)].sponsoring += reserves;
        if (account != nullptr) owner = &account->account_id;
        if (owner != nullptr) counts[public_key(*owner)].sponsored += reserves;
    });
    return counts;
}

std::map<Hash, Counts> claimed(const Ledger& ledger) {
    std::map<Hash, Counts> counts;
    ledger.for_each([&](const xdr::LedgerEntry& entry) {
        const auto* account = entry.data.get_if<xdr::LedgerEntryType::account>();
        if (account == nullptr) return;
        counts[public_key(account->account_id)] = {.sub_entries = account->num_sub_entries,
                                                   .sponsored = sponsored_count(*account),
                                                   .sponsoring = sponsoring_count(*account)};
    });
    return counts;
}

std::vector<xdr::ClaimableBalanceId> balances_of(const Ledger& ledger) {
    std::vector<xdr::ClaimableBalanceId> ids;
    ledger.for_each([&](const xdr::LedgerEntry& entry) {
        const auto* balance = entry.data.get_if<xdr::LedgerEntryType::claimable_balance>();
        if (balance != nullptr) ids.push_back(balance->balance_id);
    });
    return ids;
}

xdr::Asset any_asset() {
    return *rc::gen::element(native(), asset("USDC", "issuer"), asset("NOCQ", "alice"));
}

std::string anybody() { return *rc::gen::elementOf(people); }

std::int64_t any_amount() {
    return *rc::gen::element<std::int64_t>(1, 7, 100, lumen, 30 * lumen, 400 * lumen);
}

xdr::Operation any_claim(const Ledger& ledger) {
    const auto ids = balances_of(ledger);
    if (ids.empty()) return claim({});
    const auto id = ids[*rc::gen::inRange<std::size_t>(0, ids.size())];
    return *rc::gen::inRange(0, 4) == 0 ? claw_back(id) : claim(id);
}

xdr::Operation any_options() {
    const int kind = *rc::gen::inRange(0, 4);
    if (kind == 0) return set_signer(signer_of(anybody() + "'s key"), *rc::gen::inRange(0U, 2U));
    const std::uint32_t flags =
        *rc::gen::element(account_flags::auth_required, account_flags::auth_revocable,
                          account_flags::auth_revocable | account_flags::auth_clawback_enabled);
    return options(
        [&](xdr::SetOptionsOp& op) { (kind == 1 ? op.clear_flags : op.set_flags) = flags; });
}

xdr::Operation any_operation(const Ledger& ledger) {
    switch (*rc::gen::inRange(0, 14)) {
        case 0: return create_account(anybody(), *rc::gen::element(std::int64_t{0}, 30 * lumen));
        case 1: return any_options();
        case 2:
            return trust(asset("USDC", "issuer"), *rc::gen::element<std::int64_t>(0, 1000 * lumen));
        case 3:
            return trust(asset("NOCQ", "alice"), *rc::gen::element<std::int64_t>(0, 1000 * lumen));
        case 4: return allow(anybody(), asset("USDC", "issuer"), *rc::gen::inRange(0U, 3U));
        case 5: return merge_into(anybody());
        case 6:
            return set_data(anybody(),
                            *rc::gen::element<std::optional<std::string>>(std::nullopt, "value"));
        case 7: return claimable(any_asset(), any_amount(), {claimant("bob"), claimant("carol")});
        case 8: return any_claim(ledger);
        case 9: return sponsor(anybody());
        case 10: return end_sponsoring();
        case 11: return claw_back(asset("USDC", "issuer"), anybody(), any_amount());
        default: return pay(anybody(), any_asset(), any_amount());
    }
}

std::vector<xdr::Operation> any_operations(const Ledger& ledger) {
    std::vector<xdr::Operation> operations;
    const int count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) operations.push_back(by(anybody(), any_operation(ledger)));
    // Promises would hardly ever be ended by chance.
    if (*rc::gen::inRange(0, 3) == 0) {
        const std::string sponsored = anybody();
        operations.insert(operations.begin(), by(anybody(), sponsor(sponsored)));
        operations.push_back(by(sponsored, end_sponsoring()));
    }
    return operations;
}

/// What a transaction made and took of each issued asset: payments of the issuers' and clawbacks.
bool is_issuer_involved(const std::vector<xdr::Operation>& operations) {
    for (const xdr::Operation& operation : operations) {
        const xdr::AccountId source = account_of(*operation.source_account);
        const auto* payment = operation.body.get_if<xdr::OperationType::payment>();
        const auto* creation =
            operation.body.get_if<xdr::OperationType::create_claimable_balance>();
        const auto type = operation.body.type();
        if (type == xdr::OperationType::clawback ||
            type == xdr::OperationType::clawback_claimable_balance ||
            type == xdr::OperationType::claim_claimable_balance)
            return true;
        if (creation != nullptr && is_issuer(source, creation->asset)) return true;
        if (payment != nullptr && (is_issuer(source, payment->asset) ||
                                   is_issuer(account_of(payment->destination), payment->asset)))
            return true;
    }
    return false;
}

/// All whose signature is needed, each once.
xdr::TransactionEnvelope signed_by_all(const World& world, const std::string& source,
                                       const std::vector<xdr::Operation>& operations) {
    const xdr::Transaction transaction = world.draft(source, operations);
    std::set<Hash> sources{public_key(id_of(source))};
    for (const xdr::Operation& operation : operations)
        sources.insert(public_key(account_of(*operation.source_account)));
    xdr::TransactionV1Envelope envelope{.tx = transaction};
    for (const std::string& name : people) {
        if (!sources.contains(public_key(id_of(name)))) continue;
        const auto one = world.sign(transaction, {name});
        envelope.signatures.push_back(one.get_if<xdr::EnvelopeType::tx>()->signatures[0]);
    }
    return xdr::TransactionEnvelope{xdr::arm<xdr::EnvelopeType::tx>, std::move(envelope)};
}

/// All entries but one account.
std::vector<xdr::LedgerEntry> all_but(const Ledger& ledger, const std::string& name) {
    std::vector<xdr::LedgerEntry> entries;
    ledger.for_each([&](const xdr::LedgerEntry& entry) {
        const auto* account = entry.data.get_if<xdr::LedgerEntryType::account>();
        if (account == nullptr || account->account_id != id_of(name)) entries.push_back(entry);
    });
    return entries;
}

struct Tally {
    std::size_t succeeded = 0;
    std::size_t failed = 0;
};

void run_one(World& world, Tally& tally) {
    const std::string source = anybody();
    if (!world.exists(account_key(id_of(source)))) {
        world.run("root", {create_account(source, 500 * lumen)});
        return;
    }
    const std::vector<xdr::Operation> operations = any_operations(world.ledger());
    const Supply before = supply_of(world.ledger());
    const auto others_before = all_but(world.ledger(), source);
    const auto envelope = signed_by_all(world, source, operations);
    const ClosedLedger closed = world.close({envelope});
    RC_ASSERT(closed.transactions.size() == 1U);
    const bool is_done =
        closed.transactions[0].result.result.type() == xdr::TransactionResultCode::tx_success;
    ++(is_done ? tally.succeeded : tally.failed);
    // Who fails pays, and leaves nothing else behind.
    if (!is_done) RC_ASSERT(all_but(world.ledger(), source) == others_before);
    Supply after = supply_of(world.ledger());
    RC_ASSERT(after[""] == all_lumens);
    if (!is_done || !is_issuer_involved(operations)) {
        Supply expected = before;
        for (const auto& [code, amount] : after) expected.try_emplace(code, 0);
        for (const auto& [code, amount] : expected) after.try_emplace(code, 0);
        RC_ASSERT(after == expected);
    }
    std::map<Hash, Counts> counts = counted(world.ledger());
    const std::map<Hash, Counts> claims = claimed(world.ledger());
    for (const auto& [account, claim_of] : claims) counts.try_emplace(account);
    RC_ASSERT(claims == counts);
}

TEST_CASE("lumens are conserved, assets are made by their issuers alone, and counters count") {
    const int cases =
        static_cast<int>(test::campaign_length(10'000, 100'000) / transactions_of_a_case);
    Tally tally;
    CHECK(holds(
        [&tally] {
            World world;
            world.found({"alice", "bob", "carol", "issuer"}, 500 * lumen);
            for (std::size_t i = 0; i < transactions_of_a_case; ++i) run_one(world, tally);
        },
        cases));
    // Neither nearly all nor nearly none of them succeed.
    CHECK(tally.succeeded > tally.failed / 10);
    CHECK(tally.failed > tally.succeeded / 10);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
