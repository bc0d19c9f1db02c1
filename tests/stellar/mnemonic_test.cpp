// BIP-39 and SEP-5, checked with SEP-5's vectors.
#include "stellar/keys/mnemonic.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/english_words.hpp"
#include "tests/stellar/vectors.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <set>
#include <sodium.h>
#include <vector>

using namespace ledger;
using namespace ledger::stellar;

namespace {

constexpr std::string_view abandon =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// Of the list `keys` of a row.
std::vector<Vector> keys_of(const Vector& row) {
    std::vector<Vector> keys;
    const auto read = json::read(row.at("keys"), [&](json::Value& list) {
        list.for_each_element([&](json::Value& key) { keys.push_back(vector_of(key)); });
    });
    REQUIRE(read.has_value());
    return keys;
}

std::string sentence(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// A mnemonic of `entropy`, 16 to 32 bytes, made the other way round than it is read.
std::vector<std::string> words_for(const std::string& entropy) {
    std::string bytes = entropy;
    bytes.resize(entropy.size() + 1);
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(entropy.data()),
                       entropy.size());
    bytes.back() = static_cast<char>(hash[0]);
    std::vector<std::string> words;
    for (std::size_t bit = 0; bit + 11 <= entropy.size() * 8 + entropy.size() / 4; bit += 11) {
        std::size_t word = 0;
        for (std::size_t i = bit; i < bit + 11; ++i)
            word = word << 1U | (static_cast<std::uint8_t>(bytes[i / 8]) >> (7 - i % 8) & 1U);
        words.emplace_back(english_words()[word]);
    }
    return words;
}

}  // namespace

TEST_CASE("the list is BIP-39's: 2048 words in order, told apart by four letters") {
    const auto words = english_words();
    CHECK(std::ranges::is_sorted(words));
    std::set<std::string_view> beginnings;
    std::string file;
    for (const std::string_view word : words) {
        beginnings.insert(word.substr(0, 4));
        file += std::string{word} + "\n";
    }
    CHECK(beginnings.size() == english_word_count);
    Hash hash;
    crypto_hash_sha256(hash.bytes.data(), reinterpret_cast<const unsigned char*>(file.data()),
                       file.size());
    CHECK(to_hex(hash) == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

TEST_CASE("mnemonics derive the seeds and accounts of SEP-5's vectors") {
    const std::size_t count = for_each_vector("stellar-sep5.json", "tests", [](const Vector& row) {
        CAPTURE(row.at("mnemonic"));
        const auto mnemonic = Mnemonic::from_text(row.at("mnemonic"));
        REQUIRE(mnemonic.has_value());
        const LockedBytes seed = mnemonic->seed(row.at("passphrase"));
        CHECK(to_hex(seed.reveal()) == row.at("bip39_seed_hex"));
        const AccountTree tree{seed.reveal()};
        CHECK(to_hex(tree.reveal_key()) == row.at("m_44h_148h_key_hex"));
        const std::vector<Vector> keys = keys_of(row);
        CHECK(keys.size() == 10);
        for (std::uint32_t index = 0; index < keys.size(); ++index) {
            CAPTURE(index);
            const KeyPair pair = tree.account(index);
            CHECK(account_text(pair.public_key()) == keys[index].at("public"));
            CHECK(pair.seed_text().reveal() == keys[index].at("secret"));
        }
    });
    CHECK(count == 5);
}

TEST_CASE("blanks between the words of a mnemonic do not matter, a passphrase does") {
    std::string spaced = "\n ";
    for (const char c : abandon) spaced += c == ' ' ? std::string{" \t\r\n"} : std::string{c};
    const auto one = Mnemonic::from_text(abandon);
    const auto other = Mnemonic::from_text(spaced + "\n");
    REQUIRE(one.has_value());
    REQUIRE(other.has_value());
    CHECK(one->seed("").reveal() == other->seed("").reveal());
    CHECK(one->seed("").reveal() != one->seed("p").reveal());
}

TEST_CASE("what is no mnemonic is refused by its rule, and without a word of it") {
    struct Refused {
        std::string text;
        std::string_view rule;
    };
    const std::string eleven{abandon.substr(0, abandon.rfind(' '))};
    const Refused refused[] = {
        {"", "12, 15, 18, 21 or 24 words"},
        {eleven, "12, 15, 18, 21 or 24 words"},
        {std::string{abandon} + " about", "12, 15, 18, 21 or 24 words"},
        {std::string{abandon} + " " + std::string{abandon} + " about", "12, 15, 18, 21 or 24"},
        {eleven + " abandon", "its checksum is wrong"},
        {eleven + " About", "word 12 is not of"},
        {eleven + " abou", "word 12 is not of"},
        {eleven + " aboutt", "word 12 is not of"},
        {eleven + " zzz", "word 12 is not of"},
        {"passw0rd " + eleven.substr(8) + " about", "word 1 is not of"},
        {std::string(600, 'a'), "longer than 512 bytes"},
    };
    for (const Refused& row : refused) {
        CAPTURE(row.text);
        const auto mnemonic = Mnemonic::from_text(row.text);
        REQUIRE(!mnemonic.has_value());
        CHECK(mnemonic.error().code == "mnemonic.invalid");
        CHECK(mnemonic.error().message.find(row.rule) != std::string::npos);
        CHECK(mnemonic.error().message.find("passw0rd") == std::string::npos);
        CHECK(mnemonic.error().message.find("about") == std::string::npos);
    }
}

TEST_CASE("any entropy makes a mnemonic, and the checksum finds most wrong words") {
    int missed = 0;
    CHECK(holds([&] {
        const auto size = *rc::gen::element<std::size_t>(16, 20, 24, 28, 32);
        std::vector<std::string> words =
            words_for(*rc::gen::container<std::string>(size, rc::gen::arbitrary<char>()));
        RC_ASSERT(words.size() == size * 3 / 4);
        RC_ASSERT(Mnemonic::from_text(sentence(words)).has_value());
        const auto at = *rc::gen::inRange<std::size_t>(0, words.size());
        words[at] = english_words()[*rc::gen::inRange<std::size_t>(0, english_word_count)];
        missed += Mnemonic::from_text(sentence(words)).has_value() ? 1 : 0;
    }));
    CHECK(missed < 50);  // Of 500: one in 16 for twelve words, one in 256 for twenty-four.
}
