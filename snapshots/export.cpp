// The export, from the checkpoint that it is made for to the removal of what an older one left.
#include "snapshots/export.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/log/checkpoint.hpp"
#include "engine/log/log_reader.hpp"
#include "snapshots/export_folder.hpp"

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

const std::string key_path = "vkey";
const std::string balances_path = "balances.json";

std::unexpected<Error> foreign(const std::string& directory, std::string_view why) {
    return fail(ErrorKind::conflict, "export.foreign",
                directory + " is not empty, and " + std::string{why});
}

/// What every account held after the first `size` events: of each account and asset the last row
/// before that.
Result<std::vector<AccountBalance>> balances_at(const EventLog& log, std::uint64_t size) {
    std::vector<AccountBalance> balances;
    Result<void> outcome;
    TRY(log.scan(Family::balances, "", "", [&](std::string_view key, std::string_view value) {
        auto place = decode_balance_key(key);
        const auto balance = decode_balance(value);
        if (!place || !balance) {
            outcome = fail(place ? balance.error() : place.error());
            return false;
        }
        if (place->position >= size) return true;
        const bool is_another = balances.empty() || balances.back().account != place->account ||
                                balances.back().asset != place->asset;
        if (is_another)
            balances.push_back({.account = std::move(place->account),
                                .asset = std::move(place->asset),
                                .balance = {}});
        balances.back().balance = *balance;
        return true;
    }));
    if (!outcome) return fail(outcome.error());
    return balances;
}

class Export {
public:
    Export(const EventLog& log, const ExportRequest& request, FileSystem& files)
        : log_{log}, reader_{log}, request_{request}, folder_{files, request.directory} {}

    Result<ExportSummary> run(FunctionRef<void(std::uint64_t, std::uint64_t)> progress);

private:
    /// The checkpoint says what this log is.
    Result<void> check_checkpoint(const Checkpoint& checkpoint) const;
    Result<void> open_folder();
    Result<void> open_older();
    Result<void> write_bundles(FunctionRef<void(std::uint64_t, std::uint64_t)> progress);
    Result<void> write_payloads(std::uint64_t index, std::uint32_t width);
    Result<void> write_tiles(std::uint32_t level);
    Result<void> write_tile(const TileId& tile);
    Result<void> write_identity();

    const EventLog& log_;
    LogReader reader_;
    const ExportRequest& request_;
    ExportFolder folder_;
    std::uint64_t size_ = 0;
    std::uint64_t old_size_ = 0;
};

Result<ExportSummary> Export::run(FunctionRef<void(std::uint64_t, std::uint64_t)> progress) {
    TRY(checkpoint, open_checkpoint(request_.checkpoint, request_.key));
    size_ = checkpoint.head.size;
    TRY(check_checkpoint(checkpoint));
    TRY(open_folder());
    // First, so that a folder which is left in the middle is known as ours.
    TRY(folder_.write(key_path, to_text(request_.key) + '\n'));
    TRY(write_bundles(progress));
    for (std::uint32_t level = 0; level <= max_tile_level; ++level) TRY(write_tiles(level));
    TRY(write_identity());
    TRY(balances, balances_at(log_, size_));
    TRY(folder_.write(balances_path, balances_text(size_, balances)));
    TRY(folder_.finish(request_.checkpoint));
    TRY(folder_.remove_leftovers());
    return ExportSummary{.size = size_,
                         .extended_from = old_size_,
                         .files_written = folder_.files_written(),
                         .bytes_written = folder_.bytes_written()};
}

Result<void> Export::check_checkpoint(const Checkpoint& checkpoint) const {
    const Head& head = checkpoint.head;
    if (head.size > log_.end())
        return fail(ErrorKind::corrupt, "export.lost_tail",
                    "a checkpoint was signed for " + std::to_string(head.size) +
                        " events, the log has " + std::to_string(log_.end()));
    Sha256 sha256;
    TRY(root, root_of(head.size, reader_.subtree_source(), sha256));
    if (root == head.root) return {};
    return fail(ErrorKind::corrupt, "export.root",
                "the first " + std::to_string(head.size) +
                    " events do not have the root that a checkpoint was signed for");
}

