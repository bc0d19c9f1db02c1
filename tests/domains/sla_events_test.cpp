// The SLA's events as they were ever written.
#include "engine/domains/sla/events.hpp"
#include "tests/support/golden_events.hpp"
#include "tests/support/member_count.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::sla;

TEST_CASE("every event that was ever written is still read, and written the same") {
    check_golden_events(policy_event_types);
    check_golden_events(sla_event_types);
}

TEST_CASE("the field lists of events are complete") {
    CHECK(lists_every_member<PolicyPublished>());
    CHECK(lists_every_member<TermsPinned>());
    CHECK(lists_every_member<CalculatedV1>());
    CHECK(std::tuple_size_v<decltype(Calculated::fields())> ==
          std::tuple_size_v<decltype(CalculatedV1::fields())> + member_count<Calculated>() - 1);
    CHECK(lists_every_member<Exclusion>());
    CHECK(lists_every_member<Terms>());
}

TEST_CASE("the manual describes every event") {
    std::string text;
    for (const auto& row : policy_event_types) row.append_manual(text);
    for (const auto& row : sla_event_types) row.append_manual(text);
    CHECK(text.find("### sla.policy_published v1\n") != text.npos);
    CHECK(text.find("### sla.terms_pinned v1\n") != text.npos);
    CHECK(text.find("### sla.calculated v1\n") != text.npos);
    CHECK(text.find("### sla.calculated v2\n") != text.npos);
    CHECK(text.find("- `sub_minute`: Not a whole minute of it counted.\n") != text.npos);
}
