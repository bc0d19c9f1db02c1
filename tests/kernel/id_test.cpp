// Identifiers of different kinds do not mix, and bytes are read no further than they go.
#include "engine/kernel/id.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/function_ref.hpp"

#include <doctest/doctest.h>

#include <type_traits>

using namespace ledger;

namespace {

using OutageId = Id<struct OutageTag>;
using SiteId = Id<struct SiteTag>;

static_assert(!std::is_constructible_v<OutageId, SiteId>);
static_assert(!std::is_convertible_v<std::string, OutageId>);
static_assert(!std::is_convertible_v<OutageId, std::string>);

}  // namespace

TEST_CASE("ids of one kind compare by their text") {
    CHECK(OutageId{"a"} == OutageId{"a"});
    CHECK(OutageId{"a"} < OutageId{"b"});
    CHECK(OutageId{} != OutageId{"a"});
}

TEST_CASE("a key made of a number sorts as the number does") {
    CHECK(big_endian_key(1) == std::string("\0\0\0\0\0\0\0\1", 8));
    CHECK(big_endian_key(255) < big_endian_key(256));
    CHECK(big_endian_key(0x7FFF'FFFF'FFFF'FFFF) < big_endian_key(0x8000'0000'0000'0000));
}

TEST_CASE("a reader takes what was put, and then is finished") {
    std::string bytes;
    put_big_endian(bytes, std::uint8_t{0x01});
    put_big_endian(bytes, std::uint16_t{0x0203});
    put_big_endian(bytes, std::uint32_t{0x04050607});
    put_big_endian(bytes, std::uint64_t{0xF8090A0B0C0D0E0F});
    bytes +=
        "\x03"
        "abc";
    put_bytes(bytes, std::array<std::uint8_t, 2>{7, 8});

    ByteReader reader{bytes};
    CHECK(reader.take<std::uint8_t>() == 0x01);
    CHECK(reader.take<std::uint16_t>() == 0x0203);
    CHECK(reader.take<std::uint32_t>() == 0x04050607);
    CHECK(reader.take<std::uint64_t>() == 0xF8090A0B0C0D0E0F);
    CHECK(reader.take_string8() == "abc");
    CHECK(!reader.finished());
    CHECK(reader.take_array<2>() == std::array<std::uint8_t, 2>{7, 8});
    CHECK(reader.finished());
}

TEST_CASE("after the first short read everything is empty") {
    ByteReader reader{
        "\x05"
        "abc"};
    CHECK(reader.take_string8().empty());
    CHECK(!reader.ok());
    CHECK(reader.take<std::uint8_t>() == 0);
    CHECK(reader.take_array<2>() == std::array<std::uint8_t, 2>{});
    CHECK(reader.rest().empty());
    CHECK(!reader.finished());
    CHECK(!ByteReader{"a"}.finished());
}

TEST_CASE("a borrowed callable calls what it refers to") {
    int calls = 0;
    const auto count = [&](int by) { return calls += by; };
    const FunctionRef<int(int)> borrowed = count;
    CHECK(borrowed(2) == 2);
    CHECK(borrowed(3) == 5);
}
