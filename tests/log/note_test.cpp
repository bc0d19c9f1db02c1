// Signed notes: a published example, what is accepted, what is refused, and the seed's file.
#include "engine/log/note.hpp"

#include "engine/kernel/encoding.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

const std::string text =
    "If you think cryptography is the answer,\nyou do not know the question.\n";

NoteSigner signer_of(const std::string& name, char seed) {
    return NoteSigner::from_seed(name, Secret{std::string(32, seed)}).value();
}

std::string code_of(const std::string& note, const VerifierKey& key) {
    const auto opened = open_note(note, key);
    return opened ? "" : opened.error().code;
}

/// The last line of a note with one signature.
std::string signature_line(const std::string& note) {
    return note.substr(note.rfind('\n', note.size() - 2) + 1);
}

}  // namespace

TEST_CASE("the example of golang.org/x/mod/sumdb/note opens, and its key is read back") {
    const std::string vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const std::string note =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann "
        "x08go/ZJkuBS9UG/"
        "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const auto key = parse_verifier_key(vkey);
    REQUIRE(key.has_value());
    CHECK(key->name == "PeterNeumann");
    CHECK(key->key_id == 0xc74f20a3);
    CHECK(to_text(*key) == vkey);
    const auto opened = open_note(note, *key);
    REQUIRE(opened.has_value());
    CHECK(opened->text == note.substr(0, note.find("\n\n") + 1));
}

TEST_CASE("the seed of RFC 8032's first test gives its public key") {
    const std::string seed =
        from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
    const auto signer = NoteSigner::from_seed("log.example/nociq", Secret{seed}).value();
    const auto& public_key = signer.verifier().public_key;
    CHECK(to_hex({reinterpret_cast<const char*>(public_key.data()), public_key.size()}) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    CHECK(parse_verifier_key(to_text(signer.verifier())) == signer.verifier());
}

TEST_CASE("what is signed is opened, and no byte of it may change") {
    const NoteSigner signer = signer_of("log.example", 'a');
    const std::string note = signer.sign(text);
    CHECK(open_note(note, signer.verifier()).value().text == text);
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (const int bit : {1, 0x10, 0x80}) {
            std::string changed = note;
            changed[i] = static_cast<char>(changed[i] ^ bit);
            CHECK_FALSE(open_note(changed, signer.verifier()).has_value());
        }
        CHECK_FALSE(open_note(note.substr(0, i), signer.verifier()).has_value());
    }
}

TEST_CASE("other signers' signatures are passed over; a false one by the key spoils the note") {
    const NoteSigner log = signer_of("log.example", 'a');
    const NoteSigner witness = signer_of("witness.example", 'b');
    const NoteSigner namesake = signer_of("log.example", 'c');
    const std::string note = log.sign(text);
    const std::string both = note + signature_line(witness.sign(text));
    CHECK(code_of(both, log.verifier()) == "");
    CHECK(code_of(both, witness.verifier()) == "");
    CHECK(code_of(note, witness.verifier()) == "note.not_signed");
    CHECK(code_of(note, namesake.verifier()) == "note.not_signed");
    CHECK(code_of(note + signature_line(log.sign("other\n")), log.verifier()) ==
          "note.bad_signature");
    CHECK(code_of(note + "— log.example AAAA\n", log.verifier()) == "note.malformed");
}

TEST_CASE("what is not a note of plain lines is refused") {
    const NoteSigner signer = signer_of("log.example", 'a');
    const std::string note = signer.sign(text);
    for (const std::string& wrong :
         {std::string{}, std::string{"\n"}, text, text + "\n", "\n" + signature_line(note),
          note + "\n", note + "x", note.substr(0, note.size() - 1), "\r" + note,
          std::string{'\0'} + note, "\xff" + note, text + "\n- log.example AAAAAAA=\n",
          text + "\n— log.example\n", text + "\n— log+example AAAAAAAA\n",
          text + "\n—  AAAAAAAA\n"})
        CHECK_FALSE(open_note(wrong, signer.verifier()).has_value());
}

