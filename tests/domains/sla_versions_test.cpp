// The policy by its other names: one severity of it, its versions, and what differs between them.
#include "tests/domains/told_outages.hpp"
#include "tests/support/asking.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

}  // namespace

TEST_CASE("the singular spelling shows the same table, and one severity of it") {
    ToldOutages outages{noon};
    CHECK(outages.query("/api/v1/sla/config") == outages.query("/api/v1/sla/configs"));
    const Reply high = shown(outages.ledger, "/api/v1/sla/config/high");
    CHECK(high.body ==
          R"({"threshold_minutes":30,"penalty_per_minute":50.00,"reward_base":750.00})");
    CHECK(header(high, "ETag") == header(shown(outages.ledger, "/api/v1/sla/configs"), "ETag"));
    CHECK(refused(outages.ledger, Method::get, "/api/v1/sla/config/urgent", "").kind ==
          ErrorKind::not_found);
}

TEST_CASE("putting one severity publishes the whole table with it changed") {
    ToldOutages outages{noon};
    const Reply reply =
        done(outages.ledger, Method::put, "/api/v1/sla/config/high",
             R"({"threshold_minutes":40,"penalty_per_minute":60,"reward_base":800})");
    CHECK(reply.body ==
          R"({"threshold_minutes":40,"penalty_per_minute":60.00,"reward_base":800.00})");
    CHECK(header(reply, "X-Policy-Version") == "2");
    const PolicyPublished event = outages.all<PolicyPublished>().back();
    CHECK(event.high.threshold_minutes == 40);
    CHECK(event.critical == founding_table().critical);
    CHECK(!event.reason);
}

TEST_CASE("the rules of the whole table hold for one severity of it") {
    ToldOutages outages{noon};
    struct Row {
        const char* path;
        const char* body;
        ErrorKind kind;
    };
    const Row rows[] = {
        {"/api/v1/sla/config/high", R"({"threshold_minutes":10})", ErrorKind::unprocessable},
        {"/api/v1/sla/config/high", R"({"penalty_per_minute":100})", ErrorKind::unprocessable},
        {"/api/v1/sla/config/low", R"({"penalty_per_minute":101})", ErrorKind::unprocessable},
        {"/api/v1/sla/config/high", R"({"threshold_minutes":0})", ErrorKind::validation},
        {"/api/v1/sla/config/high", R"({"threshold_minutes":31,"expected_version":7})",
         ErrorKind::conflict},
        {"/api/v1/sla/config/high",
         R"({"threshold_minutes":31,"effective_from":"2026-01-16T11:59:59Z"})",
         ErrorKind::unprocessable},
        {"/api/v1/sla/config/urgent", R"({"threshold_minutes":31})", ErrorKind::not_found},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body);
        CHECK(refused(outages.ledger, Method::put, row.path, row.body).kind == row.kind);
    }
    CHECK(outages.all<PolicyPublished>().size() == 1);
}

TEST_CASE("the versions are listed newest first, with author, reason and difference") {
    ToldOutages outages{noon};
    outages.publish(R"({"low":{"reward_base":650},"reason":"renegotiated","expected_version":1})");
    outages.publish(R"({"rounding":"ceil","reason":"stricter","expected_version":2})");
    const std::string list = outages.query("/api/v1/sla/policies");
    CHECK(member(list, "total") == "3");
    const std::string policies = member(list, "policies");
    const auto third = policies.find(R"({"version":3,"effective_from":"2026-01-16T12:00:00Z",)"
                                     R"("published_at":"2026-01-16T12:00:00Z",)"
                                     R"("author":"local:0","reason":"stricter")");
    const auto second = policies.find(R"("diff":[{"severity":"low","field":"reward_base",)"
                                      R"("from":600.00,"to":650.00}])");
    CHECK(third == 1);
    CHECK(second != policies.npos);
    CHECK(policies.find(R"("version":1,"effective_from":null)") > second);
    CHECK(member(outages.query("/api/v1/sla/policies?limit=1&offset=1"), "policies")
              .starts_with(R"([{"version":2)"));
}

TEST_CASE("one version is shown whole, with its hashes") {
    ToldOutages outages{noon};
    outages.publish(R"({"low":{"reward_base":650},"reason":"renegotiated","expected_version":1})");
    const std::string second = outages.query("/api/v1/sla/policies/2");
    CHECK(member(second, "version") == "2");
    CHECK(member(second, "rounding") == "\"floor\"");
    CHECK(member(second, "configs") == outages.query("/api/v1/sla/configs?version=2"));
    const std::string first = outages.query("/api/v1/sla/policies/1");
    const auto hash = [](const std::string& page, const char* severity) {
        return member(member(page, "content_hash"), severity);
    };
    CHECK(hash(first, "low") != hash(second, "low"));
    CHECK(hash(first, "high") == hash(second, "high"));
    for (const char* path : {"3", "0", "x", "1x", "-1", "99999999999"})
        CHECK(refused(outages.ledger, Method::get, std::string{"/api/v1/sla/policies/"} + path, "")
                  .kind == ErrorKind::not_found);
}

