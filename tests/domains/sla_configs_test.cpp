// The policy's routes and previews, through the real sequencer.
#include "engine/kernel/codec.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
constexpr std::string_view configs = "/api/v1/sla/configs";

/// The seed's table, to the letter.
constexpr std::string_view founding_configs =
    R"({"critical":{"threshold_minutes":15,"penalty_per_minute":100.00,"reward_base":750.00},)"
    R"("high":{"threshold_minutes":30,"penalty_per_minute":50.00,"reward_base":750.00},)"
    R"("medium":{"threshold_minutes":60,"penalty_per_minute":25.00,"reward_base":750.00},)"
    R"("low":{"threshold_minutes":120,"penalty_per_minute":10.00,"reward_base":600.00}})";

test::TestLedger new_ledger() { return test::TestLedger{registered_domains(), noon}; }

Result<Reply> publish(test::TestLedger& ledger, std::string_view body) {
    return ledger.send(Method::put, configs, body).reply;
}

Result<Reply> preview(test::TestLedger& ledger, std::string_view body) {
    return ledger.send(Method::post, "/api/v1/sla/preview", body).reply;
}

std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers)
        if (key == name) return value;
    return {};
}

constexpr std::string_view dearer =
    R"({"critical":{"penalty_per_minute":"120.5"},"reason":"renegotiated","expected_version":1})";

}  // namespace

TEST_CASE("a new ledger shows the seed's configuration") {
    auto ledger = new_ledger();
    const Reply reply = ledger.query(configs).value();
    CHECK(reply.body == founding_configs);
    CHECK(header(reply, "X-Policy-Version") == "1");
    const auto events = ledger.events();
    const auto published = std::ranges::find(events, "sla.policy_published", &RecordedEvent::type);
    REQUIRE(published != events.end());
    CHECK(header(reply, "ETag") == "\"v1.p" + std::to_string(published->position) + "\"");
}

TEST_CASE("publishing answers version, hashes, table and difference") {
    auto ledger = new_ledger();
    const Result<Reply> reply = publish(ledger, dearer);
    REQUIRE(reply.has_value());
    CHECK(reply->status == 200);
    CAPTURE(reply->body);
    CHECK(reply->body.starts_with(
        R"({"version":2,"effective_from":"2026-01-16T12:00:00Z","content_hash":{"critical":")"));
    CHECK(reply->body.ends_with(R"("diff":[{"severity":"critical","field":"penalty_per_minute",)"
                                R"("from":100.00,"to":120.50}]})"));
    CHECK(reply->body.find(R"("configs":{"critical":{"threshold_minutes":15,)"
                           R"("penalty_per_minute":120.50,"reward_base":750.00},"high":)") !=
          std::string::npos);
    CHECK(header(*reply, "X-Policy-Version") == "2");
    const Reply shown = ledger.query(configs).value();
    CHECK(header(shown, "ETag") == header(*reply, "ETag"));
    CHECK(header(shown, "X-Policy-Version") == "2");
    CHECK(ledger.query("/api/v1/sla/configs?version=1").value().body == founding_configs);
}

TEST_CASE("publishing what is there already answers it and writes nothing") {
    auto ledger = new_ledger();
    const std::size_t count = ledger.events().size();
    const Result<Reply> reply = publish(
        ledger,
        R"({"critical":{"threshold_minutes":15},"reason":"no change","expected_version":1})");
    REQUIRE(reply.has_value());
    CHECK(reply->body.starts_with(R"({"version":1,"effective_from":null,)"));
    CHECK(reply->body.ends_with(R"("diff":[]})"));
    CHECK(ledger.events().size() == count);
}

TEST_CASE("two who change the same version cannot both win") {
    auto ledger = new_ledger();
    REQUIRE(publish(ledger, dearer).has_value());
    const Result<Reply> second = publish(ledger, dearer);
    REQUIRE(!second);
    CHECK(second.error().kind == ErrorKind::conflict);
    CHECK(second.error().facts ==
          std::vector<std::pair<std::string, std::string>>{{"version", "2"}});
}

TEST_CASE("refused publications say all that is wrong") {
    struct Row {
        ErrorKind kind;
        std::vector<std::string> fields;
        std::string_view body;
    };
    const Row rows[] = {
        {ErrorKind::validation,
         {"critical.threshold_minutes", "reason", "expected_version"},
         R"({"critical":{"threshold_minutes":1441}})"},
        {ErrorKind::validation, {"urgent"}, R"({"urgent":{},"reason":"x","expected_version":1})"},
        {ErrorKind::validation,
         {"low.penalty_per_minute"},
         R"({"low":{"penalty_per_minute":0.99999999},"reason":"x","expected_version":1})"},
        {ErrorKind::unprocessable,
         {"critical.threshold_minutes", "critical.penalty_per_minute", "high.threshold_minutes",
          "high.penalty_per_minute"},
         R"({"critical":{"threshold_minutes":61,"penalty_per_minute":1},)"
         R"("reason":"x","expected_version":1})"},
        {ErrorKind::unprocessable,
         {"effective_from"},
         R"({"critical":{"penalty_per_minute":99},"effective_from":"2026-01-16T11:59:59Z",)"
         R"("reason":"x","expected_version":1})"},
    };
    for (const Row& row : rows) {
        auto ledger = new_ledger();
        const Result<Reply> reply = publish(ledger, row.body);
        REQUIRE(!reply);
        CHECK(reply.error().kind == row.kind);
        std::vector<std::string> fields;
        for (const FieldError& error : reply.error().fields) fields.push_back(error.field);
        CHECK(fields == row.fields);
    }
}

TEST_CASE("an outage is measured by the policy that was in force when it was detected") {
    auto ledger = new_ledger();
    REQUIRE(publish(ledger, R"({"critical":{"penalty_per_minute":200},"reason":"dearer",)"
                            R"("effective_from":"2026-01-16T13:00:00Z","expected_version":1})")
                .has_value());
    ledger.set_now(noon + 2h);
    struct Row {
        std::string_view detected_at;
        std::string_view amount;
    };
    const Row rows[] = {
        {"2026-01-16T12:59:59.999999999Z", R"("amount":-4500.00)"},
        {"2026-01-16T13:00:00Z", R"("amount":-9000.00)"},
        {"2026-01-16T11:00:00Z", R"("amount":-16500.00)"},  // From before it was published.
    };
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        const std::string id = "OUT00" + std::to_string(i + 1);
        const std::string created =
            R"({"site_name":"Alpha","severity":"critical","description":"x","detected_at":")";
        REQUIRE(ledger
                    .send(Method::post, "/api/v1/outages",
                          created + std::string{rows[i].detected_at} + "\"}")
                    .reply.has_value());
        REQUIRE(ledger
                    .send(Method::put, "/api/v1/outages/" + id,
                          R"({"status":"resolved","resolved_at":"2026-01-16T14:00:00Z"})")
                    .reply.has_value());
        const std::string body =
            ledger.send(Method::post, "/api/v1/sla/calculate", R"({"outage_id":")" + id + R"("})")
                .reply.value()
                .body;
        CAPTURE(body);
        CHECK(body.find(rows[i].amount) != body.npos);
    }
}

