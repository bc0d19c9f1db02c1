// Events as the log stores them: permanent bytes, complete field lists, a manual.
#include "engine/bulk/chunk.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/domains/outages/course_requests.hpp"
#include "engine/domains/outages/outage_events.hpp"
#include "engine/domains/outages/paging.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/outages/settings.hpp"
#include "engine/domains/outages/shown.hpp"
#include "tests/domains/outages_world.hpp"
#include "tests/support/member_count.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace ledger;
using namespace ledger::outages;

namespace {

const std::filesystem::path golden = LEDGER_SOURCE_DIR "/tests/golden/events";

std::string read(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string file_of(const EventMeta& meta) {
    return std::string{meta.name} + ".v" + std::to_string(meta.version) + ".json";
}

/// Every row of a table is read; what is of today is written as ever, and what is of the past has
/// become its successor, with more behind its members or none.
void check_golden(const auto& table) {
    for (const auto& row : table) {
        const std::string name = file_of(row.meta);
        CAPTURE(name);
        REQUIRE(std::filesystem::exists(golden / name));
        const std::string text = read(golden / name);
        const auto event = decode_event(table, row.meta.name, row.meta.version, text);
        if (!event) FAIL(event.error().message);
        const NewEvent written = encode(*event);
        CHECK(written.type == row.meta.name);
        CHECK(written.schema_version >= row.meta.version);
        const bool is_past = written.schema_version > row.meta.version;
        const std::string members = text.substr(0, text.size() - 1);
        CHECK((is_past ? written.payload.starts_with(members) : written.payload == text));
    }
}

template <class... Es>
consteval bool lists_every_member_of(std::type_identity<std::variant<Es...>>) {
    return (lists_every_member<Es>() && ...);
}

}  // namespace

static_assert(lists_every_member_of(std::type_identity<Event>{}));
static_assert(lists_every_member_of(std::type_identity<SettingsEvent>{}));
static_assert(lists_every_member<NoteRequest>());
static_assert(lists_every_member<ReopenRequest>());
static_assert(lists_every_member<RelateRequest>());
static_assert(lists_every_member<StopRequest>());
static_assert(lists_every_member<CorrectRequest>());
static_assert(lists_every_member<ResolveRequest>());
static_assert(lists_every_member<ResolvedOutage>());
static_assert(lists_every_member<ResolveReply>());
static_assert(lists_every_member<BatchAcknowledgeRequest>());
static_assert(lists_every_member<BatchResolveRequest>());
static_assert(lists_every_member<BatchError>());
static_assert(lists_every_member<BatchResult>());
static_assert(lists_every_member<BatchReply>());
static_assert(lists_every_member<Correction>());
static_assert(lists_every_member<FieldChange>());
static_assert(lists_every_member<SettingsBody>());
static_assert(lists_every_member<Location>());
static_assert(lists_every_member<Exclusion>());
static_assert(lists_every_member<CreateRequest>());
static_assert(lists_every_member<ChangeRequest>());
static_assert(lists_every_member<CreateReply>());
static_assert(lists_every_member<ChangeReply>());
static_assert(lists_every_member<OutageItem>());
static_assert(lists_every_member<OutageDetail>());
static_assert(lists_every_member<SlaStatus>());
static_assert(lists_every_member<ShortSlaStatus>());
static_assert(lists_every_member<TimelineEntry>());
static_assert(lists_every_member<PageByOffset>());
static_assert(lists_every_member<PageByNumber>());
static_assert(lists_every_member<TimelinePage>());
static_assert(lists_every_member<ImportRow>());
static_assert(lists_every_member<ImportReply>());
static_assert(lists_every_member<bulk::RowOutcome>());
static_assert(lists_every_member<bulk::ChunkAnswer>());

TEST_CASE("every version of every outage event is read and written as ever") {
    check_golden(event_types);
    check_golden(settings_event_types);
}

TEST_CASE("an event of old says nothing that it did not know") {
    const auto created =
        decode_event(event_types, "outage.created", 1, read(golden / "outage.created.v1.json"));
    REQUIRE(created.has_value());
    const auto& facts = std::get<OutageCreated>(*created);
    CHECK(facts.site_id == "SITE123");
    CHECK(!facts.dedup_key);
    CHECK(facts.sites.empty());
    CHECK(!facts.related_to);
    CHECK(evolve(Outage{}, *created).sites() == std::vector<std::string>{"SITE123"});
    const auto updated =
        decode_event(event_types, "outage.updated", 1, read(golden / "outage.updated.v1.json"));
    REQUIRE(updated.has_value());
    CHECK(evolve(evolve(Outage{}, *created), *updated).sites() ==
          std::vector<std::string>{"SITE124"});
}

TEST_CASE("every golden outage event belongs to a row of the table") {
    std::set<std::string> known;
    for (const auto& row : event_types) known.insert(file_of(row.meta));
    for (const auto& row : settings_event_types) known.insert(file_of(row.meta));
    for (const auto& entry : std::filesystem::directory_iterator{golden}) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        if (name.starts_with("outage.")) CHECK(known.contains(name));
    }
}

TEST_CASE("golden events use each of their members") {
    // A null in a golden file would prove nothing about its member.
    for (const auto& row : event_types) {
        CAPTURE(row.meta.name);
        CHECK(read(golden / file_of(row.meta)).find(":null") == std::string::npos);
    }
}

TEST_CASE("the manual names every event") {
    std::string manual;
    domain.append_manual(manual);
    for (const auto& row : event_types) CHECK(manual.find(row.meta.name) != std::string::npos);
    CHECK(manual.find(SettingsChanged::meta.name) != std::string::npos);
}
