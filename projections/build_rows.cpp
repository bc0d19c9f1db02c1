// Reading and writing one build; the merge of overlay and column family.
#include "projections/build_rows.hpp"

#include "engine/log/sha256.hpp"
#include "engine/storage/rocksdb_file_system.hpp"
#include "engine/storage/rocksdb_reading.hpp"
#include "engine/storage/rocksdb_status.hpp"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ledger {
namespace {

constexpr std::size_t digest_readahead_bytes = 1U << 20U;
/// What a row costs in the overlay beside its bytes: a node and two strings.
constexpr std::size_t overlay_row_bytes = 128;
/// How large an object is taken to be; its bytes are not made before they are needed.
constexpr std::size_t object_bytes = 2'048;
/// Of each view: above this many objects the half that was touched longest ago goes.
constexpr std::size_t max_kept_objects = 8'192;

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

/// A row since the last commit; nothing: erased.
using WrittenRow = std::pair<std::string, std::optional<std::string>>;

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
        const auto checkpoint = decode_checkpoint(view(value));
        if (!checkpoint) return fail(ErrorKind::corrupt, "views.corrupt", key + " is malformed");
        position_ = checkpoint->position;
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
        rocksdb::ReadOptions options = read_options();
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

std::string encode_checkpoint(const ViewCheckpoint& checkpoint) {
    std::string value = big_endian_key(checkpoint.position);
    put_bytes(value, checkpoint.last_event.bytes);
    return value;
}

std::optional<ViewCheckpoint> decode_checkpoint(std::string_view value) {
    ByteReader reader{value};
    ViewCheckpoint checkpoint;
    checkpoint.position = reader.take<Position>();
    checkpoint.last_event.bytes = reader.take_array<16>();
    if (!reader.finished()) return std::nullopt;
    return checkpoint;
}

std::optional<std::string> RocksdbBuildRows::Entry::value() const {
    if (!object) return bytes;
    std::string made;
    object->append_to(made);
    return made;
}

Result<std::optional<std::string>> RocksdbBuildRows::get(std::string_view key) const {
    if (const auto row = overlay_.find(key); row != overlay_.end()) return row->second.value();
    rocksdb::PinnableSlice value;
    return found(db_.Get(read_options(), &family_, slice(key), &value), value);
}

std::vector<RocksdbBuildRows::ChangedRow> RocksdbBuildRows::changed_rows(
    std::string_view from, std::string_view until) const {
    std::vector<ChangedRow> rows;
    for (const Overlay::value_type* row : touched_)
        if (row->second.is_changed && row->first >= from && (until.empty() || row->first < until))
            rows.emplace_back(row->first, &row->second);
    std::ranges::sort(rows, {}, &ChangedRow::first);
    return rows;
}

Result<void> RocksdbBuildRows::scan(
    std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    if (!until.empty() && from >= until) return {};
    // A copy, so that `visit` may write and still sees one snapshot.
    std::vector<WrittenRow> written;
    for (const auto& [key, entry] : changed_rows(from, until))
        written.emplace_back(key, entry->value());

    Cursor rows{db_, family_, read_options(), from, until};
    visit_merged(rows, written, visit);
    return rows.status();
}

RocksdbBuildRows::Entry& RocksdbBuildRows::touch(std::string_view key, RowUse use) {
    auto row = overlay_.find(key);
    if (row == overlay_.end()) row = overlay_.emplace(key, Entry{}).first;
    Entry& entry = row->second;
    if (std::exchange(entry.step, step_) != step_) touched_.push_back(&*row);
    if (use == RowUse::change && !std::exchange(entry.is_changed, true))
        count_bytes(key.size() + overlay_row_bytes, 0);
    return entry;
}

void RocksdbBuildRows::count_bytes(std::size_t more, std::size_t less) {
    changed_bytes_.store(uncommitted_bytes() + more - less, std::memory_order_relaxed);
}

void RocksdbBuildRows::put(std::string_view key, std::string_view value) {
    Entry& entry = touch(key, RowUse::change);
    count_bytes(value.size(), entry.bytes ? entry.bytes->size() : 0);
    entry.bytes.emplace(value);
    entry.object.reset();
}

void RocksdbBuildRows::erase(std::string_view key) {
    Entry& entry = touch(key, RowUse::change);
    if (entry.bytes) count_bytes(0, entry.bytes->size());
    entry.bytes.reset();
    entry.object.reset();
}

RowObject* RocksdbBuildRows::held(std::string_view key, RowUse use) {
    const auto row = overlay_.find(key);
    if (row == overlay_.end() || !row->second.object) return nullptr;
    if (use == RowUse::change && !row->second.is_changed) count_bytes(object_bytes, 0);
    return touch(key, use).object.get();
}

void RocksdbBuildRows::hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse use) {
    Entry& entry = touch(key, use);
    count_bytes(entry.is_changed ? object_bytes : 0, entry.bytes ? entry.bytes->size() : 0);
    entry.bytes.reset();
    entry.object = std::move(object);
}

Result<void> RocksdbBuildRows::commit(const ViewCheckpoint& checkpoint) {
    rocksdb::WriteBatch batch{uncommitted_bytes()};
    std::string made;
    for (const auto& [key, entry] : changed_rows({}, {})) {
        if (entry->object) {
            made.clear();
            entry->object->append_to(made);
            TRY(checked_views(batch.Put(&family_, slice(key), made)));
            continue;
        }
        if (entry->bytes) {
            TRY(checked_views(batch.Put(&family_, slice(key), *entry->bytes)));
            continue;
        }
        // A row that came and went within one step leaves no tombstone for scans to step over.
        TRY(exists, has_committed(key));
        if (exists) TRY(checked_views(batch.Delete(&family_, slice(key))));
    }
    TRY(checked_views(batch.Put(&meta_, checkpoint_key_, encode_checkpoint(checkpoint))));
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    TRY(checked_views(db_.Write(options, &batch)));
    checkpoint_ = checkpoint;
    keep_objects();
    return {};
}

void RocksdbBuildRows::keep_objects() {
    for (Overlay::value_type* row : touched_) {
        row->second.is_changed = false;
        if (!row->second.object) overlay_.erase(overlay_.find(row->first));
    }
    if (overlay_.size() > max_kept_objects) drop_older_half();
    touched_.clear();
    count_bytes(0, uncommitted_bytes());
    ++step_;
}

/// Objects of this step stay: they are the newest.
void RocksdbBuildRows::drop_older_half() {
    std::vector<std::uint64_t> steps;
    steps.reserve(overlay_.size());
    for (const auto& [key, entry] : overlay_) steps.push_back(entry.step);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::ranges::nth_element(steps, middle);
    std::erase_if(overlay_, [&](const auto& row) {
        return row.second.step <= *middle && row.second.step != step_;
    });
}

Result<bool> RocksdbBuildRows::has_committed(std::string_view key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db_.Get(read_options(), &family_, slice(key), &value);
    if (status.IsNotFound()) return false;
    TRY(checked_views(status));
    return true;
}

void RocksdbBuildRows::discard() {
    overlay_.clear();
    touched_.clear();
    count_bytes(0, uncommitted_bytes());
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
