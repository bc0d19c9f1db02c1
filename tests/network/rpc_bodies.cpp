#include "tests/network/rpc_bodies.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

#include <algorithm>

namespace ledger::test {
namespace {

using namespace stellar::xdr;

template <class T>
std::string bytes_of(const T& value) {
    return encode(value).value_or("");
}

Hash key_of(char byte) {
    Hash key;
    key.bytes.fill(static_cast<std::uint8_t>(byte));
    return key;
}
AccountId account_of(char byte) {
    return AccountId{arm<PublicKeyType::public_key_type_ed25519>, key_of(byte)};
}
MuxedAccount plain(char byte) { return MuxedAccount{arm<CryptoKeyType::ed25519>, key_of(byte)}; }
AssetCode4 dollars() {
    AssetCode4 code;
    std::ranges::copy(std::string_view{"USDC"}, code.code.bytes.begin());
    return code;
}

template <OperationType Type, class Body>
Operation operation(Body body) {
    return {.body = OperationBody{arm<Type>, std::move(body)}};
}

/// A payment, a creation by 'b', a bump of a sequence, two path payments and a merge, by 'a'.
Transaction transaction() {
    Transaction made{.source_account = plain('a')};
    const MuxedAccount muxed{arm<CryptoKeyType::muxed_ed25519>, std::uint64_t{7}, key_of('b')};
    const Asset asset{arm<AssetType::credit_alphanum4>, dollars(), account_of('b')};
    made.operations.push_back(
        operation<OperationType::payment>(PaymentOp{.destination = muxed, .amount = 11}));
    made.operations.push_back(operation<OperationType::create_account>(
        CreateAccountOp{.destination = account_of('a'), .starting_balance = 12}));
    made.operations.back().source_account = plain('b');
    made.operations.push_back(operation<OperationType::bump_sequence>(BumpSequenceOp{}));
    made.operations.push_back(
        operation<OperationType::path_payment_strict_receive>(PathPaymentStrictReceiveOp{
            .destination = plain('b'), .dest_asset = asset, .dest_amount = 13}));
    made.operations.push_back(operation<OperationType::path_payment_strict_send>(
        PathPaymentStrictSendOp{.destination = plain('b'), .dest_asset = asset}));
    made.operations.push_back(operation<OperationType::account_merge>(plain('b')));
    return made;
}

Array<OperationResult> results() {
    Array<OperationResult> all;
    for (const Operation& asked : transaction().operations) {
        OperationResult result{OperationResultCode::op_inner};
        result.get_if<OperationResultCode::op_inner>()->select(asked.body.type());
        all.push_back(std::move(result));
    }
    const auto inner = [&](std::size_t index) {
        return all[index].get_if<OperationResultCode::op_inner>();
    };
    inner(4)
        ->get_if<OperationType::path_payment_strict_send>()
        ->get_if<PathPaymentStrictSendResultCode::success>()
        ->last.amount = 14;
    *inner(5)->get_if<OperationType::account_merge>()->get_if<AccountMergeResultCode::success>() =
        15;
    return all;
}

std::string envelope(bool bumped) {
    const TransactionV1Envelope inner{.tx = transaction()};
    if (!bumped) return bytes_of(TransactionEnvelope{arm<EnvelopeType::tx>, inner});
    FeeBumpTransactionEnvelope bump{.tx = {.fee_source = plain('f'), .fee = 1'000}};
    bump.tx.inner_tx = FeeBumpTransactionInnerTx{arm<EnvelopeType::tx>, inner};
    return bytes_of(TransactionEnvelope{arm<EnvelopeType::tx_fee_bump>, bump});
}

std::string result(bool bumped) {
    using Code = TransactionResultCode;
    TransactionResult told{.fee_charged = 100};
    if (!bumped) {
        told.result.select(Code::tx_success);
        *told.result.get_if<Code::tx_success>() = results();
        return bytes_of(told);
    }
    told.result.select(Code::tx_fee_bump_inner_success);
    auto& inner = told.result.get_if<Code::tx_fee_bump_inner_success>()->result.result;
    inner.select(Code::tx_success);
    *inner.get_if<Code::tx_success>() = results();
    return bytes_of(told);
}

}  // namespace

std::string rpc_result(std::string_view json) {
    return R"({"jsonrpc":"2.0","id":1,"result":)" + std::string{json} + "}";
}

std::string account_entry(char account) {
    AccountEntry entry{.account_id = account_of(account), .balance = 1'000, .seq_num = 42};
    entry.thresholds.bytes = {1, 2, 3, 4};
    entry.signers.push_back({SignerKey{arm<SignerKeyType::ed25519>, key_of('b')}, 5});
    entry.ext.select(1);
    entry.ext.get_if<1>()->liabilities = {.buying = 5, .selling = 6};
    return bytes_of(LedgerEntryData{arm<LedgerEntryType::account>, entry});
}

std::string trust_line_entry(char account, char issuer) {
    TrustLineEntry entry{
        .account_id = account_of(account), .balance = 70, .limit = 700, .flags = 1};
    entry.asset = TrustLineAsset{arm<AssetType::credit_alphanum4>, dollars(), account_of(issuer)};
    entry.ext.select(1);
    entry.ext.get_if<1>()->liabilities = {.buying = 7, .selling = 8};
    return bytes_of(LedgerEntryData{arm<LedgerEntryType::trustline>, entry});
}

std::string claimable_entry(char id, char claimant) {
    ClaimableBalanceEntry entry{.amount = 50};
    entry.balance_id =
        ClaimableBalanceId{arm<ClaimableBalanceIdType::claimable_balance_id_type_v0>, key_of(id)};
    entry.claimants.push_back(Claimant{arm<ClaimantType::claimant_type_v0>,
                                       ClaimantV0{.destination = account_of(claimant)}});
    return bytes_of(LedgerEntryData{arm<LedgerEntryType::claimable_balance>, entry});
}

std::string entries_result(const std::vector<std::string>& entries) {
    std::string texts;
    for (const std::string& entry : entries) {
        if (!texts.empty()) texts += ',';
        texts += R"({"key":"AAAA","xdr":")" + to_base64(entry) +
                 R"(","lastModifiedLedgerSeq":900,"extXdr":"AAAAAA=="})";
    }
    return rpc_result(R"({"entries":[)" + texts + R"(],"latestLedger":1000})");
}

std::string entries_call(char account, char issuer) {
    AssetCode12 long_code;
    std::ranges::copy(std::string_view{"NOCIQ"}, long_code.code.bytes.begin());
    const LedgerKeyTrustLine lines[] = {
        {account_of(account),
         TrustLineAsset{arm<AssetType::credit_alphanum4>, dollars(), account_of(issuer)}},
        {account_of(account),
         TrustLineAsset{arm<AssetType::credit_alphanum12>, long_code, account_of(issuer)}}};
    std::string keys = "\"" +
                       to_base64(bytes_of(LedgerKey{arm<LedgerEntryType::account>,
                                                    LedgerKeyAccount{account_of(account)}})) +
                       "\"";
    for (const LedgerKeyTrustLine& line : lines)
        keys +=
            ",\"" + to_base64(bytes_of(LedgerKey{arm<LedgerEntryType::trustline>, line})) + "\"";
    return R"({"jsonrpc":"2.0","id":1,"method":"getLedgerEntries","params":{"keys":[)" + keys +
           "]}}";
}

std::string transactions_result(const std::vector<SweptTransaction>& transactions) {
    std::string texts;
    for (const SweptTransaction& swept : transactions) {
        if (!texts.empty()) texts += ',';
        texts += R"({"status":")" + swept.status + R"(","applicationOrder":)" +
                 std::to_string(swept.order) + R"(,"feeBump":)" +
                 (swept.bumped ? "true" : "false") + R"(,"txHash":")" + std::string(64, 'c') +
                 R"(","envelopeXdr":")" +
                 (swept.envelope.empty() ? to_base64(envelope(swept.bumped)) : swept.envelope) +
                 R"(","resultXdr":")" + to_base64(result(swept.bumped)) + R"(","ledger":)" +
                 std::to_string(swept.ledger) + R"(,"createdAt":1767614400})";
    }
    return rpc_result(R"({"transactions":[)" + texts +
                      R"(],"latestLedger":1000,"latestLedgerCloseTimestamp":1767614400,)" +
                      R"("oldestLedger":2,"oldestLedgerCloseTimestamp":1767000000,"cursor":"0"})");
}

}  // namespace ledger::test