TEST_CASE("any two versions are compared, in either direction") {
    ToldOutages outages{noon};
    outages.publish(R"({"low":{"reward_base":650},"reason":"a","expected_version":1})");
    outages.publish(R"({"low":{"reward_base":700},"reason":"b","expected_version":2})");
    CHECK(outages.query("/api/v1/sla/policies/diff?from=1&to=3") ==
          R"({"from":1,"to":3,"diff":[{"severity":"low","field":"reward_base","from":600.00,)"
          R"("to":700.00}]})");
    CHECK(outages.query("/api/v1/sla/policies/diff?from=3&to=1") ==
          R"({"from":3,"to":1,"diff":[{"severity":"low","field":"reward_base","from":700.00,)"
          R"("to":600.00}]})");
    CHECK(refused(outages.ledger, Method::get, "/api/v1/sla/policies/diff?from=1&to=4", "").kind ==
          ErrorKind::not_found);
    CHECK(refused(outages.ledger, Method::get, "/api/v1/sla/policies/diff?from=1", "").kind ==
          ErrorKind::validation);
}

TEST_CASE("the form of the front end is answered, and writes nothing") {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon));
    outages.publish(R"({"critical":{"penalty_per_minute":200},"reason":"a","expected_version":1})");
    const std::size_t count = outages.ledger.events().size();
    CHECK(outages.query("/api/v1/sla/calculate?severity=critical&mttr_minutes=25") ==
          R"({"severity":"critical","mttr_minutes":25,"status":"violated","threshold_minutes":15,)"
          R"("amount":-2000.00,"performance_rating":"poor","payment_type":"penalty",)"
          R"("amount_exact":"-2000.00","policy_version":2,"rating":"poor"})");
    // Of a known outage the policy counts that was pinned to it.
    CHECK(
        outages.query("/api/v1/sla/calculate?outage_id=OUT001&severity=critical&mttr_minutes=25") ==
        R"({"outage_id":"OUT001","severity":"critical","mttr_minutes":25,"status":"violated",)"
        R"("threshold_minutes":15,"amount":-1000.00,"performance_rating":"poor",)"
        R"("payment_type":"penalty","amount_exact":"-1000.00","policy_version":1,)"
        R"("rating":"poor"})");
    CHECK(refused(outages.ledger, Method::get,
                  "/api/v1/sla/calculate?outage_id=OUT9&severity=critical&mttr_minutes=2", "")
              .kind == ErrorKind::not_found);
    CHECK(
        refused(outages.ledger, Method::get, "/api/v1/sla/calculate?severity=critical", "").kind ==
        ErrorKind::validation);
    CHECK(outages.ledger.events().size() == count);
}

TEST_CASE("recomputing by the outage's path, and many at once, writes what differs alone") {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 40min));
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 40min, noon - 15min));
    outages.must("OUT002", created("OUT002", Severity::low, noon - 40min));
    const std::size_t count = outages.ledger.events().size();
    for (const char* body : {"", "{}"})
        CHECK(done(outages.ledger, Method::post, "/api/v1/outages/OUT001/recompute-sla", body)
                  .body.starts_with(R"({"outage_id":"OUT001","sla_result":{"status":"violated")"));
    CHECK(refused(outages.ledger, Method::post, "/api/v1/outages/OUT009/recompute-sla", "").kind ==
          ErrorKind::not_found);
    outages.ledger.forget();
    const std::string body =
        done(outages.ledger, Method::post, "/api/v1/outages/batch/recalculate-sla",
             R"({"ids":["OUT001","OUT002","OUT009"]})")
            .body;
    CHECK(member(body, "success_count") == "1");
    CHECK(member(body, "failure_count") == "2");
    CHECK(member(body, "results").starts_with(R"([{"outage_id":"OUT001","changed":false,)"));
    CHECK(member(body, "errors") ==
          R"([{"id":"OUT002","code":"outage.not_resolved","message":"the outage is not resolved"},)"
          R"({"id":"OUT009","code":"outage.not_found","message":"no such outage"}])");
    CHECK(refused(outages.ledger, Method::post, "/api/v1/outages/batch/recalculate-sla",
                  R"({"ids":[]})")
              .kind == ErrorKind::validation);
    CHECK(outages.ledger.events().size() == count);
}
