// Explanations: complete, in order, and adding up.
#include "engine/domains/sla/explanation.hpp"
#include "engine/kernel/codec.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

void send(test::TestLedger& ledger, Method method, std::string_view target, std::string_view body) {
    const auto reply = ledger.send(method, target, body).reply;
    REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
}

/// A critical outage of 60 minutes, restored between minute 10 and minute 50.
test::TestLedger reopened_outage() {
    test::TestLedger ledger{registered_domains(), noon};
    send(ledger, Method::post, "/api/v1/outages",
         R"({"site_name":"Alpha","severity":"critical","description":"x","external_id":"TT-7",)"
         R"("detected_at":"2026-01-16T11:00:00Z"})");
    send(ledger, Method::put, "/api/v1/outages/OUT001",
         R"({"status":"resolved","resolved_at":"2026-01-16T11:10:00Z"})");
    send(ledger, Method::put, "/api/v1/outages/OUT001",
         R"({"status":"active","reason":"came back","reopened_at":"2026-01-16T11:50:00Z"})");
    send(ledger, Method::put, "/api/v1/outages/OUT001", R"({"status":"resolved"})");
    return ledger;
}

std::string explanation(test::TestLedger& ledger, std::string_view id) {
    const auto reply = ledger.query("/api/v1/sla/explain/" + std::string{id});
    REQUIRE(reply.has_value());
    return reply->body;
}

/// What the reader of the answer can add up.
struct ReadPosting {
    std::string from;
    Amount amount;
    static constexpr auto fields() {
        return std::tuple{Field{"from", &ReadPosting::from, ""},
                          Field{"amount", &ReadPosting::amount, ""}};
    }
};
struct ReadSpan {
    double seconds = 0;
    static constexpr auto fields() { return std::tuple{Field{"seconds", &ReadSpan::seconds, ""}}; }
};
struct ReadResult {
    Amount amount;
    static constexpr auto fields() { return std::tuple{Field{"amount", &ReadResult::amount, ""}}; }
};
struct ReadGeneration {
    std::vector<ReadSpan> counted;
    double counted_seconds = 0;
    double excluded_seconds = 0;
    ReadResult result;
    std::vector<ReadPosting> postings;
    static constexpr auto fields() {
        using R = ReadGeneration;
        return std::tuple{Field{"counted", &R::counted, ""},
                          Field{"counted_seconds", &R::counted_seconds, ""},
                          Field{"excluded_seconds", &R::excluded_seconds, ""},
                          Field{"result", &R::result, ""}, Field{"postings", &R::postings, ""}};
    }
};
struct ReadExplanation {
    std::vector<ReadGeneration> generations;
    Amount total_posted;
    static constexpr auto fields() {
        return std::tuple{Field{"generations", &ReadExplanation::generations, ""},
                          Field{"total_posted", &ReadExplanation::total_posted, ""}};
    }
};

Calculated result(std::uint64_t minutes, Verdict status, std::optional<Rating> rating,
                  std::int64_t amount) {
    Calculated calculated;
    calculated.mttr_minutes = minutes;
    calculated.threshold_minutes = 15;
    calculated.penalty_per_minute = *whole(100);
    calculated.reward_base = *whole(750);
    calculated.status = status;
    calculated.performance_rating = rating;
    calculated.amount = *whole(amount);
    return calculated;
}

}  // namespace

TEST_CASE("the formula is shown with its numbers") {
    struct Row {
        std::string_view sentence;
        Calculated result;
    };
    const Row rows[] = {
        {"25 min > 15 min: -(25 - 15) × 100.00 = -1000.00",
         result(25, Verdict::violated, Rating::poor, -1000)},
        {"2 × 7 min < 15 min: 750.00 × 200 % = 1500.00",
         result(7, Verdict::met, Rating::exceptional, 1500)},
        {"4 × 11 min < 3 × 15 min: 750.00 × 150 % = 1125.00",
         result(11, Verdict::met, Rating::excellent, 1125)},
        {"15 min <= 15 min: 750.00 = 750.00", result(15, Verdict::met, Rating::good, 750)},
        {"no time counted: 0.00", result(0, Verdict::excluded, std::nullopt, 0)},
        {"the outage was deleted: 0.00", result(0, Verdict::deleted, std::nullopt, 0)},
    };
    for (const Row& row : rows) CHECK(formula_with_numbers(row.result) == row.sentence);
}

TEST_CASE("an explanation tells the facts in order, each with its place") {
    auto ledger = reopened_outage();
    const std::string text = explanation(ledger, "OUT001");
    CAPTURE(text);
    std::size_t at = 0;
    for (const RecordedEvent& event : ledger.events()) {
        if (!event.stream.ends_with("-OUT001") || event.type == "sla.calculated") continue;
        CAPTURE(event.type);
        at = text.find(
            R"({"position":)" + std::to_string(event.position) + R"(,"type":")" + event.type + '"',
            at);
        REQUIRE(at != text.npos);
    }
    CHECK(text.find(R"("type":"outage.reopened","occurred_at":"2026-01-16T11:50:00Z",)"
                    R"("recorded_at":"2026-01-16T12:00:00Z","actor":"local:0",)"
                    R"("reopened_at":"2026-01-16T11:50:00Z","reason":"came back"})") != text.npos);
    CHECK(explanation(ledger, "TT-7") == text);
}

