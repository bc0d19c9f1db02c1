// Checkpoint and proof texts: exact bytes, and what is not accepted as such.
#include "engine/log/checkpoint.hpp"

#include "engine/log/merkle.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

const std::string root_text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

NoteSigner signer_of(const std::string& name) {
    return NoteSigner::from_seed(name, Secret{std::string(32, 's')}).value();
}

Checkpoint empty_checkpoint(const std::string& origin) {
    return {.origin = origin, .head = {.size = 0, .root = empty_tree_hash()}};
}

}  // namespace

TEST_CASE("a checkpoint is three lines, read back as they were written") {
    const std::string text = checkpoint_text(empty_checkpoint("log.example/nociq"));
    CHECK(text == "log.example/nociq\n0\n" + root_text + "\n");
    CHECK(parse_checkpoint_text(text) == empty_checkpoint("log.example/nociq"));
    const Checkpoint largest{.origin = "é", .head = {.size = UINT64_MAX, .root = Hash{}}};
    CHECK(parse_checkpoint_text(checkpoint_text(largest)) == largest);
}

TEST_CASE("extension lines are passed over") {
    const std::string text = checkpoint_text(empty_checkpoint("log"));
    CHECK(parse_checkpoint_text(text + "extension 1\nanother\n") == empty_checkpoint("log"));
}

TEST_CASE("a checkpoint text that is not exactly one is refused") {
    const std::string root = root_text + "\n";
    const std::vector<std::string> wrong_texts{
        std::string{},
        std::string{"log\n"},
        std::string{"log\n0\n"},
        "\n0\n" + root,
        "log\n\n" + root,
        "log\n00\n" + root,
        "log\n01\n" + root,
        "log\n+1\n" + root,
        "log\n-1\n" + root,
        "log\n 1\n" + root,
        "log\n1 \n" + root,
        "log\n18446744073709551616\n" + root,
        "a log\n0\n" + root,
        "log+1\n0\n" + root,
        "log\n0\n" + root_text,
        "log\n0\n" + root + "\n",
        "log\n0\n" + root + "half",
        "log\n0\n" + root_text.substr(1) + "\n",
        "log\n0\n" + root_text + "=\n",
        "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n"};
    for (const std::string& wrong : wrong_texts)
        CHECK_MESSAGE(!parse_checkpoint_text(wrong).has_value(), wrong);
}

TEST_CASE("a signed checkpoint is opened only when its origin is the key's name") {
    const NoteSigner signer = signer_of("log.example");
    const auto note_of = [&](const std::string& origin) {
        return signer.sign(checkpoint_text(empty_checkpoint(origin)));
    };
    CHECK(open_checkpoint(note_of("log.example"), signer.verifier()) ==
          empty_checkpoint("log.example"));
    CHECK(open_checkpoint(note_of("log.elsewhere"), signer.verifier()).error().code ==
          "checkpoint.origin");
    CHECK(open_checkpoint(note_of("log.example"), signer_of("other").verifier()).error().code ==
          "note.not_signed");
    CHECK(open_checkpoint(signer.sign("not a checkpoint\n"), signer.verifier()).error().code ==
          "checkpoint.malformed");
}

TEST_CASE("a proof is written line by line and read back") {
    TlogProof proof{.extra = std::nullopt, .index = 7, .hashes = {}, .checkpoint = "a\n\n— b c\n"};
    CHECK(proof_text(proof) == "c2sp.org/tlog-proof@v1\nindex 7\n\na\n\n— b c\n");
    CHECK(parse_proof_text(proof_text(proof)) == proof);
    proof.extra = "salt";
    proof.hashes = {empty_tree_hash(), Hash{}};
    CHECK(proof_text(proof) ==
          "c2sp.org/tlog-proof@v1\nextra c2FsdA==\nindex 7\n" + root_text +
              "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\na\n\n— b c\n");
    CHECK(parse_proof_text(proof_text(proof)) == proof);
    proof.extra = "";
    CHECK(parse_proof_text(proof_text(proof)) == proof);
}

TEST_CASE("a proof text that is not exactly one is refused") {
    const std::string head = "c2sp.org/tlog-proof@v1\n";
    std::string too_many = head + "index 0\n";
    for (int i = 0; i < 65; ++i) too_many += root_text + "\n";
    const std::vector<std::string> wrong_texts{std::string{},
                                               head,
                                               head + "index 1\n",
                                               head + "index 1\n\n",
                                               "c2sp.org/tlog-proof@v2\nindex 1\n\nnote\n",
                                               head + "index 01\n\nnote\n",
                                               head + "index\n\nnote\n",
                                               head + "\nindex 1\n\nnote\n",
                                               head + "extra\nindex 1\n\nnote\n",
                                               head + "extra !\nindex 1\n\nnote\n",
                                               head + "extra AA==\nextra AA==\nindex 1\n\nnote\n",
                                               head + "index 1\nextra AA==\n\nnote\n",
                                               head + "index 1\nAAAA\n\nnote\n",
                                               head + "index 1\n" + root_text,
                                               too_many + "\nnote\n"};
    for (const std::string& wrong : wrong_texts)
        CHECK_MESSAGE(!parse_proof_text(wrong).has_value(), wrong);
}
