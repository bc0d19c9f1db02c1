// The pieces of an export, and a whole small one, which the independent reader accepts.
#include "engine/log/export_layout.hpp"

#include "engine/log/checkpoint.hpp"
#include "engine/log/log_reader.hpp"
#include "tests/log/log_fixture.hpp"
#include "tests/support/property.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

using namespace ledger;
using namespace ledger::test;

namespace {

using Files = std::map<std::string, std::string>;

/// Calls `add(index, width)` for every tile that holds `count` hashes.
void for_each_tile(std::uint64_t count, auto&& add) {
    for (std::uint64_t index = 0; index * tile_width < count; ++index)
        add(index, static_cast<std::uint32_t>(std::min(tile_width, count - index * tile_width)));
}

std::string payload_bundle(const LogReader& reader, std::uint64_t index, std::uint32_t width) {
    std::vector<SealedPayload> payloads;
    const auto collect = [&](const StoredEvent& stored) {
        payloads.push_back(stored.payload);
        return true;
    };
    REQUIRE(reader.stored(index * tile_width, index * tile_width + width, collect).has_value());
    return encode_payload_bundle(payloads);
}

/// Every account's balance, folded naively.
std::vector<AccountBalance> balances_of(const std::vector<RecordedEvent>& events) {
    std::map<std::pair<std::string, std::string>, std::int64_t> units;
    for (const RecordedEvent& event : events)
        for (const Posting& posting : event.postings) {
            units[{posting.from, posting.asset}] -= posting.amount.units();
            units[{posting.to, posting.asset}] += posting.amount.units();
        }
    std::vector<AccountBalance> balances;
    balances.reserve(units.size());
    for (const auto& [place, sum] : units)
        balances.push_back({.account = place.first, .asset = place.second, .balance = Amount{sum}});
    return balances;
}

std::string identity_of(const LogReader& reader, Position position) {
    std::string bytes;
    append_payload(bytes, reader.at(position).value()->payload);
    return bytes;
}

Files export_of(const LogReader& reader, const NoteSigner& signer) {
    Sha256 sha256;
    const std::uint64_t size = reader.end();
    const Hash root = root_of(size, reader.subtree_source(), sha256).value();
    const Checkpoint checkpoint{.origin = signer.verifier().name,
                                .head = {.size = size, .root = root}};
    Files files{{"checkpoint", signer.sign(checkpoint_text(checkpoint))},
                {"vkey", to_text(signer.verifier()) + "\n"}};
    for (std::uint32_t level = 0; size >> (tile_height * level) > 0; ++level)
        for_each_tile(size >> (tile_height * level), [&](std::uint64_t index, std::uint32_t width) {
            const TileId tile{.level = level, .index = index, .width = width};
            files[tile_path(tile)] = reader.tile(tile, size).value().value();
        });
    for_each_tile(size, [&](std::uint64_t index, std::uint32_t width) {
        files[entries_path(index, width)] = reader.entries(index, width, size).value().value();
        files[payload_path(index, width)] = payload_bundle(reader, index, width);
    });
    std::vector<RecordedEvent> events;
    const auto collect = [&](const RecordedEvent& event) {
        if (event.stream == identity_stream)
            files[identity_path(event.position)] = identity_of(reader, event.position);
        events.push_back(event);
        return true;
    };
    REQUIRE(reader.events(0, size, collect).has_value());
    files["balances.json"] = balances_text(size, balances_of(events));
    std::vector<ManifestEntry> manifest;
    for (const auto& [path, bytes] : files)
        manifest.push_back({.path = path, .sha256 = sha256({bytes})});
    files["MANIFEST"] = manifest_text(manifest);
    return files;
}

/// The exit status of the Python reader on an export of these files.
int python_verdict(const Files& files) {
    const TemporaryFolder folder;
    for (const auto& [path, bytes] : files) {
        const std::filesystem::path full_path{folder / path};
        std::filesystem::create_directories(full_path.parent_path());
        std::ofstream{full_path, std::ios::binary} << bytes;
    }
    const std::string command =
        "python3 " LEDGER_SOURCE_DIR "/tests/log/record_format_test.py '" + folder.path() + "'";
    return std::system(command.c_str());
}

std::vector<std::string> owned_leaves(const std::vector<std::string_view>& views) {
    return {views.begin(), views.end()};
}

}  // namespace