TEST_CASE("a hundred signatures are read, one more is refused, and so is more than 1 MiB") {
    const NoteSigner signer = signer_of("log.example", 'a');
    std::string note = signer.sign(text);
    const std::string other = signature_line(signer_of("witness.example", 'b').sign(text));
    for (int i = 1; i < 100; ++i) note += other;
    CHECK(code_of(note, signer.verifier()) == "");
    CHECK(code_of(note + other, signer.verifier()) == "note.malformed");
    const std::string long_text = std::string(1U << 20U, 'x') + '\n';
    CHECK(code_of(signer.sign(long_text), signer.verifier()) == "note.malformed");
}

TEST_CASE("a text may hold blank lines: the last one divides it from the signatures") {
    const NoteSigner signer = signer_of("log.example", 'a');
    CHECK(open_note(signer.sign("one\n\ntwo\n"), signer.verifier()).value().text == "one\n\ntwo\n");
}

TEST_CASE("a key's name has no space of any kind, no plus, and is not empty") {
    for (const std::string name :
         {"", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u3000b", "\u2003", "\xff", "a\u0085"})
        CHECK(NoteSigner::from_seed(name, Secret{std::string(32, 's')}).error().code == "key.name");
    CHECK(NoteSigner::from_seed("é/日", Secret{std::string(32, 's')}).has_value());
    for (const std::size_t size : {0U, 31U, 33U, 64U})
        CHECK(NoteSigner::from_seed("log", Secret{std::string(size, 's')}).error().code ==
              "key.size");
}

TEST_CASE("a verifier key with any character changed is refused") {
    const std::string vkey = to_text(signer_of("log.example", 'a').verifier());
    for (std::size_t i = 0; i < vkey.size(); ++i) {
        std::string changed = vkey;
        changed[i] = changed[i] == 'x' ? 'y' : 'x';
        CHECK_MESSAGE(!parse_verifier_key(changed).has_value(), changed);
        CHECK_FALSE(parse_verifier_key(vkey.substr(0, i)).has_value());
    }
    CHECK_FALSE(parse_verifier_key(vkey + "\n").has_value());
    CHECK_FALSE(parse_verifier_key("+00000000+AQ==").has_value());
}

TEST_CASE("a signing seed is made once, private and durable, and read from then on") {
    DroppingFileSystem files;
    REQUIRE(files.create_directory("/data").has_value());
    REQUIRE(files.sync_directory("/").has_value());
    TestEntropy entropy{7};
    const std::string path = "/data/signing.seed";
    const std::string seed{load_or_create_seed(files, entropy, path).value().reveal()};
    CHECK(seed.size() == 32);
    CHECK(files.info(path)->mode == 0600);
    files.crash(3);
    CHECK(load_or_create_seed(files, entropy, path).value().reveal() == seed);
    CHECK(files.list("/data").value() == std::vector<std::string>{"signing.seed"});
}

TEST_CASE("a power cut while the seed is made leaves a whole one or none") {
    for (std::uint64_t moment = 1; moment < 8; ++moment) {
        DroppingFileSystem files;
        REQUIRE(files.create_directory("/data").has_value());
        REQUIRE(files.sync_directory("/").has_value());
        TestEntropy entropy{moment};
        files.lose_power_after(moment);
        const auto first = load_or_create_seed(files, entropy, "/data/seed");
        files.crash(moment);
        const auto second = load_or_create_seed(files, entropy, "/data/seed");
        REQUIRE(second.has_value());
        CHECK(second->reveal().size() == 32);
        if (first) CHECK(second->reveal() == first->reveal());
    }
}

TEST_CASE("a seed that others may read, or that is not 32 bytes, is refused") {
    DroppingFileSystem files;
    TestEntropy entropy{7};
    REQUIRE(files.create_directory("/data").has_value());
    {
        auto file = files.open("/data/open", OpenMode::read_write).value();
        REQUIRE(file->append(std::string(32, 's')).has_value());
        auto short_file = files.open("/data/short", OpenMode::create_private).value();
        REQUIRE(short_file->append(std::string(31, 's')).has_value());
    }
    CHECK(load_or_create_seed(files, entropy, "/data/open").error().code == "key.mode");
    CHECK(load_or_create_seed(files, entropy, "/data/short").error().code == "key.size");
}
