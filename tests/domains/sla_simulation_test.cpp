// What would have been under another policy: against what really is when that policy prices.
#include "engine/domains/sla/simulation.hpp"
#include "tests/domains/told_outages.hpp"
#include "tests/support/asking.hpp"
#include "tests/support/property.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
constexpr std::string_view january =
    R"("start_date":"2026-01-01T00:00:00Z","end_date":"2026-02-01T00:00:00Z")";

SimulateReply simulated(ToldOutages& outages, const std::string& changes,
                        std::string_view period = january) {
    const std::string body =
        "{" + changes + (changes.empty() ? "" : ",") + std::string{period} + "}";
    const Reply reply = done(outages.ledger, Method::post, "/api/v1/sla/simulate", body);
    return json::parse<SimulateReply>(reply.body).value();
}

void record(ToldOutages& outages, const std::string& id, Severity severity, Timestamp detected_at,
            Timestamp resolved_at, std::vector<Exclusion> exclusions = {}) {
    outages.must(id, created(id, severity, detected_at));
    outages.must(id, resolved(id, severity, detected_at, resolved_at, std::move(exclusions)));
}

/// Some outages of the next hours.
struct Drawn {
    Severity severity = Severity::low;
    Timestamp detected_at;
    Timestamp resolved_at;
};
std::vector<Drawn> any_outages() {
    std::vector<Drawn> drawn(static_cast<std::size_t>(*rc::gen::inRange(0, 6)));
    for (Drawn& outage : drawn) {
        outage.severity =
            *rc::gen::element(Severity::critical, Severity::high, Severity::medium, Severity::low);
        outage.detected_at = noon + std::chrono::seconds{*rc::gen::inRange(0, 7200)};
        outage.resolved_at =
            outage.detected_at + std::chrono::seconds{*rc::gen::inRange(0, 20'000)};
    }
    return drawn;
}

void record_all(ToldOutages& outages, const std::vector<Drawn>& drawn) {
    outages.ledger.set_now(noon + 24h);
    for (std::size_t i = 0; i < drawn.size(); ++i)
        record(outages, "OUT00" + std::to_string(i + 1), drawn[i].severity, drawn[i].detected_at,
               drawn[i].resolved_at);
}

}  // namespace

TEST_CASE("every result of the period is priced by the other table, and nothing is written") {
    ToldOutages outages{noon};
    record(outages, "OUT001", Severity::critical, noon - 40min, noon - 15min);
    record(outages, "OUT002", Severity::high, noon - 25min, noon);
    const std::size_t count = outages.ledger.events().size();
    const SimulateReply reply = simulated(outages, R"("critical":{"penalty_per_minute":200})");
    CHECK(reply.base_version == 1);
    CHECK(reply.total.results == 2);
    CHECK(reply.total.changed == 1);
    CHECK(reply.total.before == MoneyTally{*whole(1000), *whole(750), *whole(-250)});
    CHECK(reply.total.after == MoneyTally{*whole(2000), *whole(750), *whole(-1250)});
    CHECK(reply.total.net_difference == *whole(-1000));
    CHECK(reply.net_difference_exact == "-1000.00");
    CHECK(reply.by_severity.critical.net_difference == *whole(-1000));
    CHECK(reply.by_severity.high.changed == 0);
    REQUIRE(reply.outages.size() == 1);
    CHECK(reply.outages[0].outage_id.value == "OUT001");
    CHECK(reply.outages[0].amount_after == *whole(-2000));
    CHECK(reply.outages_omitted == 0);
    CHECK(outages.ledger.events().size() == count);
}

TEST_CASE("a started minute counts or not by the other table's rounding, exactly") {
    ToldOutages outages{noon};
    record(outages, "OUT001", Severity::critical, noon - 15min - 1ns, noon);
    const SimulateReply reply = simulated(outages, R"("rounding":"ceil")");
    CHECK(reply.total.before.rewards == *whole(750));
    CHECK(reply.total.after.penalties == *whole(100));
    CHECK(reply.outages.at(0).mttr_before == 15);
    CHECK(reply.outages.at(0).mttr_after == 16);
}

TEST_CASE("what no terms can price stays at nothing") {
    ToldOutages outages{noon};
    record(outages, "OUT001", Severity::critical, noon - 15min, noon,
           {{noon - 1h, noon, "maintenance"}});
    const SimulateReply reply = simulated(outages, R"("critical":{"reward_base":9000})");
    CHECK(reply.total.results == 1);
    CHECK(reply.total.changed == 0);
}

TEST_CASE("outages count that were resolved within the period, and are") {
    ToldOutages outages{noon};
    const auto results = [&](std::string_view from, std::string_view to) {
        return simulated(outages, "",
                         R"("start_date":")" + std::string{from} + R"(","end_date":")" +
                             std::string{to} + '"')
            .total.results;
    };
    record(outages, "OUT001", Severity::critical, noon - 40min, noon - 15min);
    CHECK(results("2026-01-16T11:45:00Z", "2026-01-16T11:45:01Z") == 1);
    CHECK(results("2026-01-16T11:45:01Z", "2026-01-17T00:00:00Z") == 0);
    CHECK(results("2026-01-16T00:00:00Z", "2026-01-16T11:45:00Z") == 0);
    told::Reopened reopened;
    reopened.outage = OutageId{"OUT001"};
    reopened.reopened_at = noon;
    outages.must("OUT001", reopened);
    CHECK(results("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z") == 0);
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 40min, noon + 1min));
    CHECK(results("2026-01-16T12:01:00Z", "2026-02-01T00:00:00Z") == 1);
    outages.must("OUT001",
                 sla::whole<told::Corrected>("OUT001", Severity::low, noon - 40min, noon));
    CHECK(results("2026-01-16T12:00:00Z", "2026-01-16T12:00:01Z") == 1);
    CHECK(results("2026-01-16T12:01:00Z", "2026-02-01T00:00:00Z") == 0);
    outages.must("OUT001", deleted("OUT001"));
    CHECK(results("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z") == 0);
    outages.must("OUT001", sla::whole<told::Restored>("OUT001", Severity::low, noon - 40min, noon));
    CHECK(results("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z") == 1);
}

