// What the network tells of itself, whichever of its interfaces was asked.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/time.hpp"
#include "stellar/keys/asset_name.hpp"
#include "stellar/xdr/claimants.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar {

struct LedgerHead {
    std::uint32_t sequence = 0;
    Timestamp closed_at{};

    bool operator==(const LedgerHead&) const = default;
};

struct NetworkFacts {
    std::string passphrase{};
    std::uint32_t protocol_version = 0;
    std::optional<std::string> friendbot{};  ///< Its URL; test networks only.

    bool operator==(const NetworkFacts&) const = default;
};

struct Balance {
    AssetName asset{};
    Amount amount{};
    Amount buying_liabilities{};
    Amount selling_liabilities{};
    std::optional<Amount> limit{};  ///< Nothing for XLM.
    bool is_authorized = true;      ///< Whether the issuer lets it be paid with.

    bool operator==(const Balance&) const = default;
};

struct AccountSigner {
    std::string key{};         ///< G, T, X or P.
    std::uint32_t weight = 0;  ///< 1 to 255.

    bool operator==(const AccountSigner&) const = default;
};

struct AccountState {
    std::string address{};  ///< G
    std::int64_t sequence = 0;
    std::uint32_t low_threshold = 0;
    std::uint32_t medium_threshold = 0;
    std::uint32_t high_threshold = 0;
    std::uint32_t subentry_count = 0;
    std::vector<AccountSigner> signers{};  ///< The account's own key among them; in order of keys.
    std::vector<Balance> balances{};       ///< XLM last.

    bool operator==(const AccountState&) const = default;
};

/// Stroops for an operation, of the transactions in the last ledgers.
struct FeePercentiles {
    std::int64_t min = 0;
    std::int64_t mode = 0;
    std::int64_t p50 = 0;
    std::int64_t p70 = 0;
    std::int64_t p90 = 0;
    std::int64_t p95 = 0;
    std::int64_t p99 = 0;
    std::int64_t max = 0;

    bool operator==(const FeePercentiles&) const = default;
};

struct FeeStats {
    std::uint32_t ledger = 0;                 ///< The last one that counts.
    FeePercentiles charged{};                 ///< What was paid.
    std::optional<FeePercentiles> bid{};      ///< What would have been paid; Horizon only.
    std::optional<FeePercentiles> soroban{};  ///< Charged to invocations of contracts; RPC only.

    bool operator==(const FeeStats&) const = default;
};

/// Bytes as the network has them: some may be of a protocol that is not known here.
struct FoundTransaction {
    bool is_successful = false;
    bool is_fee_bump = false;
    std::uint32_t ledger = 0;
    Timestamp closed_at{};
    std::string envelope_xdr{};
    std::string result_xdr{};
    std::string meta_xdr{};  ///< Empty when the network does not tell it.

    bool operator==(const FoundTransaction&) const = default;
};

/// That nothing was found proves nothing by itself; `latest` and `oldest_ledger` say for what.
struct TransactionLookup {
    std::optional<FoundTransaction> found{};
    LedgerHead latest{};
    std::uint32_t oldest_ledger = 0;  ///< What was before is not known any more.

    bool operator==(const TransactionLookup&) const = default;
};

/// A place in history, of a transaction or an operation: ledger, place in it, place in that one.
constexpr std::uint64_t history_cursor(std::uint32_t ledger, std::uint32_t transaction = 0,
                                       std::uint32_t operation = 0) {
    return std::uint64_t{ledger} << 32U | std::uint64_t{transaction} << 12U | operation;
}
constexpr std::uint32_t ledger_of(std::uint64_t cursor) {
    return static_cast<std::uint32_t>(cursor >> 32U);
}

enum class PaymentKind { create_account, payment, path_payment, account_merge };

/// Of a transaction that succeeded.
struct Payment {
    std::uint64_t cursor = 0;  ///< Of the operation, counted from 1.
    PaymentKind kind = PaymentKind::payment;
    Hash transaction{};  ///< The outer hash of a fee bump.
    Timestamp closed_at{};
    std::string from{};        ///< G
    std::string to{};          ///< G or, where a contract is paid, C.
    std::string from_muxed{};  ///< M, when it was given so; else "".
    std::string to_muxed{};
    AssetName asset{};               ///< What is received.
    std::optional<Amount> amount{};  ///< Horizon does not tell that of a merge.

    bool operator==(const Payment&) const = default;
};

/// What may be a payment and could not be read. The cursor goes past it all the same, so whoever
/// keeps the books keeps this too.
struct UnreadPayment {
    std::uint64_t cursor = 0;
    std::string record{};  ///< Horizon's JSON, or the hash of the transaction.
    std::string reason{};

    bool operator==(const UnreadPayment&) const = default;
};

struct PaymentPage {
    std::vector<Payment> payments{};  ///< In order.
    std::vector<UnreadPayment> unread{};
    std::uint64_t cursor = 0;  ///< Everything up to here was looked at: ask on from it.
    bool is_last = true;       ///< Nothing more happened yet.

    bool operator==(const PaymentPage&) const = default;
};

struct PaymentQuery {
    std::string account{};  ///< G: only payments from or to it. "": all.
    std::uint64_t after = 0;
    std::uint32_t limit = 50;  ///< 1 to 200: payments of Horizon, transactions of RPC.
};

struct ClaimantRecord {
    std::string destination{};  ///< G
    xdr::ClaimPredicate predicate{};

    bool operator==(const ClaimantRecord&) const = default;
};

struct ClaimableBalance {
    Hash id{};
    AssetName asset{};
    Amount amount{};
    std::vector<ClaimantRecord> claimants{};
    std::uint32_t last_modified_ledger = 0;

    bool operator==(const ClaimableBalance&) const = default;
};

struct ClaimableBalancePage {
    std::vector<ClaimableBalance> balances{};
    std::optional<std::string> next{};  ///< Ask on with it; nothing at the end.
};

enum class Funding { funded, already_funded };

}  // namespace ledger::stellar
