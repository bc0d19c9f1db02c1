// The SLA's views, event by event.
#include "engine/domains/sla/stored.hpp"
#include "engine/domains/sla/views.hpp"
#include "tests/support/member_count.hpp"
#include "tests/support/memory_rows.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
const OutageId outage{"OUT001"};

/// Hands events to a view as the log would.
class Folded {
public:
    explicit Folded(Result<void> (*fold)(Rows&, const ViewEvent&)) : fold_{fold} {}

    Result<void> apply(std::string type, std::optional<std::string> payload,
                       std::uint16_t version = 1) {
        RecordedEvent event;
        event.position = next_++;
        event.recorded_at = recorded_at;
        event.stream = std::string{category_of_type(type)} + "-OUT001";
        event.type = std::move(type);
        event.payload = std::move(payload);
        event.schema_version = version;
        return fold_(rows, event);
    }
    Result<void> apply(const SlaEvent& event) {
        NewEvent encoded = encode(event);
        return apply(std::move(encoded.type), std::move(encoded.payload), encoded.schema_version);
    }
    SlaStatus status(Timestamp now) { return status_at(*find_status(rows, "OUT001").value(), now); }

    MemoryRows rows;
    Timestamp recorded_at = noon;

private:
    static std::string_view category_of_type(std::string_view type) {
        return type.substr(0, type.find('.'));
    }

    Result<void> (*fold_)(Rows&, const ViewEvent&);
    Position next_ = 7;
};

TermsPinned pinned(MinuteRounding rounding = MinuteRounding::floor) {
    TermsPinned event;
    event.outage = outage;
    event.policy_version = 1;
    event.severity = Severity::critical;
    event.detected_at = noon;
    event.threshold_minutes = 15;
    event.penalty_per_minute = *whole(100);
    event.reward_base = *whole(750);
    event.rounding = rounding;
    return event;
}

std::string stopped_at(std::string_view time) {
    return R"({"outage":"OUT001","from":")" + std::string{time} + R"(","reason":"customer"})";
}

}  // namespace

TEST_CASE("while the clock stands still there is no deadline, and no minute is lost") {
    Folded folded{fold_status};
    REQUIRE(folded.apply(pinned()).has_value());
    CHECK(folded.status(noon).deadline == noon + 16min);
    REQUIRE(folded.apply("outage.clock_stopped", stopped_at("2026-01-16T12:05:00Z")).has_value());
    const SlaStatus status = folded.status(noon + 10h);
    CHECK(!status.deadline);
    CHECK(status.time_remaining_minutes == 10);
    CHECK(!status.breached);
}

TEST_CASE("a stop after the breach leaves the deadline where it was") {
    Folded folded{fold_status};
    REQUIRE(folded.apply(pinned()).has_value());
    REQUIRE(folded.apply("outage.clock_stopped", stopped_at("2026-01-16T12:20:00Z")).has_value());
    const SlaStatus status = folded.status(noon + 10h);
    CHECK(status.deadline == noon + 16min);
    CHECK(status.overrun_minutes == 5);
}

TEST_CASE("an open outage is breached exactly from its deadline on") {
    for (const MinuteRounding rounding : {MinuteRounding::floor, MinuteRounding::ceil}) {
        Folded folded{fold_status};
        REQUIRE(folded.apply(pinned(rounding)).has_value());
        const Timestamp deadline = folded.status(noon).deadline.value();
        CHECK(folded.status(deadline).breached);
        CHECK(!folded.status(deadline - 1ns).breached);
    }
}

TEST_CASE("what stood still and runs again is left out, and the deadline moves by it") {
    Folded folded{fold_status};
    REQUIRE(folded.apply(pinned()).has_value());
    REQUIRE(folded.apply("outage.clock_stopped", stopped_at("2026-01-16T12:05:00Z")).has_value());
    REQUIRE(folded
                .apply("outage.clock_started",
                       R"({"outage":"OUT001","from":"2026-01-16T12:05:00Z",)"
                       R"("at":"2026-01-16T12:25:00Z","reason":"customer"})")
                .has_value());
    const SlaStatus status = folded.status(noon + 30min);
    CHECK(status.deadline == noon + 36min);
    CHECK(status.time_remaining_minutes == 5);
}

