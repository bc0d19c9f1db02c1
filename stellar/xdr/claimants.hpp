// Who may claim a balance, and when.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(ClaimantType, claimant_type_v0 = 0)

XDR_ENUM(ClaimPredicateType, unconditional = 0, and_ = 1, or_ = 2, not_ = 3,
         before_absolute_time = 4, before_relative_time = 5)

struct ClaimPredicate : Union<ClaimPredicateType, Arm<Void, ClaimPredicateType::unconditional>,
                              Arm<Array<ClaimPredicate, 2>, ClaimPredicateType::and_>,
                              Arm<Array<ClaimPredicate, 2>, ClaimPredicateType::or_>,
                              Arm<Optional<Box<ClaimPredicate>>, ClaimPredicateType::not_>,
                              Arm<std::int64_t, ClaimPredicateType::before_absolute_time>,
                              Arm<std::int64_t, ClaimPredicateType::before_relative_time>> {
    XDR_UNION(ClaimPredicate)
};

struct ClaimantV0 {
    AccountId destination{};
    ClaimPredicate predicate{};
    XDR_STRUCT(ClaimantV0, destination, predicate)
};

struct Claimant : Union<ClaimantType, Arm<ClaimantV0, ClaimantType::claimant_type_v0>> {
    XDR_UNION(Claimant)
};

}  // namespace ledger::stellar::xdr
