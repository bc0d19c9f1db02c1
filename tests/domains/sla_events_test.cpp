// The SLA's events as they were ever written.
#include "engine/domains/sla/events.hpp"
#include "tests/support/member_count.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace ledger;
using namespace ledger::sla;

namespace {

/// A file for each name and version that was ever written; never edited.
std::string golden(const EventMeta& meta) {
    const std::string path = LEDGER_SOURCE_DIR "/tests/golden/events/" + std::string{meta.name} +
                             ".v" + std::to_string(meta.version) + ".json";
    std::ifstream file{path};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

template <class Table>
void check_golden(const Table& table) {
    for (const auto& row : table) {
        CAPTURE(row.meta.name);
        const std::string text = golden(row.meta);
        REQUIRE(!text.empty());
        const auto event = row.decode(text);
        REQUIRE(event.has_value());
        const NewEvent written = encode(*event);
        CHECK(written.type == row.meta.name);
        CHECK(written.payload == text);
    }
}

}  // namespace

TEST_CASE("every event that was ever written is still read, and written the same") {
    check_golden(policy_event_types);
    check_golden(sla_event_types);
}

TEST_CASE("the field lists of events are complete") {
    CHECK(lists_every_member<PolicyPublished>());
    CHECK(lists_every_member<TermsPinned>());
    CHECK(lists_every_member<Calculated>());
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
    CHECK(text.find("- `sub_minute`: Not a whole minute of it counted.\n") != text.npos);
}
