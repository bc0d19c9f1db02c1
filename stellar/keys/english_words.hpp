// The words that mnemonics are made of.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ledger::stellar {

inline constexpr std::size_t english_word_count = 2048;

/// The English list of BIP-39, in its order, which is that of the alphabet; a word's index is the
/// 11 bits that it stands for.
std::span<const std::string_view, english_word_count> english_words();

}  // namespace ledger::stellar
