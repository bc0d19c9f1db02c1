#include "stellar/keys/mnemonic.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/bytes.hpp"
#include "stellar/keys/english_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <sodium.h>
#include <vector>

namespace ledger::stellar {
namespace {

constexpr std::size_t least_words = 12;
constexpr std::size_t most_words = 24;
constexpr std::size_t words_step = 3;
constexpr std::size_t bits_per_word = 11;
/// Entropy is 32 times as long as its checksum.
constexpr std::size_t bits_per_checksum_bit = 33;
constexpr std::size_t most_text = 512;
constexpr int pbkdf2_rounds = 2048;
constexpr std::uint32_t hardened = 0x8000'0000;
constexpr std::uint32_t bip44_purpose = 44;
constexpr std::uint32_t stellar_coin = 148;
constexpr std::size_t node_size = crypto_auth_hmacsha512_BYTES;
constexpr std::string_view blanks = " \t\r\n";

std::unexpected<Error> invalid(std::string_view rule) {
    return fail(ErrorKind::validation, "mnemonic.invalid", fmt::format("not a mnemonic: {}", rule));
}

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// HMAC-SHA-512 with a key of any length; leaves nothing of it behind.
class Hmac {
public:
    explicit Hmac(std::string_view key) {
        crypto_auth_hmacsha512_init(&start_, as_bytes(key), key.size());
    }
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;
    ~Hmac() { sodium_memzero(&start_, sizeof(start_)); }

    /// Of the concatenation of `parts`; `out` has `node_size` bytes.
    void run(std::initializer_list<std::string_view> parts, std::span<std::uint8_t> out) const {
        crypto_auth_hmacsha512_state state = start_;
        for (const std::string_view part : parts)
            crypto_auth_hmacsha512_update(&state, as_bytes(part), part.size());
        crypto_auth_hmacsha512_final(&state, out.data());
        sodium_memzero(&state, sizeof(state));
    }

private:
    crypto_auth_hmacsha512_state start_{};
};

/// The words of `text`, at most one more than a mnemonic may have.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (words.size() <= most_words) {
        const std::size_t begin = text.find_first_not_of(blanks);
        if (begin == text.npos) break;
        text.remove_prefix(begin);
        words.push_back(text.substr(0, text.find_first_of(blanks)));
        text.remove_prefix(words.back().size());
    }
    return words;
}

/// What the words stand for: the entropy, and behind it the checksum's bits.
struct Bits {
    LockedBytes bytes{(most_words * bits_per_word + 7) / 8};
    std::size_t count = 0;

    void add(std::size_t word) {
        for (std::size_t bit = bits_per_word; bit-- > 0; ++count)
            bytes.writable()[count / 8] |=
                static_cast<std::uint8_t>((word >> bit & 1U) << (7 - count % 8));
    }
};

bool has_right_checksum(const Bits& bits) {
    const std::size_t checksum_bits = bits.count / bits_per_checksum_bit;
    const std::size_t entropy_size = (bits.count - checksum_bits) / 8;
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), as_bytes(bits.bytes.reveal()), entropy_size);
    const auto told = static_cast<std::uint8_t>(bits.bytes.reveal()[entropy_size]);
    const std::size_t unused = 8 - checksum_bits;
    return hash[0] >> unused == told >> unused;
}

/// SLIP-10: Ed25519 has hardened children only.
LockedBytes child_of(std::string_view node, std::uint32_t index) {
    std::string position;
    put_big_endian(position, index | hardened);
    LockedBytes child{node_size};
    Hmac{node.substr(seed_size)}.run({{"\0", 1}, node.substr(0, seed_size), position},
                                     child.writable());
    return child;
}

}  // namespace

Result<Mnemonic> Mnemonic::from_text(std::string_view text) {
    if (text.size() > most_text) return invalid("it is longer than 512 bytes");
    const std::vector<std::string_view> words = words_of(text);
    if (words.size() < least_words || words.size() > most_words || words.size() % words_step != 0)
        return invalid("it must have 12, 15, 18, 21 or 24 words");
    const auto list = english_words();
    Bits bits;
    LockedBytes joined{text.size() + 1};
    std::size_t size = 0;
    for (const std::string_view word : words) {
        const auto found = std::ranges::lower_bound(list, word);
        if (found == list.end() || *found != word)
            return invalid(fmt::format("word {} is not of BIP-39's English list",
                                       bits.count / bits_per_word + 1));
        bits.add(static_cast<std::size_t>(found - list.begin()));
        if (size > 0) joined.writable()[size++] = ' ';
        std::ranges::copy(word, joined.writable().data() + size);
        size += word.size();
    }
    if (!has_right_checksum(bits)) return invalid("its checksum is wrong: a word is another one");
    return Mnemonic{LockedBytes::copy_of(joined.reveal().substr(0, size))};
}

LockedBytes Mnemonic::seed(std::string_view passphrase) const {
    constexpr std::string_view first_block{"\0\0\0\1", 4};
    const Hmac hmac{text_.reveal()};
    LockedBytes round{node_size};
    hmac.run({"mnemonic", passphrase, first_block}, round.writable());
    LockedBytes sum = LockedBytes::copy_of(round.reveal());
    for (int i = 1; i < pbkdf2_rounds; ++i) {
        hmac.run({round.reveal()}, round.writable());
        for (std::size_t byte = 0; byte < node_size; ++byte)
            sum.writable()[byte] ^= round.writable()[byte];
    }
    return sum;
}

AccountTree::AccountTree(std::string_view seed) : node_{node_size} {
    Hmac{"ed25519 seed"}.run({seed}, node_.writable());
    node_ = child_of(node_.reveal(), bip44_purpose);
    node_ = child_of(node_.reveal(), stellar_coin);
}

KeyPair AccountTree::account(std::uint32_t index) const {
    LEDGER_ASSERT(index <= max_index);
    const LockedBytes child = child_of(node_.reveal(), index);
    return KeyPair::from_seed(child.reveal().substr(0, seed_size));
}

}  // namespace ledger::stellar
