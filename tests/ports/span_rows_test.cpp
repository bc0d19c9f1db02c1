// Spans of places as rows: what counts after a time, whatever was put, moved and erased before.
#include "engine/ports/span_rows.hpp"

#include "tests/support/memory_rows.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace ledger;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

using Spans = std::multiset<std::pair<Timestamp, Timestamp>>;

Spans after(const RowReader& rows, Timestamp time, const std::vector<std::string>& places) {
    Spans spans;
    for (const Interval& span : SpanReader(rows, Timestamp::max()).after(time, places).value())
        spans.emplace(span.from, span.to);
    return spans;
}

/// Counts how often it is searched.
class CountedRows final : public RowReader {
public:
    explicit CountedRows(const RowReader& rows) : rows_{rows} {}
    Result<std::optional<std::string>> get(std::string_view key) const override {
        return rows_.get(key);
    }
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override {
        ++scans;
        return rows_.scan(from, until, [&](std::string_view key, std::string_view value) {
            ++seen;
            return visit(key, value);
        });
    }
    mutable int scans = 0;
    mutable int seen = 0;

private:
    const RowReader& rows_;
};

struct Placed {
    std::string place;
    Interval span;
};

Timestamp any_time() { return noon + std::chrono::minutes{*rc::gen::inRange(0, 60)}; }
std::string any_place() { return *rc::gen::element<std::string>("A", "AB", "B", ""); }

}  // namespace

TEST_CASE("a span is found at its place until it ends") {
    MemoryRows rows;
    REQUIRE(put_span(rows, "MW001", "tower", {noon, noon + 1h}).has_value());
    const Spans span{{noon, noon + 1h}};
    CHECK(after(rows, noon - 24h, {"mast", "tower"}) == span);
    CHECK(after(rows, noon + 1h - 1ns, {"tower"}) == span);
    CHECK(after(rows, noon + 1h, {"tower"}).empty());
    CHECK(after(rows, noon, {"towe", "towers", "mast"}).empty());
    CHECK(after(rows, noon, {}).empty());
    CHECK(after(rows, Timestamp{} - 1h, {"tower"}) == span);
}

TEST_CASE("where no span is, no place is looked for") {
    MemoryRows rows;
    rows.put("oOUT001", "a row of another kind");
    const CountedRows counted{rows};
    SpanReader reader{counted, noon};
    for (int line = 0; line < 200; ++line)
        CHECK(reader.after(noon, {"tower", "state", "country"}).value().empty());
    CHECK(counted.scans == 1);
}

TEST_CASE("what has ended long ago costs nothing") {
    MemoryRows rows;
    for (int number = 0; number < 1'000; ++number)
        REQUIRE(put_span(rows, "MW" + std::to_string(number), "tower",
                         {noon - 2h, noon - 1h - 1s * number})
                    .has_value());
    REQUIRE(put_span(rows, "MWlast", "tower", {noon, noon + 1h}).has_value());
    const CountedRows counted{rows};
    CHECK(SpanReader(counted, noon + 1h).after(noon, {"tower"}).value().size() == 1);
    CHECK(counted.seen == 2);
}

TEST_CASE("what is still to come when one stops to look is no span") {
    MemoryRows rows;
    REQUIRE(put_span(rows, "MW001", "tower", {noon, noon + 1h}).has_value());
    CHECK(SpanReader(rows, noon).after(noon, {"tower"}).value().empty());
    CHECK(SpanReader(rows, noon + 1ns).after(noon, {"tower"}).value().size() == 1);
}

TEST_CASE("a place that many ask for is read twice at most") {
    MemoryRows rows;
    for (int hour = 0; hour < 24; ++hour)
        REQUIRE(put_span(rows, "MW" + std::to_string(hour), "country",
                         {noon + 1h * hour, noon + 1h * (hour + 1)})
                    .has_value());
    const CountedRows counted{rows};
    SpanReader reader{counted, noon + 48h};
    for (int hour = 20; hour >= 0; --hour) {
        const std::vector<std::string> twice{"country", "country"};
        CHECK(reader.after(noon + 1h * hour, twice).value().size() ==
              2 * static_cast<std::size_t>(24 - hour));
    }
    CHECK(counted.scans == 3);
}

TEST_CASE("a row that is not what was written is an error, not a span") {
    MemoryRows rows;
    REQUIRE(put_span(rows, "MW001", "tower", {noon, noon + 1h}).has_value());
    rows.put(rows.all().front().first, "short");
    CHECK(SpanReader(rows, noon + 1h).after(noon, {"tower"}).error().kind == ErrorKind::corrupt);
}

TEST_CASE("whatever is put, moved and erased, each id has its last span") {
    CHECK(holds([] {
        MemoryRows rows;
        std::map<std::string, Placed> model;
        for (int steps = *rc::gen::inRange(1, 30); steps > 0; --steps) {
            const std::string id = *rc::gen::element<std::string>("MW1", "MW2", "MW3", "MW10");
            if (*rc::gen::inRange(0, 3) == 0) {
                RC_ASSERT(erase_span(rows, id).has_value());
                model.erase(id);
            } else {
                const Placed placed{any_place(), {any_time(), any_time()}};
                RC_ASSERT(put_span(rows, id, placed.place, placed.span).has_value());
                model[id] = placed;
            }
        }
        const Timestamp time = any_time();
        Spans expected;
        for (const auto& [id, placed] : model)
            if (placed.place != "B" && placed.span.to > time)
                expected.emplace(placed.span.from, placed.span.to);
        RC_ASSERT(after(rows, time, {"A", "AB", ""}) == expected);
        if (model.empty()) RC_ASSERT(rows.all().empty());
    }));
}
