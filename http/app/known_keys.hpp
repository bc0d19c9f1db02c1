// Every key that the configuration may have, and what becomes of it.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace ledger::app {

enum class Use {
    honoured,     ///< It has its effect.
    later,        ///< It belongs to a part that is not here yet.
    meaningless,  ///< Of another system: there is nothing here that it could mean.
};
enum class KeyKind {
    text,
    boolean,
    number,
    list,
    secret,
    account,  ///< Of Stellar: G...
    url,      ///< Of http or https.
};

struct KnownKey {
    std::string_view name;
    KeyKind kind = KeyKind::text;
    Use use = Use::honoured;
    std::string_view standard{};  ///< Unless it is set.
    std::string_view only{};      ///< The values that it may have, separated by |; empty: any.
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();  ///< Of a number.
};

std::span<const KnownKey> known_keys();

}  // namespace ledger::app
