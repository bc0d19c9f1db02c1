// The rules of disputes: one row per refusal, and what happens when there is none.
#include "engine/domains/disputes/decider.hpp"
#include "engine/domains/disputes/holds.hpp"
#include "tests/support/golden_events.hpp"
#include "tests/support/member_count.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::disputes;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
const std::string reason = "the fibre was back at 11:30";

Standing standing() {
    return {.known = true,
            .outage = OutageId{"OUT001"},
            .open = false,
            .deleted = false,
            .generation = 2,
            .amount = *whole(-1000),
            .calculated_at = noon,
            .resolved_at = noon - 1h};
}

OpenDispute opening(Timestamp now = noon + 24h) {
    return {.reason = reason, .generation = std::nullopt, .actor = "user:7", .now = now};
}

Dispute opened() {
    DisputeOpened event;
    event.dispute = DisputeId{"DSP001"};
    event.outage = OutageId{"OUT001"};
    event.generation = 2;
    event.reason = reason;
    event.amount_at_stake = *whole(-1000);
    event.opened_by = "user:7";
    event.opened_at = noon;
    return evolve(Dispute{}, event);
}

Dispute after(Dispute dispute, const Command& command) {
    const auto events = decide(dispute, command);
    REQUIRE_MESSAGE(events.has_value(), (events ? "" : events.error().message));
    for (const DisputeEvent& event : *events) dispute = evolve(std::move(dispute), event);
    return dispute;
}

CorrectedFacts repaired_earlier() {
    CorrectedFacts facts;
    facts.resolved_at = noon - 90min;
    return facts;
}

Accept acceptance(std::string actor = "user:8") {
    return {.facts = repaired_earlier(),
            .notes = std::nullopt,
            .actor = std::move(actor),
            .now = noon + 2h};
}
Reject rejection(std::string actor = "user:8") {
    return {.notes = "the meter says otherwise", .actor = std::move(actor), .now = noon + 2h};
}
Withdraw withdrawal(std::string actor = "user:7") {
    return {.notes = std::nullopt, .actor = std::move(actor), .now = noon + 2h};
}

}  // namespace

TEST_CASE("the latest result of a resolved outage can be disputed, and what is at stake is told") {
    const auto event = decide(standing(), std::nullopt, opening());
    REQUIRE(event.has_value());
    CHECK(event->outage.value == "OUT001");
    CHECK(event->generation == 2);
    CHECK(event->amount_at_stake == *whole(-1000));
    CHECK(event->opened_by == "user:7");
    CHECK(event->opened_at == noon + 24h);
}

TEST_CASE("what cannot be disputed, and why") {
    struct Row {
        std::string_view code;
        ErrorKind kind;
        Result<DisputeOpened> decided;
    };
    const auto with = [](auto change) {
        Standing changed = standing();
        change(changed);
        return changed;
    };
    OpenDispute other_generation = opening();
    other_generation.generation = 1;
    const Row rows[] = {
        {"outage.not_found", ErrorKind::not_found, decide(Standing{}, std::nullopt, opening())},
        {"outage.not_found", ErrorKind::not_found,
         decide(with([](Standing& s) { s.deleted = true; }), std::nullopt, opening())},
        {"dispute.no_result", ErrorKind::unprocessable,
         decide(with([](Standing& s) { s.generation.reset(); }), std::nullopt, opening())},
        {"dispute.no_result", ErrorKind::unprocessable,
         decide(with([](Standing& s) { s.open = true; }), std::nullopt, opening())},
        {"dispute.superseded", ErrorKind::conflict,
         decide(standing(), std::nullopt, other_generation)},
        {"dispute.already_open", ErrorKind::conflict,
         decide(standing(), DisputeId{"DSP001"}, opening())},
        {"dispute.window_closed", ErrorKind::unprocessable,
         decide(standing(), std::nullopt, opening(noon + dispute_window + 1ns))},
        {"dispute.window_closed", ErrorKind::unprocessable,
         decide(with([](Standing& s) { s.calculated_at.reset(); }), std::nullopt,
                opening(noon - 1h + dispute_window + 1ns))},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        REQUIRE(!row.decided.has_value());
        CHECK(row.decided.error().code == row.code);
        CHECK(row.decided.error().kind == row.kind);
    }
    CHECK(decide(standing(), std::nullopt, opening(noon + dispute_window)).has_value());
}

