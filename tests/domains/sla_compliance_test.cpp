// How well a period went, against a model that asks of every minute whether service was down.
#include "engine/domains/sla/compliance.hpp"
#include "engine/domains/sla/course.hpp"
#include "engine/domains/sla/period.hpp"
#include "tests/domains/told_outages.hpp"
#include "tests/support/asking.hpp"
#include "tests/support/property.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

using std::chrono::sys_days;
constexpr Timestamp noon{sys_days{std::chrono::January / 16 / 2026} + 12h};

ComplianceReply compliance(ToldOutages& outages, const std::string& query) {
    const Reply reply = shown(outages.ledger, "/api/v1/sla/compliance?" + query);
    return json::parse<ComplianceReply>(reply.body).value();
}

std::string between(const Interval& period) {
    return "start_date=" + to_text(period.from) + "&end_date=" + to_text(period.to);
}

void record(ToldOutages& outages, const std::string& id, const std::string& site,
            Timestamp detected_at, std::optional<Timestamp> resolved_at,
            Severity severity = Severity::critical) {
    outages.must(id, created(id, severity, detected_at, {site}));
    if (resolved_at) outages.must(id, resolved(id, severity, detected_at, *resolved_at));
}

}  // namespace

TEST_CASE("overlapping outages of a site are down once, and every site for itself") {
    ToldOutages outages{noon};
    record(outages, "OUT001", "S1", noon - 60min, noon - 30min);
    record(outages, "OUT002", "S1", noon - 45min, noon - 15min);
    record(outages, "OUT003", "S2", noon - 10min, noon - 5min);
    const ComplianceReply reply = compliance(outages, "period=2026-01");
    CHECK(reply.overall.outages == 3);
    CHECK(reply.overall.met == 1);
    CHECK(reply.overall.violated == 2);
    CHECK(reply.overall.compliance_rate.text == "33.3");
    CHECK(reply.overall.downtime_minutes == 50);
    CHECK(reply.overall.penalties == *whole(3000));
    CHECK(reply.overall.rewards == *whole(1500));
    CHECK(reply.overall.net == *whole(-1500));
    REQUIRE(reply.groups.size() == 2);
    CHECK(reply.groups[0].site_id == "S1");
    CHECK(reply.groups[0].site_name == "Cell Tower Alpha");
    CHECK(reply.groups[0].downtime_minutes == 45);
    CHECK(reply.groups[0].compliance_rate.text == "0.0");
    CHECK(reply.groups[1].site_id == "S2");
    CHECK(reply.groups[1].downtime_minutes == 5);
    // Of the 15.5 days up to now: 22,320 minutes.
    CHECK(reply.period.measured_until == noon);
    CHECK(reply.groups[0].availability_pct.text == "99.7984");
    CHECK(reply.groups[1].availability_pct.text == "99.9776");
}

TEST_CASE("a period without outages has no rate and no site to be available") {
    ToldOutages outages{noon};
    const ComplianceReply reply = compliance(outages, "period=2025");
    CHECK(reply.overall.outages == 0);
    CHECK(reply.overall.compliance_rate.text == "null");
    CHECK(reply.overall.availability_pct.text == "null");
    CHECK(reply.total == 0);
}

TEST_CASE("an outage over two periods is down in both, and judged where it was resolved") {
    ToldOutages outages{noon};
    const Timestamp midnight{sys_days{std::chrono::January / 1 / 2026}};
    record(outages, "OUT001", "S1", midnight - 20min, midnight + 5min);
    const ComplianceReply before = compliance(outages, "period=2025-12");
    CHECK(before.overall.outages == 1);
    CHECK(before.overall.downtime_minutes == 20);
    CHECK(before.overall.violated == 0);
    CHECK(before.overall.net == Amount{});
    const ComplianceReply after = compliance(outages, "period=2026-01");
    CHECK(after.overall.outages == 1);
    CHECK(after.overall.downtime_minutes == 5);
    CHECK(after.overall.violated == 1);
    CHECK(after.overall.net == *whole(-1000));
    const ComplianceReply both = compliance(outages, between({midnight - 1h, midnight + 1h}));
    CHECK(both.overall.downtime_minutes == 25);
}

TEST_CASE("an open outage is down until now, or to the period's end") {
    ToldOutages outages{noon};
    const Timestamp midnight{sys_days{std::chrono::January / 1 / 2026}};
    record(outages, "OUT001", "S1", midnight - 60min, std::nullopt);
    CHECK(compliance(outages, "period=2025-12").overall.downtime_minutes == 60);
    const ComplianceReply now = compliance(outages, "period=2026-01");
    CHECK(now.overall.open == 1);
    CHECK(now.overall.downtime_minutes == (noon - midnight) / 1min);
    CHECK(now.overall.availability_pct.text == "0.0000");
    CHECK(compliance(outages, "period=2026-02").overall.availability_pct.text == "null");
}