TEST_CASE("a generation shows counted and excluded time, policy, formula, result and postings") {
    auto ledger = reopened_outage();
    const std::string text = explanation(ledger, "OUT001");
    const auto events = ledger.events();
    const Position position = events.back().position;
    const auto policy = std::ranges::find(events, "sla.policy_published", &RecordedEvent::type);
    REQUIRE(policy != events.end());
    const auto pin = std::ranges::find(events, "sla.terms_pinned", &RecordedEvent::type);
    REQUIRE(pin != events.end());
    const auto second = text.find(R"({"generation":2)");
    REQUIRE(second != text.npos);
    const std::string at = std::to_string(position);
    CHECK(text.substr(second) ==
          R"({"generation":2,"position":)" + at +
              R"(,"recorded_at":"2026-01-16T12:00:00Z","cause":"resolved",)"
              R"("counted":[{"from":"2026-01-16T11:00:00Z","to":"2026-01-16T11:10:00Z",)"
              R"("seconds":600},{"from":"2026-01-16T11:50:00Z","to":"2026-01-16T12:00:00Z",)"
              R"("seconds":600}],"excluded":[{"from":"2026-01-16T11:10:00Z",)"
              R"("to":"2026-01-16T11:50:00Z","seconds":2400,"reason":"restored"}],)"
              R"("counted_seconds":1200,"excluded_seconds":2400,"rounding":"floor",)"
              R"("mttr_minutes":20,"policy":{"version":1,"position":)" +
              std::to_string(policy->position) +
              R"(,"effective_from":null,)"
              R"("selected_because":"in force at the detection, 2026-01-16T11:00:00Z",)"
              R"("selected_at":)" +
              std::to_string(pin->position) +
              R"(,"terms":{"threshold_minutes":15,)"
              R"("penalty_per_minute":100.00,"reward_base":750.00}},)"
              R"("formula":"20 min > 15 min: -(20 - 15) × 100.00 = -500.00",)"
              R"("result":{"status":"violated","performance_rating":"poor",)"
              R"("payment_type":"penalty","amount":-500.00,"amount_exact":"-500.00",)"
              R"("delta":-1625.00,"sub_minute":false},"postings":[{"position":)" +
              at +
              R"(,"from":"operator:main:payable","to":"pool:USDC:accrued","amount":500.00,)"
              R"("amount_exact":"500.00","asset":"USDC"},{"position":)" +
              at +
              R"(,"from":"noc:main:receivable","to":"pool:USDC:accrued","amount":1125.00,)"
              R"("amount_exact":"1125.00","asset":"USDC"}]}],"total_posted":-500.00,)"
              R"("total_posted_exact":"-500.00"})");
}

TEST_CASE("an explanation adds up, also after the outage was deleted") {
    auto ledger = reopened_outage();
    const auto check = [&](std::size_t generations, Amount last) {
        const auto read =
            json::parse<ReadExplanation>(explanation(ledger, "OUT001"), json::Unknown::ignored);
        REQUIRE(read.has_value());
        REQUIRE(read->generations.size() == generations);
        Amount total;
        for (const ReadGeneration& generation : read->generations) {
            double seconds = 0;
            for (const ReadSpan& span : generation.counted) seconds += span.seconds;
            CHECK(seconds == generation.counted_seconds);
            for (const ReadPosting& posting : generation.postings) {
                // From here on nothing of ours is used: a reader knows who stands on which side.
                const bool back = posting.from == "operator:main:payable" ||
                                  posting.from == "noc:main:receivable";
                total = *sum(total, back ? *negated(posting.amount) : posting.amount);
            }
            CHECK(total == generation.result.amount);
        }
        CHECK(total == last);
        CHECK(read->total_posted == last);
    };
    check(2, *whole(-500));
    send(ledger, Method::del, "/api/v1/outages/OUT001", "");
    check(3, Amount{});
}

TEST_CASE("lengths are exact to the nanosecond") {
    test::TestLedger ledger{registered_domains(), noon};
    send(ledger, Method::post, "/api/v1/outages",
         R"({"site_name":"Alpha","severity":"critical","description":"x",)"
         R"("detected_at":"2026-01-16T11:00:00.25Z"})");
    send(ledger, Method::put, "/api/v1/outages/OUT001",
         R"({"status":"resolved","resolved_at":"2026-01-16T11:00:30.250000001Z"})");
    const std::string text = explanation(ledger, "OUT001");
    CHECK(text.find(R"("counted_seconds":30.000000001,"excluded_seconds":0,)") != text.npos);
    CHECK(text.find(R"("sub_minute":true)") != text.npos);
}

TEST_CASE("what was never there cannot be explained") {
    auto ledger = reopened_outage();
    CHECK(ledger.query("/api/v1/sla/explain/OUT00").error().kind == ErrorKind::not_found);
    CHECK(ledger.query("/api/v1/sla/explain/OUT0012").error().kind == ErrorKind::not_found);
}
