// One walk over a Type encodes any value.
#include "stellar/xdr/codec.hpp"

#include <fmt/format.h>

namespace ledger::stellar::xdr {
namespace {

class Encoder {
public:
    Encoder(std::string& out, std::size_t depth, Fault& fault)
        : out_{out}, depth_left_{depth}, fault_{fault} {}

    // The walkers' functions take addresses of what may be changed; this one changes nothing.
    bool encode(const Type& type, void* value);

private:
    template <class Unsigned>
    bool number(const void* value);
    bool enumeration(const Type& type, const void* value);
    bool opaque(std::string_view bytes);
    bool variable(const Type& type, void* value);
    bool array(const Type& type, void* value);
    bool elements(const Type& type, std::size_t count, void* value);
    bool optional(const Type& type, void* value);
    bool structure(const Type& type, void* value);
    bool choice(const Type& type, void* value);
    bool within_limit(const Type& type, std::size_t size, std::string_view noun);

    std::string& out_;
    std::size_t depth_left_;
    Fault& fault_;
};

bool Encoder::encode(const Type& type, void* value) {
    switch (type.kind) {
        case Kind::nothing: return true;
        case Kind::boolean:
            put_big_endian(out_, std::uint32_t{*static_cast<bool*>(value)});
            return true;
        case Kind::int32:
        case Kind::uint32: return number<std::uint32_t>(value);
        case Kind::int64:
        case Kind::uint64: return number<std::uint64_t>(value);
        case Kind::enumeration: return enumeration(type, value);
        case Kind::opaque: return opaque({static_cast<const char*>(value), type.limit});
        case Kind::var_opaque:
        case Kind::string: return variable(type, value);
        case Kind::array: return array(type, value);
        case Kind::fixed_array: return elements(type, type.limit, value);
        case Kind::optional: return optional(type, value);
        case Kind::box: return encode(type.element(), type.held(value));
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
bool Encoder::number(const void* value) {
    Unsigned number = 0;
    std::memcpy(&number, value, sizeof number);
    put_big_endian(out_, number);
    return true;
}

bool Encoder::enumeration(const Type& type, const void* value) {
    std::int32_t number = 0;
    std::memcpy(&number, value, sizeof number);
    if (!has_enumerator(type, number)) return fault_.set_unsupported(type, "enumerator", number);
    put_big_endian(out_, static_cast<std::uint32_t>(number));
    return true;
}

bool Encoder::opaque(std::string_view bytes) {
    out_.append(bytes).append((4 - bytes.size() % 4) % 4, '\0');
    return true;
}

bool Encoder::within_limit(const Type& type, std::size_t size, std::string_view noun) {
    if (size <= type.limit) return true;
    return fault_.set("length", fmt::format("{} {} where {} are allowed", size, noun, type.limit));
}

bool Encoder::variable(const Type& type, void* value) {
    const std::string& bytes = type.bytes(value);
    if (!within_limit(type, bytes.size(), "bytes")) return false;
    put_big_endian(out_, static_cast<std::uint32_t>(bytes.size()));
    return opaque(bytes);
}

bool Encoder::array(const Type& type, void* value) {
    const std::size_t count = type.count(value);
    if (!within_limit(type, count, "elements")) return false;
    put_big_endian(out_, static_cast<std::uint32_t>(count));
    return elements(type, count, value);
}

bool Encoder::elements(const Type& type, std::size_t count, void* value) {
    for (std::size_t index = 0; index < count; ++index)
        if (!encode(type.element(), type.at(value, index))) return fault_.within(index);
    return true;
}

bool Encoder::optional(const Type& type, void* value) {
    void* held = type.held(value);
    put_big_endian(out_, std::uint32_t{held != nullptr});
    return held == nullptr || encode(type.element(), held);
}

bool Encoder::structure(const Type& type, void* value) {
    std::array<void*, most_members> addresses{};
    type.addresses(value, addresses);
    for (std::size_t index = 0; index < type.members.size(); ++index) {
        const Member& member = type.members[index];
        if (!encode(member.type(), addresses[index])) return fault_.within(member.name);
    }
    return true;
}

bool Encoder::choice(const Type& type, void* value) {
    const std::int32_t discriminant = type.discriminant(value);
    const ArmRow* arm = arm_of(type, discriminant);
    if (arm == nullptr) return fault_.set_unsupported(type, "discriminant", discriminant);
    put_big_endian(out_, static_cast<std::uint32_t>(discriminant));
    if (encode(arm->type(), type.held(value))) return true;
    return fault_.within(name_of(type, discriminant));
}

}  // namespace

Result<std::string> encode_from(const Type& type, std::string_view root, const void* value,
                                std::size_t depth) {
    Fault fault;
    std::string bytes;
    if (!Encoder{bytes, depth, fault}.encode(type, const_cast<void*>(value)))
        return fail(fault.error(root));
    return bytes;
}

}  // namespace ledger::stellar::xdr
