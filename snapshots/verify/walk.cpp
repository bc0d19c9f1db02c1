// The pass over the entries, bundle by bundle.
#include "snapshots/verify/walk.hpp"

#include "engine/log/merkle.hpp"
#include "snapshots/verify/log_order.hpp"

#include <algorithm>
#include <utility>

namespace ledger::verify {
namespace {

/// The sealed payloads of one bundle, taken one by one.
class PayloadBundle {
public:
    PayloadBundle(std::string file, std::string bytes)
        : file_{std::move(file)}, bytes_{std::move(bytes)}, reader_{bytes_} {}
    PayloadBundle(const PayloadBundle&) = delete;
    PayloadBundle& operator=(const PayloadBundle&) = delete;

    const std::string& file() const { return file_; }
    std::optional<PayloadView> take() { return take_payload(reader_); }
    bool is_used_up() const { return reader_.finished(); }

private:
    std::string file_;
    std::string bytes_;
    ByteReader reader_;  ///< Over `bytes_`.
};

class Walker {
public:
    Walker(CheckedSource& source, const WalkOptions& options)
        : source_{source}, options_{options} {}

    Checked<Walked> run(ProgressCallback progress);

private:
    Checked<void> bundle(std::uint64_t index);
    Checked<void> entry(std::string_view leaf);
    Checked<void> compare_tiles();
    Checked<std::optional<std::string>> load_payloads(std::uint64_t index, std::uint32_t width);
    void check_payload(PayloadBundle& bundle, Position position);
    void blame_payload(const PayloadBundle& bundle, Position position, std::string reason);
    std::unexpected<Finding> broken_entry(std::uint64_t index, std::uint32_t width,
                                          Finding finding);

    CheckedSource& source_;
    const WalkOptions& options_;
    Sha256 sha256_;
    LogOrder order_;
    TileCheck tiles_;
    bool has_payloads_ = true;
    Hash commitment_;  ///< Of the entry taken last.
    Walked walked_;
};

Checked<Walked> Walker::run(ProgressCallback progress) {
    has_payloads_ = options_.payloads;
    if (options_.earlier_size == 0) walked_.earlier_root = empty_tree_hash();
    for (std::uint64_t index = 0; index * tile_width < options_.size; ++index) {
        TRY(bundle(index));
        TRY(compare_tiles());
        progress(tiles_.size(), options_.size);
    }
    TRY(tiles_.compare_partial([&](const TileId& tile) { return source_.find(tile_path(tile)); }));
    walked_.root = tiles_.root(sha256_);
    walked_.tile_fault = tiles_.fault();
    return std::move(walked_);
}

Checked<void> Walker::compare_tiles() {
    return tiles_.compare_full([&](const TileId& tile) { return source_.find(tile_path(tile)); });
}

Checked<void> Walker::bundle(std::uint64_t index) {
    const Position first = index * tile_width;
    const auto width = static_cast<std::uint32_t>(std::min(tile_width, options_.size - first));
    TRY(entries, source_.read(entries_path(index, width), first));
    TRY(payloads, load_payloads(index, width));
    PayloadBundle bundle{payload_path(index, width), std::move(payloads).value_or("")};
    ByteReader reader{entries};
    for (std::uint32_t i = 0; i < width; ++i) {
        const std::string_view leaf = reader.take_bytes(reader.take<std::uint16_t>());
        auto taken = reader.ok() ? entry(leaf)
                                 : tampered({.position = first + i}, "its bundle ends too early");
        if (!taken) return broken_entry(index, width, std::move(taken).error());
        if (has_payloads_) check_payload(bundle, first + i);
    }
    if (!reader.finished())
        return tampered({.file = entries_path(index, width)},
                        "it holds more than the checkpoint was signed for");
    if (has_payloads_ && !bundle.is_used_up())
        blame_payload(bundle, first + width - 1, "bytes are left over after its payload");
    return {};
}

Checked<void> Walker::entry(std::string_view leaf) {
    const Position position = order_.next();
    const auto event = decode_record(leaf);
    if (!event) return tampered({.position = position}, event.error().message);
    TRY(order_.take(*event));
    if (options_.balances) TRY(walked_.balances.take(*event));
    if (event->stream == identity_stream)
        walked_.identity.push_back({.position = position,
                                    .type = event->type,
                                    .payload_commitment = event->payload_commitment});
    commitment_ = event->payload_commitment;
    tiles_.append(sha256_, leaf_hash(sha256_, leaf));
    if (tiles_.size() == options_.earlier_size) walked_.earlier_root = tiles_.root(sha256_);
    return {};
}

/// What makes no sense may stand after the entry that was changed: a changed length moves all that
/// follows, a later time makes the next event come too early. The stored tiles still know.
std::unexpected<Finding> Walker::broken_entry(std::uint64_t index, std::uint32_t width,
                                              Finding finding) {
    finding.place.file = entries_path(index, width);
    std::optional<Position> changed;
    if (const auto& fault = tiles_.fault(); fault && fault->tile.level == 0)
        changed = fault->position;
    if (const std::string_view made = tiles_.open_leaves(); !changed && !made.empty()) {
        const auto stored = source_.find(tile_path({.level = 0, .index = index, .width = width}));
        if (stored && *stored)
            if (const auto hash = first_difference(made, (*stored)->substr(0, made.size())))
                changed = index * tile_width + *hash;
    }
    if (changed) {
        const std::uint64_t its_index = *changed / tile_width;
        finding.place = {.position = changed,
                         .file = entries_path(its_index, its_index == index ? width : tile_width)};
        finding.reason = "it is not the entry that was hashed";
    }
    return std::unexpected{std::move(finding)};
}

Checked<std::optional<std::string>> Walker::load_payloads(std::uint64_t index,
                                                          std::uint32_t width) {
    if (!has_payloads_) return std::nullopt;
    const std::string path = payload_path(index, width);
    TRY(bytes, source_.find(path));
    if (!bytes && index > 0)
        return tampered({.position = index * tile_width, .file = path}, "it is missing");
    has_payloads_ = bytes.has_value();
    return std::move(bytes);
}

void Walker::check_payload(PayloadBundle& bundle, Position position) {
    const auto payload = bundle.take();
    if (!payload) return blame_payload(bundle, position, "its payload is malformed");
    if (payload->state == SealedPayload::State::redacted) {
        ++walked_.payloads_redacted;
        return;
    }
    if (payload_commitment(sha256_, payload->salt, payload->bytes) != commitment_)
        return blame_payload(bundle, position, "its payload is not the one it commits to");
    ++walked_.payloads_checked;
}

void Walker::blame_payload(const PayloadBundle& bundle, Position position, std::string reason) {
    if (walked_.payload_fault) return;
    walked_.payload_fault = Finding{
        Verdict::tampered, {.position = position, .file = bundle.file()}, std::move(reason)};
}

}  // namespace

Checked<Walked> walk(CheckedSource& source, const WalkOptions& options, ProgressCallback progress) {
    return Walker{source, options}.run(progress);
}

}  // namespace ledger::verify
