// Assets, prices and what pools are made of. Amounts of all assets, here and elsewhere, are in
// units of 10^-7.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/text_forms.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(AssetType, native = 0, credit_alphanum4 = 1, credit_alphanum12 = 2, pool_share = 3)

struct AssetCode4 {
    Opaque<4> code{};
    static constexpr const TextForm* text_form = &asset_code4_text;
    XDR_STRUCT(AssetCode4, code)
};

struct AlphaNum4 {
    AssetCode4 asset_code{};
    AccountId issuer{};
    XDR_STRUCT(AlphaNum4, asset_code, issuer)
};

struct AssetCode12 {
    Opaque<12> code{};
    static constexpr const TextForm* text_form = &asset_code12_text;
    XDR_STRUCT(AssetCode12, code)
};

struct AlphaNum12 {
    AssetCode12 asset_code{};
    AccountId issuer{};
    XDR_STRUCT(AlphaNum12, asset_code, issuer)
};

struct Asset
    : Union<AssetType, Arm<Void, AssetType::native>, Arm<AlphaNum4, AssetType::credit_alphanum4>,
            Arm<AlphaNum12, AssetType::credit_alphanum12>> {
    XDR_UNION(Asset)
};

struct AssetCode : Union<AssetType, Arm<AssetCode4, AssetType::credit_alphanum4>,
                         Arm<AssetCode12, AssetType::credit_alphanum12>> {
    static constexpr const TextForm* text_form = &asset_code_text;
    XDR_UNION(AssetCode)
};

struct Price {
    std::int32_t n = 0;
    std::int32_t d = 0;
    XDR_STRUCT(Price, n, d)
};

XDR_ENUM(LiquidityPoolType, liquidity_pool_constant_product = 0)

struct LiquidityPoolConstantProductParameters {
    Asset asset_a{};
    Asset asset_b{};
    std::int32_t fee = 0;
    XDR_STRUCT(LiquidityPoolConstantProductParameters, asset_a, asset_b, fee)
};

struct LiquidityPoolParameters
    : Union<LiquidityPoolType, Arm<LiquidityPoolConstantProductParameters,
                                   LiquidityPoolType::liquidity_pool_constant_product>> {
    XDR_UNION(LiquidityPoolParameters)
};

struct TrustLineAsset
    : Union<AssetType, Arm<Void, AssetType::native>, Arm<AlphaNum4, AssetType::credit_alphanum4>,
            Arm<AlphaNum12, AssetType::credit_alphanum12>, Arm<PoolId, AssetType::pool_share>> {
    XDR_UNION(TrustLineAsset)
};

struct ChangeTrustAsset
    : Union<AssetType, Arm<Void, AssetType::native>, Arm<AlphaNum4, AssetType::credit_alphanum4>,
            Arm<AlphaNum12, AssetType::credit_alphanum12>,
            Arm<LiquidityPoolParameters, AssetType::pool_share>> {
    XDR_UNION(ChangeTrustAsset)
};

}  // namespace ledger::stellar::xdr
