// Deadlines while clocks stop and start, severities and policies change, faults come back, and the
// process is gone now and then, with all that it remembered.
#include "engine/domains/sla/deadline_events.hpp"
#include "engine/domains/sla/deadlines.hpp"
#include "engine/kernel/interval.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
constexpr std::array severities{"critical", "high", "medium"};

/// An outage as whoever counts its time by hand knows it.
struct Known {
    Timestamp detected_at;
    std::vector<Interval> still;
    std::optional<Timestamp> stopped_at;
    std::optional<Timestamp> resolved_at;

    Duration counted_until(Timestamp time) const {
        const Interval whole{detected_at, time};
        std::vector<Interval> spans = still;
        if (stopped_at && *stopped_at < time) spans.push_back({*stopped_at, time});
        return total_length(remainder(whole, merged_within(whole, spans)));
    }
};

/// What the log says of an outage's deadline.
struct Told {
    std::int64_t threshold_minutes = 0;
    bool is_breached = false;
    Timestamp breached_at;
    Position told_at = 0;

    /// Ruling 8: a whole minute more than the threshold.
    Duration limit() const { return std::chrono::minutes{threshold_minutes + 1}; }
};

class Watch {
public:
    void create() {
        const Timestamp detected = ledger_.now() - std::chrono::minutes{*rc::gen::inRange(0, 40)};
        const auto reply = ledger_.send(
            Method::post, "/api/v1/outages",
            fmt::format(
                R"({{"site_name":"A","severity":"{}","description":"d","detected_at":"{}"}})",
                severity(), to_text(detected)));
        RC_ASSERT(reply.reply.has_value());
        known_[fmt::format("OUT{:03}", known_.size() + 1)].detected_at = detected;
    }

    /// Something happens to an outage, unless it cannot.
    void change() {
        auto& [id, outage] = *std::next(
            known_.begin(),
            *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(known_.size())));
        switch (*rc::gen::inRange(0, 5)) {
            case 0:
                if (post(id, "clock/stop", R"({"reason":"no access"})")) stop(outage);
                break;
            case 1:
                if (post(id, "clock/start", "{}")) start(outage);
                break;
            case 2:
                put("/api/v1/outages/" + id,
                    fmt::format(R"({{"severity":"{}","reason":"seen on site"}})", severity()));
                break;
            case 3:
                if (put("/api/v1/outages/" + id, R"({"status":"resolved"})")) resolve(outage);
                break;
            default:
                if (put("/api/v1/outages/" + id, R"({"status":"active","reason":"came back"})"))
                    reopen(outage);
        }
    }

    void change_policy() {
        const std::string body = fmt::format(
            R"({{"expected_version":{},"{}":{{"threshold_minutes":{}}},"reason":"renegotiated"}})",
            policy_version(), severity(), *rc::gen::inRange(1, 60));
        put("/api/v1/sla/configs", body);
    }

    /// Until then the process serves timers, or it is gone, and all that it remembered with it.
    void pass(Duration duration, bool is_served) {
        const Timestamp until = ledger_.now() + duration;
        while (is_served && ledger_.now() + 1min < until) {
            ledger_.set_now(ledger_.now() + 1min);
            ledger_.wake_due();
            if (*rc::gen::inRange(0, 8) == 0) ledger_.forget();
        }
        ledger_.set_now(until);
        if (!is_served) ledger_.forget();
        ledger_.wake_due();
        check();
    }

private:
    static std::string severity() { return *rc::gen::elementOf(severities); }
    bool post(const std::string& id, std::string_view verb, std::string_view body) {
        return ledger_.send(Method::post, fmt::format("/api/v1/outages/{}/{}", id, verb), body)
            .reply.has_value();
    }
    bool put(const std::string& target, const std::string& body) {
        return ledger_.send(Method::put, target, body).reply.has_value();
    }
    std::ptrdiff_t policy_version() const {
        return std::ranges::count(ledger_.events(), PolicyPublished::meta.name,
                                  &RecordedEvent::type);
    }
    // What is so already is accepted, and changes nothing.
    void stop(Known& outage) const {
        if (!outage.stopped_at) outage.stopped_at = ledger_.now();
    }
    void start(Known& outage) const {
        if (outage.stopped_at)
            outage.still.push_back({*std::exchange(outage.stopped_at, {}), ledger_.now()});
    }
    void resolve(Known& outage) const {
        if (outage.resolved_at) return;
        start(outage);
        outage.resolved_at = ledger_.now();
    }
    void reopen(Known& outage) const {
        if (outage.resolved_at)
            outage.still.push_back({*std::exchange(outage.resolved_at, {}), ledger_.now()});
    }

    /// Breaches are told once, and taken back once, in turn.
    std::map<std::string, Told> read() const {
        std::map<std::string, Told> told;
        for (const RecordedEvent& event : ledger_.events()) {
            if (!event.stream.starts_with("sla-")) continue;
            Told& one = told[event.stream.substr(4)];
            const std::string payload = event.payload.value();
            if (event.type == TermsPinned::meta.name) {
                one.threshold_minutes =
                    json::parse_stored<TermsPinned>(payload).value().threshold_minutes;
            } else if (event.type == SlaBreached::meta.name) {
                RC_ASSERT(!one.is_breached);
                one.is_breached = true;
                one.told_at = event.position;
                one.breached_at = json::parse_stored<SlaBreached>(payload).value().occurred_at;
            } else if (event.type == SlaBreachCleared::meta.name) {
                RC_ASSERT(one.is_breached);
                one.is_breached = false;
            }
        }
        return told;
    }

    void check() {
        const std::map<std::string, Told> told = read();
        for (const auto& [id, outage] : known_) {
            const Told& one = told.at(id);
            const Timestamp end = outage.resolved_at.value_or(ledger_.now());
            const bool is_over = outage.counted_until(end) >= one.limit();
            if (!outage.resolved_at) RC_ASSERT(one.is_breached == is_over);
            if (!one.is_breached) continue;
            RC_ASSERT(is_over);
            // Later terms do not move what was told.
            if (one.told_at >= checked_)
                RC_ASSERT(outage.counted_until(one.breached_at) == one.limit());
        }
        checked_ = ledger_.events().size();
    }

    test::TestLedger ledger_{registered_domains(), noon};
    std::map<std::string, Known> known_;
    Position checked_ = 0;
};

}  // namespace

TEST_CASE("whatever happens to clocks, policies and the process, a breach is told when it is one") {
    CHECK(holds(
        [] {
            Watch watch;
            watch.create();
            const int steps = *rc::gen::inRange(1, 40);
            for (int step = 0; step < steps; ++step) {
                switch (*rc::gen::inRange(0, 8)) {
                    case 0: watch.create(); break;
                    case 1: watch.change_policy(); break;
                    case 2:
                    case 3:
                    case 4: watch.change(); break;
                    default:
                        watch.pass(std::chrono::seconds{*rc::gen::inRange(1, 2'400)},
                                   *rc::gen::arbitrary<bool>());
                }
            }
            watch.pass(3h, *rc::gen::arbitrary<bool>());
        },
        1'000));
}
