// Each vector is made by the code under test and shown as the page shows it.
#include "tests/log/record_format_vectors.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/log/checkpoint.hpp"
#include "engine/log/export_layout.hpp"
#include "engine/log/merkle.hpp"

#include <array>

namespace ledger::test {
namespace {

const std::string minimal_payload = "{}";
const std::string full_payload = R"({"site":"Lagos-7","minutes":45})";
const std::string origin = "log.example/nociq";
constexpr std::string_view tree_leaves[] = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};

/// 00 01 02 … from `first` on.
template <std::size_t Size>
std::array<std::uint8_t, Size> counting(std::uint8_t first) {
    std::array<std::uint8_t, Size> bytes{};
    for (std::size_t i = 0; i < Size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i);
    return bytes;
}

template <std::size_t Size>
std::string hex_of(const std::array<std::uint8_t, Size>& bytes) {
    return to_hex({reinterpret_cast<const char*>(bytes.data()), Size});
}

class Block {
public:
    explicit Block(std::string name) : vector_{.name = std::move(name), .text = ""} {}

    Block& line(const std::string& key, const std::string& value) {
        vector_.text += value.empty() ? key + " =\n" : key + " = " + value + "\n";
        return *this;
    }
    Block& line(const std::string& key, std::uint64_t value) {
        return line(key, std::to_string(value));
    }
    const FormatVector& done() const { return vector_; }

private:
    FormatVector vector_;
};

struct Example {
    RecordedEvent event;
    SealedPayload payload;
    std::string leaf() const { return encode_record(event).value(); }
};

Example sealed(RecordedEvent event, const Salt& salt, std::string payload) {
    Sha256 sha256;
    event.payload_commitment = payload_commitment(sha256, salt, payload);
    return {.event = std::move(event), .payload = {.salt = salt, .bytes = std::move(payload)}};
}

Example minimal_example() {
    RecordedEvent event;
    event.stream = "s";
    event.type = "t";
    event.actor = "system";
    return sealed(std::move(event), Salt{}, minimal_payload);
}

Example full_example() {
    RecordedEvent event;
    event.position = 1;
    event.stream = "outage-Ọ̀yọ́ 𝄞";
    event.stream_version = 258;
    event.recorded_at = timestamp_of(1'768'555'800'123'456'789);
    event.event_id.bytes = counting<16>(0x10);
    event.correlation_id.bytes = counting<16>(0x20);
    event.causation_id.bytes = counting<16>(0x30);
    event.actor = "user:7";
    event.type = "outage.resolved";
    event.schema_version = 3;
    event.idempotency_key_hash.bytes = counting<32>(0x40);
    event.postings = {{.from = "pool:NGN:accrued",
                       .to = "operator:9:payable",
                       .asset = "NGN",
                       .amount = Amount{7'500'000'000}},
                      {.from = "noc:1:receivable",
                       .to = "pool:€:accrued",
                       .asset = "€",
                       .amount = Amount{INT64_MAX}}};
    return sealed(std::move(event), counting<32>(0x60), full_payload);
}

FormatVector record_vector(const std::string& name, const Example& example) {
    const RecordedEvent& event = example.event;
    Sha256 sha256;
    Block block{name};
    block.line("position", event.position)
        .line("stream_version", event.stream_version)
        .line("recorded_at_ns", static_cast<std::uint64_t>(nanoseconds(event.recorded_at)))
        .line("event_id", hex_of(event.event_id.bytes))
        .line("correlation_id", hex_of(event.correlation_id.bytes))
        .line("causation_id", hex_of(event.causation_id.bytes))
        .line("schema_version", event.schema_version)
        .line("stream", event.stream)
        .line("type", event.type)
        .line("actor", event.actor)
        .line("idempotency_key_hash", to_hex(event.idempotency_key_hash));
    for (const Posting& posting : event.postings)
        block.line("posting", posting.from + " | " + posting.to + " | " + posting.asset + " | " +
                                  std::to_string(posting.amount.units()));
    return block.line("payload_commitment", to_hex(event.payload_commitment))
        .line("leaf", to_hex(example.leaf()))
        .line("leaf_hash", to_hex(leaf_hash(sha256, example.leaf())))
        .done();
}

FormatVector commitment_vector(const std::string& name, const Example& example) {
    return Block{name}
        .line("salt", hex_of(example.payload.salt))
        .line("payload", to_hex(example.payload.bytes))
        .line("payload_commitment", to_hex(example.event.payload_commitment))
        .done();
}

std::vector<FormatVector> frame_vectors() {
    const std::vector<std::string> leaves{minimal_example().leaf(), full_example().leaf()};
    const std::vector<SealedPayload> payloads{
        {.state = SealedPayload::State::redacted, .salt = {}, .bytes = ""}, full_example().payload};
    const std::string salt = hex_of(payloads[1].salt);
    return {Block{"frame"}
                .line("leaf", to_hex(leaves[0]))
                .line("leaf", to_hex(leaves[1]))
                .line("frame", to_hex(encode_frame(leaves)))
                .line("entry_bundle", to_hex(encode_entry_bundle(leaves)))
                .done(),
            Block{"payload-frame"}
                .line("payload", "redacted")
                .line("payload", "plain | " + salt + " | " + to_hex(full_payload))
                .line("payload_frame", to_hex(encode_payload_frame(payloads)))
                .line("payload_bundle", to_hex(encode_payload_bundle(payloads)))
                .done()};
}

std::string tree_leaf(std::size_t index) { return from_hex(tree_leaves[index]).value(); }

/// The root over leaves [begin, end) of the example tree; the range is a perfect subtree.
Hash tree_range(std::size_t begin, std::size_t end) {
    Sha256 sha256;
    MerkleFrontier frontier;
    for (std::size_t i = begin; i < end; ++i)
        frontier.append(sha256, leaf_hash(sha256, tree_leaf(i)));
    return frontier.root(sha256);
}

SubtreeSource tree_source() {
    return [](std::uint32_t level, std::uint64_t index) -> Result<Hash> {
        return tree_range(index << level, (index + 1) << level);
    };
}

FormatVector tree_vector() {
    Sha256 sha256;
    Block block{"tree"};
    for (std::size_t i = 0; i < std::size(tree_leaves); ++i)
        block.line("leaf", std::string{tree_leaves[i]})
            .line("leaf_hash", to_hex(leaf_hash(sha256, tree_leaf(i))));
    for (std::size_t size = 0; size <= std::size(tree_leaves); ++size)
        block.line("root", to_hex(tree_range(0, size)));
    return block.done();
}

std::vector<FormatVector> proof_vectors() {
    Sha256 sha256;
    Block inclusion{"inclusion-proof"};
    inclusion.line("index", 4).line("size", 7);
    const auto path = inclusion_proof(4, 7, tree_source(), sha256).value();
    for (const Hash& hash : path) inclusion.line("hash", to_hex(hash));
    Block consistency{"consistency-proof"};
    consistency.line("old_size", 3).line("new_size", 7);
    const auto proof = consistency_proof(3, 7, tree_source(), sha256).value();
    for (const Hash& hash : proof) consistency.line("hash", to_hex(hash));
    return {inclusion.done(), consistency.done()};
}

FormatVector tile_path_vector() {
    Block block{"tile-paths"};
    for (const TileId& tile :
         {TileId{0, 0, 256}, TileId{1, 5, 17}, TileId{0, 1'234'067, 256}, TileId{2, 1'000, 1}})
        block
            .line("tile", std::to_string(tile.level) + " | " + std::to_string(tile.index) + " | " +
                              std::to_string(tile.width))
            .line("path", tile_path(tile))
            .line("entries_path", entries_path(tile.index, tile.width))
            .line("payload_path", payload_path(tile.index, tile.width));
    return block.done();
}

std::vector<FormatVector> signed_vectors() {
    Sha256 sha256;
    const std::string seed = from_hex(hex_of(counting<32>(0x80))).value();
    const NoteSigner signer = NoteSigner::from_seed(origin, Secret{seed}).value();
    const Checkpoint checkpoint{.origin = origin, .head = {.size = 8, .root = tree_range(0, 8)}};
    const std::string note = signer.sign(checkpoint_text(checkpoint));
    const auto salt = counting<32>(0x60);
    const TlogProof proof{
        .extra = std::string{reinterpret_cast<const char*>(salt.data()), salt.size()},
        .index = 5,
        .hashes = inclusion_proof(5, 8, tree_source(), sha256).value(),
        .checkpoint = note};
    const VerifierKey& key = signer.verifier();
    return {Block{"signing-key"}
                .line("seed", to_hex(seed))
                .line("name", key.name)
                .line("public_key", hex_of(key.public_key))
                .line("vkey", to_text(key))
                .done(),
            Block{"head-slot"}
                .line("sequence", 258)
                .line("size", checkpoint.head.size)
                .line("root", to_hex(checkpoint.head.root))
                .line("slot", to_hex(encode_head_slot(258, checkpoint.head)))
                .done(),
            {.name = "signed-checkpoint", .text = note},
            {.name = "tlog-proof", .text = proof_text(proof)},
            {.name = "manifest",
             .text = manifest_text({{.path = "vkey", .sha256 = sha256({to_text(key), "\n"})},
                                    {.path = "checkpoint", .sha256 = sha256({note})}})}};
}

std::vector<FormatVector> derived_row_vectors() {
    const IndexEntry entry{.first_version = 258, .indexes = {0, 3, 65'536}};
    const IndexEntry category{.first_version = 0, .indexes = {0, 1}};
    return {Block{"stream-row"}
                .line("stream", "outage-OUT001")
                .line("frame", 4'096)
                .line("first_version", entry.first_version)
                .line("index", 0)
                .line("index", 3)
                .line("index", 65'536)
                .line("key", to_hex(index_key("outage-OUT001", 4'096)))
                .line("value", to_hex(encode_index_entry(entry)))
                .done(),
            Block{"category-row"}
                .line("category", "outage")
                .line("frame", 4'096)
                .line("index", 0)
                .line("index", 1)
                .line("key", to_hex(index_key("outage", 4'096)))
                .line("value", to_hex(encode_index_entry(category)))
                .done(),
            Block{"balance-row"}
                .line("account", "operator:9:payable")
                .line("asset", "NGN")
                .line("position", 258)
                .line("balance", "-1")
                .line("key", to_hex(balance_key("operator:9:payable", "NGN", 258)))
                .line("value", to_hex(encode_balance(Amount{-1})))
                .done(),
            Block{"tile-row"}
                .line("level", 1)
                .line("index", 258)
                .line("key", to_hex(tile_key(1, 258)))
                .done()};
}

void move_into(std::vector<FormatVector>& all, std::vector<FormatVector> more) {
    for (FormatVector& vector : more) all.push_back(std::move(vector));
}

}  // namespace

std::vector<FormatVector> record_format_vectors() {
    std::vector<FormatVector> all{
        record_vector("record-minimal", minimal_example()),
        record_vector("record-full", full_example()),
        commitment_vector("payload-commitment-minimal", minimal_example()),
        commitment_vector("payload-commitment-full", full_example()),
        tree_vector(),
        tile_path_vector()};
    move_into(all, frame_vectors());
    move_into(all, proof_vectors());
    move_into(all, signed_vectors());
    move_into(all, derived_row_vectors());
    return all;
}

}  // namespace ledger::test
