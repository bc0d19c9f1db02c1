// What holds for any history: rules are total, facts can be read back, views are folds.
#include "engine/core/tx.hpp"
#include "engine/domains/outages/counted_time.hpp"
#include "tests/domains/outages_world.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

Timestamp any_time() { return noon + std::chrono::minutes{*rc::gen::inRange(-3000, 3000)}; }

Severity any_severity() {
    return *rc::gen::element(Severity::critical, Severity::high, Severity::medium, Severity::low);
}

Status any_status() {
    return *rc::gen::element(Status::active, Status::investigating, Status::resolved,
                             Status::closed);
}

std::string any_word() {
    return *rc::gen::element<std::string>("power", "fibre \"A\"", "é\n", "x");
}

std::optional<std::string> any_words() {
    return *rc::gen::arbitrary<bool>() ? std::optional{any_word()} : std::nullopt;
}

OutageCreated any_creation() {
    OutageCreated event;
    event.outage = outage_id(1);
    event.external_id = any_words();
    event.site_name = any_word();
    event.severity = any_severity();
    event.status = any_status();
    event.detected_at = any_time();
    event.description = any_word();
    event.imported = *rc::gen::arbitrary<bool>();
    event.back_dating_reason = any_words();
    return event;
}

OutageUpdated any_update() {
    OutageUpdated update;
    update.outage = outage_id(1);
    update.site_name = any_words();
    update.root_cause = any_words();
    if (*rc::gen::arbitrary<bool>()) update.tags = {any_word()};
    if (*rc::gen::arbitrary<bool>()) update.location = Location{0.1, -0.1};
    return update;
}

Exclusion any_span(std::string reason) {
    const Timestamp from = any_time();
    return {from, from + std::chrono::minutes{*rc::gen::inRange(0, 200)}, std::move(reason)};
}

std::vector<Exclusion> any_windows() {
    std::vector<Exclusion> windows;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
        windows.push_back(any_span("maintenance window MW001: x"));
    return windows;
}

std::optional<Timestamp> any_time_or_now() {
    return *rc::gen::arbitrary<bool>() ? std::optional{any_time()} : std::nullopt;
}

/// Any event at all, whether or not a rule would let it happen.
Event any_event() {
    const OutageId id = outage_id(1);
    switch (*rc::gen::inRange(0, 16)) {
        case 0: return any_creation();
        case 1: return any_update();
        case 2: return OutageSeverityChanged{id, any_severity(), any_severity(), {}, any_time()};
        case 3: return OutageAssigned{id, any_words()};
        case 4: return OutageStatusChanged{id, any_status(), any_status()};
        case 5: return OutageClockStopped{id, any_time(), any_word()};
        case 6:
            return OutageResolved{
                id, any_severity(), any_time(), any_time(), {{any_time(), any_time(), "stop"}}, {},
                {}};
        case 7: return OutageReopened{id, any_time(), any_word()};
        case 8: return OutageClockStarted{id, any_time(), any_time(), any_word()};
        case 9: return OutageClosed{id, any_words()};
        case 10:
            return OutageCorrected{id,
                                   any_word(),
                                   {},
                                   any_severity(),
                                   any_time(),
                                   any_time_or_now(),
                                   {any_span("stop")}};
        case 11:
            return OutageRestored{id,         any_words(),       any_severity(),
                                  any_time(), any_time_or_now(), {}};
        case 12: return OutageAcknowledged{id, any_words()};
        case 13: return OutageNoteAdded{id, any_word(), any_time()};
        case 14: return OutageRelated{id, any_word(), any_words()};
        default: return OutageDeleted{id, any_words()};
    }
}

CorrectOutage any_correction(Timestamp now) {
    CorrectOutage command;
    command.reason = any_word();
    if (*rc::gen::arbitrary<bool>()) command.detected_at = any_time();
    if (*rc::gen::arbitrary<bool>()) command.resolved_at = any_time();
    if (*rc::gen::arbitrary<bool>()) command.severity = any_severity();
    if (*rc::gen::arbitrary<bool>())
        command.exclusions = {any_span("storm"), any_span("no access")};
    command.planned = any_windows();
    command.now = now;
    return command;
}

