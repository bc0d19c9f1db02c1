// Money is conserved over any history of both domains.
#include "engine/core/tx.hpp"
#include "engine/kernel/codec.hpp"
#include "projections/views/balances_view.hpp"
#include "tests/support/memory_rows.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ledger;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
constexpr std::string_view severities[] = {"critical", "high", "medium", "low"};

/// One thing that somebody does; refusals are part of life.
struct Step {
    std::size_t what;
    std::uint32_t outage;
    std::uint32_t minutes;
};

std::string target(const Step& step) {
    return "/api/v1/outages/OUT00" + std::to_string(step.outage % 5 + 1);
}

void create(test::TestLedger& ledger, const Step& step) {
    const Timestamp detected_at = ledger.now() - std::chrono::minutes{step.minutes % 400};
    ledger.send(Method::post, "/api/v1/outages",
                R"({"site_name":"Alpha","description":"x","severity":")" +
                    std::string{severities[step.outage % 4]} + R"(","detected_at":")" +
                    to_text(detected_at) + "\"}");
}

void resolve(test::TestLedger& ledger, const Step& step) {
    const Timestamp resolved_at = ledger.now() - std::chrono::minutes{step.minutes % 30};
    ledger.send(Method::put, target(step),
                R"({"status":"resolved","resolved_at":")" + to_text(resolved_at) + "\"}");
}

void reopen(test::TestLedger& ledger, const Step& step) {
    ledger.send(Method::put, target(step), R"({"status":"active","reason":"came back"})");
}

void change_severity(test::TestLedger& ledger, const Step& step) {
    ledger.send(Method::put, target(step),
                R"({"severity":")" + std::string{severities[step.minutes % 4]} + "\"}");
}

void erase(test::TestLedger& ledger, const Step& step) {
    ledger.send(Method::del, target(step), "");
}

void calculate(test::TestLedger& ledger, const Step& step) {
    ledger.send(Method::post, "/api/v1/sla/calculate",
                R"({"outage_id":"OUT00)" + std::to_string(step.outage % 5 + 1) + "\"}");
}

void publish(test::TestLedger& ledger, const Step& step) {
    ledger.send(Method::put, "/api/v1/sla/configs",
                R"({"critical":{"penalty_per_minute":)" + std::to_string(51 + step.minutes % 900) +
                    R"(.0000001},"reason":"x","expected_version":)" +
                    std::to_string(step.outage % 4) + "}");
}

void wait(test::TestLedger& ledger, const Step& step) {
    ledger.set_now(ledger.now() + std::chrono::minutes{step.minutes % 200} + 7s);
}

using Act = void (*)(test::TestLedger&, const Step&);
constexpr Act acts[] = {create,          create, resolve,   resolve, resolve, reopen,
                        change_severity, erase,  calculate, publish, wait,    wait};

struct ReadResult {
    Amount amount;
    static constexpr auto fields() { return std::tuple{Field{"amount", &ReadResult::amount, ""}}; }
};

using Units = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// What everybody holds, folded without any view.
Units naive_balances(const std::vector<RecordedEvent>& events) {
    Units units;
    for (const RecordedEvent& event : events)
        for (const Posting& posting : event.postings) {
            units[{posting.from, posting.asset}] -= posting.amount.units();
            units[{posting.to, posting.asset}] += posting.amount.units();
        }
    return units;
}

/// The NOC's view: rewards and forgiven penalties above 0, what is owed or taken back below.
std::int64_t noc_view(const Posting& posting) {
    const bool gives = posting.from == "pool:USDC:accrued";
    return gives ? posting.amount.units() : -posting.amount.units();
}

/// Per outage: the latest generation's amount, and what its postings add up to.
void check_outages(const std::vector<RecordedEvent>& events) {
    std::map<std::string, std::int64_t> latest;
    std::map<std::string, std::int64_t> posted;
    for (const RecordedEvent& event : events) {
        if (event.type != "sla.calculated") {
            RC_ASSERT(event.postings.empty());
            continue;
        }
        latest[event.stream] =
            json::parse<ReadResult>(*event.payload, json::Unknown::ignored)->amount.units();
        for (const Posting& posting : event.postings) posted[event.stream] += noc_view(posting);
        RC_ASSERT(posted[event.stream] == latest[event.stream]);
    }
}

Units view_balances(const std::vector<RecordedEvent>& events, MemoryRows& rows) {
    for (const RecordedEvent& event : events) RC_ASSERT(fold_balances(rows, event).has_value());
    Units units;
    for (const AccountLine& line : balances(rows, {}).value().accounts)
        units[{line.account, line.asset}] = line.balance.units();
    return units;
}

/// What the rules themselves would see.
std::int64_t journal_balance(test::TestLedger& ledger, const std::string& account,
                             const std::string& asset) {
    std::int64_t units = 0;
    const test::Answer answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(balance, tx.balance(account, asset));
        units = balance.units();
        return Reply{};
    });
    RC_ASSERT(answer.reply.has_value());
    return units;
}

/// View, journal and naive fold agree, and nothing is left over.
void check_balances(test::TestLedger& ledger, const std::vector<RecordedEvent>& events) {
    MemoryRows rows;
    const Units units = view_balances(events, rows);
    RC_ASSERT(units == naive_balances(events));
    RC_ASSERT(trial_balance(rows).value().balanced);
    std::map<std::string, std::int64_t> total;
    for (const auto& [name, held] : units) {
        total[name.second] += held;
        RC_ASSERT(journal_balance(ledger, name.first, name.second) == held);
    }
    for (const auto& [asset, sum] : total) RC_ASSERT(sum == 0);
}

rc::Gen<std::vector<Step>> any_history() {
    constexpr std::size_t length = 60;
    const auto step = rc::gen::construct<Step>(rc::gen::inRange<std::size_t>(0, std::size(acts)),
                                               rc::gen::inRange<std::uint32_t>(0, 60),
                                               rc::gen::inRange<std::uint32_t>(0, 1200));
    return rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<Step>>(length, step));
}

}  // namespace

TEST_CASE("whatever people do, no money appears, vanishes, or stands where it does not belong") {
    std::size_t flips = 0;  // From a penalty to a reward or back: the hardest case must occur.
    CHECK(holds(
        [&] {
            test::TestLedger ledger{registered_domains(), noon};
            for (const Step& step : *any_history()) acts[step.what](ledger, step);
            const std::vector<RecordedEvent> events = ledger.events();
            check_outages(events);
            check_balances(ledger, events);
            for (const RecordedEvent& event : events) flips += event.postings.size() == 2 ? 1 : 0;
        },
        400));
    CHECK(flips > 0);
}
