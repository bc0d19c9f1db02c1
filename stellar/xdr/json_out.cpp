// One walk over a Type writes any value as SEP-51 does.
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/json_writer.hpp"
#include "stellar/xdr/escaped_text.hpp"
#include "stellar/xdr/sep51.hpp"
#include "stellar/xdr/text_forms.hpp"

#include <fmt/format.h>

namespace ledger::stellar::xdr {
namespace {

template <class Number>
Number number_at(const void* value) {
    Number number = 0;
    std::memcpy(&number, value, sizeof number);
    return number;
}

class JsonWalk {
public:
    JsonWalk(std::string& out, Fault& fault) : out_{out}, fault_{fault} {}

    bool write(const Type& type, void* value);

private:
    bool text_form(const Type& type, const void* value);
    bool enumeration(const Type& type, const void* value);
    bool elements(const Type& type, std::size_t count, void* value);
    bool optional(const Type& type, void* value);
    bool structure(const Type& type, void* value);
    bool choice(const Type& type, void* value);

    std::string& out_;
    Fault& fault_;
};

bool JsonWalk::write(const Type& type, void* value) {
    if (type.text_form != nullptr) return text_form(type, value);
    switch (type.kind) {
        case Kind::nothing: return true;
        case Kind::boolean: json::write(out_, *static_cast<bool*>(value)); return true;
        case Kind::int32: json::write(out_, number_at<std::int32_t>(value)); return true;
        case Kind::uint32: json::write(out_, number_at<std::uint32_t>(value)); return true;
        case Kind::int64:
            json::write(out_, std::to_string(number_at<std::int64_t>(value)));
            return true;
        case Kind::uint64:
            json::write(out_, std::to_string(number_at<std::uint64_t>(value)));
            return true;
        case Kind::enumeration: return enumeration(type, value);
        case Kind::opaque:
            json::write(out_, to_hex(std::string_view{static_cast<char*>(value), type.limit}));
            return true;
        case Kind::var_opaque: json::write(out_, to_hex(type.bytes(value))); return true;
        case Kind::string: json::write(out_, to_escaped(type.bytes(value))); return true;
        case Kind::array: return elements(type, type.count(value), value);
        case Kind::fixed_array: return elements(type, type.limit, value);
        case Kind::optional: return optional(type, value);
        case Kind::box: return write(type.element(), type.held(value));
        case Kind::structure: return structure(type, value);
        case Kind::choice: return choice(type, value);
    }
    return false;
}

bool JsonWalk::text_form(const Type& type, const void* value) {
    // The whole value was encoded before, so this part of it can be.
    const auto xdr = encode_from(type, type.name, value);
    const auto text = xdr ? type.text_form->text_of(*xdr) : std::nullopt;
    if (!text) return fault_.set(type.text_form->rule, fmt::format("has no text as {}", type.name));
    json::write(out_, *text);
    return true;
}

bool JsonWalk::enumeration(const Type& type, const void* value) {
    json::write(out_, name_of(type, number_at<std::int32_t>(value)));
    return true;
}

bool JsonWalk::elements(const Type& type, std::size_t count, void* value) {
    out_ += '[';
    for (std::size_t index = 0; index < count; ++index) {
        if (index > 0) out_ += ',';
        if (!write(type.element(), type.at(value, index))) return fault_.within(index);
    }
    out_ += ']';
    return true;
}

bool JsonWalk::optional(const Type& type, void* value) {
    void* held = type.held(value);
    if (held != nullptr) return write(type.element(), held);
    out_ += "null";
    return true;
}

bool JsonWalk::structure(const Type& type, void* value) {
    std::array<void*, most_members> addresses{};
    type.addresses(value, addresses);
    for (std::size_t index = 0; index < type.members.size(); ++index) {
        const Member& member = type.members[index];
        out_ += index == 0 ? '{' : ',';
        json::write(out_, member.name);
        out_ += ':';
        if (!write(member.type(), addresses[index])) return fault_.within(member.name);
    }
    out_ += '}';
    return true;
}

bool JsonWalk::choice(const Type& type, void* value) {
    const std::int32_t discriminant = type.discriminant(value);
    const std::string name = name_of(type, discriminant);
    const Type& content = arm_of(type, discriminant)->type();
    if (content.kind == Kind::nothing) {
        json::write(out_, name);
        return true;
    }
    out_ += '{';
    json::write(out_, name);
    out_ += ':';
    if (!write(content, type.held(value))) return fault_.within(name);
    out_ += '}';
    return true;
}

}  // namespace

Result<std::string> json_from(const Type& type, std::string_view root, const void* value) {
    // Whatever encodes can be walked without a look at bounds.
    TRY(encode_from(type, root, value));
    Fault fault;
    std::string text;
    if (!JsonWalk{text, fault}.write(type, const_cast<void*>(value)))
        return fail(fault.error(root));
    return text;
}

}  // namespace ledger::stellar::xdr
