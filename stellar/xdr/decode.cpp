// One walk over a Type decodes any value.
#include "stellar/xdr/codec.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger::stellar::xdr {
namespace {

constexpr std::size_t unit = 4;

class Decoder {
public:
    Decoder(std::string_view bytes, const Limits& limits, Fault& fault)
        : reader_{bytes},
          depth_left_{limits.depth},
          memory_left_{limits.input_bytes * memory_per_input_byte},
          fault_{fault} {}

    bool decode(const Type& type, void* value);
    std::size_t left() const { return reader_.rest().size(); }

private:
    template <class Signed>
    bool number(void* value);
    bool boolean(void* value);
    bool enumeration(const Type& type, void* value);
    bool bytes(std::size_t size, std::string_view& out);
    bool opaque(const Type& type, void* value);
    bool variable(const Type& type, void* value);
    bool array(const Type& type, void* value);
    bool optional(const Type& type, void* value);
    bool structure(const Type& type, void* value);
    bool choice(const Type& type, void* value);
    bool flag(bool& out, std::string_view rule);
    bool length(std::uint32_t limit, std::string_view noun, std::uint32_t& out);
    bool elements(const Type& type, std::size_t count, void* value);
    bool reserve(std::size_t size);

    template <class Unsigned>
    bool take(Unsigned& out) {
        out = reader_.take<Unsigned>();
        return reader_.ok() || truncated();
    }
    bool truncated() { return fault_.set("truncated", "the input ends within a value"); }

    ByteReader reader_;
    std::size_t depth_left_;
    std::size_t memory_left_;
    Fault& fault_;
};

bool Decoder::decode(const Type& type, void* value) {
    switch (type.kind) {
        case Kind::nothing: return true;
        case Kind::boolean: return boolean(value);
        case Kind::int32:
        case Kind::uint32: return number<std::uint32_t>(value);
        case Kind::int64:
        case Kind::uint64: return number<std::uint64_t>(value);
        case Kind::enumeration: return enumeration(type, value);
        case Kind::opaque: return opaque(type, value);
        case Kind::var_opaque:
        case Kind::string: return variable(type, value);
        case Kind::array: return array(type, value);
        case Kind::fixed_array: return elements(type, type.limit, value);
        case Kind::optional: return optional(type, value);
        case Kind::box: return decode(type.element(), type.held(value));
        case Kind::structure:
        case Kind::choice: break;
    }
    if (depth_left_ == 0) return fault_.set("depth", "values are nested too deeply");
    --depth_left_;
    const bool done = type.kind == Kind::structure ? structure(type, value) : choice(type, value);
    ++depth_left_;
    return done;
}

/// The signed numbers have the same bytes.
template <class Unsigned>
bool Decoder::number(void* value) {
    Unsigned number = 0;
    if (!take(number)) return false;
    std::memcpy(value, &number, sizeof number);
    return true;
}

bool Decoder::flag(bool& out, std::string_view rule) {
    std::uint32_t number = 0;
    if (!take(number)) return false;
    if (number > 1) return fault_.set(rule, fmt::format("{} is neither 0 nor 1", number));
    out = number == 1;
    return true;
}

bool Decoder::boolean(void* value) { return flag(*static_cast<bool*>(value), "boolean"); }

bool Decoder::enumeration(const Type& type, void* value) {
    std::uint32_t bits = 0;
    if (!take(bits)) return false;
    const auto number = static_cast<std::int32_t>(bits);
    if (!has_enumerator(type, number)) return fault_.set_unsupported(type, "enumerator", number);
    std::memcpy(value, &number, sizeof number);
    return true;
}

bool Decoder::bytes(std::size_t size, std::string_view& out) {
    out = reader_.take_bytes(size);
    const std::string_view padding = reader_.take_bytes((unit - size % unit) % unit);
    if (!reader_.ok()) return truncated();
    if (std::ranges::all_of(padding, [](char byte) { return byte == 0; })) return true;
    return fault_.set("padding", "padding bytes are not zero");
}

bool Decoder::opaque(const Type& type, void* value) {
    std::string_view content;
    if (!bytes(type.limit, content)) return false;
    std::memcpy(value, content.data(), content.size());
    return true;
}

bool Decoder::length(std::uint32_t limit, std::string_view noun, std::uint32_t& out) {
    if (!take(out)) return false;
    if (out <= limit) return true;
    return fault_.set("length", fmt::format("{} {} where {} are allowed", out, noun, limit));
}

bool Decoder::reserve(std::size_t size) {
    if (size > memory_left_) return fault_.set("memory", "the value would take too much memory");
    memory_left_ -= size;
    return true;
}

bool Decoder::variable(const Type& type, void* value) {
    std::uint32_t size = 0;
    std::string_view content;
    if (!length(type.limit, "bytes", size) || !bytes(size, content) || !reserve(size)) return false;
    type.bytes(value) = content;
    return true;
}

bool Decoder::array(const Type& type, void* value) {
    std::uint32_t count = 0;
    if (!length(type.limit, "elements", count)) return false;
    // Each element takes four bytes at least.
    if (count > reader_.rest().size() / unit) return truncated();
    const std::size_t element_size = type.element().size;
    for (std::size_t index = 0; index < count; ++index) {
        if (!reserve(element_size) || !decode(type.element(), type.append(value)))
            return fault_.within(index);
    }
    return true;
}

bool Decoder::elements(const Type& type, std::size_t count, void* value) {
    for (std::size_t index = 0; index < count; ++index)
        if (!decode(type.element(), type.at(value, index))) return fault_.within(index);
    return true;
}

bool Decoder::optional(const Type& type, void* value) {
    bool is_present = false;
    if (!flag(is_present, "optional")) return false;
    if (!is_present) return true;
    return reserve(type.element().size) && decode(type.element(), type.emplace(value));
}

bool Decoder::structure(const Type& type, void* value) {
    std::array<void*, most_members> addresses{};
    type.addresses(value, addresses);
    for (std::size_t index = 0; index < type.members.size(); ++index) {
        const Member& member = type.members[index];
        if (!decode(member.type(), addresses[index])) return fault_.within(member.name);
    }
    return true;
}

bool Decoder::choice(const Type& type, void* value) {
    std::uint32_t bits = 0;
    if (!take(bits)) return false;
    const auto discriminant = static_cast<std::int32_t>(bits);
    const ArmRow* arm = arm_of(type, discriminant);
    if (arm == nullptr) return fault_.set_unsupported(type, "discriminant", discriminant);
    if (decode(arm->type(), type.select(value, discriminant))) return true;
    return fault_.within(name_of(type, discriminant));
}

}  // namespace

Result<void> decode_into(const Type& type, std::string_view root, std::string_view bytes,
                         void* value, const Limits& limits) {
    Fault fault;
    if (bytes.size() > limits.input_bytes) {
        fault.set("size",
                  fmt::format("{} bytes where {} are allowed", bytes.size(), limits.input_bytes));
        return fail(fault.error(root));
    }
    Decoder decoder{bytes, limits, fault};
    if (!decoder.decode(type, value)) return fail(fault.error(root));
    if (decoder.left() > 0) {
        fault.set("trailing", fmt::format("{} bytes are left over", decoder.left()));
        return fail(fault.error(root));
    }
    return {};
}

}  // namespace ledger::stellar::xdr
