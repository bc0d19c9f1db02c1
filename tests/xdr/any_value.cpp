#include "tests/xdr/any_value.hpp"

#include <algorithm>
#include <limits>

namespace ledger::stellar::xdr {
namespace {

constexpr std::size_t endless = std::numeric_limits<std::size_t>::max() / 2;
constexpr std::size_t most_bytes = 40;
constexpr std::size_t most_elements = 3;

/// Empty, it has no strkey, and so no JSON.
constexpr std::string_view signed_payload = "SignerKeyEd25519SignedPayload";

}  // namespace

std::vector<std::int32_t> discriminants_of(const Type& type) {
    std::vector<std::int32_t> discriminants;
    for (const Enumerator& row : type.enumerators)
        if (arm_of(type, row.value) != nullptr) discriminants.push_back(row.value);
    if (!type.enumerators.empty()) return discriminants;
    for (const ArmRow& arm : type.arms)
        discriminants.insert(discriminants.end(), arm.values.begin(), arm.values.end());
    return discriminants;
}

AnyValue ValueMaker::make(const Entry& entry) {
    AnyValue value = make_value(entry);
    fill(entry.type(), value.get(), 0);
    return value;
}

void ValueMaker::fill(const Type& type, void* value, std::size_t depth) {
    switch (type.kind) {
        case Kind::nothing: return;
        case Kind::boolean: *static_cast<bool*>(value) = below(2) == 1; return;
        case Kind::int32:
        case Kind::uint32:
        case Kind::int64:
        case Kind::uint64: fill_number(type, value); return;
        case Kind::enumeration: {
            const std::int32_t number = type.enumerators[below(type.enumerators.size())].value;
            std::memcpy(value, &number, sizeof number);
            return;
        }
        case Kind::opaque: {
            std::string bytes;
            fill_bytes(bytes, type.limit, false);
            std::memcpy(value, bytes.data(), bytes.size());
            return;
        }
        case Kind::var_opaque:
        case Kind::string: fill_variable(type, value); return;
        case Kind::array: fill_array(type, value, depth); return;
        case Kind::fixed_array:
            for (std::size_t index = 0; index < type.limit; ++index)
                fill(type.element(), type.at(value, index), depth);
            return;
        case Kind::optional:
            if (depth < deepest_ && below(4) > 0)
                fill(type.element(), type.emplace(value), depth + 1);
            return;
        case Kind::box: fill(type.element(), type.held(value), depth); return;
        case Kind::structure: fill_structure(type, value, depth + 1); return;
        case Kind::choice: fill_choice(type, value, depth + 1); return;
    }
}

void ValueMaker::fill_number(const Type& type, void* value) {
    // Both ends of every kind of integer, and what is around zero.
    constexpr std::uint64_t special[] = {0,
                                         1,
                                         std::numeric_limits<std::uint64_t>::max(),
                                         std::uint64_t{1} << 63,
                                         (std::uint64_t{1} << 63) - 1,
                                         std::uint64_t{1} << 31,
                                         (std::uint64_t{1} << 31) - 1};
    const std::uint64_t number = below(3) > 0 ? random_() : special[below(std::size(special))];
    const auto half = static_cast<std::uint32_t>(number);
    const bool is_long = type.kind == Kind::int64 || type.kind == Kind::uint64;
    if (is_long) {
        std::memcpy(value, &number, sizeof number);
    } else {
        std::memcpy(value, &half, sizeof half);
    }
}

void ValueMaker::fill_bytes(std::string& bytes, std::size_t size, bool as_text) {
    const std::uint64_t style = below(4);
    for (std::size_t i = 0; i < size; ++i) {
        auto byte = static_cast<char>(static_cast<std::uint8_t>(random_()));
        if (style == 0) byte = static_cast<char>('A' + below(26));
        if (style == 1 && as_text) byte = "\\\t\n\r\0\"x\x7F\x1F/"[below(10)];
        if (style == 2 && i >= size / 2) byte = '\0';  // Like an asset code.
        bytes += byte;
    }
}

void ValueMaker::fill_variable(const Type& type, void* value) {
    const std::size_t most = std::min<std::size_t>(type.limit, most_bytes);
    const std::size_t size = below(8) == 0 ? most : below(most + 1);
    fill_bytes(type.bytes(value), size, type.kind == Kind::string);
}

void ValueMaker::fill_array(const Type& type, void* value, std::size_t depth) {
    if (depth >= deepest_) return;
    const std::size_t most = std::min<std::size_t>(type.limit, most_elements);
    for (std::uint64_t left = below(most + 1); left > 0; --left)
        fill(type.element(), type.append(value), depth + 1);
}

void ValueMaker::fill_structure(const Type& type, void* value, std::size_t depth) {
    std::array<void*, most_members> addresses{};
    type.addresses(value, addresses);
    for (std::size_t index = 0; index < type.members.size(); ++index)
        fill(type.members[index].type(), addresses[index], depth);
    if (type.name != signed_payload) return;
    std::string& payload = type.members[1].type().bytes(addresses[1]);
    if (payload.empty()) payload = "p";
}

void ValueMaker::fill_choice(const Type& type, void* value, std::size_t depth) {
    const std::int32_t discriminant = choose(type, depth);
    ++arms_[{type.name, discriminant}];
    fill(arm_of(type, discriminant)->type(), type.select(value, discriminant), depth);
}

std::int32_t ValueMaker::choose(const Type& type, std::size_t depth) {
    std::vector<std::int32_t> discriminants = discriminants_of(type);
    // Of arms that were made as often, not always the same.
    std::ranges::rotate(discriminants, discriminants.begin() + static_cast<std::ptrdiff_t>(
                                                                   below(discriminants.size())));
    const auto arm_depth = [&](std::int32_t value) {
        return least_depth(arm_of(type, value)->type());
    };
    if (depth >= deepest_) return std::ranges::min(discriminants, {}, arm_depth);
    return std::ranges::min(discriminants, {},
                            [&](std::int32_t value) { return arms_[{type.name, value}]; });
}

std::size_t ValueMaker::least_depth(const Type& type) {
    const auto [row, is_new] = least_depths_.try_emplace(&type, endless);
    if (!is_new) return row->second;
    const std::size_t depth = least_depth_inside(type);
    return least_depths_[&type] = depth;
}

std::size_t ValueMaker::least_depth_inside(const Type& type) {
    switch (type.kind) {
        case Kind::box:
        case Kind::fixed_array: return least_depth(type.element());
        case Kind::structure: {
            std::size_t depth = 0;
            for (const Member& member : type.members)
                depth = std::max(depth, least_depth(member.type()));
            return depth + 1;
        }
        case Kind::choice: {
            std::size_t depth = endless;
            for (const ArmRow& arm : type.arms) depth = std::min(depth, least_depth(arm.type()));
            return depth + 1;
        }
        default: return 0;
    }
}

namespace {

void collect(const Type& type, std::set<const Type*>& seen,
             std::set<std::pair<std::string_view, std::int32_t>>& arms) {
    if (!seen.insert(&type).second) return;
    if (type.element != nullptr) collect(type.element(), seen, arms);
    for (const Member& member : type.members) collect(member.type(), seen, arms);
    for (const ArmRow& arm : type.arms) collect(arm.type(), seen, arms);
    if (type.kind != Kind::choice) return;
    for (const std::int32_t value : discriminants_of(type)) arms.insert({type.name, value});
}

}  // namespace

std::set<std::pair<std::string_view, std::int32_t>> arms_within(const std::vector<Entry>& entries) {
    std::set<const Type*> seen;
    std::set<std::pair<std::string_view, std::int32_t>> arms;
    for (const Entry& entry : entries) collect(entry.type(), seen, arms);
    return arms;
}

}  // namespace ledger::stellar::xdr
