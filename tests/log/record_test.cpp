// The record codec: round trips, limits, and everything that it must refuse.
#include "engine/log/record.hpp"

#include "tests/log/log_fixture.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

std::string name_gen() {
    static const std::vector<std::string> pieces{"a", "Z", "7", ":", "-", ".", "é", "日", "𝄞", " "};
    const auto chosen = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)));
    std::string name;
    for (const std::string& piece : chosen)
        if (name.size() + piece.size() <= 255) name += piece;
    return name;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> bytes_gen() {
    return *rc::gen::container<std::array<std::uint8_t, Size>>(rc::gen::arbitrary<std::uint8_t>());
}

RecordedEvent event_gen() {
    RecordedEvent event;
    event.position = *rc::gen::arbitrary<std::uint64_t>();
    event.stream_version = *rc::gen::arbitrary<std::uint64_t>();
    event.recorded_at = timestamp_of(*rc::gen::nonNegative<std::int64_t>());
    event.event_id.bytes = bytes_gen<16>();
    event.correlation_id.bytes = bytes_gen<16>();
    event.causation_id.bytes = bytes_gen<16>();
    event.schema_version = *rc::gen::arbitrary<std::uint16_t>();
    event.stream = name_gen();
    event.type = name_gen();
    event.actor = name_gen();
    event.idempotency_key_hash.bytes = bytes_gen<32>();
    const auto postings = *rc::gen::inRange(0, 5);
    for (int i = 0; i < postings; ++i) {
        Posting posting{.from = name_gen(), .to = name_gen(), .asset = name_gen(), .amount = {}};
        if (posting.from == posting.to) posting.to = posting.from == "to" ? "at" : "to";
        posting.amount = Amount{*rc::gen::positive<std::int64_t>()};
        event.postings.push_back(posting);
    }
    event.payload_commitment.bytes = bytes_gen<32>();
    return event;
}

bool same_fields(const RecordedEvent& a, const RecordedEvent& b) {
    return a.position == b.position && a.stream == b.stream &&
           a.stream_version == b.stream_version && a.recorded_at == b.recorded_at &&
           a.event_id == b.event_id && a.correlation_id == b.correlation_id &&
           a.causation_id == b.causation_id && a.actor == b.actor && a.type == b.type &&
           a.schema_version == b.schema_version &&
           a.idempotency_key_hash == b.idempotency_key_hash && a.postings == b.postings &&
           a.payload_commitment == b.payload_commitment && a.payload == b.payload;
}

bool is_refused_or_canonical(const std::string& bytes) {
    const auto decoded = decode_record(bytes);
    if (!decoded) return decoded.error().kind == ErrorKind::corrupt;
    return encode_record(*decoded).value() == bytes;
}

RecordedEvent valid_event() { return draft_event("outage-OUT001", "{}", 2); }

}  // namespace

TEST_CASE("what is encoded is decoded, field by field") {
    CHECK(holds(
        [] {
            const RecordedEvent event = event_gen();
            const auto leaf = encode_record(event);
            RC_ASSERT(leaf.has_value());
            const auto decoded = decode_record(*leaf);
            RC_ASSERT(decoded.has_value());
            RC_ASSERT(same_fields(*decoded, event));
        },
        300));
}

TEST_CASE("every truncation and every extension of a record is refused") {
    CHECK(holds(
        [] {
            const std::string leaf = encode_record(event_gen()).value();
            for (std::size_t size = 0; size < leaf.size(); ++size)
                RC_ASSERT(!decode_record(leaf.substr(0, size)).has_value());
            RC_ASSERT(!decode_record(leaf + '\0').has_value());
        },
        50));
}

TEST_CASE("a record with one bit flipped is refused, or is another record's canonical bytes") {
    const auto property = [] {
        const std::string leaf = encode_record(event_gen()).value();
        for (std::size_t bit = 0; bit < leaf.size() * 8; ++bit) {
            std::string flipped = leaf;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            RC_ASSERT(is_refused_or_canonical(flipped));
        }
    };
    CHECK(holds(property, 50));
}

