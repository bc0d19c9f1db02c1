// Key files: nothing but the right key opens them, no changed bit goes unnoticed, and no power cut
// leaves half of one.
#include "stellar/keys/key_file.hpp"

#include "tests/stellar/wallet_keys.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace ledger;
using namespace ledger::stellar;
using test::DroppingFileSystem;
using test::TestEntropy;

namespace {

constexpr std::string_view path = "/pool.key";

std::string at(std::string_view name) { return std::string{name}; }

SealedKey sealed_pool(const SealingKey& sealing_key) {
    TestEntropy entropy{7};
    return seal(pool_key(), sealing_key, entropy).value();
}

/// A file as somebody else may have written it.
void put_file(FileSystem& files, std::string_view name, std::string_view text,
              OpenMode mode = OpenMode::create_private) {
    auto file = files.open(at(name), mode);
    REQUIRE(file.has_value());
    REQUIRE((*file)->append(text).has_value());
}

std::string code_of_opening(const std::string& text, std::string_view wallet = "pool") {
    DroppingFileSystem files;
    put_file(files, path, text);
    const auto key = open_key_file(files, at(path), wallet, master_key('m'));
    return key ? "opened" : key.error().code;
}

/// The block called `name` of the document on key files.
std::string vector_of_document(const std::string& name) {
    std::ifstream file{LEDGER_SOURCE_DIR "/docs/key-file.md"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const std::string opening = "```vector " + name + "\n";
    const std::size_t begin = text.find(opening);
    REQUIRE(begin != text.npos);
    const std::size_t first = begin + opening.size();
    return text.substr(first, text.find("```", first) - first);
}

}  // namespace

TEST_CASE("a key that was put into a file comes out of it again") {
    for (const bool is_mnemonic : {false, true}) {
        const WalletKey key = is_mnemonic ? mnemonic_key() : pool_key();
        for (const bool by_passphrase : {false, true}) {
            CAPTURE(key.wallet);
            CAPTURE(by_passphrase);
            DroppingFileSystem files;
            TestEntropy entropy{1};
            const SealingKey sealing_key = by_passphrase ? passphrase("open!") : master_key('m');
            const auto sealed = seal(key, sealing_key, entropy);
            REQUIRE(sealed.has_value());
            REQUIRE(create_key_file(files, entropy, at(path), *sealed).has_value());
            CHECK(files.info(at(path))->mode == 0600);
            CHECK(files.list("/")->size() == 1);
            CHECK(read_key_file(files, at(path))->public_key ==
                  key.key_pair().value().public_key());

            const auto opened = open_key_file(files, at(path), key.wallet, sealing_key);
            REQUIRE(opened.has_value());
            CHECK(opened->secret.reveal() == key.secret.reveal());
            CHECK(opened->kind == key.kind);
        }
    }
}

TEST_CASE("the file that the document shows is written, byte for byte, and opens") {
    const std::string by_master = vector_of_document("master-key");
    CHECK(to_text(sealed_pool(master_key('m'))) == by_master);
    CHECK(code_of_opening(by_master) == "opened");
    const std::string by_passphrase = vector_of_document("passphrase");
    CHECK(to_text(sealed_pool(passphrase("correct horse"))) == by_passphrase);
    const auto sealed = sealed_key_from_text(by_passphrase);
    REQUIRE(sealed.has_value());
    const auto key = unseal(*sealed, passphrase("correct horse"));
    REQUIRE(key.has_value());
    CHECK(key->secret.reveal() == pool_key().secret.reveal());
}

TEST_CASE("no bit of a key file can change unnoticed, and nothing can be cut off or added") {
    const std::string text = to_text(sealed_pool(master_key('m')));
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string flipped = text;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        CAPTURE(flipped);
        CHECK(code_of_opening(flipped) != "opened");
    }
    for (std::size_t size = 0; size < text.size(); ++size)
        CHECK(code_of_opening(text.substr(0, size)) == "key_file.malformed");
    for (const std::string_view more : {"\n", " ", "{}", "x"})
        CHECK(code_of_opening(text + at(more)) == "key_file.malformed");
    CHECK(code_of_opening(" " + text) == "key_file.malformed");
}

TEST_CASE("what is bound to the secret cannot be exchanged by one who knows the format") {
    const auto code_of = [](auto change) {
        SealedKey sealed = sealed_pool(master_key('m'));
        change(sealed);
        return code_of_opening(to_text(sealed), sealed.wallet);
    };
    CHECK(code_of([](SealedKey&) {}) == "opened");
    CHECK(code_of([](SealedKey& key) { key.wallet = "fees"; }) == "key_file.altered");
    CHECK(code_of([](SealedKey& key) { ++key.nonce[3]; }) == "key_file.altered");
    CHECK(code_of([](SealedKey& key) { key.ciphertext[3] ^= 1; }) == "key_file.altered");
    CHECK(code_of([](SealedKey& key) { ++key.sealing_key[0]; }) == "key_file.locked");
    CHECK(code_of([](SealedKey& key) { key.argon2id.emplace(); }) == "key_file.locked");
    CHECK(code_of([](SealedKey& key) {
              key.public_key = mnemonic_key().key_pair().value().public_key();
          }) == "key_file.altered");
}

