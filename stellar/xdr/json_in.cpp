// One walk over a Type reads any value from SEP-51's JSON.
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/json_reader.hpp"
#include "stellar/xdr/escaped_text.hpp"
#include "stellar/xdr/sep51.hpp"
#include "stellar/xdr/text_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ledger::stellar::xdr {
namespace {

/// May stand in every object and names a document that describes it.
constexpr std::string_view schema_member = "$schema";

class JsonReader {
public:
    JsonReader(const Limits& limits, Fault& fault)
        : depth_left_{limits.depth},
          memory_left_{limits.input_bytes * memory_per_input_byte},
          fault_{fault} {}

    bool read(const Type& type, json::Value& json, void* value);

private:
    bool boolean(json::Value& json, void* value);
    template <class Number>
    bool number(json::Value& json, void* value, bool may_be_text);
    bool text_form(const Type& type, json::Value& json, void* value);
    bool enumeration(const Type& type, json::Value& json, void* value);
    bool opaque(const Type& type, json::Value& json, void* value);
    bool variable(const Type& type, json::Value& json, void* value);
    bool elements(const Type& type, json::Value& json, void* value);
    bool element(const Type& type, json::Value& json, void* value, std::size_t index);
    bool optional(const Type& type, json::Value& json, void* value);
    bool structure(const Type& type, json::Value& json, void* value);
    bool required(const Type& type, std::span<const bool> seen);
    bool choice(const Type& type, json::Value& json, void* value);
    bool choice_name(const Type& type, json::Value& json, void* value);
    bool choice_member(const Type& type, json::Value& json, void* value);
    bool chosen(const Type& type, std::string_view name, json::Value* json, void* value);
    bool text(json::Value& json, std::string_view& out);
    bool is_a(json::Kind expected, std::string_view name, const json::Value& json);
    bool reserve(std::size_t size);

    std::size_t depth_left_;
    std::size_t memory_left_;
    Fault& fault_;
};

bool JsonReader::read(const Type& type, json::Value& json, void* value) {
    if (type.text_form != nullptr) return text_form(type, json, value);
    switch (type.kind) {
        case Kind::nothing: return true;
        case Kind::boolean: return boolean(json, value);
        case Kind::int32: return number<std::int32_t>(json, value, false);
        case Kind::uint32: return number<std::uint32_t>(json, value, false);
        case Kind::int64: return number<std::int64_t>(json, value, true);
        case Kind::uint64: return number<std::uint64_t>(json, value, true);
        case Kind::enumeration: return enumeration(type, json, value);
        case Kind::opaque: return opaque(type, json, value);
        case Kind::var_opaque:
        case Kind::string: return variable(type, json, value);
        case Kind::array:
        case Kind::fixed_array: return elements(type, json, value);
        case Kind::optional: return optional(type, json, value);
        case Kind::box: return read(type.element(), json, type.held(value));
        case Kind::structure:
        case Kind::choice: break;
    }
    if (depth_left_ == 0) return fault_.set("depth", "values are nested too deeply");
    --depth_left_;
    const bool done =
        type.kind == Kind::structure ? structure(type, json, value) : choice(type, json, value);
    ++depth_left_;
    return done;
}

bool JsonReader::is_a(json::Kind expected, std::string_view name, const json::Value& json) {
    return json.kind() == expected || fault_.set("type", fmt::format("is not {}", name));
}

bool JsonReader::text(json::Value& json, std::string_view& out) {
    if (!is_a(json::Kind::string, "a string", json)) return false;
    return json.read_string(out) || fault_.set("utf8", "is not well-formed UTF-8");
}

bool JsonReader::reserve(std::size_t size) {
    if (size > memory_left_) return fault_.set("memory", "the value would take too much memory");
    memory_left_ -= size;
    return true;
}

bool JsonReader::boolean(json::Value& json, void* value) {
    if (!is_a(json::Kind::boolean, "true or false", json)) return false;
    *static_cast<bool*>(value) = json.boolean();
    return true;
}

template <class Number>
bool JsonReader::number(json::Value& json, void* value, bool may_be_text) {
    std::string_view digits;
    if (json.kind() == json::Kind::number) {
        digits = json.number();
    } else if (!may_be_text) {
        return fault_.set("type", "is not a number");
    } else if (!text(json, digits)) {
        return false;
    }
    Number number = 0;
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failure != std::errc{} || end != digits.data() + digits.size())
        return fault_.set("integer",
                          fmt::format("is not an integer of {} bits", sizeof number * 8));
    std::memcpy(value, &number, sizeof number);
    return true;
}

