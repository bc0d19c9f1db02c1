// What became of handing a transaction to the network. Only the ledger says what became of the
// transaction.
#pragma once

#include "engine/kernel/time.hpp"
#include "stellar/xdr/transaction_results.hpp"

#include <optional>
#include <string>
#include <variant>

namespace ledger::stellar {

/// It waits in a queue, from which it may still vanish without a word.
struct Accepted {
    bool operator==(const Accepted&) const = default;
};

/// It waits there already.
struct Duplicate {
    bool operator==(const Duplicate&) const = default;
};

/// It is banned for some ledgers, has just been applied, or another one of its account waits.
struct TryAgainLater {
    bool operator==(const TryAgainLater&) const = default;
};

/// This node will not have it. Another one may have it already.
struct Rejected {
    std::string result_xdr{};
    std::optional<xdr::TransactionResult> result{};  ///< Nothing when it is of a later protocol.

    bool operator==(const Rejected&) const = default;
};

/// The network's nodes have not seen it by this call.
struct NotHandedOver {
    enum class Reason {
        unreachable,      ///< No connection, or one that is not to be trusted.
        stale_history,    ///< The server lags behind the network.
        still_ingesting,  ///< The server has only been started.
        disabled,         ///< The server takes no transactions.
        malformed,        ///< The bytes are no transaction: a fault of ours.
        rate_limited,     ///< Too many requests.
        refused,          ///< There is no such interface.
    };
    Reason reason = Reason::unreachable;
    std::string detail{};
    std::optional<Duration> retry_after{};  ///< What the server asked for.

    bool operator==(const NotHandedOver&) const = default;
};

/// It may have arrived or not: look its hash up.
struct UnknownOutcome {
    std::string detail{};

    bool operator==(const UnknownOutcome&) const = default;
};

using Submission =
    std::variant<Accepted, Duplicate, TryAgainLater, Rejected, NotHandedOver, UnknownOutcome>;

}  // namespace ledger::stellar
