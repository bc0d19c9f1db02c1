// A view that fails on an event, seen by those who read it, by those who read others, by whoever
// watches, and by whoever mends it.
#include "tests/http/figures.hpp"
#include "tests/http/small_ledger.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

/// Whether the rule has been mended.
std::atomic<bool> mended = false;

/// Counts movements of money; fails at one to "poison" until it is mended.
Result<void> apply(Rows& rows, const ViewEvent& event) {
    const bool is_poison = event->payload && event->payload->find("poison") != std::string::npos;
    if (is_poison) rows.put("half", "done");
    if (is_poison && !mended) return fail(ErrorKind::internal, "fragile.poison", "cannot fold it");
    TRY(count, rows.get("count"));
    rows.put("count", std::to_string(std::stoi(count.value_or("0")) + 1));
    return {};
}
constexpr std::array<std::string_view, 1> moved{"test.money_moved"};
const View fragile{"fragile", 1, moved, apply, "Counts movements."};

Result<Reply> show_count(const Request&, const Context& context) {
    TRY(count, context.rows("fragile").get("count"));
    TRY(half, context.rows("fragile").get("half"));
    return Reply{.body = count.value_or("0") + (half ? " and a half" : "")};
}
constexpr std::array<std::string_view, 1> fragile_only{"fragile"};
const std::array routes{
    Route{Method::get, "/count", Role::viewer, show_count, "Counts.", fragile_only}};

std::string field(const HttpResponse& response, std::string_view name) {
    const std::string* value = response.find(name);
    return value == nullptr ? "" : *value;
}

void wait_for_state(const SmallLedger& ledger, ViewState state) {
    while (ledger.runner->status()[0].state != state) std::this_thread::yield();
}

/// Two movements, the one that cannot be folded, and one more.
struct Stopped : SmallLedger {
    Stopped() : SmallLedger{{fragile}, routes} {
        mended = false;
        move("a");
        before = move("b");
        poison = move("poison");
        last = move("c");
        wait_for_state(*this, ViewState::stopped);
    }
    Position before = 0;
    Position poison = 0;
    Position last = 0;
};

}  // namespace

TEST_CASE("reads of a stopped view see the events before the one that it stopped at, and say so") {
    Stopped ledger;
    const HttpResponse count = ledger.get("/count");
    CHECK(count.status == 200);
    CHECK(count.body == "2");
    CHECK(field(count, "x-projection-state") == "stopped");
    CHECK(field(count, "x-projection-position") == std::to_string(ledger.before));
    CHECK(field(count, "x-event-position") == std::to_string(ledger.last));

    const std::string seen = "/count?min_position=" + std::to_string(ledger.before);
    CHECK(ledger.get(seen).status == 200);
    const HttpResponse refused = ledger.get("/count?min_position=" + std::to_string(ledger.poison));
    CHECK(refused.status == 503);
    CHECK(field(refused, "retry-after") == "1");
}

TEST_CASE("other views and all writes go on beside a stopped view") {
    Stopped ledger;
    ledger.move("d");
    const HttpResponse balances = ledger.get("/api/v1/ledger/balances?account=d");
    CHECK(balances.status == 200);
    CHECK(balances.body.find(R"("account":"d")") != std::string::npos);
    CHECK(field(balances, "x-projection-state").empty());
    ledger.clock.advance(std::chrono::hours{1});
    CHECK(ledger.post("/move", "e").status == 201);
}

TEST_CASE("a stopped view is named with position and reason by health, list and metrics") {
    Stopped ledger;
    const HttpResponse ready = ledger.get("/health/ready");
    CHECK(ready.status == 503);
    CHECK(field(ready, "retry-after") == "1");
    const std::string position = std::to_string(ledger.poison);
    const std::string reason = "event " + position + " (test.money_moved): cannot fold it";
    CHECK(ready.body.find(R"({"name":"fragile","ok":false,"position":)" + position + ",") !=
          std::string::npos);
    CHECK(ready.body.find(reason) != std::string::npos);
    CHECK(ready.body.find(R"({"name":"balances","ok":true)") != std::string::npos);
    CHECK(ledger.get("/health/live").status == 200);
    CHECK(ledger.get("/api/v1/projections").body.find(reason) != std::string::npos);

    const FigureMap figures = figures_of(ledger.get("/metrics").body);
    CHECK(figures.at(R"(nociq_view_state{view="fragile",state="stopped"})") == "1");
    CHECK(figures.at(R"(nociq_view_state{view="fragile",state="live"})") == "0");
    CHECK(figures.at(R"(nociq_view_events_total{view="fragile"})") == position);
    CHECK(figures.at(R"(nociq_view_lag_events{view="fragile"})") == "2");
    CHECK(figures.at(R"(nociq_view_state{view="balances",state="live"})") == "1");
}

TEST_CASE("a stopped view is mended by a rebuild once its rule is") {
    Stopped ledger;
    REQUIRE(ledger.post("/api/v1/projections/fragile/rebuild").status == 202);
    while (!ledger.runner->status()[0].rebuild || !ledger.runner->status()[0].rebuild->error)
        std::this_thread::yield();
    CHECK(ledger.get("/count").body == "2");
    FigureMap figures = figures_of(ledger.get("/metrics").body);
    CHECK(figures.at(R"(nociq_view_rebuild_failed{view="fragile"})") == "1");

    mended = true;
    REQUIRE(ledger.post("/api/v1/projections/fragile/rebuild").status == 202);
    wait_for_state(ledger, ViewState::live);
    const HttpResponse count = ledger.get("/count");
    CHECK(count.body == "4 and a half");
    CHECK(field(count, "x-projection-state").empty());
    CHECK(field(count, "x-projection-position") == std::to_string(ledger.last));
    CHECK(ledger.get("/health/ready").status == 200);
    figures = figures_of(ledger.get("/metrics").body);
    CHECK(figures.at(R"(nociq_view_state{view="fragile",state="live"})") == "1");
    CHECK(figures.at(R"(nociq_view_rebuild_failed{view="fragile"})") == "0");
}