bool JsonReader::text_form(const Type& type, json::Value& json, void* value) {
    std::string_view written;
    if (!text(json, written)) return false;
    const auto xdr = type.text_form->xdr_of(written);
    if (!xdr || !decode_into(type, type.name, *xdr, value))
        return fault_.set(type.text_form->rule, fmt::format("is not the text of a {}", type.name));
    return true;
}

bool JsonReader::enumeration(const Type& type, json::Value& json, void* value) {
    std::string_view name;
    if (!text(json, name)) return false;
    const auto row = std::ranges::find(type.enumerators, name, &Enumerator::name);
    if (row == type.enumerators.end())
        return fault_.set("enumerator", fmt::format("is not the name of a {}", type.name));
    std::memcpy(value, &row->value, sizeof row->value);
    return true;
}

bool JsonReader::opaque(const Type& type, json::Value& json, void* value) {
    std::string_view digits;
    if (!text(json, digits)) return false;
    const std::optional<std::string> bytes = from_hex(digits);
    if (!bytes || bytes->size() != type.limit)
        return fault_.set("hex", fmt::format("is not {} bytes in hexadecimal", type.limit));
    std::memcpy(value, bytes->data(), bytes->size());
    return true;
}

bool JsonReader::variable(const Type& type, json::Value& json, void* value) {
    std::string_view written;
    if (!text(json, written)) return false;
    const bool is_string = type.kind == Kind::string;
    std::optional<std::string> bytes = is_string ? from_escaped(written) : from_hex(written);
    if (!bytes)
        return fault_.set(is_string ? "escape" : "hex",
                          is_string ? "is not ASCII with SEP-51's escapes" : "is not hexadecimal");
    if (bytes->size() > type.limit)
        return fault_.set("length",
                          fmt::format("{} bytes where {} are allowed", bytes->size(), type.limit));
    type.bytes(value) = *std::move(bytes);
    return reserve(type.bytes(value).size());
}

bool JsonReader::element(const Type& type, json::Value& json, void* value, std::size_t index) {
    if (index >= type.limit)
        return fault_.set("length", fmt::format("more than {} elements", type.limit));
    if (type.kind == Kind::fixed_array) return read(type.element(), json, type.at(value, index));
    return reserve(type.element().size) && read(type.element(), json, type.append(value));
}

bool JsonReader::elements(const Type& type, json::Value& json, void* value) {
    if (!is_a(json::Kind::array, "an array", json)) return false;
    std::size_t count = 0;
    // What is broken beyond reading on is found when the document ends.
    static_cast<void>(json.for_each_element([&](json::Value& item) {
        if (fault_.is_set()) return;
        if (!element(type, item, value, count)) fault_.within(count);
        ++count;
    }));
    if (fault_.is_set()) return false;
    if (type.kind == Kind::fixed_array && count != type.limit)
        return fault_.set("length",
                          fmt::format("{} elements where {} are required", count, type.limit));
    return true;
}

bool JsonReader::optional(const Type& type, json::Value& json, void* value) {
    if (json.kind() == json::Kind::null) return true;
    return reserve(type.element().size) && read(type.element(), json, type.emplace(value));
}