TEST_CASE("a dispute is looked into, escalated, and resolved") {
    Dispute dispute = after(opened(), StartReview{.notes = "on it", .actor = "user:8"});
    CHECK(dispute.status == Status::under_review);
    CHECK(dispute.reviewed_by == "user:8");
    dispute = after(std::move(dispute), Escalate{.notes = std::nullopt});
    dispute = after(std::move(dispute), Escalate{.notes = std::nullopt});
    dispute = after(std::move(dispute), Escalate{.notes = std::nullopt});
    CHECK(dispute.level == 3);
    CHECK(dispute.status == Status::under_review);
    dispute = after(std::move(dispute), acceptance());
    CHECK(dispute.status == Status::resolved);
    CHECK(dispute.outcome == Outcome::accepted);
    CHECK(dispute.corrected == repaired_earlier());
    CHECK(dispute.decided_by == "user:8");
    CHECK(dispute.decided_at == noon + 2h);
}

TEST_CASE("whoever decides an open dispute has looked into it") {
    for (const Command& decision : {Command{acceptance()}, Command{rejection()}}) {
        const auto events = decide(opened(), decision);
        REQUIRE(events.has_value());
        REQUIRE(events->size() == 2);
        CHECK(std::get<ReviewStarted>(events->front()).started_by == "user:8");
    }
    const auto rejected = after(opened(), rejection());
    CHECK(rejected.status == Status::resolved);
    CHECK(rejected.outcome == Outcome::rejected);
    CHECK(rejected.notes == "the meter says otherwise");
    CHECK(after(opened(), withdrawal()).status == Status::withdrawn);
}

TEST_CASE("the correction's reason names the dispute and quotes the notes") {
    Accept command = acceptance();
    command.notes = "the log of the mast shows it";
    const auto events = decide(opened(), command);
    REQUIRE(events.has_value());
    CHECK(std::get<DisputeAccepted>(events->back()).reason ==
          "dispute DSP001 accepted: the log of the mast shows it");
}