TEST_CASE("an export is read and verified by a reader that only knows docs/record-format.md") {
    LogFixture fixture;
    fixture.commit({draft_event(std::string{identity_stream}, "{\"origin\":\"log.example\"}")});
    RecordedEvent odd_names = draft_event("payment-1", "{}", 1);
    odd_names.postings[0].to = "a \"quoted\\\" \x01\n€ account";
    fixture.commit({odd_names});
    fixture.commit_many(300);
    fixture.redact(7);
    fixture.redact(599);
    const NoteSigner signer =
        NoteSigner::from_seed("log.example/nociq", Secret{std::string(32, 's')}).value();
    Files files = export_of(LogReader{fixture.log()}, signer);
    REQUIRE(files.contains("tile/1/000.p/2"));
    CHECK(python_verdict(files) == 0);
    files["tile/entries/001"][100] ^= 1;
    CHECK(python_verdict(files) != 0);
}

TEST_CASE("bundles are read back; cut, extended and overfull ones are refused") {
    const std::vector<std::string> leaves{"one", "", "three"};
    const std::string bundle = encode_entry_bundle(leaves);
    CHECK(owned_leaves(decode_entry_bundle(bundle).value()) == leaves);
    CHECK(decode_entry_bundle("")->empty());
    CHECK_FALSE(decode_entry_bundle(bundle.substr(0, bundle.size() - 1)).has_value());
    CHECK_FALSE(decode_entry_bundle(bundle + '\0').has_value());
    CHECK(decode_entry_bundle(std::string(512, '\0'))->size() == 256);
    CHECK_FALSE(decode_entry_bundle(std::string(514, '\0')).has_value());

    const std::vector<SealedPayload> payloads{
        {.salt = bytes_of_seed<salt_bytes>(3), .bytes = "{}"},
        {.state = SealedPayload::State::redacted, .salt = {}, .bytes = ""}};
    const std::string payload_bundle = encode_payload_bundle(payloads);
    const auto views = decode_payload_bundle(payload_bundle).value();
    REQUIRE(views.size() == 2);
    CHECK(owned(views[0]) == payloads[0]);
    CHECK(owned(views[1]) == payloads[1]);
    CHECK_FALSE(decode_payload_bundle(payload_bundle + '\0').has_value());
    CHECK(decode_payload_bundle(std::string(std::size_t{37} * 256, '\0'))->size() == 256);
    CHECK_FALSE(decode_payload_bundle(std::string(std::size_t{37} * 257, '\0')).has_value());
}

TEST_CASE("any bytes are no bundle and no manifest, or the canonical one of what they hold") {
    CHECK(holds(
        [] {
            const auto bytes = *rc::gen::arbitrary<std::string>();
            if (const auto leaves = decode_entry_bundle(bytes))
                RC_ASSERT(encode_entry_bundle(owned_leaves(*leaves)) == bytes);
            if (const auto manifest = parse_manifest(bytes))
                RC_ASSERT(manifest_text(*manifest) == bytes);
        },
        2'000));
}

TEST_CASE("a manifest is sorted as bytes are, and read back") {
    Sha256 sha256;
    const std::vector<ManifestEntry> entries{{.path = "vkey", .sha256 = sha256({"b"})},
                                             {.path = "tile/0/000", .sha256 = sha256({"a"})},
                                             {.path = "tile/0/000.p/7", .sha256 = sha256({})}};
    const std::string text = manifest_text(entries);
    CHECK(text ==
          "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  tile/0/000\n"
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  tile/0/000.p/7\n"
          "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  vkey\n");
    const std::vector<ManifestEntry> sorted{entries[1], entries[2], entries[0]};
    CHECK(parse_manifest(text) == sorted);
    CHECK(parse_manifest("")->empty());
}

TEST_CASE("a manifest that is not one, or whose paths lead elsewhere, is refused") {
    const std::string digest(64, '0');
    const std::string line = digest + "  vkey\n";
    CHECK(parse_manifest(line).has_value());
    const std::string shouting = std::string(64, 'A') + "  vkey\n";
    const std::vector<std::string> wrong_texts{"\n",
                                               "vkey\n",
                                               digest + "\n",
                                               digest + "  \n",
                                               digest + " vkey\n",
                                               digest + "  vkey",
                                               line + line,
                                               digest + "  b\n" + digest + "  a\n",
                                               shouting,
                                               digest + "  /vkey\n",
                                               digest + "  ../vkey\n",
                                               digest + "  a/../../vkey\n",
                                               digest + "  a//b\n",
                                               digest + "  a/\n",
                                               digest + "  ./a\n",
                                               digest + "  \xff\n"};
    for (const std::string& wrong : wrong_texts)
        CHECK_MESSAGE(!parse_manifest(wrong).has_value(), wrong);
}
