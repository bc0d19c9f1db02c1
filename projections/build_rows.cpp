// Reading and writing one build; the merge of overlay and column family.
#include "projections/build_rows.hpp"

#include "engine/log/sha256.hpp"
#include "engine/storage/rocksdb_file_system.hpp"
#include "engine/storage/rocksdb_status.hpp"

#include <rocksdb/write_batch.h>

#include <vector>

namespace ledger {
namespace {

constexpr std::size_t digest_readahead_bytes = 1U << 20U;
/// What a row costs in the overlay beside its bytes: a node and two strings.
constexpr std::size_t overlay_row_bytes = 128;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

Result<std::optional<std::string>> found(const rocksdb::Status& status,
                                         const rocksdb::PinnableSlice& value) {
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return fail(views_error(status));
    return std::optional{std::string{view(value)}};
}

/// Walks over the rows of a family in [from, until).
class Cursor {
public:
    Cursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family, rocksdb::ReadOptions options,
           std::string_view from, std::string_view until)
        : db_{db}, bound_{slice(until)} {
        if (!until.empty()) options.iterate_upper_bound = &bound_;
        rows_.reset(db.NewIterator(options, &family));
        rows_->Seek(slice(from));
    }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    bool valid() const { return rows_->Valid(); }
    std::string_view key() const { return view(rows_->key()); }
    std::string_view value() const { return view(rows_->value()); }
    void next() { rows_->Next(); }
    /// An iterator that met an error looks as if it had reached its end, or passes over a table.
    Result<void> status() const {
        TRY(checked_views(rows_->status()));
        return checked_views(disk_failures(*db_.GetEnv()).first_read);
    }

private:
    rocksdb::DB& db_;
    rocksdb::Slice bound_;
    std::unique_ptr<rocksdb::Iterator> rows_;
};

using WrittenRow = std::pair<const std::string, std::optional<std::string>>;

using RowVisitor = FunctionRef<bool(std::string_view key, std::string_view value)>;

/// Up to, not including, `key`; null: to the end. False when the visitor has had enough.
bool visit_below(Cursor& rows, const std::string* key, RowVisitor visit) {
    for (; rows.valid() && (key == nullptr || rows.key() < *key); rows.next())
        if (!visit(rows.key(), rows.value())) return false;
    return true;
}

/// Rows of the family and rows that were written since, in order; the latter win.
void visit_merged(Cursor& rows, const std::vector<WrittenRow>& written, RowVisitor visit) {
    for (const auto& [key, value] : written) {
        if (!visit_below(rows, &key, visit)) return;
        if (rows.valid() && rows.key() == key) rows.next();
        if (value && !visit(key, *value)) return;
    }
    visit_below(rows, nullptr, visit);
}

class RocksdbSnapshot final : public BuildSnapshot {
public:
    RocksdbSnapshot(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family)
        : db_{db}, family_{family}, snapshot_{db.GetSnapshot()} {}
    ~RocksdbSnapshot() override { db_.ReleaseSnapshot(snapshot_); }

    /// The checkpoint as it stands in this snapshot.
    Result<void> load_position(rocksdb::ColumnFamilyHandle& meta, const std::string& key) {
        rocksdb::PinnableSlice value;
        TRY(checked_views(db_.Get(options(), &meta, key, &value)));
        const auto position = decode_checkpoint(view(value));
        if (!position) return fail(ErrorKind::corrupt, "views.corrupt", key + " is malformed");
        position_ = *position;
        return {};
    }

    Result<std::optional<std::string>> get(std::string_view key) const override {
        rocksdb::PinnableSlice value;
        return found(db_.Get(options(), &family_, slice(key), &value), value);
    }
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override {
        Cursor rows{db_, family_, options(), from, until};
        for (; rows.valid(); rows.next())
            if (!visit(rows.key(), rows.value())) return {};
        return rows.status();
    }
    Position position() const override { return position_; }
    Result<RowDigest> digest() const override {
        rocksdb::ReadOptions all = options();
        all.fill_cache = false;
        all.readahead_size = digest_readahead_bytes;
        Sha256 sha256;
        std::string length;
        const auto add = [&](std::string_view bytes) {
            length.clear();
            put_big_endian(length, static_cast<std::uint32_t>(bytes.size()));
            sha256.update(length);
            sha256.update(bytes);
        };
        Cursor rows{db_, family_, all, {}, {}};
        for (; rows.valid(); rows.next()) {
            add(rows.key());
            add(rows.value());
        }
        TRY(rows.status());
        return RowDigest{.position = position_, .hash = sha256.finish()};
    }

private:
    rocksdb::ReadOptions options() const {
        rocksdb::ReadOptions options;
        options.snapshot = snapshot_;
        return options;
    }

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle& family_;
    const rocksdb::Snapshot* snapshot_;
    Position position_ = 0;
};

}  // namespace

