// Byte strings, hashes, and big-endian writing and reading. Readers are total.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// SHA-256 output.
struct Hash {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Hash&) const = default;
};

inline std::string_view as_view(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

/// Appends `value` to `out`, most significant byte first.
template <class Unsigned>
void put_big_endian(std::string& out, Unsigned value) {
    static_assert(static_cast<Unsigned>(-1) > 0, "unsigned only");
    for (int shift = static_cast<int>(sizeof(Unsigned) * 8) - 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
}

/// The 8 bytes of a key that sorts as the number does.
inline std::string big_endian_key(std::uint64_t value) {
    std::string key;
    put_big_endian(key, value);
    return key;
}

/// Reads from the front of a byte string. After the first short read everything is zero or empty
/// and `ok()` is false, so a decoder checks once, at its end.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_{bytes} {}

    template <class Unsigned>
    Unsigned take() {
        const std::string_view bytes = take_bytes(sizeof(Unsigned));
        Unsigned value = 0;
        for (const char byte : bytes)
            value = static_cast<Unsigned>((static_cast<std::uint64_t>(value) << 8) |
                                          static_cast<std::uint8_t>(byte));
        return value;
    }
    std::string_view take_bytes(std::size_t count) {
        if (count > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const std::string_view bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }
    template <std::size_t Size>
    std::array<std::uint8_t, Size> take_array() {
        std::array<std::uint8_t, Size> array{};
        const std::string_view bytes = take_bytes(Size);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            array[i] = static_cast<std::uint8_t>(bytes[i]);
        return array;
    }
    /// One length byte, then that many bytes.
    std::string_view take_string8() { return take_bytes(take<std::uint8_t>()); }

    std::string_view rest() const { return rest_; }
    bool ok() const { return ok_; }
    /// Everything was read, and nothing is left over.
    bool finished() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

template <std::size_t Size>
void put_bytes(std::string& out, const std::array<std::uint8_t, Size>& bytes) {
    out.append(reinterpret_cast<const char*>(bytes.data()), Size);
}

}  // namespace ledger
