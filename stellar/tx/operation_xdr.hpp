// Operations of operations.hpp, checked and written as XDR.
#pragma once

#include "engine/kernel/error.hpp"
#include "stellar/tx/operations.hpp"
#include "stellar/xdr/transactions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar {

/// Collects what is wrong with a draft, all of it.
class Complaints {
public:
    /// As in FieldError; `words` continue the field's name: "must be greater than 0".
    void add(std::string_view field, std::string_view rule, std::string_view words);
    /// What is added from now on lies within: "operations[2].".
    void within(std::string prefix) { prefix_ = std::move(prefix); }

    std::vector<FieldError> errors;

private:
    std::string prefix_;
};

/// What stellar-core would call malformed, and what XDR cannot hold. `source` does the operation.
void check(const Action& action, const Ed25519Key& source, Complaints& complaints);
/// Likewise for signers of transactions and accounts: the payload of a signed payload is not empty.
bool is_usable(const xdr::SignerKey& key);

/// `operation` passed the check.
xdr::Operation to_xdr(const Operation& operation);

}  // namespace ledger::stellar
