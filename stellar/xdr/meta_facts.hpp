// What a client reads of a transaction's meta; the rest of it is kept as bytes.
#pragma once

#include "stellar/xdr/transaction_meta.hpp"

#include <optional>
#include <vector>

namespace ledger::stellar::xdr {

/// Of an invocation of a contract; a classic transaction has none of it.
struct MetaFacts {
    std::optional<ScVal> return_value{};
    std::vector<ContractEvent> events{};  ///< Of all operations, in their order.
    std::vector<DiagnosticEvent> diagnostic_events{};

    bool operator==(const MetaFacts&) const = default;
};

/// Any version of meta.
MetaFacts facts_of(const TransactionMeta& meta);

/// The sequence number that `account` began with, when one of the operations created it.
std::optional<SequenceNumber> created_sequence(const TransactionMeta& meta,
                                               const AccountId& account);

}  // namespace ledger::stellar::xdr
