// What has no row of its own elsewhere: enums, and the names that the protocol gives to types made
// of others.
#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/claimants.hpp"
#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/describe.hpp"
#include "stellar/xdr/events.hpp"
#include "stellar/xdr/hash_preimages.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/ledger_close.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/ledger_keys.hpp"
#include "stellar/xdr/operation_results.hpp"
#include "stellar/xdr/operations.hpp"
#include "stellar/xdr/soroban.hpp"
#include "stellar/xdr/trade_results.hpp"
#include "stellar/xdr/transaction_meta.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

namespace ledger::stellar::xdr {

std::span<const Entry> enum_types() {
    static constexpr std::array entries{entry_of<SignerKeyType>(),
                                        entry_of<CryptoKeyType>(),
                                        entry_of<PublicKeyType>(),
                                        entry_of<ClaimableBalanceIdType>(),
                                        entry_of<AssetType>(),
                                        entry_of<LiquidityPoolType>(),
                                        entry_of<ScValType>(),
                                        entry_of<ScErrorType>(),
                                        entry_of<ScErrorCode>(),
                                        entry_of<ScAddressType>(),
                                        entry_of<ContractExecutableType>(),
                                        entry_of<ClaimantType>(),
                                        entry_of<ClaimPredicateType>(),
                                        entry_of<LedgerEntryType>(),
                                        entry_of<ContractDataDurability>(),
                                        entry_of<HostFunctionType>(),
                                        entry_of<ContractIdPreimageType>(),
                                        entry_of<SorobanCredentialsType>(),
                                        entry_of<SorobanAuthorizedFunctionType>(),
                                        entry_of<RevokeSponsorshipType>(),
                                        entry_of<EnvelopeType>(),
                                        entry_of<MemoType>(),
                                        entry_of<OperationType>(),
                                        entry_of<PreconditionType>(),
                                        entry_of<PathPaymentStrictReceiveResultCode>(),
                                        entry_of<ClaimAtomType>(),
                                        entry_of<PathPaymentStrictSendResultCode>(),
                                        entry_of<ManageSellOfferResultCode>(),
                                        entry_of<ManageOfferEffect>(),
                                        entry_of<ManageBuyOfferResultCode>(),
                                        entry_of<CreateAccountResultCode>(),
                                        entry_of<PaymentResultCode>(),
                                        entry_of<SetOptionsResultCode>(),
                                        entry_of<ChangeTrustResultCode>(),
                                        entry_of<AllowTrustResultCode>(),
                                        entry_of<AccountMergeResultCode>(),
                                        entry_of<InflationResultCode>(),
                                        entry_of<ManageDataResultCode>(),
                                        entry_of<BumpSequenceResultCode>(),
                                        entry_of<CreateClaimableBalanceResultCode>(),
                                        entry_of<ClaimClaimableBalanceResultCode>(),
                                        entry_of<BeginSponsoringFutureReservesResultCode>(),
                                        entry_of<EndSponsoringFutureReservesResultCode>(),
                                        entry_of<RevokeSponsorshipResultCode>(),
                                        entry_of<ClawbackResultCode>(),
                                        entry_of<ClawbackClaimableBalanceResultCode>(),
                                        entry_of<SetTrustLineFlagsResultCode>(),
                                        entry_of<LiquidityPoolDepositResultCode>(),
                                        entry_of<LiquidityPoolWithdrawResultCode>(),
                                        entry_of<InvokeHostFunctionResultCode>(),
                                        entry_of<ExtendFootprintTtlResultCode>(),
                                        entry_of<RestoreFootprintResultCode>(),
                                        entry_of<TransactionResultCode>(),
                                        entry_of<OperationResultCode>(),
                                        entry_of<ContractEventType>(),
                                        entry_of<TransactionEventStage>(),
                                        entry_of<LedgerEntryChangeType>(),
                                        entry_of<StellarValueType>(),
                                        entry_of<TxSetComponentType>()};
    return entries;
}

std::span<const Entry> named_types() {
    static constexpr std::array entries{
        entry_of<Hash>("Hash"),
        entry_of<Uint256>("Uint256"),
        entry_of<String32>("String32"),
        entry_of<String64>("String64"),
        entry_of<NodeId>("NodeId"),
        entry_of<AccountId>("AccountId"),
        entry_of<SignatureHint>("SignatureHint"),
        entry_of<Signature>("Signature"),
        entry_of<SequenceNumber>("SequenceNumber"),
        entry_of<TimePoint>("TimePoint"),
        entry_of<Duration>("Duration"),
        entry_of<ScBytes>("ScBytes"),
        entry_of<ScString>("ScString"),
        entry_of<ScSymbol>("ScSymbol"),
        entry_of<ScVec>("ScVec"),
        entry_of<ScMap>("ScMap"),
        entry_of<Thresholds>("Thresholds"),
        entry_of<SponsorshipDescriptor>("SponsorshipDescriptor"),
        entry_of<DataValue>("DataValue"),
        entry_of<SorobanAuthorizationEntries>("SorobanAuthorizationEntries"),
        entry_of<LedgerEntryChanges>("LedgerEntryChanges"),
        entry_of<UpgradeType>("UpgradeType"),
        entry_of<DependentTxCluster>("DependentTxCluster"),
        entry_of<ParallelTxExecutionStage>("ParallelTxExecutionStage")};
    return entries;
}

}  // namespace ledger::stellar::xdr
