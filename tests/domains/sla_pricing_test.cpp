// Pricing by rule: verdicts, generations, and what is posted.
#include "engine/domains/sla/outage_sla.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 5 / 2026} + 12h};
const OutageId outage{"OUT001"};

Amount usdc(std::int64_t ones) { return *whole(ones); }

Policy policy(MinuteRounding rounding = MinuteRounding::floor) {
    return {.version = 1,
            .effective_from = {},
            .pricing = {.rounding = rounding, .table = founding_table()}};
}

OutageSla after(const std::vector<SlaEvent>& history) {
    OutageSla sla;
    for (const SlaEvent& event : history) sla = evolve(std::move(sla), event);
    return sla;
}

/// A critical outage from noon on.
RepairFacts lasting(Duration duration, std::vector<Exclusion> exclusions = {}) {
    return {.outage = outage,
            .severity = Severity::critical,
            .detected_at = noon,
            .resolved_at = noon + duration,
            .exclusions = std::move(exclusions)};
}

Exclusion stop(Duration from, Duration to) { return {noon + from, noon + to, "customer"}; }

const TermsPinned pinned = pin(policy(), outage, Severity::critical, noon);

Calculated result_of(const OutageSla& sla, const RepairFacts& facts) {
    return priced(sla, facts, policy(), Cause::resolved).value();
}

/// What an outage's postings add up to, per account.
std::map<std::string, std::int64_t> balances(const std::vector<Posting>& postings) {
    std::map<std::string, std::int64_t> units;
    for (const Posting& posting : postings) {
        units[posting.from] -= posting.amount.units();
        units[posting.to] += posting.amount.units();
    }
    return units;
}

}  // namespace

