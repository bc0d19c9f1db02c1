// The rules of maintenance windows: every refusal, and what is nothing new.
#include "engine/domains/maintenance/decider.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::maintenance;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
const WindowId id{"MW001"};
const SiteId site_id{"LA"};

WindowPlanned planned(Timestamp from = noon + 1h, Timestamp to = noon + 2h) {
    return {{.window = id, .site_id = site_id, .from = from, .to = to, .reason = "new batteries"}};
}

SiteWindows after(const std::vector<Event>& history) {
    SiteWindows site;
    for (const Event& event : history) site = evolve(std::move(site), event);
    return site;
}

ChangeWindow change(Timestamp now) {
    return {.window = id,
            .site_id = site_id,
            .from = {},
            .to = {},
            .reason = {},
            .expected_version = {},
            .now = now};
}

ChangeWindow change_span(std::optional<Timestamp> from, std::optional<Timestamp> to) {
    ChangeWindow command = change(noon);
    command.from = from;
    command.to = to;
    return command;
}

ChangeWindow change_expecting(std::uint64_t version) {
    ChangeWindow command = change_span(noon + 30min, {});
    command.expected_version = version;
    return command;
}

CancelWindow cancel(Timestamp now) {
    return {.window = id, .site_id = site_id, .reason = "rain", .expected_version = {}, .now = now};
}

}  // namespace

TEST_CASE("a window begins in the future and has a length") {
    CHECK(decide({}, PlanWindow{planned(), noon}).value() == Event{planned()});
    CHECK(decide({}, PlanWindow{planned(noon + 1ns, noon + 2ns), noon}).has_value());
    CHECK(decide({}, PlanWindow{planned(noon + 1ns, noon + 1ns + max_window_length), noon})
              .has_value());
}

TEST_CASE("windows may overlap") {
    const auto answer = decide(after({planned()}), PlanWindow{planned(), noon});
    CHECK(answer.value().has_value());
}

TEST_CASE("every refusal of a window has a kind, a code and a field") {
    const SiteWindows none;
    const SiteWindows one = after({planned()});
    const SiteWindows cancelled = after({planned(), WindowCancelled{id, site_id, {}}});
    SiteWindows full;
    full.windows.resize(max_windows_of_site);
    ChangeWindow late = change(noon + 1h);
    late.reason = "another one";
    ChangeWindow of_cancelled = change_span(noon + 3h, noon + 4h);

    struct Row {
        std::string_view title;
        SiteWindows site;
        Command command;
        ErrorKind kind;
        std::string_view code;   ///< Or the rule that a field breaks.
        std::string_view field;  ///< With a rule.
    };
    constexpr auto refused = ErrorKind::unprocessable;
    constexpr auto conflict = ErrorKind::conflict;
    const Row rows[] = {
        {"planned as it begins", none, PlanWindow{planned(noon), noon}, refused, "future", "from"},
        {"planned for the past", none, PlanWindow{planned(noon - 1h), noon}, refused, "future",
         "from"},
        {"without length", none, PlanWindow{planned(noon + 1h, noon + 1h), noon}, refused, "order",
         "to"},
        {"longer than 30 days", none,
         PlanWindow{planned(noon + 1h, noon + 1h + 1ns + max_window_length), noon}, refused,
         "length", "to"},
        {"one too many", full, PlanWindow{planned(), noon}, conflict,
         "maintenance.too_many_windows", ""},
        {"changing none", none, change(noon), ErrorKind::not_found, "maintenance.window_not_found",
         ""},
        {"changing what was cancelled", cancelled, of_cancelled, conflict,
         "maintenance.window_cancelled", ""},
        {"changing what has begun", one, late, conflict, "maintenance.window_has_begun", ""},
        {"moving it into the past", one, change_span(noon - 1h, {}), refused, "future", "from"},
        {"ending it before it begins", one, change_span({}, noon + 30min), refused, "order", "to"},
        {"making it too long", one, change_span({}, noon + 2h + max_window_length), refused,
         "length", "to"},
        {"changing another version", one, change_expecting(2), ErrorKind::precondition_failed,
         "version.changed", ""},
        {"cancelling none", none, cancel(noon), ErrorKind::not_found,
         "maintenance.window_not_found", ""},
        {"cancelling as it begins", one, cancel(noon + 1h), conflict,
         "maintenance.window_has_begun", ""},
        {"cancelling what is over", one, cancel(noon + 5h), conflict,
         "maintenance.window_has_begun", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.title);
        const auto answer = decide(row.site, row.command);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().kind == row.kind);
        if (row.field.empty()) {
            CHECK(answer.error().code == row.code);
        } else {
            CHECK(answer.error().fields.at(0).field == row.field);
            CHECK(answer.error().fields.at(0).rule == row.code);
        }
    }
    CHECK(decide(none, PlanWindow{planned(noon), noon})
              .error()
              .message.ends_with("correct the outage instead, with a reason"));
}

