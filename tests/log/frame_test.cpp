// Frames, payload frames, and the keys and values that are derived from them.
#include "engine/log/frame.hpp"

#include "tests/log/log_fixture.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

const std::vector<std::string> leaves{"one", "", std::string(65'535, 'x')};

std::vector<SealedPayload> some_payloads() {
    return {{.salt = bytes_of_seed<salt_bytes>(1), .bytes = "{}"},
            {.state = SealedPayload::State::redacted, .salt = {}, .bytes = ""},
            {.salt = bytes_of_seed<salt_bytes>(2), .bytes = ""}};
}

std::vector<std::string> owned_leaves(const std::string& frame) {
    const auto views = decode_frame(frame).value();
    return {views.begin(), views.end()};
}

}  // namespace

TEST_CASE("frames and payload frames are read back as they were written") {
    CHECK(owned_leaves(encode_frame(leaves)) == leaves);
    CHECK(decode_payload_frame(encode_payload_frame(some_payloads())) == some_payloads());
}

TEST_CASE("every truncation and every extension of a frame is refused") {
    const std::string frame = encode_frame(std::vector<std::string>{"one", "", "three"});
    const std::string payload_frame = encode_payload_frame(some_payloads());
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK(decode_frame(frame.substr(0, size)).error().code == "frame.malformed");
    for (std::size_t size = 0; size < payload_frame.size(); ++size)
        CHECK(decode_payload_frame(payload_frame.substr(0, size)).error().code ==
              "payload_frame.malformed");
    CHECK_FALSE(decode_frame(frame + '\0').has_value());
    CHECK_FALSE(decode_payload_frame(payload_frame + '\0').has_value());
}

TEST_CASE("a count that the bytes cannot hold is refused before anything is reserved") {
    CHECK_FALSE(decode_frame(std::string_view{"\1\xff\xff\xff\xff\0\0\0\0", 9}).has_value());
    CHECK_FALSE(decode_frame(std::string_view{"\1\0\0\0\0", 5}).has_value());
    CHECK_FALSE(decode_frame(std::string_view{"\2\0\0\0\1\0\0", 7}).has_value());
    CHECK_FALSE(decode_payload_frame("\1\x7f\xff\xff\xff" + std::string(37, '\0')).has_value());
}

TEST_CASE("a payload is refused when its state is unknown or a redacted place is not empty") {
    const std::string salt(salt_bytes, '\0');
    const std::string length{"\0\0\0\0", 4};
    const auto is_taken = [](const std::string& bytes) {
        ByteReader reader{bytes};
        return take_payload(reader).has_value();
    };
    CHECK(is_taken(std::string{'\0'} + salt + length));
    CHECK(is_taken('\1' + salt + length));
    CHECK_FALSE(is_taken('\2' + salt + length));
    CHECK_FALSE(is_taken('\1' + std::string(salt_bytes, 's') + length));
    CHECK_FALSE(is_taken('\1' + salt + std::string{"\0\0\0\1x", 5}));
    CHECK(is_taken(std::string{'\0'} + salt + std::string{"\0\x10\0\0", 4} +
                   std::string(max_payload_bytes, 'p')));
    CHECK_FALSE(is_taken(std::string{'\0'} + salt + std::string{"\0\x10\0\1", 4} +
                         std::string(max_payload_bytes + 1, 'p')));
}

TEST_CASE("any bytes are refused or are the canonical frame or entry of what they hold") {
    CHECK(holds(
        [] {
            auto bytes = *rc::gen::arbitrary<std::string>();
            if (*rc::gen::arbitrary<bool>()) bytes.insert(0, std::string_view{"\1\0\0\0\1", 5});
            if (decode_frame(bytes)) RC_ASSERT(encode_frame(owned_leaves(bytes)) == bytes);
            const auto payloads = decode_payload_frame(bytes);
            if (payloads) RC_ASSERT(encode_payload_frame(*payloads) == bytes);
            const auto entry = decode_index_entry(bytes);
            if (entry) RC_ASSERT(encode_index_entry(*entry) == bytes);
            const auto key = decode_balance_key(bytes);
            if (key) RC_ASSERT(balance_key(key->account, key->asset, key->position) == bytes);
        },
        3'000));
}

TEST_CASE("index entries are read back; unsorted, doubled, empty or cut ones are refused") {
    const IndexEntry entry{.first_version = 7, .indexes = {0, 3, 4'000'000'000}};
    CHECK(decode_index_entry(encode_index_entry(entry)) == entry);
    CHECK_FALSE(decode_index_entry(encode_index_entry({7, {3, 3}})).has_value());
    CHECK_FALSE(decode_index_entry(encode_index_entry({7, {3, 1}})).has_value());
    CHECK_FALSE(decode_index_entry(big_endian_key(7)).has_value());
    CHECK_FALSE(decode_index_entry(encode_index_entry(entry) + 'x').has_value());
}

TEST_CASE("an index key gives its frame only to its own name") {
    const std::string key = index_key("outage-1", 0x0102);
    CHECK(frame_of_index_key("outage-1", key) == 0x0102);
    CHECK_FALSE(frame_of_index_key("outage-", key).has_value());
    CHECK_FALSE(frame_of_index_key("outage-11", key).has_value());
    CHECK_FALSE(frame_of_index_key("outage-2", key).has_value());
    CHECK_FALSE(frame_of_index_key("outage-1", key + 'x').has_value());
    CHECK(index_key("outage-1", 255) < index_key("outage-1", 256));
}

TEST_CASE("balance keys and balances are read back, and sort by position") {
    const std::string key = balance_key("chain:GABC", "USDC:GI", 300);
    const auto decoded = decode_balance_key(key).value();
    CHECK(decoded.account == "chain:GABC");
    CHECK(decoded.asset == "USDC:GI");
    CHECK(decoded.position == 300);
    CHECK(balance_key("a", "b", 255) < balance_key("a", "b", 256));
    CHECK_FALSE(decode_balance_key(key.substr(1 + key.find('\0'))).has_value());
    CHECK_FALSE(decode_balance_key(key + 'x').has_value());
    for (const std::int64_t units : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX})
        CHECK(decode_balance(encode_balance(Amount{units})) == Amount{units});
    CHECK_FALSE(decode_balance("1234567").has_value());
    CHECK_FALSE(decode_balance("123456789").has_value());
}

TEST_CASE("index rows say which leaves of the frame are a stream's and which are a category's") {
    std::vector<RecordedEvent> events{draft_event("outage-1", ""), draft_event("payment-9", ""),
                                      draft_event("outage-2", ""), draft_event("outage-1", "")};
    events[0].stream_version = 5;
    events[3].stream_version = 6;
    const auto rows = index_rows(40, events);
    struct Expected {
        Family family;
        std::string key;
        IndexEntry entry;
    };
    const std::vector<Expected> expected{
        {Family::streams, index_key("outage-1", 40), {5, {0, 3}}},
        {Family::streams, index_key("outage-2", 40), {0, {2}}},
        {Family::streams, index_key("payment-9", 40), {0, {1}}},
        {Family::categories, index_key("outage", 40), {0, {0, 2, 3}}},
        {Family::categories, index_key("payment", 40), {0, {1}}}};
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].family == expected[i].family);
        CHECK(rows[i].key == expected[i].key);
        CHECK(decode_index_entry(rows[i].value.value()) == expected[i].entry);
    }
}
