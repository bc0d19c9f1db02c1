// Words as the search of the list sees them: folded to one case, cut out of a text.
#pragma once

#include "engine/kernel/function_ref.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ledger::outages {

/// Of longer words only this much is compared.
inline constexpr std::size_t max_word_bytes = 32;

/// Calls `visit` for each word of `text`, in order: a run of ASCII letters and digits and of
/// characters beyond ASCII that are no punctuation, in one case. Cases are those of Unicode's
/// simple folding for the Latin, Greek, Cyrillic and Armenian scripts; accents stay what they are.
void for_each_word(std::string_view text, FunctionRef<void(std::string_view word)> visit);

/// The character in the case that all its forms share, as far as this table goes.
char32_t folded(char32_t character);

}  // namespace ledger::outages
