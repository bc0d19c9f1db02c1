// The row store on RocksDB: opening, the book of builds in the family `meta`, flushing.
#include "projections/row_store.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/storage/opening_threads.hpp"
#include "engine/storage/rocksdb_file_system.hpp"
#include "engine/storage/rocksdb_logger.hpp"
#include "engine/storage/rocksdb_reading.hpp"
#include "projections/build_rows.hpp"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>

namespace ledger {
namespace {

constexpr std::string_view meta_name = "meta";
constexpr std::string_view live_prefix = "live/";  ///< + view -> name of the build that serves.

constexpr std::size_t cache_bytes = 64U << 20U;
/// Of all builds together: what is not flushed is folded again after a crash.
constexpr std::size_t unflushed_bytes = 64U << 20U;
constexpr std::size_t block_bytes = 16U << 10U;
constexpr double filter_bits_per_key = 10;
constexpr double memtable_filter_share = 0.02;
constexpr int background_jobs = 2;
constexpr int most_sorted_runs = 6;
constexpr int max_open_files = 512;

using Handles = std::vector<rocksdb::ColumnFamilyHandle*>;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

rocksdb::DBOptions database_options() {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    // Rows and checkpoint stand in two families: only together may they reach the disk.
    options.atomic_flush = true;
    options.paranoid_checks = true;
    options.db_write_buffer_size = unflushed_bytes;
    // The runner flushes at an orderly end; after an error nothing more is written.
    options.avoid_flush_during_shutdown = true;
    options.max_bgerror_resume_count = 0;
    options.max_background_jobs = background_jobs;
    options.max_open_files = max_open_files;
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    options.db_host_id = "";
    return options;
}

rocksdb::ColumnFamilyOptions family_options() {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(cache_bytes);
    table.block_size = block_bytes;
    table.checksum = rocksdb::kXXH3;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));
    rocksdb::ColumnFamilyOptions options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kLZ4Compression;
    // Rows are written far more often than read, and in every order: levels would be written again
    // a dozen times. The price is more sorted runs to look into, and room for two while they merge.
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
    options.level0_file_num_compaction_trigger = most_sorted_runs;
    options.write_buffer_size = unflushed_bytes;
    // Views often look for rows that are not there yet.
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = memtable_filter_share;
    // A commit is sorted: where its last row went in says where the next one will, per kind of row.
    options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
    return options;
}

rocksdb::WriteOptions without_wal() {
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    return options;
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || fmt::to_string(value) != text) return std::nullopt;
    return value;
}

/// Creates `directory` so that it outlives a power cut: views can be made anew, but it takes a
/// while.
Result<void> create_durably(FileSystem& files, const std::string& directory) {
    if (files.info(directory)) return {};
    TRY(files.create_directory(directory));
    const std::size_t slash = directory.rfind('/');
    if (slash == directory.npos) return files.sync_directory(".");
    return files.sync_directory(slash == 0 ? "/" : directory.substr(0, slash));
}

class RocksdbRowStore final : public RowStore {
public:
    using LogLine = std::function<void(std::string_view)>;

    RocksdbRowStore(FileSystem& files, std::string directory, LogLine log_line)
        : directory_{std::move(directory)},
          log_line_{std::move(log_line)},
          environment_{rocksdb_environment(files, Access::read_write)} {
        options_.env = environment_.get();
        options_.info_log = std::make_shared<RocksdbLogger>(log_line_);
    }
    ~RocksdbRowStore() override;

    Result<void> open_or_begin_anew(FileSystem& files);
    Result<void> tidy_up(Position log_end);

    std::vector<BuildName> builds() const override;
    std::optional<BuildName> live(std::string_view view) const override;
    Result<std::unique_ptr<BuildRows>> open_build(const BuildName& name) override;
    Result<std::unique_ptr<BuildRows>> create_build(const BuildName& name) override;
    Result<void> make_live(const BuildName& name) override;
    Result<void> drop_build(const BuildName& name) override;
    Result<void> flush() override;
    Result<void> start_flush() override;

private:
    /// RocksDB may tell the last of several failures; a full disk must be told from a broken one.
    Result<void> checked_here(const rocksdb::Status& status) const {
        const rocksdb::Status first = disk_failures(*environment_).first;
        return checked_views(status.ok() || first.ok() ? status : first);
    }
    Result<void> open_database(FileSystem& files);
    Result<void> load_live();
    /// The checkpoint of a build; nothing when there is none that can be read.
    Result<std::optional<ViewCheckpoint>> checkpoint(const BuildName& name) const;
    Result<void> drop_locked(const BuildName& name);
    Result<void> flush_locked(bool wait);
    Result<void> write(rocksdb::WriteBatch& batch) {
        return checked_here(db_->Write(without_wal(), &batch));
    }