TEST_CASE("any bytes at all are refused or canonical") {
    CHECK(holds(
        [] {
            auto bytes = *rc::gen::arbitrary<std::string>();
            const bool has_header = *rc::gen::arbitrary<bool>();
            if (has_header) bytes.insert(0, std::string_view{"\1\0", 2});
            RC_ASSERT(is_refused_or_canonical(bytes));
        },
        2'000));
}

TEST_CASE("what no record may hold is refused with the field's name, and so are its bytes") {
    struct Row {
        std::string_view field;
        void (*spoil)(RecordedEvent& event);
    };
    const Row rows[] = {
        {"stream", [](RecordedEvent& e) { e.stream = ""; }},
        {"stream", [](RecordedEvent& e) { e.stream = std::string(256, 'x'); }},
        {"stream", [](RecordedEvent& e) { e.stream = "\xc3("; }},
        {"stream", [](RecordedEvent& e) { e.stream = std::string{"a\0b", 3}; }},
        {"type", [](RecordedEvent& e) { e.type = ""; }},
        {"actor", [](RecordedEvent& e) { e.actor = ""; }},
        {"recorded_at", [](RecordedEvent& e) { e.recorded_at = timestamp_of(-1); }},
        {"posting.from", [](RecordedEvent& e) { e.postings[1].from = ""; }},
        {"posting.to", [](RecordedEvent& e) { e.postings[1].to = "\xff"; }},
        {"posting.to", [](RecordedEvent& e) { e.postings[1].to = e.postings[1].from; }},
        {"posting.asset", [](RecordedEvent& e) { e.postings[0].asset = ""; }},
        {"posting.amount", [](RecordedEvent& e) { e.postings[0].amount = Amount{0}; }},
        {"posting.amount", [](RecordedEvent& e) { e.postings[0].amount = Amount{-1}; }},
    };
    REQUIRE(encode_record(valid_event()).has_value());
    for (const Row& row : rows) {
        RecordedEvent event = valid_event();
        row.spoil(event);
        const auto leaf = encode_record(event);
        REQUIRE_FALSE(leaf.has_value());
        CHECK(leaf.error().kind == ErrorKind::validation);
        CHECK(leaf.error().code == "record.field");
        CHECK_MESSAGE(leaf.error().message.starts_with(row.field), leaf.error().message);
    }
}

TEST_CASE("names may be 255 bytes, a leaf 65,535, and not one more") {
    RecordedEvent event = valid_event();
    event.stream = std::string(255, 's');
    CHECK(encode_record(event).has_value());

    event.postings.assign(251, {.from = std::string(83, 'f'),
                                .to = std::string(83, 't'),
                                .asset = std::string(83, 'a'),
                                .amount = Amount{1}});
    event.stream = "s";
    const std::size_t without_stream = encode_record(event).value().size() - 1;
    REQUIRE(max_leaf_bytes - without_stream < 255);
    event.stream = std::string(max_leaf_bytes - without_stream, 's');
    CHECK(encode_record(event).value().size() == max_leaf_bytes);
    CHECK(decode_record(encode_record(event).value()).has_value());
    event.stream += 's';
    CHECK(encode_record(event).error().code == "record.too_large");

    event.postings.assign(65'536, valid_event().postings[0]);
    CHECK(encode_record(event).error().code == "record.too_large");
}

TEST_CASE("another version and any flag are refused, never guessed at") {
    std::string leaf = encode_record(valid_event()).value();
    leaf[0] = 2;
    CHECK(decode_record(leaf).error().code == "record.version");
    leaf[0] = 1;
    leaf[1] = 1;
    CHECK(decode_record(leaf).error().code == "record.malformed");
}

TEST_CASE("a payload commitment depends on salt and payload, and on where one ends") {
    Sha256 sha256;
    Salt salt = bytes_of_seed<salt_bytes>(1);
    const Hash commitment = payload_commitment(sha256, salt, "payload");
    CHECK(commitment == payload_commitment(sha256, salt, "payload"));
    CHECK(commitment != payload_commitment(sha256, salt, "payloa"));
    salt[31] ^= 1;
    CHECK(commitment != payload_commitment(sha256, salt, "payload"));
}
