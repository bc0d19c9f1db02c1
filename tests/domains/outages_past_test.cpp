// Pages as they were: after each event, at each time.
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

namespace ledger::sla {
extern constinit const Domain domain;
}

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

test::TestLedger priced_ledger() {
    static constexpr const Domain* domains[] = {&outages::domain, &sla::domain};
    return test::TestLedger{domains, noon};
}

std::string target(std::string_view id, std::string_view as_of) {
    return "/api/v1/outages/" + std::string{id} + "?as_of=" + std::string{as_of};
}

}  // namespace

TEST_CASE("every version of a page can be read for ever") {
    test::TestLedger ledger = priced_ledger();
    const std::string id = create(ledger, R"(,"external_id":"T-1")");
    std::vector<std::pair<std::size_t, std::string>> pages;
    const auto remember = [&] {
        pages.emplace_back(ledger.events().size() - 1, shown(ledger, "/api/v1/outages/" + id).body);
    };
    remember();
    const auto change = [&](const char* body) {
        ledger.set_now(ledger.now() + 7min);
        done(ledger, Method::put, "/api/v1/outages/" + id, body);
        remember();
    };
    change(R"({"assigned_to":"user7"})");
    change(R"({"description":"dark"})");
    change(R"({"status":"resolved","root_cause":"rain"})");
    change(R"({"status":"active","reason":"again"})");
    ledger.set_now(ledger.now() + 24h);
    done(ledger, Method::put, "/api/v1/outages/" + id, R"({"severity":"low","reason":"r"})");
    for (const auto& [position, page] : pages) {
        const Reply past = shown(ledger, target(id, std::to_string(position)));
        CHECK(past.body == page);
        CHECK(header(past, "X-Event-Position") == std::to_string(position));
        CHECK(shown(ledger, target("T-1", std::to_string(position))).body == page);
    }
}

TEST_CASE("a time is as good as a position") {
    test::TestLedger ledger = priced_ledger();
    const std::string id = create(ledger);
    const std::size_t created = ledger.events().size() - 1;
    const std::string page = shown(ledger, "/api/v1/outages/" + id).body;
    ledger.set_now(noon + 1h);
    done(ledger, Method::put, "/api/v1/outages/" + id, R"({"description":"dark"})");
    const Reply past = shown(ledger, target(id, "2026-01-16T12:00:00Z"));
    CHECK(past.body == page);
    CHECK(header(past, "X-Event-Position") == std::to_string(created));
    // The clock of an open outage stands where it stood then.
    const Reply later = shown(ledger, target(id, "2026-01-16T13:59:59%2B01:00"));
    CHECK(later.body.contains("Intermittent service degradation"));
    CHECK(later.body.contains(R"("overrun_minutes":29,)"));
    CHECK(header(later, "ETag") == header(past, "ETag"));
    CHECK(shown(ledger, target(id, "2026-01-16T13:00:00Z")).body.contains("dark"));
    CHECK(shown(ledger, target(id, "2200-01-01T00:00:00Z")).body ==
          shown(ledger, "/api/v1/outages/" + id).body);
}

TEST_CASE("the clock of a page as it was minds the maintenance that was planned by then") {
    test::TestLedger ledger{registered_domains(), noon};
    const std::string id = create(ledger, R"(,"site_id":"NORTH")");
    const auto plan = [&](Timestamp from, Timestamp to) {
        done(ledger, Method::post, "/api/v1/maintenance/windows",
             R"({"site_id":"NORTH","reason":"new batteries","from":")" + to_text(from) +
                 R"(","to":")" + to_text(to) + "\"}");
    };
    const auto left = [&](const std::string& as_of) {
        return member(member(shown(ledger, target(id, as_of)).body, "sla_status"),
                      "time_remaining_minutes");
    };
    plan(noon + 10min, noon + 12min);
    const std::string planned = std::to_string(ledger.events().size() - 1);
    ledger.set_now(noon + 1min);
    plan(noon + 4min, noon + 20min);
    ledger.set_now(noon + 2min);
    done(ledger, Method::del, "/api/v1/maintenance/windows/MW001", "");
    ledger.set_now(noon + 15min);
    CHECK(left(planned) == "30");
    CHECK(left(to_text(noon + 1min)) == "29");
    CHECK(left(to_text(noon + 15min)) == "26");
    ledger.set_now(noon + 30min);
    CHECK(left(to_text(noon + 15min)) == "26");
    CHECK(left(to_text(noon + 30min)) == "16");
    CHECK(shown(ledger, target(id, to_text(noon + 30min))).body ==
          shown(ledger, "/api/v1/outages/" + id).body);
}

TEST_CASE("before it was recorded, and after it was deleted, there is no outage") {
    test::TestLedger ledger = priced_ledger();
    const std::size_t before = ledger.events().size() - 1;
    const std::string id = create(ledger);
    const std::size_t created = ledger.events().size() - 1;
    done(ledger, Method::del, "/api/v1/outages/" + id, "");
    const std::size_t deleted = ledger.events().size() - 1;
    const auto kind = [&](std::string_view as_of) {
        return refused(ledger, Method::get, target(id, as_of), "").kind;
    };
    CHECK(kind(std::to_string(before)) == ErrorKind::not_found);
    CHECK(shown(ledger, target(id, std::to_string(created))).body.contains(id));
    CHECK(kind(std::to_string(deleted)) == ErrorKind::not_found);
    CHECK(kind(std::to_string(deleted + 1)) == ErrorKind::unprocessable);
    CHECK(kind("2026-01-16T11:59:59Z") == ErrorKind::unprocessable);
    CHECK(kind("99999999999999999999999") == ErrorKind::validation);
    CHECK(kind("2026-01-16") == ErrorKind::validation);
    CHECK(kind("-1") == ErrorKind::validation);
    CHECK(refused(ledger, Method::get, target("OUT999", std::to_string(created)), "").kind ==
          ErrorKind::not_found);
}
