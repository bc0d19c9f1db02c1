// What follows from corrections and restorations: terms, results, money, and the reasons for them.
#include "tests/domains/told_outages.hpp"
#include "tests/support/property.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

Amount usdc(std::int64_t ones) { return *ledger::whole(ones); }

/// A critical outage of 25 minutes, which costs 1000.
ToldOutages violated_outage() {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 40min));
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 40min, noon - 15min));
    return outages;
}

}  // namespace

TEST_CASE("a corrected repair makes a generation, and its postings move the difference alone") {
    auto outages = violated_outage();
    outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::critical, noon - 40min,
                                                       noon - 30min));
    const auto results = outages.all<Calculated>();
    REQUIRE(results.size() == 2);
    CHECK(results[1].generation == 2);
    CHECK(results[1].cause == Cause::corrected);
    CHECK(results[1].reason == "the clock was wrong");
    CHECK(results[1].calculated_at == noon);
    CHECK(results[1].amount == usdc(1125));
    CHECK(results[1].delta == usdc(2125));
    CHECK(outages.all<TermsPinned>().size() == 1);
    CHECK(outages.posted("OUT001") == usdc(1125));
    CHECK(outages.ledger.events().back().postings ==
          std::vector<Posting>{{"pool:USDC:accrued", "operator:main:payable", "USDC", usdc(1000)},
                               {"pool:USDC:accrued", "noc:main:receivable", "USDC", usdc(1125)}});
}

TEST_CASE("a corrected severity is measured by its own terms of the same policy") {
    auto outages = violated_outage();
    outages.must("OUT001",
                 sla::whole<told::Corrected>("OUT001", Severity::low, noon - 40min, noon - 15min));
    const auto pins = outages.all<TermsPinned>();
    REQUIRE(pins.size() == 2);
    CHECK(pins[1].severity == Severity::low);
    CHECK(pins[1].policy_version == 1);
    CHECK(outages.all<Calculated>().back().amount == usdc(1200));
    CHECK(outages.posted("OUT001") == usdc(1200));
}

TEST_CASE("a corrected detection selects the policy again, as ruling 51 says") {
    ToldOutages outages{noon};
    outages.publish(R"({"critical":{"penalty_per_minute":200},"reason":"dearer",)"
                    R"("effective_from":"2026-01-16T13:00:00Z","expected_version":1})");
    outages.ledger.set_now(noon + 4h);
    outages.must("OUT001", created("OUT001", Severity::critical, noon + 2h));
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon + 2h, noon + 3h));
    CHECK(outages.all<Calculated>().back().amount == usdc(-9000));
    SUBCASE("back to before it was in force") {
        outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::critical,
                                                           noon + 30min, noon + 3h));
        CHECK(outages.all<TermsPinned>().back().policy_version == 1);
        CHECK(outages.all<TermsPinned>().back().detected_at == noon + 30min);
        CHECK(outages.all<Calculated>().back().amount == usdc(-13500));
        const std::string text = outages.query("/api/v1/sla/explain/OUT001");
        CAPTURE(text);
        CHECK(text.find(R"("cause":"corrected","reason":"the clock was wrong")") != text.npos);
        CHECK(text.find(R"("selected_because":"selected again, since the detection was corrected )"
                        R"(to 2026-01-16T12:30:00Z: the highest version published by then that )"
                        R"(is in force at it")") != text.npos);
        CHECK(
            text.find(R"("selected_because":"in force at the detection, 2026-01-16T14:00:00Z")") !=
            text.npos);
    }
    SUBCASE("a version published since counts, if it was in force then") {
        // Published now and effective at once: not in force at a detection before now.
        outages.publish(R"({"critical":{"penalty_per_minute":300},"reason":"dearer still",)"
                        R"("expected_version":2})");
        outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::critical,
                                                           noon + 150min, noon + 3h));
        CHECK(outages.all<TermsPinned>().back().policy_version == 2);
        CHECK(outages.all<Calculated>().back().amount == usdc(-3000));
    }
    SUBCASE("the detection stays: so does the policy") {
        outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::critical, noon + 2h,
                                                           noon + 150min));
        CHECK(outages.all<TermsPinned>().size() == 1);
        CHECK(outages.all<Calculated>().back().policy_version == 2);
    }
}

TEST_CASE("what is corrected while it is open is pinned anew, and not priced") {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 40min));
    outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::high, noon - 20min,
                                                       std::nullopt, {{noon - 10min, noon, "x"}}));
    const auto pins = outages.all<TermsPinned>();
    REQUIRE(pins.size() == 2);
    CHECK(pins[1].severity == Severity::high);
    CHECK(pins[1].detected_at == noon - 20min);
    CHECK(outages.all<Calculated>().empty());
    const std::string status = outages.query("/api/v1/sla/status/OUT001");
    CAPTURE(status);
    CHECK(status.find(R"("time_remaining_minutes":20,"deadline":"2026-01-16T12:21:00Z")") !=
          status.npos);
}

