// Policies: limits, compare-and-swap, choice, differences and hashes.
#include "engine/domains/sla/policies.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 5 / 2026} + 12h};

Amount usdc(std::int64_t ones) { return *whole(ones); }

Policies founded() { return evolve({}, founding_policy(noon - 24h)); }

PublishPolicy command(std::uint32_t expected_version) {
    PublishPolicy publish;
    publish.reason = "renegotiated";
    publish.expected_version = expected_version;
    publish.now = noon;
    return publish;
}

PublishPolicy critical_penalty(std::int64_t ones, std::uint32_t expected_version = 1) {
    PublishPolicy publish = command(expected_version);
    publish.critical.emplace().penalty_per_minute = usdc(ones);
    return publish;
}

Policies after(const Policies& policies, const PublishPolicy& publish) {
    return evolve(policies, *decide(policies, publish).value());
}

std::vector<std::string> rules_of(const Error& error) {
    std::vector<std::string> rules;
    for (const FieldError& field : error.fields) rules.push_back(field.field + ":" + field.rule);
    return rules;
}

}  // namespace

TEST_CASE("a new ledger has version 1, in force since ever") {
    const Policies policies = founded();
    REQUIRE(policies.published.size() == 1);
    const Policy& policy = policies.published.front();
    CHECK(policy.version == 1);
    CHECK(!policy.effective_from);
    CHECK(policy.pricing.rounding == MinuteRounding::floor);
    CHECK(policy.pricing.table.critical == Terms{15, usdc(100), usdc(750)});
    CHECK(policy.pricing.table.high == Terms{30, usdc(50), usdc(750)});
    CHECK(policy.pricing.table.medium == Terms{60, usdc(25), usdc(750)});
    CHECK(policy.pricing.table.low == Terms{120, usdc(10), usdc(600)});
    CHECK(check_limits(policy.pricing.table).has_value());
    CHECK(in_force(policies, Timestamp{})->version == 1);
}

TEST_CASE("a table is judged as a whole, and every limit and order that it breaks is named") {
    struct Row {
        std::vector<std::string> rules;
        std::function<void(PolicyTable&)> spoil;
    };
    const Row rows[] = {
        {{"critical.threshold_minutes:limit", "high.threshold_minutes:order",
          "medium.threshold_minutes:order"},
         [](PolicyTable& t) { t.critical.threshold_minutes = t.high.threshold_minutes = 61; }},
        {{"critical.penalty_per_minute:limit", "high.penalty_per_minute:order"},
         [](PolicyTable& t) { t.critical.penalty_per_minute = usdc(49); }},
        {{"high.threshold_minutes:limit", "medium.threshold_minutes:order"},
         [](PolicyTable& t) { t.high.threshold_minutes = 121; }},
        {{"high.penalty_per_minute:limit", "medium.penalty_per_minute:order"},
         [](PolicyTable& t) { t.high.penalty_per_minute = usdc(24); }},
        {{"medium.threshold_minutes:limit", "low.threshold_minutes:order"},
         [](PolicyTable& t) { t.medium.threshold_minutes = 241; }},
        {{"medium.penalty_per_minute:limit", "low.penalty_per_minute:order"},
         [](PolicyTable& t) { t.medium.penalty_per_minute = Amount{usdc(10).units() - 1}; }},
        {{"low.penalty_per_minute:limit", "low.penalty_per_minute:order"},
         [](PolicyTable& t) { t.low.penalty_per_minute = Amount{usdc(100).units() + 1}; }},
        {{"low.threshold_minutes:order"},
         [](PolicyTable& t) { t.low.threshold_minutes = t.medium.threshold_minutes; }},
    };
    for (const Row& row : rows) {
        PolicyTable table = founding_table();
        row.spoil(table);
        const Result<void> checked = check_limits(table);
        REQUIRE(!checked);
        CHECK(checked.error().kind == ErrorKind::unprocessable);
        CHECK(rules_of(checked.error()) == row.rules);
    }
}

TEST_CASE("a table at its limits is allowed") {
    PolicyTable table = founding_table();
    table.critical = {60, usdc(50), usdc(1)};
    table.high = {120, usdc(25), usdc(1)};
    table.medium = {240, usdc(10), usdc(1)};
    table.low = {1440, usdc(1), usdc(1)};
    CHECK(check_limits(table).has_value());
}

TEST_CASE("numbers out of bounds make a request malformed, and all of them are named") {
    const auto parsed = json::parse<PublishPolicy>(
        R"({"critical":{"threshold_minutes":0,"penalty_per_minute":0.5},)"
        R"("low":{"threshold_minutes":1441,"reward_base":100000.0000001},"reason":""})");
    REQUIRE(!parsed);
    CHECK(parsed.error().kind == ErrorKind::validation);
    CHECK(rules_of(parsed.error()) ==
          std::vector<std::string>{"critical.threshold_minutes:range",
                                   "critical.penalty_per_minute:range",
                                   "low.threshold_minutes:range", "low.reward_base:range",
                                   "reason:min_length", "expected_version:required"});
}

