// Operations of history as Horizon shows them.
#pragma once

#include "stellar/sandbox/history/history.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// A transaction with its envelope decoded, for all of its operations.
class OperationsView {
public:
    static Result<OperationsView> of(const TransactionPlace& place);

    const TransactionPlace& place() const { return place_; }
    /// What Horizon counts as a payment.
    bool is_payment(std::uint32_t operation) const;
    /// `operation` counts from 0. With `joined`, a transaction's JSON, that stands in it too.
    std::string json(std::uint32_t operation, std::string_view base, std::string_view joined) const;

private:
    explicit OperationsView(const TransactionPlace& place, xdr::TransactionEnvelope envelope)
        : place_{place}, envelope_{std::move(envelope)} {}
    /// Who began the sponsoring that the operation ends; empty when nobody did.
    std::string sponsor_before(std::uint32_t operation) const;

    TransactionPlace place_;
    xdr::TransactionEnvelope envelope_;
};

}  // namespace ledger::stellar::sandbox
