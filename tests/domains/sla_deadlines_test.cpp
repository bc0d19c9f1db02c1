// The deadline of an open outage: told once when it comes near, once when it has passed, and taken
// back when it was none.
#include "engine/domains/sla/deadlines.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

/// All domains, with what people do to one critical outage: 15 minutes, a warning after 12.
class Watch {
public:
    explicit Watch(Timestamp now = noon) : ledger_{registered_domains(), now} {}

    void create(Timestamp detected_at = noon, std::string_view more = "") {
        must(Method::post, "/api/v1/outages",
             R"({"site_name":"Alpha","severity":"critical","description":"d","detected_at":")" +
                 to_text(detected_at) + '"' + std::string{more} + "}");
    }
    void post(std::string_view what, const std::string& body) {
        must(Method::post, "/api/v1/outages/OUT001/" + std::string{what}, body);
    }
    void change(const std::string& body) { must(Method::put, "/api/v1/outages/OUT001", body); }
    void must(Method method, const std::string& target, const std::string& body) {
        const auto reply = ledger_.send(method, target, body).reply;
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    /// Time passes until `now`, minute after minute, and timers are served.
    Watch& at(Timestamp now) {
        while (ledger_.now() < now) {
            ledger_.set_now(std::min(now, ledger_.now() + 1min));
            ledger_.wake_due();
        }
        return *this;
    }
    /// Nobody serves timers until `now`.
    Watch& unattended_until(Timestamp now) {
        ledger_.set_now(now);
        ledger_.wake_due();
        return *this;
    }
    /// What was told of the deadline, each with its time.
    std::vector<std::string> told() const {
        std::vector<std::string> found;
        for (const RecordedEvent& event : ledger_.events()) {
            if (event.type == SlaWarning::meta.name)
                found.push_back("warning " + time_of<SlaWarning>(event, &SlaWarning::occurred_at));
            if (event.type == SlaBreached::meta.name)
                found.push_back("breached " +
                                time_of<SlaBreached>(event, &SlaBreached::occurred_at));
            if (event.type == SlaBreachCleared::meta.name)
                found.push_back("cleared " +
                                time_of<SlaBreachCleared>(event, &SlaBreachCleared::breached_at));
        }
        return found;
    }
    test::TestLedger& ledger() { return ledger_; }

private:
    template <class E>
    static std::string time_of(const RecordedEvent& event, Timestamp E::* member) {
        return to_text(json::parse<E>(event.payload.value()).value().*member).substr(11, 5);
    }

    test::TestLedger ledger_;
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("an open outage is warned of at four fifths, and breached a minute after its threshold") {
    Watch watch;
    watch.create();
    CHECK(watch.at(noon + 11min).told().empty());
    CHECK(watch.at(noon + 12min).told() == Told{"warning 12:12"});
    CHECK(watch.at(noon + 15min).told() == Told{"warning 12:12"});
    CHECK(watch.at(noon + 16min).told() == Told{"warning 12:12", "breached 12:16"});
    CHECK(watch.at(noon + 2h).told().size() == 2);
}

TEST_CASE("what fell due while nobody was there is told with the time at which it fell due") {
    Watch watch;
    watch.create();
    CHECK(watch.unattended_until(noon + 13min).told() == Told{"warning 12:12"});
    CHECK(watch.unattended_until(noon + 3h).told() == Told{"warning 12:12", "breached 12:16"});
    const auto events = watch.ledger().events();
    const auto told = json::parse<SlaBreached>(events.back().payload.value()).value();
    CHECK(told.fired_at == noon + 3h);
    CHECK(told.penalty_per_minute == Amount{100 * Amount::units_per_one});
}

TEST_CASE("a deadline that was past when the outage was recorded is one breach without a warning") {
    Watch watch;
    watch.create(noon - 1h);
    watch.ledger().wake_due();
    CHECK(watch.told() == Told{"breached 11:16"});
}

TEST_CASE("an outage that is resolved before its deadline is told nothing of") {
    Watch watch;
    watch.create();
    watch.at(noon + 10min).change(R"({"status":"resolved"})");
    CHECK(watch.at(noon + 1h).told().empty());
}

TEST_CASE("rows of an import that are resolved wait for nothing") {
    Watch watch;
    watch.must(Method::post, "/api/v1/outages/bulk-import",
               R"([{"site_name":"A","severity":"critical","description":"d",)"
               R"("detected_at":"2026-01-10T00:00:00Z","resolved_at":"2026-01-10T09:00:00Z"}])");
    CHECK(watch.ledger().wake_due() == 0);
}

TEST_CASE("a stopped clock moves the deadline, and a started one sets it anew") {
    Watch watch;
    watch.create();
    watch.at(noon + 10min).post("clock/stop", R"({"reason":"no access"})");
    CHECK(watch.at(noon + 1h).told().empty());
    watch.post("clock/start", "{}");
    CHECK(watch.at(noon + 1h + 2min).told() == Told{"warning 13:02"});
    CHECK(watch.at(noon + 1h + 5min).told().size() == 1);
    CHECK(watch.at(noon + 1h + 6min).told() == Told{"warning 13:02", "breached 13:06"});
}

TEST_CASE("a stop that begins before the breach takes it back") {
    Watch watch;
    watch.create();
    watch.at(noon + 20min).post("clock/stop", R"({"from":"2026-01-16T12:10:00Z","reason":"r"})");
    CHECK(watch.told() == Told{"warning 12:12", "breached 12:16", "cleared 12:16"});
    watch.post("clock/start", R"({"at":"2026-01-16T12:20:00Z"})");
    CHECK(watch.at(noon + 26min).told() == Told{"warning 12:12", "breached 12:16", "cleared 12:16",
                                                "warning 12:22", "breached 12:26"});
}

TEST_CASE("another severity has another deadline, from the detection on") {
    Watch watch;
    watch.create();
    watch.at(noon + 20min).change(R"({"severity":"high","reason":"less bad"})");
    CHECK(watch.told().back() == "cleared 12:16");
    CHECK(watch.at(noon + 31min).told().back() == "breached 12:31");
    watch.change(R"({"severity":"critical","reason":"worse"})");
    CHECK(watch.at(noon + 1h).told().back() == "breached 12:31");
}

TEST_CASE("a repair that is recorded late, but was in time, takes the breach back") {
    Watch watch;
    watch.create();
    watch.at(noon + 30min).change(R"({"status":"resolved","resolved_at":"2026-01-16T12:14:00Z"})");
    CHECK(watch.told() == Told{"warning 12:12", "breached 12:16", "cleared 12:16"});
}

TEST_CASE("a fault that comes back has the time that is left of its deadline") {
    Watch watch;
    watch.create();
    watch.at(noon + 10min).change(R"({"status":"resolved"})");
    watch.at(noon + 1h).change(R"({"status":"active","reason":"again"})");
    CHECK(watch.at(noon + 1h + 5min).told() == Told{"warning 13:02"});
    CHECK(watch.at(noon + 1h + 6min).told().back() == "breached 13:06");
}

TEST_CASE("a deleted outage waits for nothing, and a restored one does again") {
    Watch watch;
    watch.create();
    watch.must(Method::del, "/api/v1/outages/OUT001?reason=twice", "");
    CHECK(watch.at(noon + 13min).told().empty());
    watch.post("restore", R"({"reason":"not twice"})");
    CHECK(watch.at(noon + 16min).told().back() == "breached 12:16");
}

TEST_CASE("planned maintenance moves the deadline when it has begun, not when it is called off") {
    Watch watch;
    const std::string window = R"({"site_id":"S1","from":"2026-01-16T12:05:00Z",)"
                               R"("to":"2026-01-16T13:05:00Z","reason":"new battery"})";
    SUBCASE("it takes place") {
        watch.must(Method::post, "/api/v1/maintenance/windows", window);
        watch.create(noon, R"(,"site_id":"S1")");
        CHECK(watch.at(noon + 1h + 11min).told().empty());
        CHECK(watch.at(noon + 1h + 16min).told() == Told{"warning 13:12", "breached 13:16"});
    }
    SUBCASE("it was planned while the outage was open") {
        watch.create(noon, R"(,"site_id":"S1")");
        watch.must(Method::post, "/api/v1/maintenance/windows", window);
        CHECK(watch.at(noon + 1h).told().empty());
        CHECK(watch.at(noon + 1h + 16min).told().back() == "breached 13:16");
    }
    SUBCASE("it is called off") {
        watch.must(Method::post, "/api/v1/maintenance/windows", window);
        watch.create(noon, R"(,"site_id":"S1")");
        watch.at(noon + 4min).must(Method::del, "/api/v1/maintenance/windows/MW001", "");
        CHECK(watch.at(noon + 16min).told() == Told{"warning 12:12", "breached 12:16"});
    }
}

TEST_CASE("a corrected detection moves the deadline of an open outage") {
    Watch watch;
    watch.create();
    watch.at(noon + 20min)
        .post("correct", R"({"reason":"clock was wrong","detected_at":)"
                         R"("2026-01-16T12:10:00Z"})");
    CHECK(watch.told().back() == "cleared 12:16");
    CHECK(watch.at(noon + 26min).told().back() == "breached 12:26");
}