outages::Command any_command(Timestamp now) {
    switch (*rc::gen::inRange(0, 16)) {
        case 0: return CreateOutage{any_creation(), now};
        case 1: return UpdateOutage{any_update()};
        case 2: return ChangeSeverity{any_severity(), any_words()};
        case 3: return AssignOutage{any_words()};
        case 4: return ChangeStatus{any_status()};
        case 5: return StopClock{any_time_or_now(), any_word(), now};
        case 6:
            return ResolveOutage{.resolved_at = any_time_or_now(),
                                 .mttr_minutes = {},
                                 .root_cause = any_words(),
                                 .resolution_notes = {},
                                 .planned = any_windows(),
                                 .now = now};
        case 7: return ReopenOutage{any_time_or_now(), any_word(), now};
        case 8: return StartClock{any_time_or_now(), now};
        case 9: return CloseOutage{any_words()};
        case 10: return any_correction(now);
        case 11: return RestoreOutage{any_words()};
        case 12: return AcknowledgeOutage{any_words(), *rc::gen::arbitrary<bool>()};
        case 13: return AddNote{any_word(), any_time_or_now(), now};
        case 14: return RelateOutage{any_word(), any_words()};
        default: return DeleteOutage{any_words()};
    }
}

/// What is known of an outage, each member as the JSON text in which an event told it.
using Known = std::map<std::string, std::string>;

/// The events folded in the plainest way: the last word on each member holds.
std::map<std::string, Known> naive_fold(const std::vector<RecordedEvent>& events) {
    std::map<std::string, Known> all;
    for (const RecordedEvent& event : events) {
        if (!event.type.starts_with("outage.")) continue;
        const std::string& payload = *event.payload;
        Known& known = all[member(payload, "outage")];
        known["version"] = std::to_string(event.stream_version + 1);
        for (const char* name : {"site_name", "site_id", "severity", "status", "detected_at",
                                 "description", "assigned_to", "root_cause", "tags", "resolved_at"})
            if (const std::string text = member(payload, name); !text.empty()) known[name] = text;
        if (event.type == "outage.created") known["created_by"] = '"' + event.actor + '"';
        if (event.type == "outage.severity_changed") known["severity"] = member(payload, "to");
        if (event.type == "outage.status_changed") known["status"] = member(payload, "to");
        if (event.type == "outage.resolved") known["status"] = "\"resolved\"";
        if (event.type == "outage.reopened") known["status"] = "\"active\"";
        if (event.type == "outage.reopened") known["resolved_at"] = "null";
        if (event.type == "outage.closed") known["status"] = "\"closed\"";
        if (event.type == "outage.deleted") known["deleted"] = "yes";
        if (event.type == "outage.restored") known.erase("deleted");
    }
    std::erase_if(all, [](const auto& outage) { return outage.second.contains("deleted"); });
    return all;
}

/// One of the verbs, of which many are refused.
void post_any_verb(test::TestLedger& ledger, const std::string& target) {
    struct Verb {
        const char* path;
        const char* body;
    };
    static constexpr Verb verbs[] = {
        {"/acknowledge", ""},
        {"/clock/stop", R"({"reason":"storm"})"},
        {"/clock/start", ""},
        {"/notes", R"({"text":"lights flickered"})"},
        {"/close", ""},
        {"/reopen", R"({"reason":"it is back"})"},
        {"/restore", ""},
        {"/related", R"({"to":"OUT001"})"},
        {"/correct", R"({"reason":"late","detected_at":"2026-01-16T11:55:00Z"})"},
        {"/correct", R"({"reason":"worse","severity":"critical","exclusions":[]})"},
        {"/correct", R"({"reason":"late","resolved_at":"2026-01-16T12:40:00Z","exclusions":)"
                     R"([{"from":"2026-01-16T12:10:00Z","to":"2026-01-16T12:15:00Z",)"
                     R"("reason":"no access"}]})"}};
    const Verb& verb = verbs[*rc::gen::inRange<std::size_t>(0, std::size(verbs))];
    ledger.send(Method::post, target + verb.path, verb.body);
}

