#include "stellar/xdr/assets.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(Asset, AssetCode, LiquidityPoolParameters, TrustLineAsset, ChangeTrustAsset)
XDR_TYPES(assets_types, AssetCode4, AlphaNum4, AssetCode12, AlphaNum12, Asset, AssetCode, Price,
          LiquidityPoolConstantProductParameters, LiquidityPoolParameters, TrustLineAsset,
          ChangeTrustAsset)

}  // namespace ledger::stellar::xdr
