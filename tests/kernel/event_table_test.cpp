// Events by their permanent names: written, read back, lifted from the past, documented.
#include "engine/kernel/event_table.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace lamps {

struct Lit {
    static constexpr EventMeta meta{"lamp.lit", 1, "A lamp was lit."};
    std::string lamp;
    Timestamp at{};

    static constexpr auto fields() {
        return std::tuple{Field{"lamp", &Lit::lamp, "The lamp."}, Field{"at", &Lit::at, "When."}};
    }
    bool operator==(const Lit&) const = default;
};

// A released event is frozen; its successor keeps the name and raises the version.
struct LimitSet {
    static constexpr EventMeta meta{"limit.set", 2, "A limit, in hundredths."};
    std::int64_t hundredths = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"hundredths", &LimitSet::hundredths, "The limit."}};
    }
    bool operator==(const LimitSet&) const = default;
};
struct LimitSetV1 {
    static constexpr EventMeta meta{"limit.set", 1, "A limit, in whole units."};
    std::int64_t units = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"units", &LimitSetV1::units, "The limit."}};
    }
};
LimitSet upcast(LimitSetV1 past) { return {past.units * 100}; }

using Event = std::variant<Lit, LimitSet>;
constexpr auto events = event_table(std::type_identity<Event>{}, std::type_identity<LimitSetV1>{});
static_assert(distinct_events(events));

}  // namespace lamps

using namespace lamps;

namespace {

const Event lit = Lit{"lamp-1", Timestamp{}};
constexpr std::string_view lit_payload = R"({"lamp":"lamp-1","at":"1970-01-01T00:00:00Z"})";

}  // namespace

TEST_CASE("an event is written under its permanent name, as canonical JSON") {
    const NewEvent written = encode(lit);
    CHECK(written.type == "lamp.lit");
    CHECK(written.schema_version == 1);
    CHECK(written.payload == lit_payload);
    CHECK(written.postings.empty());
    CHECK(events[lit.index()].meta.name == written.type);
    CHECK(encode(Event{LimitSet{7}}).schema_version == 2);
}

TEST_CASE("what was written is read back") {
    CHECK(decode_event(events, "lamp.lit", 1, lit_payload).value() == lit);
}

TEST_CASE("what a rule has written is read back, whatever the limits for requests are") {
    const Event long_name = Lit{std::string(300, 'x'), Timestamp{}};
    CHECK_FALSE(json::parse<Lit>(encode(long_name).payload));
    CHECK(decode_event(events, "lamp.lit", 1, encode(long_name).payload).value() == long_name);
}

TEST_CASE("what cannot be understood is corrupt, and says which event it is") {
    struct Row {
        std::string_view name;
        std::uint16_t version;
        std::string_view payload;
        std::string_view code;
        std::string_view message;
    };
    const Row rows[] = {
        {"lamp.lit", 2, lit_payload, "event.unknown", "lamp.lit v2"},
        {"lamp.put_out", 1, lit_payload, "event.unknown", "lamp.put_out v1"},
        {"limit.set", 1, lit_payload, "event.malformed", "limit.set: lamp is not a known field"},
        {"lamp.lit", 1, R"({"lamp":"a"})", "event.malformed", "lamp.lit: at is required"},
        {"lamp.lit", 1, "", "event.malformed", "lamp.lit: the body is not well-formed JSON"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        const Result<Event> event = decode_event(events, row.name, row.version, row.payload);
        REQUIRE(!event);
        CHECK(event.error().kind == ErrorKind::corrupt);
        CHECK(event.error().code == row.code);
        CHECK(event.error().message == row.message);
    }
}

TEST_CASE("an event of the past is read as its successor") {
    CHECK(decode_event(events, "limit.set", 1, R"({"units":7})").value() == Event{LimitSet{700}});
    CHECK(decode_event(events, "limit.set", 2, R"({"hundredths":7})").value() ==
          Event{LimitSet{7}});
}

TEST_CASE("two events of one name and version are noticed") {
    constexpr auto twice =
        event_table(std::type_identity<Event>{}, std::type_identity<LimitSetV1>{},
                    std::type_identity<LimitSetV1>{});
    static_assert(!distinct_events(twice));
    CHECK(twice.size() == events.size() + 1);
}

TEST_CASE("the manual is made from the declarations") {
    std::string text;
    events[0].append_manual(text);
    CHECK(text == "### lamp.lit v1\n\nA lamp was lit.\n\n- `lamp`: The lamp.\n- `at`: When.\n\n");
}

TEST_CASE("the category of a stream is what stands before the first dash") {
    CHECK(category_of("outage-OUT-1") == "outage");
    CHECK(category_of("policy") == "policy");
}
