// The rows of the registry, as the sources of the declared types give them.
#pragma once

#include "stellar/xdr/registry.hpp"

namespace ledger::stellar::xdr {

std::span<const Entry> keys_types();
std::span<const Entry> assets_types();
std::span<const Entry> contract_values_types();
std::span<const Entry> claimants_types();
std::span<const Entry> ledger_keys_types();
std::span<const Entry> account_entries_types();
std::span<const Entry> ledger_entries_types();
std::span<const Entry> soroban_types();
std::span<const Entry> operations_types();
std::span<const Entry> transactions_types();
std::span<const Entry> hash_preimages_types();
std::span<const Entry> trade_results_types();
std::span<const Entry> operation_results_types();
std::span<const Entry> transaction_results_types();
std::span<const Entry> events_types();
std::span<const Entry> transaction_meta_types();
std::span<const Entry> ledger_header_types();
std::span<const Entry> ledger_close_types();
std::span<const Entry> enum_types();
std::span<const Entry> named_types();

}  // namespace ledger::stellar::xdr
