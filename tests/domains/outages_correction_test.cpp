// The rule by which recorded times and severities are put right.
#include "tests/domains/outages_rules.hpp"

using namespace ledger;
using namespace ledger::outages;
using namespace ledger::outages::rules;

namespace {

constexpr Timestamp evening = noon + 8h;
const Exclusion storm{noon + 5min, noon + 10min, "storm"};

CorrectOutage correction() {
    CorrectOutage command;
    command.reason = "the alarm was late";
    command.now = evening;
    return command;
}

OutageCorrected decided(const Events& history, const CorrectOutage& command) {
    const auto events = decide(after(history), command);
    if (!events) FAIL(events.error().message);
    REQUIRE(events->size() == 1);
    return std::get<OutageCorrected>(events->at(0));
}

void check_refused(const Events& history, const CorrectOutage& command, std::string_view field) {
    CAPTURE(field);
    const auto events = decide(after(history), command);
    REQUIRE(!events);
    CHECK(events.error().kind == ErrorKind::unprocessable);
    REQUIRE(events.error().fields.size() == 1);
    CHECK(events.error().fields[0].field == field);
}

const Events over{created(), resolved(noon + 25min, {storm})};
const Exclusion between{noon + 25min, noon + 40min, "restored"};
const Events back{created(), resolved(noon + 25min), OutageReopened{id, noon + 40min, "it is back"},
                  resolved(noon + 1h, {between})};

}  // namespace

TEST_CASE("a correction says what moved, and the whole truth after it") {
    CorrectOutage command = correction();
    command.severity = Severity::high;
    command.detected_at = noon - 5min;
    command.resolved_at = noon + 30min;
    command.exclusions = {{noon + 20min, noon + 22min, "no access"}};
    const OutageCorrected expected{
        .outage = id,
        .reason = "the alarm was late",
        .changes = {{"severity", "critical", "high"},
                    {"detected_at", "2026-01-16T12:00:00Z", "2026-01-16T11:55:00Z"},
                    {"resolved_at", "2026-01-16T12:25:00Z", "2026-01-16T12:30:00Z"},
                    {"exclusions",
                     R"([{"from":"2026-01-16T12:05:00Z","to":"2026-01-16T12:10:00Z",)"
                     R"("reason":"storm"}])",
                     R"([{"from":"2026-01-16T12:20:00Z","to":"2026-01-16T12:22:00Z",)"
                     R"("reason":"no access"}])"}},
        .severity = Severity::high,
        .detected_at = noon - 5min,
        .resolved_at = noon + 30min,
        .exclusions = {{noon + 20min, noon + 22min, "no access"}}};
    CHECK(decided(over, command) == expected);
    const Outage outage = evolve(after(over), expected);
    CHECK(outage.severity == Severity::high);
    CHECK(outage.earliest_repair() == noon - 5min);
    CHECK(outage.resolved_at == noon + 30min);
    CHECK(outage.status == Status::resolved);
    CHECK(decide(outage, command).value().empty());
}

TEST_CASE("a correction that moves nothing is none") {
    CHECK(decide(after(over), correction()).value().empty());
    CorrectOutage same = correction();
    same.severity = Severity::critical;
    same.detected_at = noon;
    same.resolved_at = noon + 25min;
    same.exclusions = {storm};
    CHECK(decide(after(over), same).value().empty());
}

TEST_CASE("an open outage is corrected while its clock stands still") {
    const Events stopped{created(), OutageClockStarted{id, storm.from, storm.to, storm.reason},
                         OutageClockStopped{id, noon + 20min, "no access"}};
    CorrectOutage command = correction();
    command.severity = Severity::low;
    command.exclusions = std::vector<Exclusion>{};
    const OutageCorrected event = decided(stopped, command);
    CHECK(event.resolved_at == std::nullopt);
    CHECK(event.exclusions.empty());
    const Outage outage = evolve(after(stopped), event);
    REQUIRE(outage.stop.has_value());
    CHECK(outage.stop->from == noon + 20min);
    command.resolved_at = noon + 1h;
    check_refused(stopped, command, "resolved_at");
}