TEST_CASE(
    "between a repair and the fault's return a site is up; while its clock stops it is down") {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 60min, {"S1"}));
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 60min, noon - 50min));
    told::Reopened reopened;
    reopened.outage = OutageId{"OUT001"};
    reopened.reopened_at = noon - 20min;
    outages.must("OUT001", reopened);
    CHECK(compliance(outages, "").overall.downtime_minutes == 30);
    CHECK(compliance(outages, "").overall.open == 1);
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 60min, noon - 10min,
                                    {{noon - 50min, noon - 20min, "restored"},
                                     {noon - 60min, noon - 55min, "customer"}}));
    CHECK(compliance(outages, "").overall.downtime_minutes == 20);
}

TEST_CASE("what was deleted is not counted, until it is restored") {
    ToldOutages outages{noon};
    record(outages, "OUT001", "S1", noon - 60min, noon - 30min);
    outages.must("OUT001", deleted("OUT001"));
    CHECK(compliance(outages, "").overall.outages == 0);
    outages.must("OUT001", sla::whole<told::Restored>("OUT001", Severity::critical, noon - 60min,
                                                      noon - 30min));
    CHECK(compliance(outages, "").overall.violated == 1);
}

TEST_CASE("groups are by site or by severity, the worst first, a page at a time") {
    ToldOutages outages{noon};
    record(outages, "OUT001", "S1", noon - 60min, noon - 50min);
    record(outages, "OUT002", "S2", noon - 60min, noon - 30min);
    record(outages, "OUT003", "S3", noon - 60min, noon - 20min);
    record(outages, "OUT004", "S4", noon - 60min, std::nullopt, Severity::low);
    const auto sites = [&](const std::string& query) {
        std::string found;
        for (const ComplianceGroup& group : compliance(outages, query).groups)
            found += *group.site_id + " ";
        return found;
    };
    CHECK(sites("") == "S3 S2 S1 S4 ");
    CHECK(sites("limit=2&offset=1") == "S2 S1 ");
    CHECK(sites("site_id=S2") == "S2 ");
    const ComplianceReply page = compliance(outages, "limit=2&offset=1");
    CHECK(page.total == 4);
    CHECK(page.next_offset == 3);
    CHECK(page.overall.outages == 4);
    const ComplianceReply severities = compliance(outages, "group_by=severity");
    REQUIRE(severities.groups.size() == 2);
    CHECK(severities.groups[0].severity == Severity::critical);
    CHECK(severities.groups[0].downtime_minutes == 80);
    CHECK(severities.groups[1].severity == Severity::low);
}

TEST_CASE("periods are named by year, quarter or month of UTC") {
    const auto day = [](int year, unsigned month) {
        return Timestamp{sys_days{std::chrono::year{year} / std::chrono::month{month} / 1}};
    };
    CHECK(period_named("2026") == Interval{day(2026, 1), day(2027, 1)});
    CHECK(period_named("2026-Q1") == Interval{day(2026, 1), day(2026, 4)});
    CHECK(period_named("2026-Q4") == Interval{day(2026, 10), day(2027, 1)});
    CHECK(period_named("2028-02") == Interval{day(2028, 2), day(2028, 3)});
    CHECK(period_named("2028-02")->to - period_named("2028-02")->from == 29 * 24h);
    CHECK(period_named("2026-12") == Interval{day(2026, 12), day(2027, 1)});
    for (const char* text : {"", "26", "2026-", "2026-Q", "2026-Q0", "2026-Q5", "2026-Q11",
                             "2026-13", "2026-00", "2026-1", "2026-001", "1969", "2201", "2026Q1",
                             "-026", "2026--1", "2026-+1", " 2026", "2026 "})
        CHECK_MESSAGE(!period_named(text), text);
}

TEST_CASE("a period is named in one way, and wholly") {
    ToldOutages outages{noon};
    const auto kind = [&](const std::string& query) {
        return refused(outages.ledger, Method::get, "/api/v1/sla/compliance?" + query, "").kind;
    };
    CHECK(kind("period=2026-01&start_date=2026-01-01T00:00:00Z") == ErrorKind::validation);
    CHECK(kind("period=january") == ErrorKind::validation);
    CHECK(kind("start_date=2026-01-01T00:00:00Z") == ErrorKind::validation);
    CHECK(kind("end_date=2026-01-01T00:00:00Z") == ErrorKind::validation);
    CHECK(kind("group_by=region") == ErrorKind::validation);
    CHECK(kind("start_date=2026-01-02T00:00:00Z&end_date=2026-01-01T00:00:00Z") ==
          ErrorKind::unprocessable);
}

TEST_CASE("a row of the view of periods is read as it was written, and nothing else is one") {
    Course course;
    course.outage = "OUT001";
    course.site_id = "S1";
    course.site_name = "Alpha";
    course.severity = Severity::high;
    course.detected_at = noon;
    course.resolved_at = noon + 1ns;
    course.open = false;
    course.verdict = Verdict::violated;
    course.amount = Amount{-7};
    course.restored = {{noon, noon + 1min}};
    std::string bytes;
    course.append_to(bytes);
    CHECK(Course::from_bytes(bytes).value() == course);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK(!Course::from_bytes(std::string_view{bytes}.substr(0, size)).has_value());
    CHECK(!Course::from_bytes(bytes + '\0').has_value());
}

