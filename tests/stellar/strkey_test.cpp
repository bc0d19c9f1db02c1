// SEP-23 against its own vectors, and the law that every value has one text.
#include "stellar/strkey/strkey.hpp"

#include "engine/kernel/encoding.hpp"
#include "tests/stellar/vectors.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <optional>

using namespace ledger;
using namespace ledger::stellar;

namespace {

std::optional<StrkeyKind> kind_named(std::string_view name) {
    struct Row {
        std::string_view name;
        StrkeyKind kind;
    };
    constexpr Row rows[] = {
        {"ed25519_public_key", StrkeyKind::account},
        {"muxed_account", StrkeyKind::muxed_account},
        {"ed25519_secret_seed", StrkeyKind::secret_seed},
        {"pre_auth_tx", StrkeyKind::pre_auth_transaction},
        {"hash_x", StrkeyKind::hash_x},
        {"signed_payload", StrkeyKind::signed_payload},
        {"contract", StrkeyKind::contract},
        {"liquidity_pool", StrkeyKind::liquidity_pool},
        {"claimable_balance", StrkeyKind::claimable_balance},
    };
    for (const Row& row : rows)
        if (row.name == name) return row.kind;
    return std::nullopt;
}

constexpr std::size_t key_size = 32;

std::string signed_payload_of(std::size_t size) {
    std::string payload(key_size, 'k');
    payload.append({0, 0, 0, static_cast<char>(size)});
    payload.append(size, 'p').append((4 - size % 4) % 4, '\0');
    return payload;
}

}  // namespace

TEST_CASE("the valid strkeys of the vectors decode to their payloads and are written again") {
    const std::size_t count =
        for_each_vector("stellar-strkey.json", "valid", [](const Vector& row) {
            const std::string& text = row.at("strkey");
            CAPTURE(text);
            const auto kind = kind_named(row.at("type"));
            REQUIRE(kind.has_value());
            const auto key = strkey_from_text(text);
            REQUIRE(key.has_value());
            CHECK(key->kind == *kind);
            CHECK(to_hex(key->payload) == row.at("payload_hex"));
            CHECK(to_strkey(key->kind, key->payload) == text);
            CHECK(strkey_payload(*kind, text) == key->payload);
            CHECK(strkey_letter(*kind) == text.front());
        });
    CHECK(count == 28);
}

TEST_CASE("the invalid strkeys of the vectors are refused, without a word of the text") {
    const std::size_t count =
        for_each_vector("stellar-strkey.json", "invalid", [](const Vector& row) {
            const std::string& text = row.at("strkey");
            CAPTURE(text);
            CAPTURE(row.at("reason"));
            const auto key = strkey_from_text(text);
            REQUIRE(!key.has_value());
            CHECK(key.error().kind == ErrorKind::validation);
            CHECK(key.error().code == "strkey.invalid");
            if (text.size() > 1) CHECK(key.error().message.find(text) == std::string::npos);
        });
    CHECK(count == 25);
}

TEST_CASE("a strkey of one kind is not taken for another") {
    const std::size_t count =
        for_each_vector("stellar-strkey.json", "wrong_type", [](const Vector& row) {
            CAPTURE(row.at("strkey"));
            const auto kind = kind_named(row.at("not_a"));
            REQUIRE(kind.has_value());
            CHECK(!strkey_payload(*kind, row.at("strkey")));
        });
    CHECK(count > 20);
}

TEST_CASE("a payload that does not fit its kind has no text") {
    for (const std::size_t size : {0u, 31u, 33u, 40u}) {
        CAPTURE(size);
        CHECK(!to_strkey(StrkeyKind::account, std::string(size, '\0')));
    }
    CHECK(!to_strkey(StrkeyKind::claimable_balance, std::string(33, '\1')));
    for (std::size_t size = 0; size <= 66; ++size) {
        CAPTURE(size);
        CHECK(to_strkey(StrkeyKind::signed_payload, signed_payload_of(size)).has_value() ==
              (size >= 1 && size <= 64));
    }
    std::string padded = signed_payload_of(5);
    padded.back() = 1;
    CHECK(!to_strkey(StrkeyKind::signed_payload, padded));
}

TEST_CASE("whatever text is a strkey is the only text of its value") {
    CHECK(holds([] {
        const std::string seed =
            *rc::gen::container<std::string>(key_size, rc::gen::arbitrary<char>());
        std::string text = to_strkey(StrkeyKind::account, seed).value_or("");
        RC_ASSERT(strkey_payload(StrkeyKind::account, text).value_or("") == seed);

        // One changed symbol is always found by the checksum.
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        const char symbol = *rc::gen::element('A', 'G', 'Z', '2', '7', 'a', '=', '\0', '\xFF');
        RC_PRE(text[at] != symbol);
        text[at] = symbol;
        RC_ASSERT(!strkey_from_text(text));
    }));
    // Unused bits of the last symbol are zero, whatever the payload's length modulo 5.
    constexpr StrkeyKind kinds[] = {StrkeyKind::account, StrkeyKind::muxed_account,
                                    StrkeyKind::signed_payload, StrkeyKind::claimable_balance};
    for (const StrkeyKind kind : kinds) {
        const std::string payload = kind == StrkeyKind::signed_payload  ? signed_payload_of(29)
                                    : kind == StrkeyKind::muxed_account ? std::string(40, 'm')
                                                                        : std::string(33, '\0');
        const auto text =
            to_strkey(kind, kind == StrkeyKind::account ? payload.substr(1) : payload);
        REQUIRE(text.has_value());
        for (const char symbol : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"}) {
            CAPTURE(symbol);
            const std::string changed = text->substr(0, text->size() - 1) + symbol;
            CHECK(strkey_from_text(changed).has_value() == (changed == *text));
        }
    }
}