/// Whether the page says of the outage's clock what the rules know of it.
void check_clock(test::TestLedger& ledger, const std::string& id, const std::string& page) {
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(clock, tx.look_up("outages.clock", R"({"outage":")" + id + R"("})"));
        return Reply{.body = clock.value_or("")};
    });
    RC_ASSERT(answer.reply.has_value());
    const std::string& clock = answer.reply->body;
    for (const char* name : {"status", "severity", "detected_at", "resolved_at", "exclusions"})
        RC_ASSERT(member(page, name) == member(clock, name));
    RC_ASSERT(member(page, "clock_stopped_at") == member(clock, "stopped_at"));
    RC_ASSERT(member(page, "is_open") == member(clock, "open"));
}

void send_any_request(test::TestLedger& ledger, int& created) {
    ledger.set_now(ledger.now() + std::chrono::minutes{*rc::gen::inRange(0, 90)});
    const auto number = static_cast<std::uint64_t>(*rc::gen::inRange(1, 4));
    const std::string target = "/api/v1/outages/" + outage_id(number).value;
    const auto put = [&](const char* body) { ledger.send(Method::put, target, body); };
    switch (*rc::gen::inRange(0, 20)) {
        case 0:
        case 1:
            if (created++ < 3) create(ledger);
            return;
        case 2: return put(R"({"status":"resolved","root_cause":"Fiber cut"})");
        case 3: return put(R"({"status":"active","reason":"it is back"})");
        case 4: return put(R"({"status":"investigating"})");
        case 5: return put(R"({"severity":"low","site_name":"Lagos","tags":["a","b"]})");
        case 6: return put(R"({"severity":"critical","assigned_to":"user7"})");
        case 7: return put(R"({"assigned_to":null,"description":"worse","status":"resolved"})");
        case 8: return put(R"({"status":"resolved","resolved_at":"2026-01-16T12:30:00Z"})");
        case 9:
            if (*rc::gen::inRange(0, 4) == 0) ledger.send(Method::del, target);
            return;
        default: return post_any_verb(ledger, target);
    }
}

}  // namespace

TEST_CASE("no history and no command is too much for the rules") {
    CHECK(holds([] {
        Outage outage;
        for (int steps = *rc::gen::inRange(0, 12); steps > 0; --steps)
            outage = evolve(outage, any_event());
        for (int steps = *rc::gen::inRange(0, 6); steps > 0; --steps) {
            const auto answer = decide(outage, any_command(any_time()));
            if (!answer) RC_ASSERT(!answer.error().code.empty());
            if (!answer) continue;
            for (const Event& event : *answer) outage = evolve(outage, event);
        }
    }));
}

TEST_CASE("what the rules decide can be read back from the log") {
    CHECK(holds([] {
        Outage outage = evolve({}, any_creation());
        Timestamp now = noon;
        for (int steps = *rc::gen::inRange(0, 12); steps > 0; --steps) {
            now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
            const auto answer = decide(outage, any_command(now));
            if (!answer) continue;
            for (const Event& event : *answer) {
                const NewEvent stored = encode(event);
                const auto read =
                    decode_event(event_types, stored.type, stored.schema_version, stored.payload);
                RC_ASSERT(read.has_value());
                RC_ASSERT(*read == event);
                outage = evolve(outage, event);
            }
        }
    }));
}

/// The minutes of the span that no exclusion covers, counted one by one.
std::int64_t counted_one_by_one(Timestamp from, Timestamp to,
                                const std::vector<Exclusion>& exclusions) {
    std::int64_t minutes = 0;
    for (Timestamp minute = from; minute + 1min <= to; minute += 1min)
        minutes += std::ranges::none_of(exclusions, [&](const Exclusion& exclusion) {
            return exclusion.from <= minute && minute < exclusion.to;
        });
    return minutes;
}

/// What every outage is, whatever was done to it.
void check_state(const Outage& outage) {
    RC_ASSERT(outage.stop.has_value() + outage.exclusions.size() <= max_exclusions + max_windows);
    if (outage.existence == Outage::Existence::none) return;
    if (outage.reopened_at) RC_ASSERT(outage.detected_at <= *outage.reopened_at);
    if (is_open(outage.status)) return;
    RC_ASSERT(!outage.stop);
    RC_ASSERT(outage.earliest_repair() <= outage.resolved_at);
    const Interval whole{outage.detected_at, outage.resolved_at};
    const std::int64_t counted = counted_minutes(whole, outage.exclusions);
    RC_ASSERT(counted >= 0);
    RC_ASSERT(counted == counted_one_by_one(whole.from, whole.to, outage.exclusions));
}

