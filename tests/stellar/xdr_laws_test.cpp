// What holds for any value of any type: bytes and JSON come back, nothing but the value's own bytes
// is taken for it, and no input does harm.
#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/registry.hpp"
#include "stellar/xdr/sep51.hpp"
#include "stellar/xdr/transactions.hpp"
#include "tests/stellar/vectors.hpp"
#include "tests/xdr/any_value.hpp"

#include <algorithm>
#include <set>

using namespace ledger;
using namespace ledger::stellar;
using namespace ledger::stellar::xdr;

namespace {

constexpr std::uint64_t seed = 20260116;
/// Where each byte or bit of a value is tried: small ones say as much as large ones.
constexpr std::size_t shallow = 5;

std::string encoded(const Entry& entry, const AnyValue& value) {
    const auto bytes = encode_from(entry.type(), entry.name, value.get());
    REQUIRE(bytes.has_value());
    return *bytes;
}

/// The bytes of what `bytes` decode to; nothing when they are refused.
std::optional<std::string> again(const Entry& entry, std::string_view bytes) {
    const AnyValue value = make_value(entry);
    if (!decode_into(entry.type(), entry.name, bytes, value.get())) return std::nullopt;
    return encoded(entry, value);
}

std::string json_of(const Entry& entry, const AnyValue& value) {
    const auto text = json_from(entry.type(), entry.name, value.get());
    REQUIRE(text.has_value());
    return *text;
}

}  // namespace

TEST_CASE("every type has one name, and every value of it comes back from bytes and from JSON") {
    std::set<std::string_view> names;
    ValueMaker maker{seed};
    for (const Entry& entry : all_types()) {
        CAPTURE(entry.name);
        CHECK(names.insert(entry.name).second);
        for (int i = 0; i < 30; ++i) {
            const AnyValue value = maker.make(entry);
            const std::string bytes = encoded(entry, value);
            CHECK(bytes.size() % 4 == 0);
            CHECK(again(entry, bytes) == bytes);

            const std::string text = json_of(entry, value);
            const AnyValue read = make_value(entry);
            REQUIRE(read_json_into(entry.type(), entry.name, text, read.get()).has_value());
            CHECK(encoded(entry, read) == bytes);
            CHECK(json_of(entry, read) == text);
        }
    }
    CHECK(names.size() > 300);
}

TEST_CASE("random values reach every arm of every union") {
    ValueMaker maker{seed};
    for (const Entry& entry : all_types())
        for (int i = 0; i < 30; ++i) static_cast<void>(maker.make(entry));
    for (const auto& arm : arms_within(all_types())) {
        CAPTURE(arm.first);
        CAPTURE(arm.second);
        CHECK(maker.arms().contains(arm));
    }
}

TEST_CASE("a value that was cut off anywhere, or has something after it, is refused") {
    ValueMaker maker{seed, shallow};
    for (const Entry& entry : all_types()) {
        CAPTURE(entry.name);
        for (int i = 0; i < 3; ++i) {
            const std::string bytes = encoded(entry, maker.make(entry));
            for (std::size_t size = 0; size < bytes.size(); ++size)
                CHECK(!again(entry, std::string_view{bytes}.substr(0, size)));
            CHECK(!again(entry, bytes + std::string(4, '\0')));
            CHECK(!again(entry, bytes + '\0'));
        }
    }
}

TEST_CASE("a flipped bit is refused, or it is another value with exactly these bytes") {
    ValueMaker maker{seed, shallow};
    for (const Entry& entry : all_types()) {
        CAPTURE(entry.name);
        std::string bytes = encoded(entry, maker.make(entry));
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            const auto flip = static_cast<char>(1 << bit % 8);
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ flip);
            const std::optional<std::string> other = again(entry, bytes);
            if (other) CHECK(*other == bytes);
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ flip);
        }
    }
}

TEST_CASE("envelopes of others are refused when cut off, and mean something else when changed") {
    static_cast<void>(for_each_vector("stellar-dev.json", "vectors", [](const Vector& row) {
        CAPTURE(row.at("id"));
        std::string bytes = from_base64(row.at("envelope_xdr")).value_or("");
        const auto envelope = decode<TransactionEnvelope>(bytes);
        REQUIRE(envelope.has_value());
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK(!decode<TransactionEnvelope>(std::string_view{bytes}.substr(0, size)));
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            const auto flip = static_cast<char>(1 << bit % 8);
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ flip);
            if (const auto other = decode<TransactionEnvelope>(bytes)) {
                CHECK(*other != *envelope);
                CHECK(encode(*other) == bytes);
            }
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ flip);
        }
    }));
}
