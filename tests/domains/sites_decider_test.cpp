// The rules of the register: every refusal, and what is nothing new.
#include "engine/domains/sites/decider.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::sites;

namespace {

const SiteId tower{"NG-0001"};
const SiteId state{"LA"};

SiteRegistered facts(std::optional<SiteId> parent = {}) {
    return {.site_id = tower,
            .site_name = "Agege",
            .parent_id = std::move(parent),
            .region = "Lagos",
            .location = Location{6.61563, 3.33337}};
}

Site after(const std::vector<Event>& history) {
    Site site;
    for (const Event& event : history) site = evolve(std::move(site), event);
    return site;
}

const Above nothing_above{};
const Above below_state{Above::Standing::registered, {state}};

/// A way up of so many sites.
Above way_up(std::size_t sites) {
    Above above{Above::Standing::registered, {}};
    for (std::size_t i = 0; i < sites; ++i)
        above.path.push_back(SiteId{std::string{"L"} + std::to_string(i)});
    return above;
}

SiteChanged moved_to(const SiteId& parent) {
    SiteChanged changes{.site_id = tower};
    changes.parent_id = {true, parent};
    return changes;
}

}  // namespace

TEST_CASE("a site is registered at the top or below another one") {
    CHECK(decide({}, RegisterSite{facts(), nothing_above}).value() == Event{facts()});
    CHECK(decide({}, RegisterSite{facts(state), below_state}).value() == Event{facts(state)});
    CHECK(decide({}, RegisterSite{facts(SiteId{"L0"}), way_up(max_depth - 1)}).has_value());
}

TEST_CASE("every refusal of the register has a kind, a code and a field") {
    const Site none;
    const Site present = after({facts()});
    const Site retired = after({facts(), SiteRetired{tower, {}}});
    SiteRegistered renamed = facts();
    renamed.site_name = "Agege West";
    const Above unknown{.standing = Above::Standing::unknown};
    const Above gone{.standing = Above::Standing::retired};
    const Above below_itself{Above::Standing::registered, {state, tower}};

    struct Row {
        std::string_view title;
        Site site;
        Command command;
        ErrorKind kind;
        std::string_view code;  ///< Or the rule that a field breaks.
    };
    const Row rows[] = {
        {"other content", present, RegisterSite{renamed, nothing_above}, ErrorKind::conflict,
         "site.already_registered"},
        {"another parent", present, RegisterSite{facts(state), below_state}, ErrorKind::conflict,
         "site.already_registered"},
        {"a retired id", retired, RegisterSite{facts(), nothing_above}, ErrorKind::conflict,
         "site.retired"},
        {"its own parent", none, RegisterSite{facts(tower), unknown}, ErrorKind::unprocessable,
         "cycle"},
        {"an unknown parent", none, RegisterSite{facts(state), unknown}, ErrorKind::unprocessable,
         "unknown"},
        {"a retired parent", none, RegisterSite{facts(state), gone}, ErrorKind::unprocessable,
         "retired"},
        {"too deep", none, RegisterSite{facts(SiteId{"L0"}), way_up(max_depth)},
         ErrorKind::unprocessable, "depth"},
        {"changing none", none, ChangeSite{moved_to(state), below_state, 0}, ErrorKind::not_found,
         "site.not_found"},
        {"changing a retired one", retired, ChangeSite{moved_to(state), below_state, 0},
         ErrorKind::conflict, "site.retired"},
        {"moving below itself", present, ChangeSite{moved_to(state), below_itself, 1},
         ErrorKind::unprocessable, "cycle"},
        {"moving nowhere", present, ChangeSite{moved_to(state), unknown, 0},
         ErrorKind::unprocessable, "unknown"},
        {"moving below a retired one", present, ChangeSite{moved_to(state), gone, 0},
         ErrorKind::unprocessable, "retired"},
        {"moving with too many levels", present,
         ChangeSite{moved_to(SiteId{"L0"}), way_up(max_depth - 2), 2}, ErrorKind::unprocessable,
         "depth"},
        {"retiring none", none, RetireSite{tower, {}, false}, ErrorKind::not_found,
         "site.not_found"},
        {"retiring one with children", present, RetireSite{tower, {}, true}, ErrorKind::conflict,
         "site.has_children"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.title);
        const auto answer = decide(row.site, row.command);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().kind == row.kind);
        if (row.kind == ErrorKind::unprocessable) {
            CHECK(answer.error().fields.at(0).field == "parent_id");
            CHECK(answer.error().fields.at(0).rule == row.code);
        } else {
            CHECK(answer.error().code == row.code);
        }
    }
}