    std::string directory_;
    LogLine log_line_;
    std::unique_ptr<rocksdb::Env> environment_;
    rocksdb::DBOptions options_ = database_options();
    rocksdb::ColumnFamilyOptions family_options_ = family_options();
    std::unique_ptr<rocksdb::DB> db_;
    rocksdb::ColumnFamilyHandle* default_ = nullptr;
    rocksdb::ColumnFamilyHandle* meta_ = nullptr;

    /// Held while flushing: a family that came to be meanwhile would stay behind its checkpoint.
    mutable std::mutex mutex_;
    std::map<BuildName, rocksdb::ColumnFamilyHandle*> builds_;
    std::map<std::string, BuildName, std::less<>> live_;
};

RocksdbRowStore::~RocksdbRowStore() {
    if (!db_) return;
    Handles handles{default_, meta_};
    for (const auto& [name, handle] : builds_) handles.push_back(handle);
    for (rocksdb::ColumnFamilyHandle* handle : handles)
        if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle);
    db_->Close().PermitUncheckedError();
}

Result<void> RocksdbRowStore::open_database(FileSystem& files) {
    std::vector<std::string> names;
    if (files.info(directory_ + "/CURRENT"))
        TRY(checked_here(rocksdb::DB::ListColumnFamilies(options_, directory_, &names)));
    if (names.empty()) names.push_back(rocksdb::kDefaultColumnFamilyName);
    if (std::ranges::find(names, meta_name) == names.end()) names.emplace_back(meta_name);

    options_.max_file_opening_threads = opening_threads(files, directory_);
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.reserve(names.size());
    for (const std::string& name : names) families.emplace_back(name, family_options_);
    Handles handles;
    rocksdb::DB* db = nullptr;
    TRY(checked_here(rocksdb::DB::Open(options_, directory_, families, &handles, &db)));
    db_.reset(db);
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
        const auto name = build_name_from_text(handle->GetName());
        if (handle->GetName() == meta_name) {
            meta_ = handle;
        } else if (name) {
            builds_.emplace(*name, handle);
        } else {
            LEDGER_ASSERT(handle->GetName() == rocksdb::kDefaultColumnFamilyName);
            default_ = handle;
        }
    }
    return {};
}

Result<void> RocksdbRowStore::open_or_begin_anew(FileSystem& files) {
    const Result<void> opened = open_database(files);
    if (opened || opened.error().kind != ErrorKind::corrupt) return opened;
    log_line_(fmt::format("views are made anew: {}", opened.error().message));
    rocksdb::Options options{options_, family_options_};
    TRY(checked_views(rocksdb::DestroyDB(directory_, options)));
    return open_database(files);
}

Result<void> RocksdbRowStore::load_live() {
    const std::unique_ptr<rocksdb::Iterator> rows{db_->NewIterator(read_options(), meta_)};
    for (rows->Seek(slice(live_prefix)); rows->Valid(); rows->Next()) {
        const std::string_view key = view(rows->key());
        if (!key.starts_with(live_prefix)) break;
        const auto name = build_name_from_text(view(rows->value()));
        const std::string_view of = key.substr(live_prefix.size());
        if (name && name->view == of && builds_.contains(*name)) live_.emplace(of, *name);
    }
    return checked_views(rows->status());
}

/// Drops what nobody can go on with.
Result<void> RocksdbRowStore::tidy_up(Position log_end) {
    TRY(load_live());
    const std::lock_guard lock{mutex_};
    std::vector<BuildName> unusable;
    for (const auto& [name, handle] : builds_) {
        TRY(found, checkpoint(name));
        if (found && found->position <= log_end) continue;
        log_line_(fmt::format(
            "view {} is made anew: {}", to_text(name),
            found ? "its checkpoint is ahead of the log" : "its making or dropping was cut short"));
        unusable.push_back(name);
    }
    for (const BuildName& name : unusable) TRY(drop_locked(name));
    return {};
}

Result<std::optional<ViewCheckpoint>> RocksdbRowStore::checkpoint(const BuildName& name) const {
    std::string value;
    const rocksdb::Status status = db_->Get(read_options(), meta_, checkpoint_key(name), &value);
    if (status.IsNotFound()) return std::nullopt;
    TRY(checked_views(status));
    return decode_checkpoint(value);
}

std::vector<BuildName> RocksdbRowStore::builds() const {
    const std::lock_guard lock{mutex_};
    std::vector<BuildName> names;
    names.reserve(builds_.size());
    for (const auto& [name, handle] : builds_) names.push_back(name);
    return names;
}

