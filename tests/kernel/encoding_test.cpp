// The published vectors of each encoding, and everything near them that must be refused.
#include "engine/kernel/encoding.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace std::string_literals;

TEST_CASE("the vectors of RFC 4648 section 10 hold both ways") {
    struct Row {
        std::string_view bytes;
        std::string_view base64;
        std::string_view hex;
    };
    const Row rows[] = {
        {"", "", ""},
        {"f", "Zg==", "66"},
        {"fo", "Zm8=", "666f"},
        {"foo", "Zm9v", "666f6f"},
        {"foob", "Zm9vYg==", "666f6f62"},
        {"fooba", "Zm9vYmE=", "666f6f6261"},
        {"foobar", "Zm9vYmFy", "666f6f626172"},
        {"\xFB\xFF\xFE", "+//+", "fbfffe"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.base64);
        CHECK(to_base64(row.bytes) == row.base64);
        CHECK(from_base64(row.base64) == row.bytes);
        CHECK(to_hex(row.bytes) == row.hex);
        CHECK(from_hex(row.hex) == row.bytes);
    }
    CHECK(from_hex("fBFf") == "\xFB\xFF");
}

TEST_CASE("Base64 has one text for each value") {
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zg===", "Zg==Zg==", "Z===", "====", "=Zg=", "Zh==", "Zm9=", "Zm8",
          "Zm 8", "Zm8=\n", "Zm-_", "Zg=\0", "Zm9v!AAA", "Zm\xC3\xA9"}) {
        CAPTURE(text);
        CHECK(!from_base64(text));
    }
}

TEST_CASE("hexadecimal text is made of pairs of digits") {
    for (const std::string_view text : {"0", "abc", "0g", "g0", "0x", " 0", "0 ", "--", "0\xC3"}) {
        CAPTURE(text);
        CHECK(!from_hex(text));
    }
}

TEST_CASE("bytes survive their text") {
    CHECK(holds([](const std::string& bytes) {
        RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
        RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
    }));
    CHECK(holds([] {
        const std::string text = *any_text();
        const std::string encoded = percent_encode(text);
        const bool has_nul = text.find('\0') != std::string::npos;
        RC_ASSERT(percent_decode(encoded, false).has_value() != has_nul);
        if (!has_nul) RC_ASSERT(percent_decode(encoded, true) == text);
    }));
}

TEST_CASE("a hash has exactly 32 bytes") {
    Hash hash;
    hash.bytes[0] = 0xFF;
    hash.bytes[31] = 0x01;
    const std::string hex = "ff" + std::string(60, '0') + "01";
    CHECK(to_hex(hash) == hex);
    CHECK(hash_from_hex(hex) == hash);
    CHECK(hash_from_base64(to_base64(as_view(hash))) == hash);
    CHECK(!hash_from_hex(hex.substr(2)));
    CHECK(!hash_from_hex(hex + "00"));
    CHECK(!hash_from_hex(""));
    CHECK(!hash_from_base64(to_base64("short")));
}

TEST_CASE("a UUID is 8-4-4-4-12, written in lower case and read in either") {
    const std::string text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";  // RFC 9562 section 4.
    const Uuid uuid = uuid_from_text(text).value_or(Uuid{});
    CHECK(uuid.bytes[0] == 0xF8);
    CHECK(uuid.bytes[15] == 0xF6);
    CHECK(to_text(uuid) == text);
    CHECK(uuid_from_text("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6") == uuid);
    for (const std::string_view bad :
         {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
          "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
          "{81d4fae-7dec-11d0-a765-00a0c91e6bf6}", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
          "f81d4fae-7dec-11d0-a765--0a0c91e6bf6", "f81d4fae_7dec-11d0-a765-00a0c91e6bf6"}) {
        CAPTURE(bad);
        CHECK(!uuid_from_text(bad));
    }
}

TEST_CASE("percent-encoding keeps RFC 3986's unreserved characters only") {
    CHECK(percent_encode("AZaz09-._~") == "AZaz09-._~");
    CHECK(percent_encode("a b/c?d=é&+%") == "a%20b%2Fc%3Fd%3D%C3%A9%26%2B%25");
    CHECK(percent_decode("a%20b%2fc", false) == "a b/c");
    CHECK(percent_decode("a+b", false) == "a+b");
    CHECK(percent_decode("a+b%2B", true) == "a b+");
    CHECK(percent_decode("%C3%A9", false) == "é");
    CHECK(percent_decode("", true) == "");
}

TEST_CASE("a malformed percent-encoding, NUL and text that is not UTF-8 are refused") {
    for (const std::string& text : {"%"s, "%4"s, "a%"s, "%G0"s, "%0G"s, "%%20"s, "%00"s, "a\0"s,
                                    "%FF"s, "%C3"s, "\xFF"s, "%ED%A0%80"s}) {
        CAPTURE(text);
        CHECK(!percent_decode(text, false));
        CHECK(!percent_decode(text, true));
    }
}

TEST_CASE("UTF-8 is what RFC 3629 says") {
    struct Row {
        std::string text;
        std::size_t first;
        bool valid;
    };
    const Row rows[] = {
        {"", 0, true},
        {"a", 1, true},
        {"\0"s, 1, true},
        {"\x7F", 1, true},
        {"\xC2\x80", 2, true},
        {"\xDF\xBF", 2, true},
        {"\xE0\xA0\x80", 3, true},
        {"\xED\x9F\xBF", 3, true},
        {"\xEE\x80\x80", 3, true},
        {"\xEF\xBF\xBF", 3, true},
        {"\xF0\x90\x80\x80", 4, true},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"aé😀", 1, true},
        {"\x80", 0, false},
        {"\xBF", 0, false},
        {"\xC0\x80", 0, false},
        {"\xC1\xBF", 0, false},
        {"\xC2", 0, false},
        {"\xC2\x7F", 0, false},
        {"\xC2\xC0", 0, false},
        {"\xE0\x9F\xBF", 0, false},
        {"\xE1\x80", 0, false},
        {"\xED\xA0\x80", 0, false},
        {"\xED\xBF\xBF", 0, false},
        {"\xF0\x8F\xBF\xBF", 0, false},
        {"\xF1\x80\x80", 0, false},
        {"\xF4\x90\x80\x80", 0, false},
        {"\xF5\x80\x80\x80", 0, false},
        {"\xFE", 0, false},
        {"\xFF", 0, false},
        {"a\xFF", 1, false},
        {"é\xC3", 2, false},
    };
    for (const Row& row : rows) {
        CAPTURE(to_hex(row.text));
        CHECK(utf8_sequence(row.text) == row.first);
        CHECK(is_utf8(row.text) == row.valid);
    }
    CHECK(holds([] { RC_ASSERT(is_utf8(*any_text())); }));
}
