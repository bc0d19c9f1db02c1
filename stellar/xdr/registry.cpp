#include "stellar/xdr/registry.hpp"

#include "stellar/xdr/type_lists.hpp"

#include <algorithm>

namespace ledger::stellar::xdr {

std::vector<Entry> all_types() {
    std::vector<Entry> entries;
    for (const std::span<const Entry> types : {keys_types(),
                                               assets_types(),
                                               contract_values_types(),
                                               claimants_types(),
                                               ledger_keys_types(),
                                               account_entries_types(),
                                               ledger_entries_types(),
                                               soroban_types(),
                                               operations_types(),
                                               transactions_types(),
                                               hash_preimages_types(),
                                               trade_results_types(),
                                               operation_results_types(),
                                               transaction_results_types(),
                                               events_types(),
                                               transaction_meta_types(),
                                               ledger_header_types(),
                                               ledger_close_types(),
                                               enum_types(),
                                               named_types()})
        entries.insert(entries.end(), types.begin(), types.end());
    return entries;
}

std::optional<Entry> find_type(std::string_view name) {
    const std::vector<Entry> entries = all_types();
    const auto entry = std::ranges::find(entries, name, &Entry::name);
    if (entry == entries.end()) return std::nullopt;
    return *entry;
}

}  // namespace ledger::stellar::xdr
