// SLAs beside the outages that they belong to, through the real sequencer.
#include "engine/domains/sla/outage_sla.hpp"
#include "engine/kernel/codec.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

/// Both domains, and what people do to an outage.
class Operations {
public:
    explicit Operations(Timestamp now = noon) : ledger{registered_domains(), now} {}

    void create(std::string_view severity, Timestamp detected_at, std::string_view more = "") {
        post("/api/v1/outages", R"({"site_name":"Cell Tower Alpha","severity":")" +
                                    std::string{severity} + R"(","detected_at":")" +
                                    to_text(detected_at) + R"(","description":"Total loss")" +
                                    std::string{more} + "}");
    }
    void resolve(Timestamp resolved_at, std::string_view id = "OUT001") {
        change(id, R"({"status":"resolved","resolved_at":")" + to_text(resolved_at) + R"("})");
    }
    void reopen(Timestamp reopened_at, std::string_view id = "OUT001") {
        change(id, R"({"status":"active","reason":"came back","reopened_at":")" +
                       to_text(reopened_at) + R"("})");
    }
    void change(std::string_view id, const std::string& body) {
        const auto reply =
            ledger.send(Method::put, "/api/v1/outages/" + std::string{id}, body).reply;
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    void erase(std::string_view id = "OUT001") {
        const auto reply =
            ledger.send(Method::del, "/api/v1/outages/" + std::string{id} + "?reason=twice").reply;
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    void post(std::string_view path, const std::string& body) {
        const auto reply = ledger.send(Method::post, path, body).reply;
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    Result<Reply> calculate(std::string_view id = "OUT001") {
        return ledger
            .send(Method::post, "/api/v1/sla/calculate",
                  R"({"outage_id":")" + std::string{id} + R"("})")
            .reply;
    }
    std::string status(std::string_view id = "OUT001") {
        return ledger.query("/api/v1/sla/status/" + std::string{id}).value().body;
    }

    /// Every event of that type, decoded.
    template <class E>
    std::vector<E> all() {
        std::vector<E> found;
        for (const RecordedEvent& event : ledger.events())
            if (event.type == E::meta.name)
                found.push_back(json::parse<E>(event.payload.value()).value());
        return found;
    }
    /// What the outages' postings add up to.
    Amount posted() {
        Amount total;
        for (const RecordedEvent& event : ledger.events())
            for (const Posting& posting : event.postings)
                total = *sum(total, signed_amount(posting));
        return total;
    }

    test::TestLedger ledger;
};

Amount usdc(std::int64_t ones) { return *whole(ones); }

}  // namespace

TEST_CASE("a created outage has the terms of its severity pinned, in the same transaction") {
    Operations operations;
    operations.create("high", noon - 10min);
    const auto pins = operations.all<TermsPinned>();
    REQUIRE(pins.size() == 1);
    CHECK(pins[0].outage.value == "OUT001");
    CHECK(pins[0].policy_version == 1);
    CHECK(pins[0].detected_at == noon - 10min);
    CHECK(terms_of(pins[0]) == Terms{30, usdc(50), usdc(750)});
    const auto events = operations.ledger.events();
    CHECK(events[events.size() - 2].type == "outage.created");
    CHECK(events.back().stream == "sla-OUT001");
    CHECK(events.back().causation_id == events[events.size() - 2].event_id);
}

TEST_CASE("a resolved outage is priced in the same transaction, and its money posted") {
    Operations operations;
    operations.create("critical", noon - 40min);
    operations.resolve(noon - 15min);
    const auto results = operations.all<Calculated>();
    REQUIRE(results.size() == 1);
    CHECK(results[0].mttr_minutes == 25);
    CHECK(results[0].amount == usdc(-1000));
    const RecordedEvent event = operations.ledger.events().back();
    CHECK(event.postings ==
          std::vector<Posting>{{"operator:main:payable", "pool:USDC:accrued", "USDC", usdc(1000)}});
}

TEST_CASE("a new severity is measured by the same policy, from the detection on") {
    Operations operations;
    operations.create("low", noon - 40min);
    operations.change("OUT001", R"({"severity":"critical","reason":"worse than it looked"})");
    operations.resolve(noon);
    const auto pins = operations.all<TermsPinned>();
    REQUIRE(pins.size() == 2);
    CHECK(pins[1].severity == Severity::critical);
    CHECK(pins[1].detected_at == noon - 40min);
    CHECK(operations.all<Calculated>().front().amount == usdc(-2500));
}

TEST_CASE("the time between a repair and the fault's return does not count") {
    Operations operations;
    operations.create("critical", noon - 60min);
    operations.resolve(noon - 50min);
    operations.reopen(noon - 10min);
    CHECK(operations.calculate().error().code == "outage.not_resolved");
    operations.resolve(noon);
    const auto results = operations.all<Calculated>();
    REQUIRE(results.size() == 2);
    CHECK(results[0].amount == usdc(1125));
    CHECK(results[1].mttr_minutes == 20);
    CHECK(results[1].excluded == std::vector<Exclusion>{{noon - 50min, noon - 10min, "restored"}});
    CHECK(results[1].amount == usdc(-500));
    CHECK(results[1].delta == usdc(-1625));
    CHECK(operations.posted() == usdc(-500));
    // The reward is taken back from where it went, and the penalty comes from who owes it.
    CHECK(operations.ledger.events().back().postings ==
          std::vector<Posting>{{"operator:main:payable", "pool:USDC:accrued", "USDC", usdc(500)},
                               {"noc:main:receivable", "pool:USDC:accrued", "USDC", usdc(1125)}});
}

TEST_CASE("deleting takes back what was posted, and nothing when nothing was") {
    Operations operations;
    operations.create("critical", noon - 40min);
    operations.create("critical", noon - 40min);
    operations.resolve(noon);
    operations.erase("OUT002");
    CHECK(operations.all<Calculated>().size() == 1);
    operations.erase("OUT001");
    const auto results = operations.all<Calculated>();
    REQUIRE(results.size() == 2);
    CHECK(results[1].cause == Cause::deleted);
    CHECK(results[1].amount == Amount{});
    CHECK(operations.posted() == Amount{});
    CHECK(operations.calculate().error().kind == ErrorKind::not_found);
    CHECK(operations.ledger.query("/api/v1/sla/status/OUT001").error().kind ==
          ErrorKind::not_found);
}

TEST_CASE("the whole span of an import under maintenance is excluded") {
    Operations operations;
    const auto reply = operations.ledger.send(
        Method::post, "/api/v1/outages/bulk-import",
        "site_name,severity,description,detected_at,resolved_at,maintenance\n"
        "Alpha,critical,planned,2026-01-01T00:00:00Z,2026-01-01T09:00:00Z,1\n",
        "text/csv");
    REQUIRE(reply.reply.has_value());
    const auto results = operations.all<Calculated>();
    REQUIRE(results.size() == 1);
    CHECK(results[0].status == Verdict::excluded);
    CHECK(results[0].mttr_minutes == 0);
    CHECK(results[0].amount == Amount{});
    CHECK(operations.ledger.events().back().postings.empty());
}

TEST_CASE("calculating what has not changed answers the stored result and writes nothing") {
    Operations operations;
    operations.create("critical", noon - 40min, R"(,"external_id":"TT-7")");
    operations.resolve(noon - 15min);
    const std::size_t count = operations.ledger.events().size();
    const std::string answer =
        R"({"outage_id":"OUT001","sla_result":{"status":"violated","mttr_minutes":25,)"
        R"("threshold_minutes":15,"amount":-1000.00,"payment_type":"penalty",)"
        R"("amount_exact":"-1000.00","performance_rating":"poor","generation":1,)"
        R"("policy_version":1,"sub_minute":false},"contract_invocation":null})";
    CHECK(operations.calculate("OUT001").value().body == answer);
    CHECK(operations.calculate("TT-7").value().body == answer);
    operations.ledger.forget();
    CHECK(operations.calculate("TT-7").value().body == answer);
    CHECK(operations.ledger.events().size() == count);
}

TEST_CASE("calculating is refused for what is open, and for what is not there") {
    Operations operations;
    operations.create("critical", noon - 40min);
    const Error open = operations.calculate().error();
    CHECK(open.kind == ErrorKind::unprocessable);
    CHECK(open.fields.front().field == "outage_id");
    CHECK(operations.calculate("OUT999").error().kind == ErrorKind::not_found);
    CHECK(operations.ledger.send(Method::post, "/api/v1/sla/calculate", R"({"outage_id":""})")
              .reply.error()
              .kind == ErrorKind::validation);
}

TEST_CASE("an outage that would cost more than an amount holds cannot be resolved") {
    const Timestamp long_ago{std::chrono::sys_days{std::chrono::January / 1 / 1990}};
    Operations operations{long_ago};
    const auto reply = operations.ledger
                           .send(Method::put, "/api/v1/sla/configs",
                                 R"({"critical":{"penalty_per_minute":10000},"reason":"dear",)"
                                 R"("expected_version":1})")
                           .reply;
    REQUIRE(reply.has_value());
    operations.ledger.set_now(Timestamp{std::chrono::sys_days{std::chrono::January / 1 / 2200}});
    operations.create("critical", long_ago, R"(,"back_dating_reason":"found in a drawer")");
    const std::size_t count = operations.ledger.events().size();
    const auto refused =
        operations.ledger.send(Method::put, "/api/v1/outages/OUT001",
                               R"({"status":"resolved","resolved_at":"2199-12-31T00:00:00Z"})");
    REQUIRE(!refused.reply);
    CHECK(refused.reply.error().kind == ErrorKind::unprocessable);
    CHECK(refused.reply.error().fields.front().field == "resolved_at");
    CHECK(operations.ledger.events().size() == count);
}

TEST_CASE("the status of a resolved outage has the seed's shape") {
    Operations operations;
    operations.create("critical", noon - 40min, R"(,"external_id":"TT-7")");
    operations.resolve(noon - 15min);
    const std::string answer =
        R"({"outage_id":"OUT001","status":"violated","mttr_minutes":25,"threshold_minutes":15,)"
        R"("severity":"critical","penalty_amount":1000.00,"reward_amount":0.00,)"
        R"("performance_rating":"poor","payment_type":"penalty","smart_contract_invoked":false,)"
        R"("contract_tx_hash":null,"payment_executed":false,"payment_tx_hash":null,)"
        R"("amount_exact":"-1000.00","penalty_amount_exact":"1000.00",)"
        R"("reward_amount_exact":"0.00","breached":true,"overrun_minutes":10,)"
        R"("accrued_penalty":1000.00,"time_remaining_minutes":null,"deadline":null,)"
        R"("policy_version":1,"generation":1})";
    CHECK(operations.status("OUT001") == answer);
    CHECK(operations.status("TT-7") == answer);
}

TEST_CASE("the status of an open outage follows the clock") {
    struct Row {
        Duration after;
        std::string_view expected;
    };
    const Row rows[] = {
        {3min, R"("breached":false,"overrun_minutes":0,"accrued_penalty":0.00,)"
               R"("time_remaining_minutes":12,"deadline":"2026-01-16T12:16:00Z")"},
        {16min - 1ns, R"("breached":false,"overrun_minutes":0,"accrued_penalty":0.00,)"
                      R"("time_remaining_minutes":0,"deadline":"2026-01-16T12:16:00Z")"},
        {16min, R"("breached":true,"overrun_minutes":1,"accrued_penalty":100.00,)"
                R"("time_remaining_minutes":0,"deadline":"2026-01-16T12:16:00Z")"},
        {66min, R"("breached":true,"overrun_minutes":51,"accrued_penalty":5100.00,)"
                R"("time_remaining_minutes":0,"deadline":"2026-01-16T12:16:00Z")"},
    };
    Operations operations;
    operations.create("critical", noon);
    for (const Row& row : rows) {
        operations.ledger.set_now(noon + row.after);
        const std::string status = operations.status();
        CAPTURE(status);
        CHECK(status.find(R"("status":"in_progress","mttr_minutes":null)") != status.npos);
        CHECK(status.find(row.expected) != status.npos);
    }
}

TEST_CASE("a reopened outage's clock goes on where it stood") {
    Operations operations;
    operations.create("critical", noon - 60min);
    operations.resolve(noon - 50min);
    operations.reopen(noon - 2min);
    const std::string status = operations.status();
    CAPTURE(status);
    CHECK(status.find(R"("status":"in_progress")") != status.npos);
    CHECK(status.find(R"("time_remaining_minutes":3,"deadline":"2026-01-16T12:04:00Z",)"
                      R"("policy_version":1,"generation":1)") != status.npos);
}