TEST_CASE("a correction that changes nothing of the price writes no generation") {
    auto outages = violated_outage();
    outages.must("OUT001", sla::whole<told::Corrected>("OUT001", Severity::critical, noon - 40min,
                                                       noon - 15min));
    CHECK(outages.all<Calculated>().size() == 1);
}

TEST_CASE("a correction whose amount does not fit is refused as a whole") {
    const Timestamp long_ago{std::chrono::sys_days{std::chrono::January / 1 / 1990}};
    ToldOutages outages{long_ago};
    outages.publish(R"({"critical":{"penalty_per_minute":10000},"reason":"dear",)"
                    R"("expected_version":1})");
    outages.must("OUT001", created("OUT001", Severity::critical, long_ago));
    outages.must("OUT001", resolved("OUT001", Severity::critical, long_ago, long_ago));
    const std::size_t count = outages.ledger.events().size();
    const auto refused = outages.tell(
        "OUT001", sla::whole<told::Corrected>(
                      "OUT001", Severity::critical, long_ago,
                      Timestamp{std::chrono::sys_days{std::chrono::January / 1 / 2200}}));
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == ErrorKind::unprocessable);
    CHECK(outages.ledger.events().size() == count);
}

TEST_CASE("a restored outage is priced anew if it is resolved") {
    auto outages = violated_outage();
    outages.must("OUT001", deleted("OUT001"));
    CHECK(outages.all<Calculated>().back().reason == "recorded twice");
    CHECK(outages.posted("OUT001") == Amount{});
    CHECK(outages.look_up("sla.result", R"({"outage":"OUT001"})") == "null");
    outages.must("OUT001", sla::whole<told::Restored>("OUT001", Severity::critical, noon - 40min,
                                                      noon - 15min));
    const auto results = outages.all<Calculated>();
    REQUIRE(results.size() == 3);
    CHECK(results[2].cause == Cause::restored);
    CHECK(results[2].posted_before == Amount{});
    CHECK(results[2].delta == usdc(-1000));
    CHECK(outages.posted("OUT001") == usdc(-1000));
    CHECK(outages.query("/api/v1/sla/status/OUT001").find(R"("status":"violated")") !=
          std::string::npos);
}

TEST_CASE("an open outage that is restored goes on where its clock stood") {
    ToldOutages outages{noon};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 40min));
    told::ClockStopped stop;
    stop.outage = OutageId{"OUT001"};
    stop.from = noon - 35min;
    stop.reason = "customer";
    outages.must("OUT001", stop);
    outages.must("OUT001", deleted("OUT001"));
    CHECK(outages.ledger.query("/api/v1/sla/status/OUT001").error().kind == ErrorKind::not_found);
    outages.must("OUT001", sla::whole<told::Restored>("OUT001", Severity::critical, noon - 40min,
                                                      std::nullopt));
    CHECK(outages.all<Calculated>().empty());
    CHECK(outages.all<TermsPinned>().size() == 2);
    const std::string status = outages.query("/api/v1/sla/status/OUT001");
    CAPTURE(status);
    CHECK(status.find(R"("time_remaining_minutes":10,"deadline":null)") != status.npos);
}

TEST_CASE("a deleted outage cannot be calculated, a restored open one not yet") {
    auto outages = violated_outage();
    const auto calculate = [&] {
        return outages.ledger
            .send(Method::post, "/api/v1/sla/calculate", R"({"outage_id":"OUT001"})")
            .reply.error()
            .kind;
    };
    outages.must("OUT001", deleted("OUT001"));
    CHECK(calculate() == ErrorKind::not_found);
    outages.must("OUT001", sla::whole<told::Restored>("OUT001", Severity::critical, noon - 40min,
                                                      std::nullopt));
    CHECK(calculate() == ErrorKind::unprocessable);
}

TEST_CASE("other domains see the latest result, and how it stands") {
    auto outages = violated_outage();
    CHECK(outages.look_up("sla.result", R"({"outage":"OUT001"})") ==
          R"({"status":"violated","mttr_minutes":25,"threshold_minutes":15,"amount":-1000.00,)"
          R"("payment_type":"penalty","amount_exact":"-1000.00","performance_rating":"poor",)"
          R"("generation":1,"policy_version":1,"sub_minute":false})");
    CHECK(outages.look_up("sla.result", R"({"outage":"OUT009"})") == "null");
    CHECK(outages.look_up("sla.standing", R"({"outage":"OUT001"})") ==
          R"({"known":true,"outage":"OUT001","open":false,"deleted":false,"generation":1,)"
          R"("amount":-1000.00,"calculated_at":"2026-01-16T12:00:00Z",)"
          R"("resolved_at":"2026-01-16T11:45:00Z"})");
    CHECK(outages.look_up("sla.standing", R"({"outage":"OUT009"})") ==
          R"({"known":false,"outage":"OUT009","open":false,"deleted":false,"generation":null,)"
          R"("amount":0.00,"calculated_at":null,"resolved_at":null})");
}