Error views_error(const rocksdb::Status& status) {
    Error error = error_of(status);
    constexpr std::string_view log_code = "log.";
    if (error.code.starts_with(log_code)) error.code.replace(0, log_code.size(), "views.");
    return error;
}

Result<void> checked_views(const rocksdb::Status& status) {
    if (!status.ok()) return fail(views_error(status));
    return {};
}

std::string checkpoint_key(const BuildName& name) {
    return std::string{checkpoint_prefix} + to_text(name);
}

std::optional<Position> decode_checkpoint(std::string_view value) {
    ByteReader reader{value};
    const auto position = reader.take<Position>();
    if (!reader.finished()) return std::nullopt;
    return position;
}

Result<std::optional<std::string>> RocksdbBuildRows::get(std::string_view key) const {
    if (const auto row = overlay_.find(key); row != overlay_.end()) return row->second;
    rocksdb::PinnableSlice value;
    return found(db_.Get({}, &family_, slice(key), &value), value);
}

Result<void> RocksdbBuildRows::scan(
    std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    if (!until.empty() && from >= until) return {};
    // A copy, so that `visit` may write and still sees one snapshot.
    const auto last = until.empty() ? overlay_.end() : overlay_.lower_bound(until);
    const std::vector<WrittenRow> written{overlay_.lower_bound(from), last};

    Cursor rows{db_, family_, {}, from, until};
    visit_merged(rows, written, visit);
    return rows.status();
}

void RocksdbBuildRows::put(std::string_view key, std::string_view value) { change(key, value); }
void RocksdbBuildRows::erase(std::string_view key) { change(key, std::nullopt); }

void RocksdbBuildRows::change(std::string_view key, std::optional<std::string_view> value) {
    auto row = overlay_.lower_bound(key);
    if (row == overlay_.end() || row->first != key) {
        row = overlay_.emplace_hint(row, std::string{key}, std::nullopt);
        overlay_bytes_ += key.size() + overlay_row_bytes;
    }
    std::optional<std::string>& held = row->second;
    if (held) overlay_bytes_ -= held->size();
    if (value) {
        overlay_bytes_ += value->size();
        held.emplace(*value);
    } else {
        held.reset();
    }
}

Result<void> RocksdbBuildRows::commit(Position position) {
    rocksdb::WriteBatch batch{overlay_bytes_};
    for (const auto& [key, value] : overlay_) {
        if (value) {
            TRY(checked_views(batch.Put(&family_, key, *value)));
            continue;
        }
        // A row that came and went within one step leaves no tombstone for scans to step over.
        TRY(exists, has_committed(key));
        if (exists) TRY(checked_views(batch.Delete(&family_, key)));
    }
    TRY(checked_views(batch.Put(&meta_, checkpoint_key_, big_endian_key(position))));
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    TRY(checked_views(db_.Write(options, &batch)));
    position_ = position;
    discard();
    return {};
}

Result<bool> RocksdbBuildRows::has_committed(std::string_view key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db_.Get({}, &family_, slice(key), &value);
    if (status.IsNotFound()) return false;
    TRY(checked_views(status));
    return true;
}

void RocksdbBuildRows::discard() {
    overlay_.clear();
    overlay_bytes_ = 0;
}

Result<std::unique_ptr<BuildSnapshot>> RocksdbBuildRows::snapshot() const {
    auto snapshot = std::make_unique<RocksdbSnapshot>(db_, family_);
    TRY(snapshot->load_position(meta_, checkpoint_key_));
    return snapshot;
}

std::uint64_t RocksdbBuildRows::approximate_bytes() const {
    std::uint64_t in_files = 0;
    std::uint64_t in_memory = 0;
    db_.GetIntProperty(&family_, rocksdb::DB::Properties::kLiveSstFilesSize, &in_files);
    db_.GetIntProperty(&family_, rocksdb::DB::Properties::kCurSizeAllMemTables, &in_memory);
    return in_files + in_memory;
}

}  // namespace ledger