TEST_CASE("what cannot be done with a dispute, and why") {
    struct Row {
        std::string_view code;
        ErrorKind kind;
        Dispute dispute;
        Command command;
    };
    Dispute highest = opened();
    for (int level = 0; level < 3; ++level)
        highest = after(std::move(highest), Escalate{.notes = std::nullopt});
    Accept without_facts = acceptance();
    without_facts.facts = {};
    Reject without_notes = rejection();
    without_notes.notes.reset();
    Reject with_few_words = rejection();
    with_few_words.notes = "no";
    const Row rows[] = {
        {"dispute.not_found", ErrorKind::not_found, Dispute{}, rejection()},
        {"dispute.illegal_transition", ErrorKind::conflict, highest,
         Escalate{.notes = std::nullopt}},
        {"request.impossible", ErrorKind::unprocessable, opened(), without_facts},
        {"request.impossible", ErrorKind::unprocessable, opened(), without_notes},
        {"request.impossible", ErrorKind::unprocessable, opened(), with_few_words},
        {"dispute.own_dispute", ErrorKind::unprocessable, opened(), acceptance("user:7")},
        {"dispute.own_dispute", ErrorKind::unprocessable, opened(), rejection("user:7")},
        {"dispute.illegal_transition", ErrorKind::conflict, after(opened(), rejection()),
         acceptance()},
        {"dispute.illegal_transition", ErrorKind::conflict, after(opened(), acceptance()),
         withdrawal()},
        {"dispute.illegal_transition", ErrorKind::conflict, after(opened(), withdrawal()),
         StartReview{.notes = std::nullopt, .actor = "user:8"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        const auto decided = decide(row.dispute, row.command);
        REQUIRE(!decided.has_value());
        CHECK(decided.error().code == row.code);
        CHECK(decided.error().kind == row.kind);
    }
    const auto refused = decide(highest, Escalate{.notes = std::nullopt});
    CHECK(refused.error().allowed ==
          std::vector<std::string>{"accept", "reject", "withdraw", "review"});
}

TEST_CASE("the machine's owner acts for all, and may decide what he opened") {
    Dispute dispute = opened();
    dispute.opened_by = "local:0";
    CHECK(decide(dispute, acceptance("local:0")).has_value());
    CHECK(decide(dispute, rejection("local:0")).has_value());
}

TEST_CASE("a review that goes on is not begun again") {
    const Dispute dispute = after(opened(), StartReview{.notes = std::nullopt, .actor = "user:8"});
    CHECK(decide(dispute, StartReview{.notes = std::nullopt, .actor = "user:9"}).value().empty());
}

TEST_CASE("a hold lasts from its placing to its release") {
    const OutageId outage{"OUT001"};
    Holds holds = evolve(Holds{}, HoldPlaced{outage, 2, DisputeId{"DSP001"}});
    holds = evolve(std::move(holds), HoldPlaced{outage, 3, DisputeId{"DSP002"}});
    REQUIRE(holds.of(2) != nullptr);
    CHECK(holds.of(2)->dispute.value == "DSP001");
    CHECK(holds.of(1) == nullptr);
    holds = evolve(std::move(holds), HoldReleased{outage, 2, DisputeId{"DSP001"}, std::nullopt});
    CHECK(holds.of(2) == nullptr);
    CHECK(holds.of(3) != nullptr);
}

TEST_CASE("ids of disputes are read as they are written, and nothing else is one") {
    CHECK(dispute_id(7).value == "DSP007");
    CHECK(dispute_id(12'345).value == "DSP12345");
    CHECK(number_of("DSP007") == 7);
    CHECK(number_of("DSP12345") == 12'345);
    for (const char* text : {"", "DSP", "DSP7", "DSP0007", "dsp007", "DSP007x", "DSP-07", "DSP 07",
                             "DSP99999999999999999999999"})
        CHECK(!number_of(text));
}

TEST_CASE("after any history of commands a dispute is decided at most once, and then stays so") {
    CHECK(holds([] {
        Dispute dispute = opened();
        int decisions = 0;
        const int steps = *rc::gen::inRange(0, 12);
        for (int step = 0; step < steps; ++step) {
            const Command commands[] = {
                StartReview{.notes = std::nullopt, .actor = "user:9"},
                Escalate{.notes = std::nullopt},
                acceptance(*rc::gen::element<std::string>("user:7", "user:8")),
                rejection(*rc::gen::element<std::string>("user:7", "user:8")), withdrawal()};
            const auto events =
                decide(dispute, commands[*rc::gen::inRange<std::size_t>(0, std::size(commands))]);
            if (!events) continue;
            for (const DisputeEvent& event : *events) dispute = evolve(std::move(dispute), event);
            const bool is_over =
                dispute.status == Status::resolved || dispute.status == Status::withdrawn;
            if (is_over) ++decisions;
            RC_ASSERT(is_over == dispute.decided_at.has_value());
            RC_ASSERT((dispute.status == Status::resolved) == dispute.outcome.has_value());
            RC_ASSERT(dispute.status == Status::withdrawn || dispute.decided_by != "user:7");
            RC_ASSERT(dispute.level <= max_level);
        }
        RC_ASSERT(decisions <= 1);
    }));
}

TEST_CASE("every event of a dispute that was ever written is still read, and written the same") {
    check_golden_events(dispute_event_types);
    check_golden_events(hold_event_types);
}

TEST_CASE("the field lists of disputes are complete") {
    CHECK(lists_every_member<Dispute>());
    CHECK(lists_every_member<Standing>());
    CHECK(lists_every_member<CorrectedFacts>());
    CHECK(lists_every_member<DisputeOpened>());
    CHECK(lists_every_member<ReviewStarted>());
    CHECK(lists_every_member<DisputeEscalated>());
    CHECK(lists_every_member<DisputeAccepted>());
    CHECK(lists_every_member<DisputeRejected>());
    CHECK(lists_every_member<DisputeWithdrawn>());
    CHECK(lists_every_member<HoldPlaced>());
    CHECK(lists_every_member<HoldReleased>());
}