/// Which moves there are: from and to.
bool is_legal(const Outage& before, const Outage& after) {
    using enum Status;
    if (before.existence != after.existence || before.status == after.status) return true;
    if (is_open(before.status)) return is_open(after.status) || after.status == resolved;
    return before.status == resolved && (after.status == active || after.status == closed);
}

TEST_CASE("whatever is asked in whatever order, an outage stays one that can be") {
    CHECK(holds([] {
        OutageCreated creation = any_creation();
        creation.status = Status::active;
        Outage outage = evolve({}, creation);
        Timestamp now = noon;
        for (int steps = *rc::gen::inRange(0, 40); steps > 0; --steps) {
            now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
            const outages::Command command = any_command(now);
            const auto answer = decide(outage, command);
            if (!answer) continue;
            for (const Event& event : *answer) {
                const Outage next = evolve(outage, event);
                RC_ASSERT(is_legal(outage, next));
                outage = next;
            }
            check_state(outage);
            // A notice may be given twice; all else, said again at once, is so already.
            const bool is_note = std::holds_alternative<AddNote>(command);
            const bool ends = std::holds_alternative<DeleteOutage>(command);
            const bool begins = std::holds_alternative<CreateOutage>(command);
            if (is_note || ends || begins) continue;
            const auto again = decide(outage, command);
            if (again) RC_ASSERT(again->empty());
        }
    }));
}

TEST_CASE("a resolution leaves out only what lies within it, in order") {
    CHECK(holds([] {
        OutageCreated creation = any_creation();
        creation.status = Status::active;
        Outage outage = evolve({}, creation);
        Timestamp now = noon;
        for (int steps = *rc::gen::inRange(0, 20); steps > 0; --steps) {
            now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
            const auto answer = decide(outage, any_command(now));
            if (!answer) continue;
            for (const Event& event : *answer) {
                outage = evolve(outage, event);
                const auto* resolved = std::get_if<OutageResolved>(&event);
                if (resolved == nullptr) continue;
                RC_ASSERT(resolved->detected_at <= resolved->resolved_at);
                RC_ASSERT(std::ranges::is_sorted(resolved->exclusions, {}, &Exclusion::from));
                for (const Exclusion& exclusion : resolved->exclusions) {
                    RC_ASSERT(resolved->detected_at <= exclusion.from);
                    const bool has_duration = resolved->detected_at < resolved->resolved_at;
                    RC_ASSERT((exclusion.from < exclusion.to || !has_duration));
                    RC_ASSERT(exclusion.to <= resolved->resolved_at);
                }
            }
        }
    }));
}

TEST_CASE("pages and list are what a plain fold of the log gives") {
    CHECK(holds(
        [] {
            test::TestLedger ledger = new_ledger();
            int created = 0;
            for (int steps = *rc::gen::inRange(1, 50); steps > 0; --steps)
                send_any_request(ledger, created);
            const auto expected = naive_fold(ledger.events());
            for (const auto& [quoted, known] : expected) {
                const std::string id = quoted.substr(1, quoted.size() - 2);
                const std::string page = shown(ledger, "/api/v1/outages/" + id).body;
                for (const auto& [name, text] : known) RC_ASSERT(member(page, name) == text);
                check_clock(ledger, id, page);
            }
            std::size_t listed = 0;
            const std::string list = shown(ledger, "/api/v1/outages?limit=200").body;
            const auto read = json::read(member(list, "outages"), [&](json::Value& root) {
                root.for_each_element([&](json::Value& item) {
                    const std::string text{item.raw()};
                    const auto found = expected.find(member(text, "id"));
                    RC_ASSERT(found != expected.end());
                    for (const char* name : {"severity", "status", "detected_at", "site_name",
                                             "assigned_to", "description"})
                        RC_ASSERT(member(text, name) == found->second.at(name));
                    ++listed;
                });
            });
            RC_ASSERT(read.has_value());
            RC_ASSERT(listed == expected.size());
            RC_ASSERT(member(list, "total") == std::to_string(expected.size()));
        },
        100));
}