TEST_CASE("what is wrong is said: the key, the wallet, the version, or the mode") {
    const std::string text = to_text(sealed_pool(master_key('m')));
    DroppingFileSystem files;
    put_file(files, path, text);
    const auto error_of = [&](std::string_view wallet, const SealingKey& sealing_key) {
        const auto key = open_key_file(files, at(path), wallet, sealing_key);
        REQUIRE(!key.has_value());
        CHECK(key.error().message.starts_with("/pool.key: "));
        return key.error();
    };
    const Error other_key = error_of("pool", master_key('n'));
    CHECK(other_key.kind == ErrorKind::forbidden);
    CHECK(other_key.message.find("another master key") != std::string::npos);
    const Error no_master = error_of("pool", passphrase("x"));
    CHECK(no_master.message.find("with a master key, not a passphrase") != std::string::npos);
    const Error other_wallet = error_of("fees", master_key('m'));
    CHECK(other_wallet.code == "key_file.wallet");
    CHECK(other_wallet.message.find("wallet pool, not of fees") != std::string::npos);

    std::string later = text;
    later.replace(later.find("\"version\":1"), 11, "\"version\":2");
    CHECK(code_of_opening(later) == "key_file.version");
    later.insert(later.find("\"wallet\""), "\"unknown\":[],");
    CHECK(code_of_opening(later) == "key_file.version");

    put_file(files, "/open.key", text, OpenMode::read_write);
    const auto readable = open_key_file(files, "/open.key", "pool", master_key('m'));
    REQUIRE(!readable.has_value());
    CHECK(readable.error().code == "key.mode");
    CHECK(open_key_file(files, "/none.key", "pool", master_key('m')).error().code ==
          "file.not_found");
}

TEST_CASE("another passphrase does not open what a passphrase has sealed") {
    const auto key = unseal(sealed_pool(passphrase("correct horse")), passphrase("correct  horse"));
    REQUIRE(!key.has_value());
    CHECK(key.error().code == "key_file.locked");
    CHECK(key.error().message.find("another passphrase") != std::string::npos);
}

TEST_CASE("two files of one key have nothing secret in common") {
    TestEntropy entropy{1};
    const SealedKey one = seal(pool_key(), master_key('m'), entropy).value();
    const SealedKey other = seal(pool_key(), master_key('m'), entropy).value();
    CHECK(one.sealing_key == other.sealing_key);
    CHECK(one.nonce != other.nonce);
    CHECK(one.ciphertext != other.ciphertext);
}

TEST_CASE("a key file that is there is never written over") {
    DroppingFileSystem files;
    TestEntropy entropy{1};
    const SealedKey key = sealed_pool(master_key('m'));
    REQUIRE(create_key_file(files, entropy, at(path), key).has_value());
    const auto again = create_key_file(files, entropy, at(path), sealed_pool(master_key('n')));
    REQUIRE(!again.has_value());
    CHECK(again.error().code == "file.exists");
    CHECK(read_key_file(files, at(path)).value() == key);
    CHECK(files.list("/")->size() == 1);
}

TEST_CASE("a power cut at any moment leaves a whole key file or none") {
    const SealedKey key = sealed_pool(master_key('m'));
    int whole = 0;
    int none = 0;
    for (std::uint64_t change = 1; change <= 12; ++change) {
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            DroppingFileSystem files;
            TestEntropy entropy{seed};
            files.lose_power_after(change);
            const bool made = create_key_file(files, entropy, at(path), key).has_value();
            files.crash(seed);
            const auto read = read_key_file(files, at(path));
            if (read) {
                CHECK(*read == key);
                ++whole;
                continue;
            }
            CHECK(!made);
            CHECK(read.error().code == "file.not_found");
            ++none;
            CHECK(create_key_file(files, entropy, at(path), key).has_value());
        }
    }
    CHECK(whole > 0);
    CHECK(none > 0);
}

TEST_CASE("a disk that is full, or does not sync, leaves no key file behind") {
    const SealedKey key = sealed_pool(master_key('m'));
    TestEntropy entropy{1};
    DroppingFileSystem full;
    full.limit_space(100);
    CHECK(create_key_file(full, entropy, at(path), key).error().code == "file.no_space");
    CHECK(full.list("/")->empty());
    DroppingFileSystem failing;
    failing.fail_sync(1);
    CHECK(!create_key_file(failing, entropy, at(path), key).has_value());
    CHECK(failing.list("/")->empty());
}

TEST_CASE("an index is for mnemonics, and for as many accounts as there are") {
    CHECK(pool_key().key_pair(1).error().code == "key.index");
    CHECK(mnemonic_key().key_pair(0x8000'0000).error().code == "key.index");
    const AccountTree tree{mnemonic_key().secret.reveal()};
    for (const std::uint32_t index : {0u, 1u, AccountTree::max_index})
        CHECK(mnemonic_key().key_pair(index)->public_key() == tree.account(index).public_key());
}

TEST_CASE("whatever is a key file is spelt as one is written") {
    CHECK(holds([] {
        TestEntropy entropy{*rc::gen::arbitrary<std::uint64_t>()};
        SealedKey key = sealed_pool(master_key('m'));
        const auto letter = rc::gen::element('a', 'Z', '0', '-', '_');
        key.wallet = *rc::gen::nonEmpty(rc::gen::container<std::string>(letter));
        key.wallet.resize(std::min<std::size_t>(key.wallet.size(), 64));
        entropy.fill(key.nonce);
        entropy.fill(key.sealing_key);
        if (*rc::gen::arbitrary<bool>()) entropy.fill(key.argon2id.emplace().salt);
        RC_ASSERT(sealed_key_from_text(to_text(key)).value() == key);
    }));
    for (const std::string_view name : {"", ".", ".hidden", "a/b", "a b", "\xC3\xA9"})
        CHECK(!is_wallet_name(name));
    CHECK(is_wallet_name(std::string(64, 'a')));
    CHECK(!is_wallet_name(std::string(65, 'a')));
}