TEST_CASE("spans are clipped to the corrected outage") {
    CorrectOutage command = correction();
    command.resolved_at = noon + 7min;
    CHECK(decided(over, command).exclusions ==
          std::vector<Exclusion>{{noon + 5min, noon + 7min, "storm"}});
    command.resolved_at = noon + 4min;
    CHECK(decided(over, command).exclusions.empty());
}

TEST_CASE("time between repair and return stays left out, whatever is said of stops") {
    CorrectOutage command = correction();
    command.exclusions = {storm, between};
    CHECK(decided(back, command).exclusions == std::vector<Exclusion>{storm, between});
    command.exclusions = std::vector<Exclusion>{};
    CHECK(decide(after(back), command).value().empty());
    command.exclusions = {{noon, noon + 1min, "restored"}};
    check_refused(back, command, "exclusions.0.reason");
}

TEST_CASE("windows that count by now come with a correction, and others go") {
    const Exclusion window{noon + 1min, noon + 3min, "maintenance window MW001: battery"};
    CorrectOutage command = correction();
    command.planned = {window};
    const OutageCorrected with = decided(over, command);
    CHECK(with.exclusions == std::vector<Exclusion>{window, storm});
    CHECK(with.changes.size() == 1);
    const Outage outage = evolve(after(over), with);
    command.exclusions = {storm, window};  // As the page shows them.
    CHECK(decide(outage, command).value().empty());
    command.planned.clear();
    const auto without = decide(outage, command);
    CHECK(std::get<OutageCorrected>(without->at(0)).exclusions == std::vector<Exclusion>{storm});
}

TEST_CASE("impossible corrections are refused by field") {
    const auto with = [](auto change) {
        CorrectOutage command = correction();
        change(command);
        return command;
    };
    struct Row {
        const Events& history;
        CorrectOutage command;
        const char* field;
    };
    const Events open{created()};
    const Row rows[] = {
        {over, with([](auto& c) { c.detected_at = evening + 6min; }), "detected_at"},
        {open, with([](auto& c) { c.detected_at = evening + 6min; }), "detected_at"},
        {over, with([](auto& c) { c.detected_at = noon + 26min; }), "detected_at"},
        {back, with([](auto& c) { c.detected_at = noon + 26min; }), "detected_at"},
        {over, with([](auto& c) { c.resolved_at = evening + 6min; }), "resolved_at"},
        {over, with([](auto& c) { c.resolved_at = noon - 1s; }), "resolved_at"},
        {back, with([](auto& c) { c.resolved_at = noon + 39min; }), "resolved_at"},
        {over, with([](auto& c) {
             c.detected_at = noon + 10min;
             c.resolved_at = noon + 9min;
         }),
         "resolved_at"},
        {over, with([](auto& c) { c.exclusions = {{noon + 2min, noon + 1min, "x"}}; }),
         "exclusions.0.to"},
        {over, with([](auto& c) { c.exclusions = {storm, {noon, evening + 6min, "x"}}; }),
         "exclusions.1.to"},
        {back, with([](auto& c) { c.exclusions = std::vector<Exclusion>(max_exclusions, storm); }),
         "exclusions"},
    };
    for (const Row& row : rows) check_refused(row.history, row.command, row.field);
}

TEST_CASE("corrections reach to the very edge") {
    CorrectOutage command = correction();
    command.detected_at = noon + 25min;
    CHECK(decided(over, command).exclusions.empty());
    CHECK(decided(back, command).exclusions == std::vector<Exclusion>{between});
    command.detected_at = noon - 24h * 365;
    CHECK(decided(over, command).detected_at == noon - 24h * 365);
    command = correction();
    command.resolved_at = noon + 40min;
    CHECK(decided(back, command).exclusions == std::vector<Exclusion>{between});
}