TEST_CASE("planned maintenance of a site, or of what it is part of, is left out") {
    Folded folded{fold_status};
    folded.recorded_at = noon - 1h;
    REQUIRE(folded
                .apply("outage.created", R"({"outage":"OUT001","external_id":null,)"
                                         R"("sites":["S1","REGION"],"severity":"critical",)"
                                         R"("detected_at":"2026-01-16T12:00:00Z"})")
                .has_value());
    REQUIRE(folded.apply(pinned()).has_value());
    const auto window = [&](std::string_view type, std::string_view id, std::string_view site,
                            std::string_view from, std::string_view to) {
        REQUIRE(folded
                    .apply("maintenance.window_" + std::string{type},
                           R"({"window":")" + std::string{id} + R"(","site_id":")" +
                               std::string{site} + R"(","from":"2026-01-16T)" + std::string{from} +
                               R"(Z","to":"2026-01-16T)" + std::string{to} +
                               R"(Z","reason":"upgrade"})")
                    .has_value());
    };
    window("planned", "MW001", "REGION", "12:10:00", "12:20:00");
    CHECK(folded.status(noon).deadline == noon + 26min);
    window("planned", "MW002", "S1", "12:15:00", "12:25:00");
    CHECK(folded.status(noon).deadline == noon + 31min);
    window("planned", "MW003", "S2", "12:00:00", "12:30:00");
    CHECK(folded.status(noon).deadline == noon + 31min);
    window("changed", "MW002", "S1", "12:12:00", "12:30:00");
    CHECK(folded.status(noon).deadline == noon + 36min);
    REQUIRE(folded
                .apply("maintenance.window_cancelled",
                       R"({"window":"MW001","site_id":"REGION","reason":null})")
                .has_value());
    CHECK(folded.status(noon).deadline == noon + 34min);
    // Recorded when it had begun: only a correction could let it count.
    folded.recorded_at = noon + 15min;
    window("planned", "MW004", "S1", "12:10:00", "13:00:00");
    CHECK(folded.status(noon).deadline == noon + 34min);
    // The result says itself what it left out.
    Calculated result;
    result.outage = outage;
    REQUIRE(folded.apply(result).has_value());
    CHECK(find_status(folded.rows, "OUT001").value()->exclusions.empty());
}

TEST_CASE("before its detection an outage has all its time") {
    Folded folded{fold_status};
    REQUIRE(folded.apply(pinned()).has_value());
    CHECK(folded.status(noon - 4min).time_remaining_minutes == 15);
}

TEST_CASE("an accrued penalty beyond what an amount holds is shown as the most it holds") {
    Folded folded{fold_status};
    TermsPinned dear = pinned();
    dear.detected_at = Timestamp{};
    dear.penalty_per_minute = *whole(1'000'000);
    REQUIRE(folded.apply(dear).has_value());
    CHECK(folded.status(noon).accrued_penalty.units() == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a server's id is found before an external id of the same text") {
    Folded folded{fold_status};
    const auto created = [](std::string_view id, std::string_view external_id) {
        return R"({"outage":")" + std::string{id} + R"(","external_id":")" +
               std::string{external_id} +
               R"(","severity":"critical","detected_at":"2026-01-16T12:00:00Z"})";
    };
    REQUIRE(folded.apply("outage.created", created("OUT001", "TT-1")).has_value());
    REQUIRE(folded.apply(pinned()).has_value());
    TermsPinned other = pinned();
    other.outage = OutageId{"OUT002"};
    REQUIRE(folded.apply("outage.created", created("OUT002", "OUT001")).has_value());
    REQUIRE(folded.apply(other).has_value());
    CHECK(find_status(folded.rows, "OUT001").value()->pinned.outage.value == "OUT001");
    CHECK(find_status(folded.rows, "TT-1").value()->pinned.outage.value == "OUT001");
    CHECK(!find_status(folded.rows, "TT-2").value().has_value());
}

TEST_CASE("a view passes over what was redacted, and stops at what it cannot read") {
    for (const View& view : views) {
        CAPTURE(view.name);
        for (const std::string_view type : view.event_types) {
            CAPTURE(type);
            Folded folded{view.apply};
            CHECK(folded.apply(std::string{type}, std::nullopt).has_value());
            CHECK(folded.rows.all().empty());
            CHECK(!folded.apply(std::string{type}, "{\"outage\":").has_value());
        }
    }
}

TEST_CASE("a row that is not what was written is an error, not an outage") {
    MemoryRows rows;
    rows.put("oOUT001", "{");
    CHECK(find_status(rows, "OUT001").error().kind == ErrorKind::corrupt);
}

TEST_CASE("the field lists of rows and replies are complete") {
    CHECK(lists_every_member<StatusRow>());
    CHECK(lists_every_member<SlaStatus>());
    CHECK(lists_every_member<GenerationRow>());
    CHECK(lists_every_member<Fact>());
}
