// What /metrics says against what really happened.
#include "http/prometheus.hpp"
#include "tests/http/figures.hpp"
#include "tests/http/small_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

FigureMap metrics(SmallLedger& ledger) {
    const HttpResponse response = ledger.get("/metrics");
    REQUIRE(response.status == 200);
    REQUIRE(*response.find("content-type") == prometheus_type);
    return figures_of(response.body);
}

std::string field(const HttpResponse& response, std::string_view name) {
    const std::string* value = response.find(name);
    return value == nullptr ? "" : *value;
}

Error shed(std::string_view code) {
    return {.kind = ErrorKind::unavailable, .code = std::string{code}, .message = "later"};
}

}  // namespace

TEST_CASE("a family has its help, its type and its samples, and text is escaped") {
    std::string text;
    begin_family(text, "some_total", "Some.", MetricType::counter);
    Samples samples{text, "some_total"};
    samples.add(3);
    samples.add(0.25, {{"name", "a \"b\" \\ \n c"}, {"other", ""}});
    CHECK(text ==
          "# HELP some_total Some.\n# TYPE some_total counter\nsome_total 3\n"
          "some_total{name=\"a \\\"b\\\" \\\\ \\n c\",other=\"\"} 0.25\n");
}

TEST_CASE("metrics count what was asked, decided and written") {
    SmallLedger ledger;
    FigureMap before = metrics(ledger);
    CHECK(before.at("nociq_log_events_total") == "2");
    CHECK(before.at("nociq_log_position") == "1");
    CHECK(before.at("nociq_commands_decided_total") == "0");
    CHECK(before.at(R"(nociq_build_info{version="1.0.0",commit="abc"})") == "1");

    for (int i = 0; i < 3; ++i) ledger.move("a");
    CHECK(ledger.post("/move", "").status == 400);
    CHECK(ledger.get("/nowhere").status == 404);
    CHECK(ledger.get("/api/v1/events/0").status == 200);
    CHECK(ledger.get("/api/v1/events/1").status == 200);
    ledger.signed_log();

    const FigureMap after = metrics(ledger);
    CHECK(after.at("nociq_log_events_total") == "5");
    CHECK(after.at("nociq_log_commits_total") == "3");
    CHECK(after.at("nociq_checkpoint_events") == "5");
    CHECK(after.at("nociq_commands_decided_total") == "3");
    CHECK(after.at("nociq_commands_rejected_total") == "0");
    const auto requests = [&](std::string_view method, std::string_view route,
                              std::string_view status) {
        const std::string name = "nociq_http_requests_total{method=\"" + std::string{method} +
                                 "\",route=\"" + std::string{route} + "\",status=\"" +
                                 std::string{status} + "\"}";
        const auto found = after.find(name);
        return found == after.end() ? std::string{"none"} : found->second;
    };
    CHECK(requests("POST", "/move", "2xx") == "3");
    CHECK(requests("POST", "/move", "4xx") == "1");
    CHECK(requests("POST", "/move", "5xx") == "none");
    CHECK(requests("GET", "/api/v1/events/{position}", "2xx") == "2");
    CHECK(requests("none", "none", "4xx") == "1");
    CHECK(requests("GET", "/metrics", "2xx") == "1");
    CHECK(after.at("nociq_http_connections_total{outcome=\"accepted\"}") == "1");
    CHECK(after.at(R"(nociq_queue_length{queue="connections"})") == "1");
    CHECK(after.at(R"(nociq_queue_bytes{queue="requests"})") ==
          std::to_string(request_overhead_bytes));
    CHECK(after.at(R"(nociq_view_state{view="balances",state="live"})") == "1");
    CHECK(after.at(R"(nociq_view_state{view="balances",state="stopped"})") == "0");
}

TEST_CASE("every bound is there beside what it bounds") {
    SmallLedger ledger;
    const FigureMap figures = metrics(ledger);
    std::size_t bounds = 0;
    for (const auto& [name, value] : figures) {
        const bool counted = name.starts_with("nociq_queue_bound{");
        if (!counted && !name.starts_with("nociq_queue_bound_bytes{")) continue;
        CAPTURE(name);
        const std::string length = counted ? "nociq_queue_length" : "nociq_queue_bytes";
        const auto now = figures.find(length + name.substr(name.find('{')));
        REQUIRE(now != figures.end());
        CHECK(std::stoull(value) > 0);
        CHECK(std::stoull(now->second) <= std::stoull(value));
        ++bounds;
    }
    CHECK(bounds == 7 + 2 + 1);
}

TEST_CASE("what was shed is counted by its reason, and whoever is shed is told when to come back") {
    SmallLedger ledger;
    ledger.pipeline->set_storage_low(true);
    const HttpResponse low = ledger.post("/move", "a");
    CHECK(low.status == 507);
    CHECK(field(low, "retry-after") == "30");
    CHECK(field(ledger.get("/health/ready"), "retry-after") == "1");
    for (const std::string_view reason : shed_reasons) {
        const Reply reply = ledger.dispatcher->refusal(shed(reason));
        CHECK(reply.status == 503);
        CHECK(std::ranges::count(reply.headers, "Retry-After",
                                 &std::pair<std::string, std::string>::first) == 1);
    }
    ledger.dispatcher->refusal(shed("never.heard.of"));

    const FigureMap figures = metrics(ledger);
    CHECK(figures.at("nociq_storage_low") == "1");
    for (const std::string_view reason : shed_reasons) {
        CAPTURE(reason);
        const bool twice = reason == "storage.low" || reason == "other";
        CHECK(figures.at("nociq_http_shed_total{reason=\"" + std::string{reason} + "\"}") ==
              (twice ? "2" : "1"));
    }
}

TEST_CASE("a rebuild shows while it runs and is gone when it has taken over") {
    SmallLedger ledger;
    for (int i = 0; i < 5; ++i) ledger.move("a");
    REQUIRE(ledger.post("/api/v1/projections/balances/rebuild").status == 202);
    while (metrics(ledger).at(R"(nociq_view_rebuilding{view="balances"})") != "0")
        std::this_thread::yield();
    const FigureMap figures = metrics(ledger);
    CHECK_FALSE(figures.contains(R"(nociq_view_rebuild_events{view="balances"})"));
    CHECK(figures.at(R"(nociq_view_events_total{view="balances"})") == "7");
    CHECK(figures.at(R"(nociq_view_lag_events{view="balances"})") == "0");
    CHECK(figures.at("nociq_slowest_view_lag_events") == "0");
    CHECK(figures.at("nociq_slowest_view_lag_seconds") == "0");
}
