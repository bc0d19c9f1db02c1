#include "tests/sim/wish.hpp"

#include "tests/core/purse.hpp"
#include "tests/sim/outage_wish.hpp"
#include "tests/sim/reservation_wish.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <vector>

namespace ledger::test {
namespace {

constexpr std::uint64_t purses = 12;
constexpr std::uint64_t names = 40;
constexpr std::uint64_t max_units = 60;
constexpr std::uint64_t max_moves = 6;
constexpr std::string_view name_space = "sim.name";
constexpr std::string_view member_counter = "sim.member";
constexpr std::string_view asset = "USDC";

std::string any_account(Prng& prng) {
    constexpr std::array<std::string_view, 6> accounts{
        "chain:a", "chain:b", "chain:c", "operator:1:payable", "noc:1:receivable", "chain:d"};
    return std::string{accounts[prng.below(accounts.size())]};
}

struct Move {
    std::string purse;
    std::string from;
    std::string to;
    std::int64_t units = 0;

    Result<void> make(Tx& tx) const {
        return tx.append<Purse>(purse, PurseMoved{Amount{units}},
                                {{from, to, std::string{asset}, Amount{units}}});
    }
    /// Why it is impossible; "" when it is not.
    std::string_view refusal(std::int64_t balance) const {
        if (units <= 0) return "posting.amount";
        if (from == to) return "posting.same_account";
        if (from.starts_with("chain:") && balance < units) return "balance.insufficient";
        return "";
    }
};

Move any_move(Prng& prng) {
    Move move{.purse = fmt::format("p{}", prng.below(purses)),
              .from = any_account(prng),
              .to = any_account(prng),
              .units = static_cast<std::int64_t>(1 + prng.below(max_units))};
    if (prng.chance(3)) move.from = "operator:1:payable";  // Where money comes from.
    if (prng.chance(30)) move.units = 0;
    return move;
}

/// Several movements on several streams: all of them, or, when `skips`, those that are possible.
struct Transfer {
    std::vector<Move> moves;
    std::optional<StreamVersion> version;  ///< That the first purse must have.
    bool skips = false;

    Result<Reply> run(Tx& tx) const {
        if (version) TRY(tx.expect_version<Purse>(moves.front().purse, *version));
        std::uint64_t made = 0;
        for (const Move& move : moves) {
            const Result<void> done =
                skips ? tx.attempt([&] { return move.make(tx); }) : move.make(tx);
            if (!done && (!skips || done.error().kind == ErrorKind::not_loaded))
                return fail(done.error());
            if (done) ++made;
        }
        return Reply{.status = 200, .body = fmt::format("{{\"made\":{}}}", made)};
    }
    Expected expect(const Model& model, Position size) const {
        if (version && model.stream("purse-" + moves.front().purse, size).size() != *version)
            return {.refusal = "version.changed"};
        std::map<std::string, std::int64_t> moved;
        std::uint64_t made = 0;
        for (const Move& move : moves) {
            const std::int64_t balance =
                model.balance({move.from, std::string{asset}}, size) + moved[move.from];
            const std::string_view refusal = move.refusal(balance);
            if (!refusal.empty() && !skips) return {.refusal = std::string{refusal}};
            if (!refusal.empty()) continue;
            ++made;
            moved[move.from] -= move.units;
            moved[move.to] += move.units;
        }
        return {.status = 200, .body = fmt::format("{{\"made\":{}}}", made), .events = made};
    }
    std::string text() const {
        std::string text = fmt::format("transfer{}", skips ? " what is possible" : "");
        if (version) text += fmt::format(" at version {}", *version);
        for (const Move& move : moves)
            text += fmt::format(" [{} {}->{} {}]", move.purse, move.from, move.to, move.units);
        return text;
    }
};

Wish any_transfer(Prng& prng) {
    Transfer transfer;
    for (auto left = 1 + prng.below(max_moves); left > 0; --left)
        transfer.moves.push_back(any_move(prng));
    if (prng.chance(6)) transfer.version = prng.below(8);
    transfer.skips = prng.chance(3);
    Wish wish{
        .text = transfer.text(),
        .command = {.handler = [transfer](Tx& tx) { return transfer.run(tx); }, .touches = {}},
        .expect = [transfer](const Model& model, Position size) {
            return transfer.expect(model, size);
        }};
    if (prng.chance(2)) return wish;
    for (const Move& move : transfer.moves)
        wish.command.touches.push_back(
            {.stream_type = &aggregate_type<Purse>, .unique_space = {}, .value = move.purse});
    return wish;
}

/// Claims a name and takes the next number.
Wish any_enrolment(Prng& prng) {
    const std::string name = fmt::format("n{}", prng.below(names));
    const bool loads_ahead = prng.chance(2);
    Wish wish{.text = "enrol " + name, .command = {}, .expect = {}};
    wish.command.handler = [name](Tx& tx) -> Result<Reply> {
        TRY(number, tx.next(member_counter));
        const std::string id = fmt::format("m{}", number);
        TRY(tx.claim(name_space, name, id));
        TRY(tx.append<Purse>(id, PurseOpened{name}));
        return Reply{.status = 201, .body = fmt::format("{{\"member\":{}}}", number)};
    };
    if (loads_ahead)
        wish.command.touches.push_back(
            {.stream_type = nullptr, .unique_space = std::string{name_space}, .value = name});
    wish.expect = [name](const Model& model, Position size) -> Expected {
        if (model.is_member(name, size)) return {.refusal = "unique.taken"};
        const auto number = model.members(size).size() + 1;
        return {.status = 201, .body = fmt::format("{{\"member\":{}}}", number), .events = 1};
    };
    return wish;
}

Wish any_opening(Prng& prng) {
    const std::string id = fmt::format("o{}", prng.below(names));
    return {.text = "open " + id,
            .command = {.handler = open_purse(id), .touches = {}},
            .expect = [id](const Model& model, Position size) -> Expected {
                if (!model.stream("purse-" + id, size).empty()) return {.refusal = "purse.open"};
                return {.status = 201, .body = "{\"purse\":\"" + id + "\"}", .events = 1};
            }};
}

/// Changes nothing; its answer shows what it has seen.
Wish any_look(Prng& prng) {
    const std::string id = fmt::format("p{}", prng.below(purses));
    return {.text = "look " + id,
            .command = {.handler = [id](Tx& tx) -> Result<Reply> {
                            TRY(version, tx.version<Purse>(id));
                            TRY(held, tx.balance("chain:a", asset));
                            return Reply{.status = 200,
                                         .body = fmt::format("{} {}", version, held.units())};
                        },
                        .touches = {}},
            .expect = [id](const Model& model, Position size) -> Expected {
                return {.status = 200,
                        .body = fmt::format("{} {}", model.stream("purse-" + id, size).size(),
                                            model.balance({"chain:a", std::string{asset}}, size)),
                        .events = 0};
            }};
}

}  // namespace

Wish random_wish(Prng& prng, std::uint64_t known_outages, Timestamp now) {
    switch (prng.below(13)) {
        case 0:
        case 1:
        case 2: return any_transfer(prng);
        case 3: return any_enrolment(prng);
        case 4: return any_opening(prng);
        case 5: return any_look(prng);
        case 6:
        case 7: return any_reservation_wish(prng, now);
        case 8: return any_timer_wish(prng, now);
        default: return any_outage_wish(prng, known_outages, now);
    }
}

}  // namespace ledger::test
