// Whatever is planned, stopped, moved and repaired: the page, the list, the SLA's status and the
// resolution count the same minutes.
#include "engine/domains/outages/shown.hpp"
#include "tests/domains/maintenance_world.hpp"
#include "tests/domains/outages_world.hpp"
#include "tests/domains/sites_world.hpp"
#include "tests/support/property.hpp"

#include <array>
#include <string>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view pages = "/api/v1/outages/";

/// A tower in a state of a country, a mast beside it, and an outage of the tower.
class World {
public:
    World() : ledger_{registered_domains(), outages::noon} {
        sites::enter(ledger_, "country");
        sites::enter(ledger_, "state", "country");
        sites::enter(ledger_, "tower", "state");
        sites::enter(ledger_, "mast", "country");
    }

    void begin() { id_ = create(ledger_, R"(,"site_id":"tower")"); }
    void count_started_minutes() {
        must(Method::put, "/api/v1/sla/configs",
             R"({"expected_version":1,"reason":"dearer","rounding":"ceil"})");
    }
    void plan(std::string_view site, Timestamp from, Timestamp to) {
        attempt(Method::post, maintenance::collection, maintenance::body_of(site, from, to));
    }
    /// What is refused changes nothing.
    void attempt(Method method, std::string_view target, std::string_view body) {
        const test::Answer answer = ledger_.send(method, target, body);
        if (!answer.reply) RC_TAG(std::string{answer.reply.error().code});
    }
    void must(Method method, std::string_view target, std::string_view body) {
        done(ledger_, method, target, body);
    }
    void act(std::string_view what, std::string_view body) {
        attempt(Method::post, outage() + '/' + std::string{what}, body);
    }
    std::string outage() const { return std::string{pages} + id_; }
    void pass(Duration duration) { ledger_.set_now(ledger_.now() + duration); }
    test::TestLedger& ledger() { return ledger_; }

    std::string page(std::string_view query = "") {
        return shown(ledger_, outage().append(query)).body;
    }
    std::string line() {
        std::string item;
        const Result<void> read = json::read(
            member(shown(ledger_, "/api/v1/outages").body, "outages"), [&](json::Value& root) {
                root.for_each_element([&](json::Value& value) { item = value.raw(); });
            });
        REQUIRE(read.has_value());
        return item;
    }
    std::string status() { return shown(ledger_, "/api/v1/sla/status/" + id_).body; }

private:
    test::TestLedger ledger_;
    std::string id_;
};

constexpr std::array clock_members{"time_remaining_minutes", "breached", "overrun_minutes",
                                   "accrued_penalty"};

std::string clock_of(std::string_view status) {
    std::string text;
    for (const char* name : clock_members) text.append(member(status, name)).append(" ");
    return text;
}

std::int64_t number_in(std::string_view object, std::string_view name) {
    const std::string text = member(object, name);
    return text == "null" ? 0 : std::stoll(text);
}

std::string any_site() {
    return *rc::gen::element<std::string>("tower", "state", "country", "mast");
}
Duration any_seconds() { return std::chrono::seconds{*rc::gen::inRange(1, 3000)}; }

std::string span_body(Timestamp from, Timestamp to) {
    return R"({"from":")" + to_text(from) + R"(","to":")" + to_text(to) + "\"}";
}

std::string correction_body(Timestamp now) {
    std::string body = R"({"reason":"seen in the book")";
    if (*rc::gen::arbitrary<bool>())
        return body + R"(,"detected_at":")" + to_text(now - any_seconds()) + "\"}";
    const Timestamp from = now - any_seconds();
    return body + R"(,"exclusions":[{"from":")" + to_text(from) + R"(","to":")" +
           to_text(from + any_seconds() / 4) + R"(","reason":"no access"}]})";
}

void change_anything(World& world) {
    const Timestamp now = world.ledger().now();
    const std::string window =
        maintenance::target_of("MW00" + std::to_string(*rc::gen::inRange(1, 6)));
    switch (*rc::gen::inRange(0, 12)) {
        case 0:
        case 1:
        case 2: {
            const Timestamp from = now + any_seconds();
            return world.plan(any_site(), from, from + any_seconds());
        }
        case 3: {
            const Timestamp from = now + any_seconds();
            return world.attempt(Method::put, window, span_body(from, from + any_seconds()));
        }
        case 4: return world.attempt(Method::del, window, "");
        case 5: return world.act("clock/stop", R"({"reason":"no access"})");
        case 6: return world.act("clock/start", "{}");
        case 7:
            return world.attempt(Method::put, world.outage(),
                                 R"({"site_id":")" + any_site() + "\"}");
        case 8:
            // The clocks of those who report run ahead, and windows may begin before the repair.
            return world.act("resolve", R"({"resolved_at":")" + to_text(now + 4min) + "\"}");
        case 9: return world.act("reopen", R"({"reason":"dark again"})");
        case 10: return world.act("correct", correction_body(now));
        default:
            world.attempt(Method::del, world.outage(), "");
            return world.act("restore", R"({"reason":"by mistake"})");
    }
}

}  // namespace

TEST_CASE("page, list, status and resolution count the same minutes of an open outage") {
    CHECK(holds(
        [] {
            World world;
            if (*rc::gen::arbitrary<bool>()) world.count_started_minutes();
            world.begin();
            for (int steps = *rc::gen::inRange(1, 25); steps > 0; --steps) {
                change_anything(world);
                world.pass(any_seconds() / *rc::gen::inRange(1, 9));
                const std::string page = world.page();
                if (member(page, "is_open") != "true") continue;
                const std::string clock = clock_of(member(page, "sla_status"));
                RC_ASSERT(clock_of(member(world.line(), "sla_status")) == clock);
                RC_ASSERT(clock_of(world.status()) == clock);
                RC_ASSERT(world.page("?as_of=" + to_text(world.ledger().now())) == page);
            }
            world.pass(5min);
            world.act("reopen", R"({"reason":"dark again"})");
            world.pass(any_seconds());
            const std::string page = world.page();
            RC_ASSERT(member(page, "is_open") == "true");
            const std::string live = member(page, "sla_status");
            world.must(Method::post, world.outage() + "/resolve", "{}");
            const std::string priced = member(world.page(), "sla_status");
            const std::int64_t minutes = number_in(priced, "mttr_minutes");
            const std::int64_t threshold = number_in(live, "threshold_minutes");
            RC_ASSERT(number_in(live, "overrun_minutes") ==
                      std::max<std::int64_t>(0, minutes - threshold));
            RC_ASSERT(number_in(live, "time_remaining_minutes") ==
                      std::max<std::int64_t>(0, threshold - minutes));
            RC_ASSERT(member(live, "breached") == member(priced, "breached"));
            RC_ASSERT(member(live, "accrued_penalty") == member(priced, "accrued_penalty"));
        },
        150));
}