TEST_CASE("publishing changes what was named and keeps the rest") {
    PublishPolicy publish = critical_penalty(120);
    publish.rounding = MinuteRounding::ceil;
    publish.effective_from = noon + 1h;
    const auto decided = decide(founded(), publish);
    REQUIRE(decided.has_value());
    REQUIRE(decided->has_value());
    const PolicyPublished& event = **decided;
    CHECK(event.version == 2);
    CHECK(event.effective_from == noon + 1h);
    CHECK(event.published_at == noon);
    CHECK(event.reason == "renegotiated");
    CHECK(event.rounding == MinuteRounding::ceil);
    CHECK(event.critical == Terms{15, usdc(120), usdc(750)});
    CHECK(event.low == founding_table().low);
}

TEST_CASE("publishing is compare-and-swap, never in the past, and never impossible") {
    struct Row {
        std::string_view code;
        ErrorKind kind;
        PublishPolicy command;
    };
    PublishPolicy past = critical_penalty(120);
    past.effective_from = noon - 1ns;
    const Row rows[] = {
        {"sla.policy_moved", ErrorKind::conflict, critical_penalty(120, 2)},
        {"sla.policy_moved", ErrorKind::conflict, critical_penalty(120, 0)},
        {"request.impossible", ErrorKind::unprocessable, past},
        {"sla.policy_impossible", ErrorKind::unprocessable, critical_penalty(50)},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        const auto decided = decide(founded(), row.command);
        REQUIRE(!decided);
        CHECK(decided.error().code == row.code);
        CHECK(decided.error().kind == row.kind);
    }
    CHECK(decide(founded(), critical_penalty(120, 2)).error().facts ==
          std::vector<std::pair<std::string, std::string>>{{"version", "1"}});
}

TEST_CASE("what changes no price of any outage is not published") {
    Policies policies = founded();
    CHECK(!decide(policies, critical_penalty(100)).value().has_value());
    PublishPolicy later = critical_penalty(120);
    later.effective_from = noon + 24h;
    policies = after(policies, later);
    PublishPolicy even_later = critical_penalty(120, 2);
    even_later.effective_from = noon + 48h;
    CHECK(!decide(policies, even_later).value().has_value());
    PublishPolicy sooner = critical_penalty(120, 2);
    CHECK(decide(policies, sooner).value()->effective_from == noon);
}

TEST_CASE("the policy in force is the highest version that is effective at the detection") {
    Policies policies = founded();
    PublishPolicy second = critical_penalty(120);
    second.effective_from = noon + 48h;
    policies = after(policies, second);
    PublishPolicy third = critical_penalty(130, 2);
    third.effective_from = noon + 24h;
    policies = after(policies, third);
    struct Row {
        Timestamp detected_at;
        std::uint32_t version;
    };
    const Row rows[] = {
        {noon - 24h * 365, 1}, {noon + 24h - 1ns, 1}, {noon + 24h, 3}, {noon + 48h, 3}};
    for (const Row& row : rows) {
        CAPTURE(to_text(row.detected_at));
        CHECK(in_force(policies, row.detected_at)->version == row.version);
    }
    CHECK(version_of(policies, 2)->pricing.table.critical.penalty_per_minute == usdc(120));
    CHECK(version_of(policies, 0) == nullptr);
    CHECK(version_of(policies, 4) == nullptr);
}

TEST_CASE("a difference names severity, field, and both numbers") {
    const Pricing before{.rounding = MinuteRounding::floor, .table = founding_table()};
    Pricing after{.rounding = MinuteRounding::ceil, .table = founding_table()};
    after.table.high.threshold_minutes = 25;
    after.table.low.reward_base = Amount{5'005'000'000};
    CHECK(json::text_of(difference(before, after)) ==
          R"([{"severity":null,"field":"rounding","from":"floor","to":"ceil"},)"
          R"({"severity":"high","field":"threshold_minutes","from":30,"to":25},)"
          R"({"severity":"low","field":"reward_base","from":600.00,"to":500.50}])");
    CHECK(difference(before, before).empty());
}

TEST_CASE("a content hash covers all that prices one severity, and nothing of the others") {
    const Pricing before{.rounding = MinuteRounding::floor, .table = founding_table()};
    Pricing after = before;
    after.table.high.threshold_minutes = 25;
    const ContentHashes old_hashes = content_hashes(before);
    const ContentHashes new_hashes = content_hashes(after);
    CHECK(new_hashes.critical == old_hashes.critical);
    CHECK(new_hashes.high != old_hashes.high);
    CHECK(new_hashes.low == old_hashes.low);
    after.rounding = MinuteRounding::ceil;
    CHECK(content_hashes(after).critical != old_hashes.critical);
    // sha256sum of the text that README.md gives.
    CHECK(to_hex(old_hashes.critical) ==
          "0e7044b3369ad9cb4d6611471ae0b9f88df1788e9fac046ac5912fbe4bf96806");
}
