#include "stellar/xdr/type.hpp"

#include <algorithm>

namespace ledger::stellar::xdr {

const ArmRow* arm_of(const Type& type, std::int32_t discriminant) {
    if (!type.enumerators.empty() && !has_enumerator(type, discriminant)) return nullptr;
    for (const ArmRow& arm : type.arms)
        if (arm.values.empty() || std::ranges::find(arm.values, discriminant) != arm.values.end())
            return &arm;
    return nullptr;
}

bool has_enumerator(const Type& type, std::int32_t value) {
    return std::ranges::find(type.enumerators, value, &Enumerator::value) != type.enumerators.end();
}

std::string name_of(const Type& type, std::int32_t value) {
    if (type.kind == Kind::choice && type.enumerators.empty()) return "v" + std::to_string(value);
    const auto row = std::ranges::find(type.enumerators, value, &Enumerator::value);
    return row == type.enumerators.end() ? std::string{} : std::string{row->name};
}

}  // namespace ledger::stellar::xdr
