// A tiny domain for the engine's own tests: purses that are opened, filled and spent from.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/kernel/domain.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <variant>

namespace ledger::test {

struct PurseOpened {
    static constexpr EventMeta meta{"purse.opened", 1, "A purse was opened."};
    std::string owner;
    static constexpr auto fields() { return std::tuple{Field{"owner", &PurseOpened::owner, ""}}; }
    bool operator==(const PurseOpened&) const = default;
};

struct PurseMoved {
    static constexpr EventMeta meta{"purse.moved", 1, "Money went into or out of a purse."};
    Amount amount;
    static constexpr auto fields() { return std::tuple{Field{"amount", &PurseMoved::amount, ""}}; }
    bool operator==(const PurseMoved&) const = default;
};

struct Purse {
    static constexpr std::string_view category = "purse";
    using Event = std::variant<PurseOpened, PurseMoved>;
    static constexpr auto table = event_table(std::type_identity<Event>{});
    static constexpr const auto& event_types() { return table; }

    bool is_open = false;
    std::int64_t moves = 0;
};

inline Purse evolve(Purse purse, const Purse::Event& event) {
    if (std::holds_alternative<PurseOpened>(event)) purse.is_open = true;
    if (std::holds_alternative<PurseMoved>(event)) ++purse.moves;
    return purse;
}

/// Opens a purse; 409 when it is open.
inline CommandHandler open_purse(std::string id) {
    return [id = std::move(id)](Tx& tx) -> Result<Reply> {
        TRY(purse, tx.load<Purse>(id));
        if (purse->is_open) return fail(ErrorKind::conflict, "purse.open", "it is open");
        TRY(tx.append<Purse>(id, PurseOpened{"somebody"}));
        return Reply{.status = 201, .body = "{\"purse\":\"" + id + "\"}"};
    };
}

/// Moves `units` from one account to another with an event on the purse.
inline CommandHandler move_money(std::string id, std::string from, std::string to,
                                 std::int64_t units) {
    return [id = std::move(id), from = std::move(from), to = std::move(to),
            units](Tx& tx) -> Result<Reply> {
        TRY(tx.append<Purse>(id, PurseMoved{Amount{units}}, {{from, to, "USDC", Amount{units}}}));
        return Reply{.status = 200, .body = "{}"};
    };
}

}  // namespace ledger::test