namespace {

/// An outage by whole minutes after a beginning.
struct Drawn {
    std::string site;
    int from = 0;
    std::optional<int> to;
};

/// A span around which outages are drawn: ends of months and years, a leap day, days on which the
/// clocks of some countries change.
Interval any_period() {
    const Timestamp starts[] = {
        sys_days{std::chrono::December / 31 / 2025}, sys_days{std::chrono::January / 31 / 2026},
        sys_days{std::chrono::February / 28 / 2028}, sys_days{std::chrono::March / 29 / 2026},
        sys_days{std::chrono::October / 25 / 2026}};
    const Timestamp start =
        *rc::gen::element(starts[0], starts[1], starts[2], starts[3], starts[4]);
    return {start, start + std::chrono::hours{*rc::gen::inRange(1, 72)}};
}

std::vector<Drawn> any_outages() {
    std::vector<Drawn> drawn(static_cast<std::size_t>(*rc::gen::inRange(0, 8)));
    for (Drawn& outage : drawn) {
        outage.site = *rc::gen::element<std::string>("S1", "S2");
        outage.from = *rc::gen::inRange(-6000, 6000);
        if (*rc::gen::inRange(0, 5) > 0) outage.to = outage.from + *rc::gen::inRange(0, 5000);
    }
    return drawn;
}

/// How many of the minutes [0, minutes) were down at a site.
std::int64_t naive_downtime(const std::vector<Drawn>& drawn, const std::string& site, int minutes) {
    std::int64_t down = 0;
    for (int minute = 0; minute < minutes; ++minute)
        for (const Drawn& outage : drawn)
            if (outage.site == site && outage.from <= minute &&
                minute < outage.to.value_or(minutes)) {
                ++down;
                break;
            }
    return down;
}

std::string naive_percent(std::int64_t part, std::int64_t whole) {
    const auto scaled = static_cast<std::int64_t>(
        (static_cast<__int128>(part) * 1'000'000 * 2 + whole) / (2 * whole));
    const std::string digits = std::to_string(10'000 + scaled % 10'000);
    return std::to_string(scaled / 10'000) + "." + digits.substr(1);
}

}  // namespace

TEST_CASE("downtime and availability agree with a model that asks of every minute") {
    CHECK(holds(
        [] {
            const Interval period = any_period();
            const std::vector<Drawn> drawn = any_outages();
            const auto minutes = static_cast<int>((period.to - period.from) / 1min);
            ToldOutages outages{period.to + 200h};
            const auto at = [&](int minute) { return period.from + std::chrono::minutes{minute}; };
            for (std::size_t i = 0; i < drawn.size(); ++i)
                record(outages, "OUT00" + std::to_string(i), drawn[i].site, at(drawn[i].from),
                       drawn[i].to ? std::optional{at(*drawn[i].to)} : std::nullopt);
            const ComplianceReply reply = compliance(outages, between(period));
            std::int64_t all = 0;
            for (const ComplianceGroup& group : reply.groups) {
                const std::int64_t down = naive_downtime(drawn, *group.site_id, minutes);
                RC_ASSERT(group.downtime_minutes == down);
                RC_ASSERT(group.availability_pct.text == naive_percent(minutes - down, minutes));
                all += down;
            }
            RC_ASSERT(reply.overall.downtime_minutes == all);
            std::uint64_t touching = 0;
            std::uint64_t judged = 0;
            for (const Drawn& outage : drawn) {
                const bool begun = outage.from < minutes;
                if (begun && (!outage.to || *outage.to >= 0)) ++touching;
                if (outage.to && *outage.to >= 0 && *outage.to < minutes) ++judged;
            }
            RC_ASSERT(reply.overall.outages == touching);
            RC_ASSERT(reply.overall.met + reply.overall.violated == judged);
        },
        100));
}

TEST_CASE("the parts of a period add up to it: downtime, verdicts and money") {
    CHECK(holds(
        [] {
            const Interval period = any_period();
            const std::vector<Drawn> drawn = any_outages();
            ToldOutages outages{period.to + 200h};
            const auto at = [&](int minute) { return period.from + std::chrono::minutes{minute}; };
            for (std::size_t i = 0; i < drawn.size(); ++i)
                record(outages, "OUT00" + std::to_string(i), drawn[i].site, at(drawn[i].from),
                       drawn[i].to ? std::optional{at(*drawn[i].to)} : std::nullopt);
            const Timestamp middle =
                period.from + (period.to - period.from) / 60min / 2 * 60min + 30min;
            const auto whole_period = compliance(outages, between(period)).overall;
            const auto first = compliance(outages, between({period.from, middle})).overall;
            const auto second = compliance(outages, between({middle, period.to})).overall;
            RC_ASSERT(whole_period.downtime_minutes ==
                      first.downtime_minutes + second.downtime_minutes);
            RC_ASSERT(whole_period.met == first.met + second.met);
            RC_ASSERT(whole_period.violated == first.violated + second.violated);
            RC_ASSERT(whole_period.net == *sum(first.net, second.net));
        },
        50));
}
