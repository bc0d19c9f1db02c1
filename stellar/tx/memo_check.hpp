// SEP-29 for whole transactions; memo_rule.hpp has the rule for a single destination.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/xdr/transactions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar {

/// The accounts, each once, whose entry `memo_required_entry` decides whether this may be sent;
/// none when it has a memo. Of a fee bump the inner transaction counts.
std::vector<Ed25519Key> accounts_to_ask(const xdr::TransactionEnvelope& envelope);

/// The bytes of that entry of an account's; nothing when it has none, or does not exist.
using MemoRequired = FunctionRef<std::optional<std::string>(const Ed25519Key&)>;

/// An unprocessable error, rule "memo_required", names the first operation that pays an account
/// which wants a memo, by a transaction without one.
Result<void> check_memo(const xdr::TransactionEnvelope& envelope, MemoRequired memo_required);

}  // namespace ledger::stellar