bool JsonReader::structure(const Type& type, json::Value& json, void* value) {
    if (!is_a(json::Kind::object, "an object", json)) return false;
    std::array<void*, most_members> addresses{};
    std::array<bool, most_members> seen{};
    type.addresses(value, addresses);
    static_cast<void>(json.for_each_member([&](std::string_view name, json::Value& item) {
        if (fault_.is_set() || name == schema_member) return;
        const auto member = std::ranges::find(type.members, name, &Member::name);
        const auto index = static_cast<std::size_t>(member - type.members.begin());
        if (member == type.members.end()) {
            fault_.set("unknown", "is not a member");
        } else if (seen[index]) {
            fault_.set("repeated", "stands twice");
        } else {
            read(member->type(), item, addresses[index]);
        }
        if (fault_.is_set()) {
            fault_.within(name);
        } else {
            seen[index] = true;
        }
    }));
    return !fault_.is_set() && required(type, seen);
}

/// An optional member that is absent is null.
bool JsonReader::required(const Type& type, std::span<const bool> seen) {
    for (std::size_t index = 0; index < type.members.size(); ++index) {
        const Member& member = type.members[index];
        if (seen[index] || member.type().kind == Kind::optional) continue;
        fault_.set("required", "is missing");
        return fault_.within(member.name);
    }
    return true;
}

bool JsonReader::choice(const Type& type, json::Value& json, void* value) {
    if (json.kind() == json::Kind::string) return choice_name(type, json, value);
    if (!is_a(json::Kind::object, "a string or an object", json)) return false;
    return choice_member(type, json, value);
}

bool JsonReader::choice_name(const Type& type, json::Value& json, void* value) {
    std::string_view name;
    return text(json, name) && chosen(type, name, nullptr, value);
}

bool JsonReader::choice_member(const Type& type, json::Value& json, void* value) {
    std::size_t count = 0;
    static_cast<void>(json.for_each_member([&](std::string_view name, json::Value& item) {
        if (fault_.is_set() || name == schema_member) return;
        if (++count > 1) {
            fault_.set("choice", "has more than one member");
        } else if (!chosen(type, name, &item, value)) {
            fault_.within(name);
        }
    }));
    if (fault_.is_set()) return false;
    return count == 1 || fault_.set("choice", "has no member");
}

/// The discriminant that SEP-51 calls `name`.
std::optional<std::int32_t> discriminant_named(const Type& type, std::string_view name) {
    for (const Enumerator& row : type.enumerators)
        if (row.name == name) return row.value;
    if (!type.enumerators.empty()) return std::nullopt;
    for (const ArmRow& arm : type.arms)
        for (const std::int32_t value : arm.values)
            if (name_of(type, value) == name) return value;
    return std::nullopt;
}

/// `json` is null when only a name stood there.
bool JsonReader::chosen(const Type& type, std::string_view name, json::Value* json, void* value) {
    const std::optional<std::int32_t> discriminant = discriminant_named(type, name);
    const ArmRow* arm = discriminant ? arm_of(type, *discriminant) : nullptr;
    if (arm == nullptr)
        return fault_.set("discriminant", fmt::format("{} has no such arm", type.name));
    const bool has_value = arm->type().kind != Kind::nothing;
    if (has_value != (json != nullptr))
        return fault_.set("choice", has_value ? "needs a value" : "has no value");
    void* content = type.select(value, *discriminant);
    return json == nullptr || read(arm->type(), *json, content);
}

Error with_root(Error error, std::string_view root) {
    error.code = invalid_code;
    for (FieldError& field : error.fields) field.field = root;
    return error;
}

}  // namespace

Result<void> read_json_into(const Type& type, std::string_view root, std::string_view text,
                            void* value, const Limits& limits) {
    Fault fault;
    const std::size_t most = limits.input_bytes * json_per_input_byte;
    if (text.size() > most) {
        fault.set("size", fmt::format("{} characters where {} are allowed", text.size(), most));
        return fail(fault.error(root));
    }
    JsonReader reader{limits, fault};
    auto read = json::read(text, [&](json::Value& json) { reader.read(type, json, value); });
    if (fault.is_set()) return fail(fault.error(root));
    if (!read) return fail(with_root(std::move(read).error(), root));
    return {};
}

}  // namespace ledger::stellar::xdr
