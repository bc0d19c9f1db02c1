// The parts that XDR types are made of (RFC 4506). A bound is part of the type; it is checked where
// bytes or JSON are read and where bytes are written, not by the containers.
#pragma once

#include "engine/kernel/bytes.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ledger::stellar::xdr {

/// `<>` without a number in between.
inline constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

/// Nothing: an arm without a value.
struct Void {
    bool operator==(const Void&) const = default;
};

/// `opaque[Size]`.
template <std::uint32_t Size>
struct Opaque {
    std::array<std::uint8_t, Size> bytes{};
    bool operator==(const Opaque&) const = default;
};

/// `opaque[32]`, a hash or a key: what the rest of the ledger calls a Hash.
using Uint256 = Hash;

/// `opaque<Most>`, a length and that many bytes.
template <std::uint32_t Most = unbounded>
struct VarOpaque {
    std::string bytes{};
    bool operator==(const VarOpaque&) const = default;
};

/// `string<Most>`. Bytes in fact: the protocol does not ask for ASCII or UTF-8.
template <std::uint32_t Most = unbounded>
struct String {
    std::string bytes{};
    bool operator==(const String&) const = default;
};

using String32 = String<32>;
using String64 = String<64>;

/// `Element name<Most>`.
template <class Element, std::uint32_t Most = unbounded>
struct Array : std::vector<Element> {
    using std::vector<Element>::vector;
};

/// `Element name[Size]`.
template <class Element, std::uint32_t Size>
using FixedArray = std::array<Element, Size>;

/// `Element* name`.
template <class Element>
using Optional = std::optional<Element>;

/// A value of its own on the heap, for a type that holds itself.
template <class T>
class Box {
public:
    Box() : value_{std::make_unique<T>()} {}
    explicit Box(T value) : value_{std::make_unique<T>(std::move(value))} {}
    Box(const Box& other) : value_{std::make_unique<T>(*other)} {}
    Box& operator=(const Box& other) {
        value_ = std::make_unique<T>(*other);
        return *this;
    }
    // What was moved from may only be assigned to or destroyed.
    Box(Box&&) noexcept = default;
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    T& operator*() const { return *value_; }
    T* operator->() const { return value_.get(); }
    bool operator==(const Box& other) const { return **this == *other; }

private:
    std::unique_ptr<T> value_;
};

}  // namespace ledger::stellar::xdr
