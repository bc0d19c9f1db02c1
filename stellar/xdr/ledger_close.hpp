// The close of a ledger without transactions.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/ledger_keys.hpp"

namespace ledger::stellar::xdr {

/// What holds the transactions, upgrades and messages of consensus of a closed ledger: those are
/// left out, and so a ledger with any of them does not decode.
using NoElements = Array<Void, 0>;

struct LedgerCloseMetaExtV1 {
    ExtensionPoint ext{};
    std::int64_t soroban_fee_write1_kb = 0;
    XDR_STRUCT(LedgerCloseMetaExtV1, ext, soroban_fee_write1_kb)
};

struct LedgerCloseMetaExt : Union<std::int32_t, Arm<Void, 0>, Arm<LedgerCloseMetaExtV1, 1>> {
    XDR_UNION(LedgerCloseMetaExt)
};

struct LedgerCloseMetaV1 {
    LedgerCloseMetaExt ext{};
    LedgerHeaderHistoryEntry ledger_header{};
    GeneralizedTransactionSet tx_set{};
    NoElements tx_processing{};
    NoElements upgrades_processing{};
    NoElements scp_info{};
    std::uint64_t total_byte_size_of_live_soroban_state = 0;
    Array<LedgerKey> evicted_keys{};
    Array<LedgerEntry> unused{};
    XDR_STRUCT(LedgerCloseMetaV1, ext, ledger_header, tx_set, tx_processing, upgrades_processing,
               scp_info, total_byte_size_of_live_soroban_state, evicted_keys, unused)
};

struct LedgerCloseMetaV2 {
    LedgerCloseMetaExt ext{};
    LedgerHeaderHistoryEntry ledger_header{};
    GeneralizedTransactionSet tx_set{};
    NoElements tx_processing{};
    NoElements upgrades_processing{};
    NoElements scp_info{};
    std::uint64_t total_byte_size_of_live_soroban_state = 0;
    Array<LedgerKey> evicted_keys{};
    XDR_STRUCT(LedgerCloseMetaV2, ext, ledger_header, tx_set, tx_processing, upgrades_processing,
               scp_info, total_byte_size_of_live_soroban_state, evicted_keys)
};

struct LedgerCloseMeta : Union<std::int32_t, Arm<LedgerCloseMetaV1, 1>, Arm<LedgerCloseMetaV2, 2>> {
    XDR_UNION(LedgerCloseMeta)
};

}  // namespace ledger::stellar::xdr
