#include "tests/sandbox/world.hpp"

#include "stellar/keys/network_id.hpp"
#include "stellar/keys/signature_hint.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/xdr/sep51.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::OperationType;

constexpr std::uint64_t genesis_time = 1'700'000'000;
constexpr std::uint64_t seconds_between = 5;

template <OperationType Type, class... Values>
xdr::Operation operation(Values&&... values) {
    return {.body = xdr::OperationBody{arm<Type>, std::forward<Values>(values)...}};
}

template <std::size_t Size>
xdr::Opaque<Size> padded(const std::string& code) {
    xdr::Opaque<Size> bytes;
    std::ranges::copy(code, bytes.bytes.begin());
    return bytes;
}

xdr::DecoratedSignature signature(const std::string& name, const Hash& hash) {
    const KeyPair key = key_of(name);
    std::string bytes;
    put_bytes(bytes, key.sign(as_view(hash)));
    return {.hint = {key_hint(key.public_key())}, .signature = {std::move(bytes)}};
}

/// `{"payment":{"success":…}}` to `payment success`; a code alone stays what it is.
std::string words_of(std::string json) {
    std::erase_if(json, [](char c) { return c == '"' || c == '{' || c == '}'; });
    std::ranges::replace(json, ':', ' ');
    const auto second = json.find(' ', json.find(' ') + 1);
    return json.find(' ') == std::string::npos ? json : json.substr(0, second);
}

}  // namespace

KeyPair key_of(const std::string& name) {
    // The owner of all lumens goes by a name of his own.
    const Hash seed = name == "root" ? network_id("A test") : sha256(name);
    return KeyPair::from_seed(as_view(seed));
}

xdr::AccountId id_of(const std::string& name) {
    return account_id(Hash{key_of(name).public_key()});
}

xdr::MuxedAccount address_of(const std::string& name) {
    return xdr::MuxedAccount{arm<xdr::CryptoKeyType::ed25519>, public_key(id_of(name))};
}

xdr::SignerKey signer_of(const std::string& name) {
    return xdr::SignerKey{arm<xdr::SignerKeyType::ed25519>, public_key(id_of(name))};
}

xdr::Asset asset(const std::string& code, const std::string& issuer) {
    if (code.size() <= 4)
        return xdr::Asset{arm<xdr::AssetType::credit_alphanum4>,
                          xdr::AlphaNum4{{padded<4>(code)}, id_of(issuer)}};
    return xdr::Asset{arm<xdr::AssetType::credit_alphanum12>,
                      xdr::AlphaNum12{{padded<12>(code)}, id_of(issuer)}};
}

xdr::Operation by(const std::string& source, xdr::Operation operation) {
    operation.source_account = address_of(source);
    return operation;
}

xdr::Operation create_account(const std::string& name, std::int64_t balance) {
    return operation<OperationType::create_account>(id_of(name), balance);
}

xdr::Operation pay(const std::string& to, const xdr::Asset& asset, std::int64_t amount) {
    return operation<OperationType::payment>(address_of(to), asset, amount);
}

xdr::Operation trust(const xdr::Asset& asset, std::int64_t limit) {
    xdr::ChangeTrustAsset line;
    if (const auto* four = asset.get_if<xdr::AssetType::credit_alphanum4>())
        line = xdr::ChangeTrustAsset{arm<xdr::AssetType::credit_alphanum4>, *four};
    if (const auto* twelve = asset.get_if<xdr::AssetType::credit_alphanum12>())
        line = xdr::ChangeTrustAsset{arm<xdr::AssetType::credit_alphanum12>, *twelve};
    return operation<OperationType::change_trust>(std::move(line), limit);
}

xdr::Operation allow(const std::string& trustor, const xdr::Asset& asset, std::uint32_t flags) {
    const auto& four = *asset.get_if<xdr::AssetType::credit_alphanum4>();
    return operation<OperationType::allow_trust>(
        id_of(trustor), xdr::AssetCode{arm<xdr::AssetType::credit_alphanum4>, four.asset_code},
        flags);
}

