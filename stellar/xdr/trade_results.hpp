// Results of payments along paths and of offers.
#pragma once

#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(PathPaymentStrictReceiveResultCode, success = 0, malformed = -1, underfunded = -2,
         src_no_trust = -3, src_not_authorized = -4, no_destination = -5, no_trust = -6,
         not_authorized = -7, line_full = -8, no_issuer = -9, too_few_offers = -10,
         offer_cross_self = -11, over_sendmax = -12)

XDR_ENUM(ClaimAtomType, v0 = 0, order_book = 1, liquidity_pool = 2)

struct ClaimOfferAtomV0 {
    Uint256 seller_ed25519{};
    std::int64_t offer_id = 0;
    Asset asset_sold{};
    std::int64_t amount_sold = 0;
    Asset asset_bought{};
    std::int64_t amount_bought = 0;
    XDR_STRUCT(ClaimOfferAtomV0, seller_ed25519, offer_id, asset_sold, amount_sold, asset_bought,
               amount_bought)
};

struct ClaimOfferAtom {
    AccountId seller_id{};
    std::int64_t offer_id = 0;
    Asset asset_sold{};
    std::int64_t amount_sold = 0;
    Asset asset_bought{};
    std::int64_t amount_bought = 0;
    XDR_STRUCT(ClaimOfferAtom, seller_id, offer_id, asset_sold, amount_sold, asset_bought,
               amount_bought)
};

struct ClaimLiquidityAtom {
    PoolId liquidity_pool_id{};
    Asset asset_sold{};
    std::int64_t amount_sold = 0;
    Asset asset_bought{};
    std::int64_t amount_bought = 0;
    XDR_STRUCT(ClaimLiquidityAtom, liquidity_pool_id, asset_sold, amount_sold, asset_bought,
               amount_bought)
};

struct ClaimAtom : Union<ClaimAtomType, Arm<ClaimOfferAtomV0, ClaimAtomType::v0>,
                         Arm<ClaimOfferAtom, ClaimAtomType::order_book>,
                         Arm<ClaimLiquidityAtom, ClaimAtomType::liquidity_pool>> {
    XDR_UNION(ClaimAtom)
};

struct SimplePaymentResult {
    AccountId destination{};
    Asset asset{};
    std::int64_t amount = 0;
    XDR_STRUCT(SimplePaymentResult, destination, asset, amount)
};

struct PathPaymentStrictReceiveResultSuccess {
    Array<ClaimAtom> offers{};
    SimplePaymentResult last{};
    XDR_STRUCT(PathPaymentStrictReceiveResultSuccess, offers, last)
};

struct PathPaymentStrictReceiveResult
    : Union<PathPaymentStrictReceiveResultCode,
            Arm<PathPaymentStrictReceiveResultSuccess, PathPaymentStrictReceiveResultCode::success>,
            Arm<Asset, PathPaymentStrictReceiveResultCode::no_issuer>, Rest<Void>> {
    XDR_UNION(PathPaymentStrictReceiveResult)
};

XDR_ENUM(PathPaymentStrictSendResultCode, success = 0, malformed = -1, underfunded = -2,
         src_no_trust = -3, src_not_authorized = -4, no_destination = -5, no_trust = -6,
         not_authorized = -7, line_full = -8, no_issuer = -9, too_few_offers = -10,
         offer_cross_self = -11, under_destmin = -12)

struct PathPaymentStrictSendResultSuccess {
    Array<ClaimAtom> offers{};
    SimplePaymentResult last{};
    XDR_STRUCT(PathPaymentStrictSendResultSuccess, offers, last)
};

struct PathPaymentStrictSendResult
    : Union<PathPaymentStrictSendResultCode,
            Arm<PathPaymentStrictSendResultSuccess, PathPaymentStrictSendResultCode::success>,
            Arm<Asset, PathPaymentStrictSendResultCode::no_issuer>, Rest<Void>> {
    XDR_UNION(PathPaymentStrictSendResult)
};

XDR_ENUM(ManageSellOfferResultCode, success = 0, malformed = -1, sell_no_trust = -2,
         buy_no_trust = -3, sell_not_authorized = -4, buy_not_authorized = -5, line_full = -6,
         underfunded = -7, cross_self = -8, sell_no_issuer = -9, buy_no_issuer = -10,
         not_found = -11, low_reserve = -12)

XDR_ENUM(ManageOfferEffect, created = 0, updated = 1, deleted = 2)

struct ManageOfferSuccessResultOffer
    : Union<ManageOfferEffect,
            Arm<OfferEntry, ManageOfferEffect::created, ManageOfferEffect::updated>,
            Arm<Void, ManageOfferEffect::deleted>> {
    XDR_UNION(ManageOfferSuccessResultOffer)
};

struct ManageOfferSuccessResult {
    Array<ClaimAtom> offers_claimed{};
    ManageOfferSuccessResultOffer offer{};
    XDR_STRUCT(ManageOfferSuccessResult, offers_claimed, offer)
};

struct ManageSellOfferResult
    : Union<ManageSellOfferResultCode,
            Arm<ManageOfferSuccessResult, ManageSellOfferResultCode::success>, Rest<Void>> {
    XDR_UNION(ManageSellOfferResult)
};

XDR_ENUM(ManageBuyOfferResultCode, success = 0, malformed = -1, sell_no_trust = -2,
         buy_no_trust = -3, sell_not_authorized = -4, buy_not_authorized = -5, line_full = -6,
         underfunded = -7, cross_self = -8, sell_no_issuer = -9, buy_no_issuer = -10,
         not_found = -11, low_reserve = -12)

struct ManageBuyOfferResult
    : Union<ManageBuyOfferResultCode,
            Arm<ManageOfferSuccessResult, ManageBuyOfferResultCode::success>, Rest<Void>> {
    XDR_UNION(ManageBuyOfferResult)
};

}  // namespace ledger::stellar::xdr
