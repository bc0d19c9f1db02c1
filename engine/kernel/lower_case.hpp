// Names that protocols compare without regard to case.
#pragma once

#include <string>
#include <string_view>

namespace ledger {

/// A-Z become a-z; all other bytes stay as they are, whatever the locale.
inline std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace ledger
