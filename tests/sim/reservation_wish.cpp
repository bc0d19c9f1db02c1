#include "tests/sim/reservation_wish.hpp"

#include "engine/core/transfers.hpp"
#include "tests/core/purse.hpp"

#include <fmt/format.h>

#include <array>

namespace ledger::test {
namespace {

constexpr std::uint64_t transfers_an_hour = 5;  ///< Few, so that each is asked for again and again.
constexpr std::uint64_t sleeping_purses = 6;
constexpr std::uint64_t max_units = 40;
constexpr std::uint64_t max_minutes = 30;
constexpr std::string_view payer = "operator:1:payable";

/// What the model knows of a transfer.
struct Seen {
    std::size_t events = 0;
    std::optional<TransferReserved> terms;
};

Seen seen(const Model& model, const std::string& id, Position size) {
    const auto positions = model.stream("transfer-" + id, size);
    Seen seen{.events = positions.size(), .terms = {}};
    if (positions.empty()) return seen;
    const RecordedEvent& first = model.event(positions.front());
    const auto terms = json::parse_stored<TransferReserved>(first.payload.value_or(""));
    if (terms) seen.terms = *terms;
    return seen;
}

Expected done() { return {.status = 200, .body = "{}", .events = 1}; }

CommandHandler answering(std::function<Result<void>(Tx&)> step) {
    return [step = std::move(step)](Tx& tx) -> Result<Reply> {
        TRY(step(tx));
        return Reply{.status = 200, .body = "{}"};
    };
}

Wish reservation(Prng& prng, const std::string& id, Timestamp now) {
    TransferReserved terms{.from = prng.chance(3) ? "chain:a" : std::string{payer},
                           .to = prng.chance(2) ? "chain:a" : "chain:b",
                           .asset = "USDC",
                           .amount = Amount{static_cast<std::int64_t>(1 + prng.below(max_units))},
                           .expires_at = {}};
    if (prng.chance(2)) terms.expires_at = now + std::chrono::minutes{1 + prng.below(max_minutes)};
    Wish wish{
        .text = fmt::format("reserve {} {}", id, json::text_of(terms)),
        .command = {.handler = answering([id, terms](Tx& tx) { return reserve(tx, id, terms); }),
                    .touches = {}},
        .expect = {}};
    // Whether that is still in the future, only the sequencer knows.
    if (terms.expires_at) return wish;
    wish.expect = [id, terms](const Model& model, Position size) -> Expected {
        if (seen(model, id, size).events > 0) return {.refusal = "transfer.exists"};
        if (terms.from.starts_with("chain:") &&
            model.balance({terms.from, terms.asset}, size) < terms.amount.units())
            return {.refusal = "balance.insufficient"};
        return done();
    };
    return wish;
}

/// What becomes of an end of the transfer `id`; a capture of `amount`, else of nothing.
Expected expected_end(const Seen& transfer, std::int64_t amount) {
    if (transfer.events == 0) return {.refusal = "transfer.not_found"};
    if (transfer.events > 1) return {.refusal = "transfer.ended"};
    if (amount > transfer.terms->amount.units()) return {.refusal = "request.impossible"};
    return done();
}

Wish ending(Prng& prng, const std::string& id) {
    const auto amount = static_cast<std::int64_t>(1 + prng.below(max_units));
    const bool captures = !prng.chance(3);
    const auto step = [id, amount, captures](Tx& tx) {
        return captures ? capture(tx, id, Amount{amount}) : void_transfer(tx, id, "not wanted");
    };
    Wish wish{.text = captures ? fmt::format("capture {} of {}", amount, id) : "void " + id,
              .command = {.handler = answering(step), .touches = {}},
              .expect = {}};
    wish.expect = [id, counted = captures ? amount : 0](const Model& model, Position size) {
        const Seen transfer = seen(model, id, size);
        Expected expected = expected_end(transfer, counted);
        expected.may_be_late = transfer.terms && transfer.terms->expires_at;
        return expected;
    };
    return wish;
}

Result<void> wake_sleeper(Tx& tx, std::string_view id, Timestamp due) {
    return tx.append<Purse>(id, PurseOpened{std::to_string(nanoseconds(due))});
}

constexpr std::array wakings{Waking{&aggregate_type<Purse>, wake_sleeper}};

}  // namespace

constinit const Domain sleepers{.name = "sleepers",
                                .routes = {},
                                .views = {},
                                .reactions = {},
                                .lookups = {},
                                .wakings = wakings,
                                .found = nullptr,
                                .append_manual = nullptr};

Wish any_reservation_wish(Prng& prng, Timestamp now) {
    const auto hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    const std::string id = fmt::format("t{}-{}", hour, prng.below(transfers_an_hour));
    return prng.chance(2) ? reservation(prng, id, now) : ending(prng, id);
}

Wish any_timer_wish(Prng& prng, Timestamp now) {
    const std::string id = fmt::format("s{}", prng.below(sleeping_purses));
    std::optional<Timestamp> due;
    if (!prng.chance(5)) due = now + std::chrono::seconds{prng.below(60 * max_minutes)};
    // The event says for when the timer is; 0: it is taken away.
    const Amount said{due ? nanoseconds(*due) : 0};
    return {.text = fmt::format("wake {} at {}", id, due ? to_text(*due) : "no time"),
            .command = {.handler = answering([id, due, said](Tx& tx) -> Result<void> {
                            TRY(tx.append<Purse>(id, PurseMoved{said}));
                            return tx.wake_at<Purse>(id, due);
                        }),
                        .touches = {}},
            .expect = [](const Model&, Position) { return done(); }};
}

}  // namespace ledger::test