TEST_CASE("what was counted decides the verdict") {
    struct Row {
        std::string_view what;
        RepairFacts facts;
        Verdict status;
        std::uint64_t minutes;
        std::int64_t seconds;
        std::int64_t amount;
    };
    const Row rows[] = {
        {"within half the threshold", lasting(7min + 59s), Verdict::met, 7, 479, 1500},
        {"within three quarters", lasting(8min), Verdict::met, 8, 480, 1125},
        {"up to the threshold", lasting(12min), Verdict::met, 12, 720, 750},
        {"59 seconds above it", lasting(15min + 59s), Verdict::met, 15, 959, 750},
        {"the last instant that is met", lasting(16min - 1ns), Verdict::met, 15, 959, 750},
        {"a minute above it", lasting(16min), Verdict::violated, 16, 960, -100},
        {"the founding example", lasting(25min), Verdict::violated, 25, 1500, -1000},
        {"a stop", lasting(25min, {stop(5min, 15min)}), Verdict::met, 15, 900, 750},
        {"overlapping stops count once",
         lasting(25min, {stop(5min, 12min), stop(8min, 15min), stop(9min, 10min)}), Verdict::met,
         15, 900, 750},
        {"stops that touch", lasting(25min, {stop(5min, 8min), stop(8min, 15min)}), Verdict::met,
         15, 900, 750},
        {"stops that reach beyond the outage",
         lasting(25min, {stop(-10min, 5min), stop(20min, 40min)}), Verdict::met, 15, 900, 750},
        {"a stop of no length", lasting(16min, {stop(5min, 5min)}), Verdict::violated, 16, 960,
         -100},
        {"less than a minute", lasting(59s), Verdict::met, 0, 59, 1500},
        {"nothing left", lasting(25min, {stop(0min, 25min)}), Verdict::excluded, 0, 0, 0},
        {"repaired in no time", lasting(0s), Verdict::met, 0, 0, 1500},
        {"no time, all of it excluded", lasting(0s, {stop(0min, 0min)}), Verdict::excluded, 0, 0,
         0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const Calculated result = result_of(after({pinned}), row.facts);
        CHECK(result.status == row.status);
        CHECK(result.mttr_minutes == row.minutes);
        CHECK(result.counted_seconds == row.seconds);
        CHECK(result.amount == usdc(row.amount));
        CHECK(result.payment_type.has_value() == (row.status != Verdict::excluded));
        CHECK(result.performance_rating.has_value() == (row.status != Verdict::excluded));
        CHECK(result.sub_minute == (row.minutes == 0 && row.status == Verdict::met));
        CHECK(result.excluded == row.facts.exclusions);
    }
}

TEST_CASE("a policy that counts started minutes leaves no grace") {
    const auto minutes = [](Duration duration) {
        return *priced({}, lasting(duration), policy(MinuteRounding::ceil), Cause::resolved)
                    ->mttr_minutes;
    };
    CHECK(minutes(15min) == 15);
    CHECK(minutes(15min + 1ns) == 16);
    CHECK(minutes(1ns) == 1);
}

TEST_CASE("a result carries the terms that it was made with") {
    const Calculated result = result_of(after({pinned}), lasting(25min));
    CHECK(terms_of(result) == founding_table().critical);
    CHECK(result.policy_version == 1);
    CHECK(result.rounding == MinuteRounding::floor);
    CHECK(result.generation == 1);
    CHECK(result.posted_before == Amount{});
    CHECK(result.delta == usdc(-1000));
}

TEST_CASE("a next generation posts only the difference") {
    const Calculated first = result_of(after({pinned}), lasting(25min));
    const Calculated second = result_of(after({pinned, first, pinned}), lasting(35min));
    CHECK(second.generation == 2);
    CHECK(second.amount == usdc(-2000));
    CHECK(second.posted_before == usdc(-1000));
    CHECK(second.delta == usdc(-1000));
}

TEST_CASE("an amount that does not fit is refused, and the field is named") {
    Policy dear = policy();
    dear.pricing.table.critical.penalty_per_minute = usdc(10'000);
    RepairFacts facts = lasting(0s);
    facts.detected_at = Timestamp{};
    facts.resolved_at = Timestamp{std::chrono::sys_days{std::chrono::January / 1 / 2200}};
    const auto result = priced({}, facts, dear, Cause::resolved);
    REQUIRE(!result);
    CHECK(result.error().kind == ErrorKind::unprocessable);
    CHECK(result.error().fields.front().field == "resolved_at");
}

TEST_CASE("pricing again is refused for what is not resolved, and for what is deleted") {
    const Calculated first = result_of(after({pinned}), lasting(25min));
    const Calculated gone = taken_back(after({pinned, first}));
    struct Row {
        std::string_view code;
        std::vector<SlaEvent> history;
    };
    const Row rows[] = {
        {"outage.not_found", {}},
        {"outage.not_resolved", {pinned}},
        {"outage.not_resolved", {pinned, first, pinned}},
        {"outage.not_found", {pinned, first, gone}},
    };
    for (const Row& row : rows) {
        const auto answer = recalculated(after(row.history), policy());
        REQUIRE(!answer);
        CHECK(answer.error().code == row.code);
    }
}

TEST_CASE("pricing again makes a generation only when the result differs") {
    const Calculated first = result_of(after({pinned}), lasting(25min));
    CHECK(!recalculated(after({pinned, first}), policy()).value().has_value());

    Calculated wrong = first;
    wrong.amount = usdc(-900);
    const auto again = recalculated(after({pinned, wrong}), policy()).value();
    REQUIRE(again.has_value());
    CHECK(again->cause == Cause::recalculated);
    CHECK(again->generation == 2);
    CHECK(again->amount == usdc(-1000));
    CHECK(again->delta == usdc(-100));
}

TEST_CASE("deleting takes everything back and keeps the facts") {
    const Calculated first = result_of(after({pinned}), lasting(25min));
    const Calculated gone = taken_back(after({pinned, first}));
    CHECK(gone.generation == 2);
    CHECK(gone.cause == Cause::deleted);
    CHECK(gone.status == Verdict::deleted);
    CHECK(gone.amount == Amount{});
    CHECK(gone.delta == usdc(1000));
    CHECK(!gone.mttr_minutes);
    CHECK(gone.resolved_at == first.resolved_at);
}

TEST_CASE("penalties and rewards move on their own accounts") {
    struct Row {
        std::int64_t before;
        std::int64_t after;
        std::vector<Posting> postings;
    };
    const std::string operator_{operator_account};
    const std::string pool{pool_account};
    const std::string noc{noc_account};
    const Row rows[] = {
        {0, 0, {}},
        {-1000, -1000, {}},
        {0, -1000, {{operator_, pool, "USDC", usdc(1000)}}},
        {0, 750, {{pool, noc, "USDC", usdc(750)}}},
        {-1000, -1600, {{operator_, pool, "USDC", usdc(600)}}},
        {-1000, -400, {{pool, operator_, "USDC", usdc(600)}}},
        {1500, 750, {{noc, pool, "USDC", usdc(750)}}},
        {-1000, 750, {{pool, operator_, "USDC", usdc(1000)}, {pool, noc, "USDC", usdc(750)}}},
        {750, -100, {{operator_, pool, "USDC", usdc(100)}, {noc, pool, "USDC", usdc(750)}}},
        {-1000, 0, {{pool, operator_, "USDC", usdc(1000)}}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.before);
        CAPTURE(row.after);
        CHECK(postings_between(usdc(row.before), usdc(row.after)) == row.postings);
    }
}

TEST_CASE("whatever the amounts were, the postings add up to the last one") {
    CHECK(holds([](const std::vector<std::int32_t>& amounts) {
        std::vector<Posting> all;
        Amount before;
        Amount total;
        for (const std::int32_t units : amounts) {
            for (const Posting& posting : postings_between(before, Amount{units})) {
                total = *sum(total, signed_amount(posting));
                all.push_back(posting);
            }
            before = Amount{units};
            RC_ASSERT(total == before);
        }
        auto units = balances(all);
        RC_ASSERT(units[std::string{operator_account}] == -penalty_part(before).units());
        RC_ASSERT(units[std::string{noc_account}] == reward_part(before).units());
    }));
}