TEST_CASE("saying again what is so already changes nothing") {
    SiteChanged renaming{.site_id = tower, .site_name = "Agege West"};
    const Site renamed = after({facts(), renaming});
    SiteRegistered as_it_is = facts();
    as_it_is.site_name = "Agege West";
    CHECK_FALSE(decide(renamed, RegisterSite{facts(), nothing_above}).value());
    CHECK_FALSE(decide(renamed, RegisterSite{as_it_is, nothing_above}).value());
    CHECK_FALSE(decide(renamed, ChangeSite{renaming, nothing_above, 0}).value());
    renaming.region = {true, "Lagos"};
    renaming.parent_id = {true, std::nullopt};
    CHECK_FALSE(decide(renamed, ChangeSite{renaming, nothing_above, 0}).value());
    const Site retired = after({facts(), SiteRetired{tower, {}}});
    CHECK_FALSE(decide(retired, RetireSite{tower, "once more", false}).value());
}

TEST_CASE("a change holds only what differs, and null clears") {
    SiteChanged asked{.site_id = tower, .site_name = "Agege"};
    asked.region = {true, std::nullopt};
    asked.location = {true, Location{6.61563, 3.33337}};
    SiteChanged expected{.site_id = tower};
    expected.region = {true, std::nullopt};
    const auto event = decide(after({facts()}), ChangeSite{asked, nothing_above, 0}).value();
    REQUIRE(event.has_value());
    CHECK(*event == Event{expected});
    CHECK(encode(*event).payload == R"({"site_id":"NG-0001","region":null})");
    const Site site = after({facts(), *event});
    CHECK_FALSE(site.details.region.has_value());
    CHECK(site.details.location.has_value());
}

TEST_CASE("every event reads back as it was written") {
    SiteChanged change{.site_id = tower, .site_name = "Agege West"};
    change.parent_id = {true, state};
    change.location = {true, std::nullopt};
    for (const Event& event : {Event{facts(state)}, Event{facts()}, Event{change},
                               Event{SiteRetired{tower, "demolished"}}}) {
        const NewEvent stored = encode(event);
        CAPTURE(stored.payload);
        CHECK(
            decode_event(event_types, stored.type, stored.schema_version, stored.payload).value() ==
            event);
    }
    const BranchEvent branch = BranchChanged{state, tower, std::nullopt, 2};
    const NewEvent stored = encode(branch);
    CHECK(stored.payload ==
          R"({"site_id":"LA","child":"NG-0001","levels_before":null,"levels_after":2})");
    CHECK(decode_event(branch_event_types, stored.type, stored.schema_version, stored.payload)
              .value() == branch);
}

TEST_CASE("a branch knows how many levels it has") {
    Branch branch;
    CHECK_FALSE(branch.has_children());
    CHECK(branch.levels() == 0);
    branch = evolve(branch, BranchChanged{state, SiteId{"a"}, std::nullopt, 0});
    branch = evolve(branch, BranchChanged{state, SiteId{"b"}, std::nullopt, 2});
    CHECK(branch.levels() == 3);
    branch = evolve(branch, BranchChanged{state, SiteId{"b"}, 2, 1});
    CHECK(branch.levels() == 2);
    branch = evolve(branch, BranchChanged{state, SiteId{"b"}, 1, std::nullopt});
    CHECK(branch.levels() == 1);
    CHECK(branch.has_children());
    branch = evolve(branch, BranchChanged{state, SiteId{"a"}, 0, std::nullopt});
    CHECK_FALSE(branch.has_children());
}
