// Entries of the ledger that belong to one account.
#pragma once

#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

using Thresholds = Opaque<4>;

struct Signer {
    SignerKey key{};
    std::uint32_t weight = 0;
    XDR_STRUCT(Signer, key, weight)
};

struct Liabilities {
    std::int64_t buying = 0;
    std::int64_t selling = 0;
    XDR_STRUCT(Liabilities, buying, selling)
};

using SponsorshipDescriptor = Optional<AccountId>;

struct AccountEntryExtensionV3 {
    ExtensionPoint ext{};
    std::uint32_t seq_ledger = 0;
    TimePoint seq_time = 0;
    XDR_STRUCT(AccountEntryExtensionV3, ext, seq_ledger, seq_time)
};

struct AccountEntryExtensionV2Ext
    : Union<std::int32_t, Arm<Void, 0>, Arm<AccountEntryExtensionV3, 3>> {
    XDR_UNION(AccountEntryExtensionV2Ext)
};

struct AccountEntryExtensionV2 {
    std::uint32_t num_sponsored = 0;
    std::uint32_t num_sponsoring = 0;
    Array<SponsorshipDescriptor, 20> signer_sponsoring_i_ds{};
    AccountEntryExtensionV2Ext ext{};
    XDR_STRUCT(AccountEntryExtensionV2, num_sponsored, num_sponsoring, signer_sponsoring_i_ds, ext)
};

struct AccountEntryExtensionV1Ext
    : Union<std::int32_t, Arm<Void, 0>, Arm<AccountEntryExtensionV2, 2>> {
    XDR_UNION(AccountEntryExtensionV1Ext)
};

struct AccountEntryExtensionV1 {
    Liabilities liabilities{};
    AccountEntryExtensionV1Ext ext{};
    XDR_STRUCT(AccountEntryExtensionV1, liabilities, ext)
};

struct AccountEntryExt : Union<std::int32_t, Arm<Void, 0>, Arm<AccountEntryExtensionV1, 1>> {
    XDR_UNION(AccountEntryExt)
};

struct AccountEntry {
    AccountId account_id{};
    std::int64_t balance = 0;
    SequenceNumber seq_num = 0;
    std::uint32_t num_sub_entries = 0;
    Optional<AccountId> inflation_dest{};
    std::uint32_t flags = 0;
    String32 home_domain{};
    Thresholds thresholds{};
    Array<Signer, 20> signers{};
    AccountEntryExt ext{};
    XDR_STRUCT(AccountEntry, account_id, balance, seq_num, num_sub_entries, inflation_dest, flags,
               home_domain, thresholds, signers, ext)
};

struct TrustLineEntryExtensionV2Ext : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(TrustLineEntryExtensionV2Ext)
};

struct TrustLineEntryExtensionV2 {
    std::int32_t liquidity_pool_use_count = 0;
    TrustLineEntryExtensionV2Ext ext{};
    XDR_STRUCT(TrustLineEntryExtensionV2, liquidity_pool_use_count, ext)
};

struct TrustLineEntryV1Ext : Union<std::int32_t, Arm<Void, 0>, Arm<TrustLineEntryExtensionV2, 2>> {
    XDR_UNION(TrustLineEntryV1Ext)
};

struct TrustLineEntryV1 {
    Liabilities liabilities{};
    TrustLineEntryV1Ext ext{};
    XDR_STRUCT(TrustLineEntryV1, liabilities, ext)
};

struct TrustLineEntryExt : Union<std::int32_t, Arm<Void, 0>, Arm<TrustLineEntryV1, 1>> {
    XDR_UNION(TrustLineEntryExt)
};

struct TrustLineEntry {
    AccountId account_id{};
    TrustLineAsset asset{};
    std::int64_t balance = 0;
    std::int64_t limit = 0;
    std::uint32_t flags = 0;
    TrustLineEntryExt ext{};
    XDR_STRUCT(TrustLineEntry, account_id, asset, balance, limit, flags, ext)
};

struct OfferEntryExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(OfferEntryExt)
};

struct OfferEntry {
    AccountId seller_id{};
    std::int64_t offer_id = 0;
    Asset selling{};
    Asset buying{};
    std::int64_t amount = 0;
    Price price{};
    std::uint32_t flags = 0;
    OfferEntryExt ext{};
    XDR_STRUCT(OfferEntry, seller_id, offer_id, selling, buying, amount, price, flags, ext)
};

using DataValue = VarOpaque<64>;

struct DataEntryExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(DataEntryExt)
};

struct DataEntry {
    AccountId account_id{};
    String64 data_name{};
    DataValue data_value{};
    DataEntryExt ext{};
    XDR_STRUCT(DataEntry, account_id, data_name, data_value, ext)
};

}  // namespace ledger::stellar::xdr