TEST_CASE("the most changed outages come first, and no more than a hundred") {
    ToldOutages outages{noon};
    for (int i = 1; i <= 103; ++i) {
        const std::string id = "OUT" + std::to_string(i);
        record(outages, id, Severity::critical, noon - std::chrono::minutes{16 + i}, noon);
    }
    const SimulateReply reply = simulated(outages, R"("critical":{"penalty_per_minute":101})");
    CHECK(reply.total.changed == 103);
    REQUIRE(reply.outages.size() == 100);
    CHECK(reply.outages.front().outage_id.value == "OUT103");
    CHECK(reply.outages.back().outage_id.value == "OUT4");
    CHECK(reply.outages_omitted == 3);
}

TEST_CASE("the other table obeys the rules of any table, and the period has a length") {
    ToldOutages outages{noon};
    const auto kind = [&](const std::string& body) {
        return refused(outages.ledger, Method::post, "/api/v1/sla/simulate", body).kind;
    };
    const std::string period{january};
    CHECK(kind(R"({"critical":{"threshold_minutes":61},)" + period + "}") ==
          ErrorKind::unprocessable);
    CHECK(kind(R"({"low":{"penalty_per_minute":25},)" + period + "}") == ErrorKind::unprocessable);
    CHECK(kind(R"({"low":{"penalty_per_minute":0},)" + period + "}") == ErrorKind::validation);
    CHECK(kind(R"({"start_date":"2026-01-01T00:00:00Z"})") == ErrorKind::validation);
    CHECK(kind(R"({"start_date":"2026-01-01T00:00:00Z","end_date":"2026-01-01T00:00:00Z"})") ==
          ErrorKind::unprocessable);
}

TEST_CASE("under the present table nothing changes, whatever happened") {
    CHECK(holds(
        [] {
            ToldOutages outages{noon};
            record_all(outages, any_outages());
            const SimulateReply reply = simulated(outages, "");
            RC_ASSERT(reply.total.changed == 0u);
            RC_ASSERT(reply.total.net_difference == Amount{});
            RC_ASSERT(reply.outages.empty());
            Amount posted;
            for (const RecordedEvent& event : outages.ledger.events())
                for (const Posting& posting : event.postings)
                    posted = *sum(posted, signed_amount(posting));
            RC_ASSERT(reply.total.before.net == posted);
        },
        30));
}

TEST_CASE("what would have been is what is, where that table was in force") {
    CHECK(holds(
        [] {
            const std::vector<Drawn> drawn = any_outages();
            const std::string changes =
                R"("critical":{"threshold_minutes":)" + std::to_string(*rc::gen::inRange(1, 30)) +
                R"(,"penalty_per_minute":)" + std::to_string(*rc::gen::inRange(51, 400)) +
                R"(},"low":{"reward_base":)" + std::to_string(*rc::gen::inRange(1, 999)) +
                R"(},"rounding":")" + *rc::gen::element<std::string>("floor", "ceil") + '"';
            ToldOutages present{noon};
            record_all(present, drawn);
            ToldOutages other{noon};
            other.publish("{" + changes + R"(,"reason":"other","expected_version":1})");
            record_all(other, drawn);
            const SimulateReply would = simulated(present, changes);
            const SimulateReply is = simulated(other, "");
            RC_ASSERT(is.total.changed == 0u);
            RC_ASSERT(would.total.after == is.total.before);
            RC_ASSERT(would.by_severity.critical.after == is.by_severity.critical.before);
        },
        30));
}