Result<void> Export::open_folder() {
    TRY(is_empty, folder_.is_empty());
    if (is_empty) return {};
    TRY(key, folder_.read(key_path));
    if (!key) return foreign(request_.directory, "holds no export");
    if (*key != to_text(request_.key) + '\n')
        return foreign(request_.directory, "holds the export of another log");
    return open_older();
}

Result<void> Export::open_older() {
    TRY(note, folder_.read("checkpoint"));
    if (!note) return {};  // The first export into this folder never came to its end.
    const auto checkpoint = open_checkpoint(*note, request_.key);
    if (!checkpoint) return foreign(request_.directory, "its checkpoint was changed");
    if (checkpoint->head.size > size_) return foreign(request_.directory, "holds a newer export");
    TRY(check_checkpoint(*checkpoint));
    TRY(text, folder_.read("MANIFEST"));
    auto manifest =
        text ? parse_manifest(*text) : fail(ErrorKind::corrupt, "manifest.missing", "missing");
    if (!manifest) return foreign(request_.directory, "its MANIFEST was changed");
    folder_.take_over(*manifest);
    old_size_ = checkpoint->head.size;
    if (old_size_ == 0 || folder_.has_kept("payload/") == request_.payloads) return {};
    return fail(ErrorKind::conflict, "export.payloads",
                request_.directory + " holds an export " +
                    (request_.payloads ? "without" : "with") +
                    " payloads; export the other kind into a folder of its own");
}

Result<void> Export::write_bundles(FunctionRef<void(std::uint64_t, std::uint64_t)> progress) {
    for (std::uint64_t index = 0; index * tile_width < size_; ++index) {
        const std::uint64_t first = index * tile_width;
        const auto width = static_cast<std::uint32_t>(std::min(tile_width, size_ - first));
        const std::string path = entries_path(index, width);
        if (first + width > old_size_ || !folder_.keep(path)) {
            TRY(entries, reader_.entries(index, width, size_));
            LEDGER_ASSERT(entries.has_value());
            TRY(folder_.write(path, *entries));
        }
        if (request_.payloads) TRY(write_payloads(index, width));
        progress(first + width, size_);
    }
    return {};
}

/// Also those of an older export are made anew: a payload may have been redacted since.
Result<void> Export::write_payloads(std::uint64_t index, std::uint32_t width) {
    const Position first = index * tile_width;
    std::vector<SealedPayload> payloads;
    payloads.reserve(width);
    TRY(reader_.stored(first, first + width, [&](const StoredEvent& stored) {
        payloads.push_back(stored.payload);
        return true;
    }));
    return folder_.write_if_changed(payload_path(index, width), encode_payload_bundle(payloads));
}

Result<void> Export::write_tiles(std::uint32_t level) {
    const std::uint64_t full = full_tiles(size_, level);
    for (std::uint64_t index = 0; index < full; ++index)
        TRY(write_tile({.level = level, .index = index}));
    const std::uint32_t width = partial_width(size_, level);
    if (width == 0) return {};
    return write_tile({.level = level, .index = full, .width = width});
}

Result<void> Export::write_tile(const TileId& tile) {
    const std::string path = tile_path(tile);
    const bool is_old = tile.index < full_tiles(old_size_, tile.level);
    if (is_old && folder_.keep(path)) return {};
    TRY(hashes, reader_.tile(tile, size_));
    LEDGER_ASSERT(hashes.has_value());
    return folder_.write(path, *hashes);
}

Result<void> Export::write_identity() {
    std::vector<Position> positions;
    TRY(reader_.stream(identity_stream, 0, size_, [&](const RecordedEvent& event) {
        positions.push_back(event.position);
        return true;
    }));
    for (const Position position : positions) {
        TRY(stored, reader_.at(position));
        LEDGER_ASSERT(stored.has_value());
        std::string bytes;
        append_payload(bytes, stored->payload);
        TRY(folder_.write(identity_path(position), bytes));
    }
    return {};
}

}  // namespace

Result<ExportSummary> export_log(
    const EventLog& log, const ExportRequest& request, FileSystem& files,
    FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress) {
    return Export{log, request, files}.run(progress);
}

}  // namespace ledger
