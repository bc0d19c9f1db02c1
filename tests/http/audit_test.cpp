// Who did what: filters, both orders, and pages that say where they stopped.
#include "engine/kernel/json_reader.hpp"
#include "tests/http/small_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

std::string member(std::string_view object, std::string_view name) {
    std::string text;
    const Result<void> read = json::read(object, [&](json::Value& root) {
        root.for_each_member([&](std::string_view key, json::Value& value) {
            if (key == name) text = value.raw();
        });
    });
    REQUIRE(read.has_value());
    return text;
}

using Positions = std::vector<Position>;

Positions positions_in(const HttpResponse& reply) {
    CAPTURE(reply.body);
    REQUIRE(reply.status == 200);
    Positions found;
    const auto read = json::read(member(reply.body, "entries"), [&](json::Value& root) {
        root.for_each_element([&](json::Value& entry) {
            found.push_back(std::stoull(member(entry.raw(), "position")));
        });
    });
    REQUIRE(read.has_value());
    return found;
}

Positions positions(SmallLedger& ledger, const std::string& query) {
    return positions_in(ledger.get("/api/v1/audit?" + query));
}

/// All pages of a query, which go on by cursor.
Positions all_pages(SmallLedger& ledger, const std::string& query) {
    Positions all;
    for (std::string cursor;;) {
        const HttpResponse reply =
            ledger.get("/api/v1/audit?" + query + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const Position position : positions_in(reply)) all.push_back(position);
        cursor = member(reply.body, "next_cursor");
        CHECK((member(reply.body, "complete") == "true") == (cursor == "null"));
        if (cursor == "null") return all;
    }
}

}  // namespace

TEST_CASE("an entry says who did what, when, and what it moved") {
    SmallLedger ledger;
    const Position position = ledger.move("ann");
    const HttpResponse reply = ledger.get("/api/v1/audit?limit=1");
    CHECK(positions_in(reply) == Positions{position});
    for (const char* part :
         {R"("actor":"local:0")", R"("type":"test.money_moved")", R"("redacted":false)",
          R"("amount_exact":"1.50")", R"("correlation_id":")", R"("recorded_at":"20)"})
        CHECK(reply.body.find(part) != std::string::npos);
    CHECK(member(reply.body, "complete") == "false");
    CHECK(member(reply.body, "next_cursor") == std::to_string(position));
    CHECK(member(reply.body, "log_size") == std::to_string(position + 1));
}

TEST_CASE("each filter leaves what it names") {
    SmallLedger ledger;
    const Position genesis_end = ledger.log.end();
    const Position first = ledger.move("ann");
    ledger.get("/api/v1/ledger/balances");  // Else the clock's leap is a lag of the view.
    ledger.clock.advance(1h);
    const Position second = ledger.move("ben");
    const std::string stream =
        member(ledger.get("/api/v1/events/" + std::to_string(first)).body, "stream");
    const std::string name = stream.substr(1, stream.size() - 2);
    const std::string category = name.substr(0, name.find('-'));
    const std::string then = to_text(ledger.clock.now() - 30min);

    CHECK(positions(ledger, "type=test.money_moved") == Positions{second, first});
    CHECK(positions(ledger, "type=test.&order=oldest") == Positions{first, second});
    CHECK(positions(ledger, "type=test").empty());
    CHECK(positions(ledger, "actor=local:0&type=test.") == Positions{second, first});
    CHECK(positions(ledger, "actor=local:1").empty());
    CHECK(positions(ledger, "from=" + then) == Positions{second});
    CHECK(positions(ledger, "type=test.&to=" + then) == Positions{first});
    CHECK(positions(ledger, "from_position=" + std::to_string(second)) == Positions{second});
    CHECK(positions(ledger, "from_position=" + std::to_string(second + 1)).empty());
    CHECK(positions(ledger, "category=" + category).front() == second);
    CHECK(positions(ledger, "stream=" + name + "&order=oldest").front() == first);
    CHECK(positions(ledger, "category=" + category + "&id=" + name.substr(name.find('-') + 1) +
                                "&order=oldest")
              .front() == first);
    CHECK(positions(ledger, "outage=OUT001").empty());
    CHECK(positions(ledger, "category=nothing").empty());
    CHECK(positions(ledger, "order=oldest").size() == genesis_end + 2);
    for (const char* bad : {"id=1", "stream=a-1&category=a", "outage=O&stream=a-1", "limit=0",
                            "order=first", "from=yesterday", "cursor=x"})
        CHECK(ledger.get(std::string{"/api/v1/audit?"} + bad).status == 400);
}

TEST_CASE("pages in either order meet every event once") {
    SmallLedger ledger;
    for (int i = 0; i < 40; ++i) ledger.move("account" + std::to_string(i % 3));
    const Position end = ledger.log.end();
    for (const char* filter : {"from_position=0", "type=test.", "actor=local:0", "category=till"}) {
        CAPTURE(filter);
        const Positions whole = positions(ledger, std::string{filter} + "&limit=1000&order=oldest");
        CHECK(std::ranges::is_sorted(whole));
        Positions backwards = whole;
        std::ranges::reverse(backwards);
        const std::string small = std::string{filter} + "&limit=7";
        CHECK(all_pages(ledger, small + "&order=oldest") == whole);
        CHECK(all_pages(ledger, small) == backwards);
        CHECK(whole.size() <= end);
    }
}

TEST_CASE("balances may be asked for by a time") {
    SmallLedger ledger;
    ledger.move("ann");
    ledger.get("/api/v1/ledger/balances");  // Else the clock's leap is a lag of the view.
    const std::string before = to_text(ledger.clock.now());
    ledger.clock.advance(1h);
    ledger.move("ann");
    const std::string target = "/api/v1/ledger/balances?account=ann&as_of=";
    CHECK(ledger.get(target + before).body.find(R"("balance":1.50)") != std::string::npos);
    CHECK(ledger.get(target + to_text(ledger.clock.now())).body.find(R"("balance":3.00)") !=
          std::string::npos);
    CHECK(ledger.get(target + "1999-01-01T00:00:00Z").status == 422);
    CHECK(ledger.get(target + "soon").status == 400);
}
