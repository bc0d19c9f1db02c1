// Two-phase transfers (law 6): money is reserved first, and then captured, given back, or given
// back because its time ran out. Between the two it stands in a hold account of its own, so that
// every step is a posting like any other, and an auditor needs no further rule.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/kernel/domain.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>

namespace ledger {

/// What is reserved: `amount` leaves `from` at once and can only go to `to`, or back.
struct TransferReserved {
    static constexpr EventMeta meta{"transfer.reserved", 1, "Money was set aside for a transfer."};
    std::string from;
    std::string to;
    std::string asset;
    Amount amount;
    std::optional<Timestamp> expires_at;

    static constexpr auto fields() {
        using E = TransferReserved;
        return std::tuple{
            Field{"from", &E::from, "Whose money."}, Field{"to", &E::to, "Whom it is for."},
            Field{"asset", &E::asset, "Which asset."}, Field{"amount", &E::amount, "How much."},
            Field{"expires_at", &E::expires_at, "When it goes back by itself; null: never."}};
    }
    bool operator==(const TransferReserved&) const = default;
};

struct TransferCaptured {
    static constexpr EventMeta meta{"transfer.captured", 1,
                                    "Reserved money reached its destination; the rest went back."};
    Amount amount;

    static constexpr auto fields() {
        return std::tuple{Field{"amount", &TransferCaptured::amount, "What was captured."}};
    }
    bool operator==(const TransferCaptured&) const = default;
};

struct TransferVoided {
    static constexpr EventMeta meta{"transfer.voided", 1, "Reserved money went back."};
    std::string reason;

    static constexpr auto fields() {
        return std::tuple{Field{"reason", &TransferVoided::reason, "Why."}.length(1, 500)};
    }
    bool operator==(const TransferVoided&) const = default;
};

struct TransferExpired {
    static constexpr EventMeta meta{"transfer.expired", 1,
                                    "Reserved money went back, for its time had run out."};
    Timestamp due_at{};

    static constexpr auto fields() {
        return std::tuple{Field{"due_at", &TransferExpired::due_at, "When it was to go back."}};
    }
    bool operator==(const TransferExpired&) const = default;
};

/// Stream `transfer-<id>`.
struct Transfer {
    static constexpr std::string_view category = "transfer";
    using Event = std::variant<TransferReserved, TransferCaptured, TransferVoided, TransferExpired>;
    static constexpr auto table = event_table(std::type_identity<Event>{});
    static constexpr const auto& event_types() { return table; }

    enum class State { none, reserved, captured, voided, expired };
    State state = State::none;
    TransferReserved terms;
};
Transfer evolve(Transfer transfer, const Transfer::Event& event);

/// Where the money of a reserved transfer stands; never below zero, and 0 once it has ended.
std::string hold_account(std::string_view id);

/// Sets `terms.amount` aside. 409 "transfer.exists" for an id that was used before, whatever became
/// of it; 422 when `expires_at` is not in the future; or what Tx::append refuses.
Result<void> reserve(Tx& tx, std::string_view id, const TransferReserved& terms);

/// Pays `amount` of it, nothing: all, and gives the rest back. 404 "transfer.not_found"; 409
/// "transfer.ended" when it has ended, or its time has run out; 422 unless `amount` is above 0 and
/// at most what is reserved.
Result<void> capture(Tx& tx, std::string_view id, std::optional<Amount> amount = std::nullopt);

/// Gives all of it back. Errors as of `capture`.
Result<void> void_transfer(Tx& tx, std::string_view id, std::string reason);

/// Gives back what has expired.
Result<void> expire(Tx& tx, std::string_view id, Timestamp due);
inline constexpr Waking transfer_waking{&aggregate_type<Transfer>, expire};

}  // namespace ledger