TEST_CASE("until a window begins it may be changed, as often as need be, and given up") {
    WindowChanged longer{{planned()}};
    longer.to = noon + 3h;
    const SiteWindows site = after({planned()});
    CHECK(decide(site, change_span({}, noon + 3h)).value() == Event{longer});
    CHECK(decide(site, change_expecting(1)).value().has_value());
    const SiteWindows changed = evolve(site, longer);
    CHECK(changed.find(id)->to == noon + 3h);
    CHECK(changed.find(id)->version == 2);
    const auto given_up = decide(changed, cancel(noon + 1h - 1ns));
    CHECK(given_up.value() == Event{WindowCancelled{id, site_id, "rain"}});
    CHECK(evolve(changed, *given_up.value()).find(id)->cancelled);
}

TEST_CASE("saying again what is so already changes nothing, even when it has begun") {
    const SiteWindows site = after({planned()});
    ChangeWindow same = change(noon + 5h);
    same.from = noon + 1h;
    same.reason = "new batteries";
    CHECK_FALSE(decide(site, same).value());
    const SiteWindows cancelled = after({planned(), WindowCancelled{id, site_id, {}}});
    CHECK_FALSE(decide(cancelled, cancel(noon + 5h)).value());
}

TEST_CASE("a window's state is what the time of reading makes of it") {
    const auto at = [](Timestamp now) { return state_at(noon, noon + 1h, false, now); };
    CHECK(at(noon - 1ns) == State::planned);
    CHECK(at(noon) == State::running);
    CHECK(at(noon + 1h - 1ns) == State::running);
    CHECK(at(noon + 1h) == State::over);
    CHECK(state_at(noon, noon + 1h, true, noon) == State::cancelled);
}

TEST_CASE("a window without a common instant does not overlap") {
    const auto within = [](Timestamp from, Timestamp to) {
        return overlaps(noon, noon + 1h, from, to);
    };
    CHECK(within(noon - 1h, noon));
    CHECK(within(noon + 1h - 1ns, noon + 2h));
    CHECK(within(noon - 1h, noon + 2h));
    CHECK(within(noon + 30min, noon + 30min));
    CHECK_FALSE(within(noon - 1h, noon - 1ns));
    CHECK_FALSE(within(noon + 1h, noon + 2h));
}

TEST_CASE("every event of a window reads back as it was written") {
    WindowChanged changed{{planned()}};
    for (const Event& event :
         {Event{planned()}, Event{changed}, Event{WindowCancelled{id, site_id, {}}}}) {
        const NewEvent stored = encode(event);
        CAPTURE(stored.payload);
        CHECK(
            decode_event(event_types, stored.type, stored.schema_version, stored.payload).value() ==
            event);
    }
    CHECK(encode(Event{changed}).type == "maintenance.window_changed");
    CHECK(encode(Event{planned()}).payload ==
          R"({"window":"MW001","site_id":"LA","from":"2026-01-16T13:00:00Z",)"
          R"("to":"2026-01-16T14:00:00Z","reason":"new batteries"})");
}
