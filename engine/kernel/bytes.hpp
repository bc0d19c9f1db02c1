// Byte strings, hashes, and big-endian writing and reading. Readers are total.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
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
    if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof(value));
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
        if (bytes.empty()) return value;
        std::memcpy(&value, bytes.data(), sizeof(value));
        if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
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
        if (!bytes.empty()) std::memcpy(array.data(), bytes.data(), Size);
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
