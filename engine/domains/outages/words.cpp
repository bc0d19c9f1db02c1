#include "engine/domains/outages/words.hpp"

#include "engine/kernel/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ledger::outages {
namespace {

/// How the capitals of a range become small letters: all by one distance, or (in pairs) every other
/// character, from the first one on, is the capital of its neighbour.
struct Capitals {
    char32_t first;
    char32_t last;
    std::int32_t distance;
    bool in_pairs = false;
};

/// From Unicode's CaseFolding.txt, status C and S; in order.
constexpr std::array capitals{Capitals{0x00B5, 0x00B5, 775},     Capitals{0x00C0, 0x00D6, 32},
                              Capitals{0x00D8, 0x00DE, 32},      Capitals{0x0100, 0x012E, 1, true},
                              Capitals{0x0132, 0x0136, 1, true}, Capitals{0x0139, 0x0147, 1, true},
                              Capitals{0x014A, 0x0176, 1, true}, Capitals{0x0178, 0x0178, -121},
                              Capitals{0x0179, 0x017D, 1, true}, Capitals{0x017F, 0x017F, -268},
                              Capitals{0x0181, 0x0181, 210},     Capitals{0x0182, 0x0184, 1, true},
                              Capitals{0x0186, 0x0186, 206},     Capitals{0x0187, 0x0187, 1},
                              Capitals{0x0189, 0x018A, 205},     Capitals{0x018B, 0x018B, 1},
                              Capitals{0x018E, 0x018E, 79},      Capitals{0x018F, 0x018F, 202},
                              Capitals{0x0190, 0x0190, 203},     Capitals{0x0191, 0x0191, 1},
                              Capitals{0x0193, 0x0193, 205},     Capitals{0x0198, 0x0198, 1},
                              Capitals{0x019D, 0x019D, 213},     Capitals{0x01A0, 0x01A4, 1, true},
                              Capitals{0x01AF, 0x01AF, 1},       Capitals{0x01B3, 0x01B5, 1, true},
                              Capitals{0x01CD, 0x01DB, 1, true}, Capitals{0x01DE, 0x01EE, 1, true},
                              Capitals{0x01F8, 0x021E, 1, true}, Capitals{0x0222, 0x0232, 1, true},
                              Capitals{0x0246, 0x024E, 1, true}, Capitals{0x0386, 0x0386, 38},
                              Capitals{0x0388, 0x038A, 37},      Capitals{0x038C, 0x038C, 64},
                              Capitals{0x038E, 0x038F, 63},      Capitals{0x0391, 0x03A1, 32},
                              Capitals{0x03A3, 0x03AB, 32},      Capitals{0x03C2, 0x03C2, 1},
                              Capitals{0x0400, 0x040F, 80},      Capitals{0x0410, 0x042F, 32},
                              Capitals{0x0460, 0x0480, 1, true}, Capitals{0x048A, 0x04BE, 1, true},
                              Capitals{0x04C0, 0x04C0, 15},      Capitals{0x04C1, 0x04CD, 1, true},
                              Capitals{0x04D0, 0x052E, 1, true}, Capitals{0x0531, 0x0556, 48},
                              Capitals{0x1E00, 0x1E94, 1, true}, Capitals{0x1E9B, 0x1E9B, -58},
                              Capitals{0x1E9E, 0x1E9E, -7615},   Capitals{0x1EA0, 0x1EFE, 1, true},
                              Capitals{0xFF21, 0xFF3A, 32}};
static_assert(std::ranges::is_sorted(capitals, {}, &Capitals::first));

struct Range {
    char32_t first;
    char32_t last;
};
/// Characters beyond ASCII that end a word: signs of Latin 1, general punctuation, arrows and
/// shapes, punctuation of East Asia.
constexpr std::array separators{Range{0x0080, 0x00A9}, Range{0x00AB, 0x00B4}, Range{0x00B6, 0x00B9},
                                Range{0x00BB, 0x00BF}, Range{0x00D7, 0x00D7}, Range{0x00F7, 0x00F7},
                                Range{0x2000, 0x206F}, Range{0x2190, 0x2BFF}, Range{0x3000, 0x3003},
                                Range{0x3008, 0x3020}};

constexpr bool is_ascii_word(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
}

bool is_in_word(char32_t c) {
    if (c < 0x80) return is_ascii_word(c);
    return std::ranges::none_of(
        separators, [&](const Range& range) { return c >= range.first && c <= range.last; });
}

char byte(char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); }

/// `size`: of the well-formed sequence at the front.
char32_t decoded(std::string_view text, std::size_t size) {
    const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (size == 1) return bits(0);
    char32_t character = bits(0) & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) character = character << 6U | (bits(i) & 0x3FU);
    return character;
}

void append(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += byte(c);
    } else if (c < 0x800) {
        out += {byte(0xC0U | c >> 6U), byte(0x80U | (c & 0x3FU))};
    } else if (c < 0x10000) {
        out += {byte(0xE0U | c >> 12U), byte(0x80U | (c >> 6U & 0x3FU)), byte(0x80U | (c & 0x3FU))};
    } else {
        out += {byte(0xF0U | c >> 18U), byte(0x80U | (c >> 12U & 0x3FU)),
                byte(0x80U | (c >> 6U & 0x3FU)), byte(0x80U | (c & 0x3FU))};
    }
}

/// Whole characters of it.
std::string_view beginning(std::string_view word) {
    if (word.size() <= max_word_bytes) return word;
    std::size_t end = 0;
    while (end + utf8_sequence(word.substr(end)) <= max_word_bytes)
        end += utf8_sequence(word.substr(end));
    return word.substr(0, end);
}

}  // namespace

char32_t folded(char32_t character) {
    if (character < 0x80)
        return character >= U'A' && character <= U'Z' ? character + (U'a' - U'A') : character;
    const auto* const behind = std::ranges::upper_bound(capitals, character, {}, &Capitals::first);
    if (behind == capitals.begin()) return character;
    const Capitals& range = *(behind - 1);
    if (character > range.last) return character;
    if (range.in_pairs && (character - range.first) % 2 != 0) return character;
    return static_cast<char32_t>(static_cast<std::int32_t>(character) + range.distance);
}

void for_each_word(std::string_view text, FunctionRef<void(std::string_view word)> visit) {
    std::string word;
    while (!text.empty()) {
        // What is no UTF-8 is in no word.
        const std::size_t size = utf8_sequence(text);
        const char32_t character = size == 0 ? U' ' : folded(decoded(text, size));
        text.remove_prefix(std::max<std::size_t>(size, 1));
        if (is_in_word(character)) {
            append(word, character);
        } else if (!word.empty()) {
            visit(beginning(word));
            word.clear();
        }
    }
    if (!word.empty()) visit(beginning(word));
}

}  // namespace ledger::outages