TEST_CASE("a later policy does not move what is pinned") {
    auto ledger = new_ledger();
    REQUIRE(ledger
                .send(Method::post, "/api/v1/outages",
                      R"({"site_name":"Alpha","severity":"critical","description":"x"})")
                .reply.has_value());
    REQUIRE(publish(ledger, dearer).has_value());
    ledger.set_now(noon + 25min);
    REQUIRE(ledger.send(Method::put, "/api/v1/outages/OUT001", R"({"status":"resolved"})")
                .reply.has_value());
    CHECK(ledger.query("/api/v1/sla/status/OUT001")
              .value()
              .body.find(R"("penalty_amount":1000.00)") != std::string::npos);
}

TEST_CASE("a preview says what the formula says and writes nothing") {
    auto ledger = new_ledger();
    const std::size_t count = ledger.events().size();
    CHECK(preview(ledger, R"({"severity":"critical","mttr_minutes":25})").value().body ==
          R"({"severity":"critical","mttr_minutes":25,"status":"violated","threshold_minutes":15,)"
          R"("amount":-1000.00,"performance_rating":"poor","payment_type":"penalty",)"
          R"("amount_exact":"-1000.00","policy_version":1,"rating":"poor"})");
    CHECK(preview(ledger, R"({"severity":"low","mttr_minutes":0})").value().body ==
          R"({"severity":"low","mttr_minutes":0,"status":"met","threshold_minutes":120,)"
          R"("amount":1200.00,"performance_rating":"exceptional","payment_type":"reward",)"
          R"("amount_exact":"1200.00","policy_version":1,"rating":"exceptional"})");
    CHECK(ledger.events().size() == count);
}

TEST_CASE("a preview is exact up to the last minute that can be asked for") {
    auto ledger = new_ledger();
    const auto amount = [&](std::string_view severity, std::string_view minutes) {
        const auto reply = preview(ledger, R"({"severity":")" + std::string{severity} +
                                               R"(","mttr_minutes":)" + std::string{minutes} + "}");
        return reply ? reply->body : reply.error().fields.front().field;
    };
    CHECK(amount("critical", "4294967295").find(R"("amount":-429496728000.00)") !=
          std::string::npos);
    CHECK(amount("low", "4294967295").find(R"("amount":-42949671750.00)") != std::string::npos);
    CHECK(amount("critical", "4294967296") == "mttr_minutes");
    CHECK(amount("critical", "-1") == "mttr_minutes");
    CHECK(amount("critical", "1.5") == "mttr_minutes");
    CHECK(amount("grave", "1") == "severity");
    REQUIRE(publish(ledger, R"({"critical":{"penalty_per_minute":10000},"reason":"dear",)"
                            R"("expected_version":1})")
                .has_value());
    const auto refused = preview(ledger, R"({"severity":"critical","mttr_minutes":4294967295})");
    REQUIRE(!refused);
    CHECK(refused.error().kind == ErrorKind::unprocessable);
    CHECK(refused.error().fields.front().field == "mttr_minutes");
}

TEST_CASE("a preview and a listing may name an older version, but only one that is there") {
    auto ledger = new_ledger();
    REQUIRE(publish(ledger, dearer).has_value());
    CHECK(preview(ledger, R"({"severity":"critical","mttr_minutes":16,"policy_version":1})")
              .value()
              .body.find(R"("amount":-100.00)") != std::string::npos);
    CHECK(preview(ledger, R"({"severity":"critical","mttr_minutes":16})")
              .value()
              .body.find(R"("amount":-120.50)") != std::string::npos);
    CHECK(preview(ledger, R"({"severity":"critical","mttr_minutes":16,"policy_version":3})")
              .error()
              .kind == ErrorKind::unprocessable);
    CHECK(ledger.query("/api/v1/sla/configs?version=3").error().kind == ErrorKind::not_found);
    CHECK(ledger.query("/api/v1/sla/configs?version=x").error().kind == ErrorKind::validation);
    CHECK(ledger.query("/api/v1/sla/configs?colour=red").error().kind == ErrorKind::validation);
}
