#include "stellar/tx/operations.hpp"

#include <utility>

namespace ledger::stellar {

using xdr::arm;
using xdr::ClaimPredicateType;

std::vector<Operation> create_sponsored(const SponsoredAccount& sponsored) {
    const Ed25519Key& account = sponsored.account;
    std::vector<Operation> operations{
        {BeginSponsoring{account}, sponsored.sponsor},
        {CreateAccount{account, sponsored.starting_balance}, sponsored.sponsor}};
    for (const AssetName& asset : sponsored.trusted)
        operations.push_back({ChangeTrust{.asset = asset}, account});
    operations.push_back({EndSponsoring{}, account});
    return operations;
}

namespace claimable {

xdr::ClaimPredicate before(std::int64_t unix_seconds) {
    return xdr::ClaimPredicate{arm<ClaimPredicateType::before_absolute_time>, unix_seconds};
}

xdr::ClaimPredicate within(std::int64_t seconds) {
    return xdr::ClaimPredicate{arm<ClaimPredicateType::before_relative_time>, seconds};
}

xdr::ClaimPredicate both(xdr::ClaimPredicate one, xdr::ClaimPredicate other) {
    return xdr::ClaimPredicate{arm<ClaimPredicateType::and_>, std::move(one), std::move(other)};
}

xdr::ClaimPredicate either(xdr::ClaimPredicate one, xdr::ClaimPredicate other) {
    return xdr::ClaimPredicate{arm<ClaimPredicateType::or_>, std::move(one), std::move(other)};
}

xdr::ClaimPredicate unless(xdr::ClaimPredicate predicate) {
    return xdr::ClaimPredicate{arm<ClaimPredicateType::not_>,
                               xdr::Box<xdr::ClaimPredicate>{std::move(predicate)}};
}

}  // namespace claimable

}  // namespace ledger::stellar