std::optional<BuildName> RocksdbRowStore::live(std::string_view view) const {
    const std::lock_guard lock{mutex_};
    const auto found = live_.find(view);
    if (found == live_.end()) return std::nullopt;
    return found->second;
}

Result<std::unique_ptr<BuildRows>> RocksdbRowStore::open_build(const BuildName& name) {
    const std::lock_guard lock{mutex_};
    const auto found = builds_.find(name);
    LEDGER_ASSERT(found != builds_.end());
    TRY(reached, checkpoint(name));
    LEDGER_ASSERT(reached.has_value());
    return std::make_unique<RocksdbBuildRows>(*db_, *found->second, *meta_, name, *reached);
}

Result<std::unique_ptr<BuildRows>> RocksdbRowStore::create_build(const BuildName& name) {
    const std::lock_guard lock{mutex_};
    LEDGER_ASSERT(!builds_.contains(name));
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    TRY(checked_here(db_->CreateColumnFamily(family_options_, to_text(name), &handle)));
    builds_.emplace(name, handle);
    auto rows = std::make_unique<RocksdbBuildRows>(*db_, *handle, *meta_, name, ViewCheckpoint{});
    TRY(rows->commit({}));
    return rows;
}

Result<void> RocksdbRowStore::make_live(const BuildName& name) {
    const std::lock_guard lock{mutex_};
    LEDGER_ASSERT(builds_.contains(name));
    rocksdb::WriteBatch batch;
    TRY(checked_views(batch.Put(meta_, std::string{live_prefix} + name.view, to_text(name))));
    TRY(write(batch));
    live_.insert_or_assign(name.view, name);
    return {};
}

Result<void> RocksdbRowStore::drop_build(const BuildName& name) {
    const std::lock_guard lock{mutex_};
    return drop_locked(name);
}

Result<void> RocksdbRowStore::drop_locked(const BuildName& name) {
    const auto found = builds_.find(name);
    LEDGER_ASSERT(found != builds_.end());
    rocksdb::WriteBatch batch;
    TRY(checked_views(batch.Delete(meta_, checkpoint_key(name))));
    if (const auto live = live_.find(name.view); live != live_.end() && live->second == name) {
        TRY(checked_views(batch.Delete(meta_, std::string{live_prefix} + name.view)));
        live_.erase(live);
    }
    TRY(write(batch));
    // First the checkpoint, on disk: an empty family of the same name must never find it.
    TRY(flush_locked(true));
    TRY(checked_here(db_->DropColumnFamily(found->second)));
    TRY(checked_views(db_->DestroyColumnFamilyHandle(found->second)));
    builds_.erase(found);
    return {};
}

Result<void> RocksdbRowStore::flush() {
    const std::lock_guard lock{mutex_};
    return flush_locked(true);
}

Result<void> RocksdbRowStore::start_flush() {
    // Whoever follows the log must not wait for a flush that is going on already.
    const std::unique_lock lock{mutex_, std::try_to_lock};
    if (!lock) return {};
    return flush_locked(false);
}

Result<void> RocksdbRowStore::flush_locked(bool wait) {
    Handles handles{meta_};
    for (const auto& [name, handle] : builds_) handles.push_back(handle);
    rocksdb::FlushOptions options;
    options.wait = wait;
    return checked_here(db_->Flush(options, handles));
}

}  // namespace

std::string to_text(const BuildName& name) {
    return fmt::format("{}@{}.{}", name.view, name.version, name.build);
}

std::optional<BuildName> build_name_from_text(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == 0 || at == text.npos) return std::nullopt;
    const std::size_t dot = text.find('.', at);
    if (dot == text.npos) return std::nullopt;
    const auto version = number(text.substr(at + 1, dot - at - 1));
    const auto build = number(text.substr(dot + 1));
    if (!version || !build) return std::nullopt;
    return BuildName{.view = std::string{text.substr(0, at)}, .version = *version, .build = *build};
}

/// RocksDB refuses a folder without CURRENT in which there are logs; then we begin anew.
Result<void> RowStore::give_up(FileSystem& files, const std::string& directory) {
    TRY(files.remove(directory + "/CURRENT"));
    return files.sync_directory(directory);
}

Result<std::unique_ptr<RowStore>> RowStore::open(FileSystem& files, const std::string& directory,
                                                 Position log_end,
                                                 std::function<void(std::string_view)> log_line) {
    TRY(create_durably(files, directory));
    auto store = std::make_unique<RocksdbRowStore>(files, directory, std::move(log_line));
    TRY(store->open_or_begin_anew(files));
    TRY(store->tidy_up(log_end));
    return store;
}

}  // namespace ledger
