// Properties over generated inputs, the same inputs in every run.
#pragma once

#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cstdint>
#include <iostream>
#include <rapidcheck.h>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ledger {

inline constexpr std::uint64_t property_seed = 20260116;

/// Whether `property` holds for all of `cases` inputs. The smallest one for which it does not is
/// printed.
template <class Property>
bool holds(Property&& property, int cases = 500) {
    rc::detail::TestListenerAdapter silent;  // RapidCheck's own reports a seed that is not used.
    rc::detail::TestParams parameters;
    parameters.seed = property_seed;
    parameters.maxSuccess = cases;
    const auto result = rc::detail::checkTestable(
        std::forward<Property>(property), rc::detail::TestMetadata{}, parameters, silent,
        std::unordered_map<std::string, rc::detail::Reproduce>{});
    if (result.template is<rc::detail::SuccessResult>()) return true;
    rc::detail::printResultMessage(result, std::cerr);
    return false;
}

/// Any code point of Unicode as UTF-8, those that JSON or people find special more often.
inline rc::Gen<std::string> any_character() {
    const auto encode = [](std::uint32_t point) {
        const auto byte = [](std::uint32_t value) {
            return static_cast<char>(static_cast<unsigned char>(value));
        };
        if (point < 0x80) return std::string{byte(point)};
        const std::string last{byte(0x80 | (point & 0x3F))};
        if (point < 0x800) return byte(0xC0 | point >> 6) + last;
        const std::string last_two = byte(0x80 | (point >> 6 & 0x3F)) + last;
        if (point < 0x10000) return byte(0xE0 | point >> 12) + last_two;
        return std::string{byte(0xF0 | point >> 18)} + byte(0x80 | (point >> 12 & 0x3F)) + last_two;
    };
    const auto range = [](std::uint32_t least, std::uint32_t most) {
        return rc::gen::inRange(least, most + 1);
    };
    return rc::gen::map(
        rc::gen::weightedOneOf<std::uint32_t>({{4, range(0x20, 0x7E)},
                                               {2, range(0, 0x1F)},
                                               {1, rc::gen::element(0x22u, 0x5Cu, 0x2Fu, 0x7Fu)},
                                               {1, range(0x80, 0xD7FF)},
                                               {1, range(0xE000, 0xFFFF)},
                                               {1, range(0x10000, 0x10FFFF)}}),
        encode);
}

/// Any text that is well-formed UTF-8.
inline rc::Gen<std::string> any_text() {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(any_character()),
                        [](const std::vector<std::string>& characters) {
                            std::string text;
                            for (const std::string& character : characters) text += character;
                            return text;
                        });
}

}  // namespace ledger