xdr::Operation set_line_flags(const std::string& trustor, const xdr::Asset& asset,
                              std::uint32_t set, std::uint32_t clear) {
    return operation<OperationType::set_trust_line_flags>(id_of(trustor), asset, clear, set);
}

xdr::Operation options(FunctionRef<void(xdr::SetOptionsOp&)> choose) {
    xdr::SetOptionsOp options;
    choose(options);
    return operation<OperationType::set_options>(std::move(options));
}

xdr::Operation set_signer(const xdr::SignerKey& key, std::uint32_t weight) {
    return options([&](xdr::SetOptionsOp& op) { op.signer = xdr::Signer{key, weight}; });
}

xdr::Operation merge_into(const std::string& name) {
    return operation<OperationType::account_merge>(address_of(name));
}

xdr::Operation set_data(const std::string& name, std::optional<std::string> value) {
    xdr::ManageDataOp datum{.data_name = {name}};
    if (value) datum.data_value = xdr::DataValue{*std::move(value)};
    return operation<OperationType::manage_data>(std::move(datum));
}

xdr::Operation bump_to(std::int64_t sequence) {
    return operation<OperationType::bump_sequence>(sequence);
}

xdr::Operation claimable(const xdr::Asset& asset, std::int64_t amount,
                         std::vector<xdr::Claimant> claimants) {
    xdr::CreateClaimableBalanceOp creation{.asset = asset, .amount = amount};
    for (xdr::Claimant& one : claimants) creation.claimants.push_back(std::move(one));
    return operation<OperationType::create_claimable_balance>(std::move(creation));
}

xdr::Operation claim(const xdr::ClaimableBalanceId& id) {
    return operation<OperationType::claim_claimable_balance>(id);
}

xdr::Operation sponsor(const std::string& name) {
    return operation<OperationType::begin_sponsoring_future_reserves>(id_of(name));
}

xdr::Operation end_sponsoring() {
    return operation<OperationType::end_sponsoring_future_reserves>();
}

xdr::Operation claw_back(const xdr::Asset& asset, const std::string& from, std::int64_t amount) {
    return operation<OperationType::clawback>(asset, address_of(from), amount);
}

xdr::Operation claw_back(const xdr::ClaimableBalanceId& id) {
    return operation<OperationType::clawback_claimable_balance>(id);
}

xdr::Claimant claimant(const std::string& name, xdr::ClaimPredicate predicate) {
    return xdr::Claimant{arm<xdr::ClaimantType::claimant_type_v0>, id_of(name),
                         std::move(predicate)};
}

std::string text_of(const xdr::OperationResult& result) {
    const auto* inner = result.get_if<xdr::OperationResultCode::op_inner>();
    return words_of(inner != nullptr ? xdr::to_json(*inner).value() : xdr::to_json(result).value());
}

std::string text_of(const xdr::TransactionResult& result) {
    using Code = xdr::TransactionResultCode;
    const auto* operations = result.result.get_if<Code::tx_success>();
    if (const auto* pair = result.result.get_if<Code::tx_fee_bump_inner_success>())
        operations = pair->result.result.get_if<Code::tx_success>();
    if (operations == nullptr) return words_of(xdr::to_json(result.result).value());
    std::string text;
    for (const xdr::OperationResult& operation : *operations)
        text += (text.empty() ? "" : ", ") + text_of(operation);
    return text;
}

World::World(std::uint32_t protocol)
    : ledger_{{.network_id = network_id("A test"), .protocol = protocol}, genesis_time} {}

void World::found(std::initializer_list<const char*> names, std::int64_t balance) {
    std::vector<xdr::Operation> operations;
    for (const char* name : names) operations.push_back(create_account(name, balance));
    run("root", std::move(operations));
}

void World::edit(const std::string& name, FunctionRef<void(xdr::AccountEntry&)> change) {
    std::vector<xdr::LedgerEntry> entries;
    ledger_.for_each([&](const xdr::LedgerEntry& entry) {
        entries.push_back(entry);
        auto* account = entries.back().data.get_if<xdr::LedgerEntryType::account>();
        if (account != nullptr && account->account_id == id_of(name)) change(*account);
    });
    auto ledger = Ledger::from_state(ledger_.rules(), ledger_.header(), std::move(entries));
    REQUIRE(ledger.has_value());
    ledger_ = *std::move(ledger);
}

const xdr::AccountEntry& World::account(const std::string& name) const {
    const xdr::LedgerEntry* entry = ledger_.find(account_key(id_of(name)));
    REQUIRE(entry != nullptr);
    return account_in(*entry);
}

const xdr::TrustLineEntry& World::line(const std::string& name, const xdr::Asset& asset) const {
    const xdr::LedgerEntry* entry = ledger_.find(line_key(id_of(name), asset));
    REQUIRE(entry != nullptr);
    return *entry->data.get_if<xdr::LedgerEntryType::trustline>();
}

xdr::Transaction World::draft(const std::string& source,
                              std::vector<xdr::Operation> operations) const {
    xdr::Transaction transaction{.source_account = address_of(source),
                                 .fee = static_cast<std::uint32_t>(100 * operations.size()),
                                 .seq_num = account(source).seq_num + 1};
    for (xdr::Operation& one : operations) transaction.operations.push_back(std::move(one));
    return transaction;
}

xdr::TransactionEnvelope World::sign(const xdr::Transaction& transaction,
                                     std::initializer_list<std::string> names) const {
    const Hash hash = transaction_hash(ledger_.rules().network_id, transaction).value();
    xdr::TransactionV1Envelope envelope{.tx = transaction};
    for (const std::string& name : names) envelope.signatures.push_back(signature(name, hash));
    return xdr::TransactionEnvelope{arm<xdr::EnvelopeType::tx>, std::move(envelope)};
}

xdr::TransactionEnvelope World::bump(const std::string& payer, std::int64_t fee,
                                     const xdr::TransactionEnvelope& envelope) const {
    xdr::FeeBumpTransactionEnvelope outer;
    outer.tx.fee_source = address_of(payer);
    outer.tx.fee = fee;
    outer.tx.inner_tx = xdr::FeeBumpTransactionInnerTx{arm<xdr::EnvelopeType::tx>,
                                                       *envelope.get_if<xdr::EnvelopeType::tx>()};
    const Hash hash = transaction_hash(ledger_.rules().network_id, outer.tx).value();
    outer.signatures.push_back(signature(payer, hash));
    return xdr::TransactionEnvelope{arm<xdr::EnvelopeType::tx_fee_bump>, std::move(outer)};
}

std::string World::check(const xdr::TransactionEnvelope& envelope) const {
    return text_of(ledger_.check(envelope, 0, 0));
}

std::string World::apply(const xdr::TransactionEnvelope& envelope) {
    const ClosedLedger closed = close({envelope});
    REQUIRE(closed.transactions.size() == 1);
    return text_of(closed.transactions[0].result);
}

std::string World::apply(const std::string& source, std::vector<xdr::Operation> operations) {
    return apply(sign(draft(source, std::move(operations)), {source}));
}

std::string World::apply(const std::string& source, const xdr::Operation& operation) {
    return apply(source, std::vector{operation});
}

void World::run(const std::string& source, std::vector<xdr::Operation> operations) {
    const ClosedLedger closed = close({sign(draft(source, std::move(operations)), {source})});
    REQUIRE(closed.transactions.size() == 1);
    const auto code = closed.transactions[0].result.result.type();
    CAPTURE(text_of(closed.transactions[0].result));
    REQUIRE(code == xdr::TransactionResultCode::tx_success);
}

ClosedLedger World::close(std::vector<xdr::TransactionEnvelope> set) {
    last_ = ledger_.close(std::move(set), ledger_.header().scp_value.close_time + seconds_between);
    return last_;
}

xdr::ClaimableBalanceId World::last_balance() const {
    xdr::ClaimableBalanceId id;
    bool is_found = false;
    ledger_.for_each([&](const xdr::LedgerEntry& entry) {
        const auto* balance = entry.data.get_if<xdr::LedgerEntryType::claimable_balance>();
        if (balance == nullptr || entry.last_modified_ledger_seq != ledger_.header().ledger_seq)
            return;
        id = balance->balance_id;
        is_found = true;
    });
    REQUIRE(is_found);
    return id;
}

}  // namespace ledger::stellar::sandbox
