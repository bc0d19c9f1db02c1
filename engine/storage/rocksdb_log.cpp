#include "engine/storage/rocksdb_log.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/log/frame.hpp"
#include "engine/storage/fencing.hpp"
#include "engine/storage/opening_threads.hpp"
#include "engine/storage/recovery_check.hpp"
#include "engine/storage/rocksdb_file_system.hpp"
#include "engine/storage/rocksdb_logger.hpp"
#include "engine/storage/rocksdb_options.hpp"
#include "engine/storage/rocksdb_reading.hpp"
#include "engine/storage/rocksdb_status.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/listener.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <limits>
#include <mutex>

namespace ledger {
namespace {

/// Per key, from the making of a batch to the memtable: a flipped bit in memory is found there.
constexpr std::size_t batch_protection_bytes = 8;
/// What a row takes in a batch beside key and value, at most: header and lengths.
constexpr std::size_t batch_row_bytes = 16;
constexpr std::size_t verify_readahead_bytes = 4U << 20U;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

std::size_t batch_bytes(const Commit& commit) {
    std::size_t bytes = 0;
    for (const RowChange& change : commit.rows)
        bytes += batch_row_bytes + change.key.size() + (change.value ? change.value->size() : 0);
    return bytes;
}

/// Remembers the first failure, also of a flush or compaction in the background. RocksDB would go
/// on by itself once a full disk has room again; we never do (law 2).
class Failures final : public rocksdb::EventListener {
public:
    void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
        record(*status);
    }
    void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                              bool* auto_recovery) override {
        *auto_recovery = false;
    }
    void record(const rocksdb::Status& status) {
        const std::lock_guard lock{mutex_};
        if (first_.ok()) first_ = status;
    }
    Result<void> check() const {
        const std::lock_guard lock{mutex_};
        return checked(first_);
    }

private:
    mutable std::mutex mutex_;
    rocksdb::Status first_;
};

/// Whether the files in `directory` hold anything that an event could stand in.
Result<bool> has_data(const FileSystem& files, const std::string& directory,
                      const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (name.ends_with(".sst")) return true;
        if (!name.ends_with(".log")) continue;
        TRY(info, files.info(fmt::format("{}/{}", directory, name)));
        if (info.size > 0) return true;
    }
    return false;
}

/// Whether the MANIFEST knows all of our families.
Result<bool> is_complete(FileSystem& files, const std::string& directory,
                         const std::vector<CutFile>& cuts) {
    const auto environment = rocksdb_environment(files, Access::read_only, {.cuts = cuts});
    rocksdb::DBOptions options;
    options.env = environment.get();
    std::vector<std::string> known;
    TRY(checked(rocksdb::DB::ListColumnFamilies(options, directory, &known)));
    return std::ranges::all_of(family_names, [&](std::string_view name) {
        return std::ranges::find(known, name) != known.end();
    });
}

struct Found {
    bool exists = false;
    std::vector<CutFile> cuts;  ///< Files that a power cut tore.
};

/// RocksDB takes a folder without CURRENT for an empty one and clears it away; we look first. A
/// making that was cut short left no data; then there is no log yet.
Result<Found> find_log(FileSystem& files, const std::string& directory,
                       const RocksdbLog::Options& options) {
    const Result<std::vector<std::string>> names = files.list(directory);
    if (!names && names.error().code == "file.not_found") return Found{};
    if (!names) return fail(names.error());
    Found found;
    if (std::ranges::binary_search(*names, "CURRENT")) {
        TRY(cuts, options.point_in_time_recovery ? check_manifest(files, directory)
                                                 : check_recovery(files, directory));
        found.cuts = std::move(cuts);
        TRY(complete, is_complete(files, directory, found.cuts));
        found.exists = complete;
    }
    TRY(data, has_data(files, directory, *names));
    if (found.exists || !data) return found;
    return fail(ErrorKind::corrupt, "log.corrupt",
                directory + ": there are data, but CURRENT or a part of the MANIFEST is missing");
}

/// RocksDB names the MANIFEST when a table file that it lists is missing or cannot be opened.
void name_tables(Error& error, const rocksdb::DBOptions& options, const std::string& directory) {
    rocksdb::Options read_options{options, rocksdb::ColumnFamilyOptions{}};
    std::vector<std::string> names;
    if (!options.env->GetChildren(directory, &names).ok()) return;
    std::ranges::sort(names);
    for (const std::string& name : names) {
        if (!name.ends_with(".sst")) continue;
        const std::string path = fmt::format("{}/{}", directory, name);
        const rocksdb::Status status = rocksdb::SstFileReader{read_options}.Open(path);
        if (!status.ok()) error.message += fmt::format("; {}: {}", path, status.ToString());
    }
    // It looks for what is missing under an older extension, too, and tells only of that.
    for (std::size_t at = 0; (at = error.message.find(".ldb", at)) != std::string::npos;)
        error.message.replace(at, 4, ".sst");
}

}  // namespace

/// Closed in the reverse order: the environment outlives the database.
struct RocksdbLog::Database {
    const std::unique_ptr<rocksdb::Env> environment;
    const std::shared_ptr<RocksdbLogger> logger;
    const std::shared_ptr<Failures> failures = std::make_shared<Failures>();
    const ExpiryFilter expired_answers;
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;  ///< "default", then ours.

    Database(FileSystem& files, const Options& wanted, std::vector<CutFile> cuts)
        : environment{rocksdb_environment(files,
                                          wanted.read_only ? Access::read_only : Access::read_write,
                                          {.cuts = std::move(cuts), .keeps_manifest_end = true})},
          logger{std::make_shared<RocksdbLogger>(wanted.warn)},
          expired_answers{wanted.is_expired_answer} {}
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() {
        // A failure to close loses nothing: whatever was acknowledged is synced already.
        for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
        if (db) db->Close().PermitUncheckedError();
    }

    rocksdb::DBOptions options(const Options& wanted) const {
        rocksdb::DBOptions result = database_options(wanted);
        result.env = environment.get();
        result.info_log = logger;
        result.listeners.push_back(failures);
        return result;
    }
    Result<void> open(const std::string& directory, const Options& wanted, int threads) {
        rocksdb::DB* opened = nullptr;
        rocksdb::DBOptions chosen = options(wanted);
        chosen.max_file_opening_threads = threads;
        const auto families = column_families(wanted, expired_answers);
        const rocksdb::Status status =
            wanted.read_only
                ? rocksdb::DB::OpenForReadOnly(chosen, directory, families, &handles, &opened)
                : rocksdb::DB::Open(chosen, directory, families, &handles, &opened);
        db.reset(opened);
        if (status.ok()) return {};
        Error error = error_of(root_cause(status));
        if (error.kind == ErrorKind::corrupt) name_tables(error, options(wanted), directory);
        if (const std::string more = logger->first_complaint(); !more.empty())
            error.message += " (" + more + ')';
        return fail(std::move(error));
    }
    /// RocksDB may tell the last of several failures; a full disk must be told from a broken one.
    rocksdb::Status root_cause(const rocksdb::Status& status) const {
        const rocksdb::Status first = disk_failures(*environment).first;
        return first.ok() ? status : first;
    }
    rocksdb::ColumnFamilyHandle* of(Family family) const {
        return handles[static_cast<std::size_t>(family) + 1];
    }
};

namespace {

Result<void> leave_out(FileSystem& files, const CutFile& cut, const RocksdbLog::Options& options) {
    if (options.warn)
        options.warn(
            fmt::format("{}: what follows byte {} was torn before it was acknowledged, and is "
                        "left out",
                        cut.path, cut.size));
    if (options.read_only) return {};
    return cut_off(files, cut);
}

}  // namespace

Result<std::unique_ptr<RocksdbLog>> RocksdbLog::open(FileSystem& files,
                                                     const std::string& directory,
                                                     const Options& options) {
    TRY(found, find_log(files, directory, options));
    if (!found.exists && (options.read_only || !options.create))
        return fail(ErrorKind::not_found, "log.not_found", directory + ": no log here");
    if (!found.exists) TRY(create_directory_durably(files, directory));
    for (const CutFile& cut : found.cuts) TRY(leave_out(files, cut, options));
    auto database = std::make_unique<Database>(files, options, std::move(found.cuts));
    TRY(database->open(directory, options, opening_threads(files, directory)));
    // Logs that were replayed are gone for good before the first commit is written to a new one.
    if (!options.read_only) TRY(files.sync_directory(directory));
    std::unique_ptr<RocksdbLog> log{new RocksdbLog{std::move(database)}};
    TRY(end, log->find_end());
    log->end_ = end;
    return log;
}

RocksdbLog::RocksdbLog(std::unique_ptr<Database> database) : database_{std::move(database)} {}

RocksdbLog::~RocksdbLog() = default;

/// The last frame's position and the number of its leaves say where the log ends.
Result<Position> RocksdbLog::find_end() const {
    constexpr Position last = std::numeric_limits<Position>::max();
    TRY(row, last_at_or_before(Family::frames, big_endian_key(last)));
    if (!row) return Position{0};
    ByteReader key{row->key};
    const Position first = key.take<std::uint64_t>();
    if (!key.finished()) return fail(ErrorKind::corrupt, "log.corrupt", "a frame's key is no u64");
    TRY(leaves, decode_frame(row->value));
    return first + leaves.size();
}

Position RocksdbLog::end() const { return end_.load(std::memory_order_acquire); }

Result<void> RocksdbLog::append(const Commit& commit) {
    const Position end = end_.load(std::memory_order_relaxed);
    TRY(database_->failures->check());
    TRY(check_fence(commit, end));

    rocksdb::WriteBatch batch{batch_bytes(commit), 0, batch_protection_bytes, 0};
    for (const RowChange& change : commit.rows) {
        rocksdb::ColumnFamilyHandle* family = database_->of(change.family);
        TRY(checked(change.value ? batch.Put(family, change.key, *change.value)
                                 : batch.Delete(family, change.key)));
    }
    rocksdb::WriteOptions durable;
    durable.sync = true;
    if (const rocksdb::Status status = database_->db->Write(durable, &batch); !status.ok()) {
        const rocksdb::Status cause = database_->root_cause(status);
        database_->failures->record(cause);
        return fail(error_of(cause));
    }
    end_.store(end + commit.count, std::memory_order_release);
    return {};
}

Result<std::optional<std::string>> RocksdbLog::get(Family family, std::string_view key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status =
        database_->db->Get(read_options(), database_->of(family), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    TRY(checked(status));
    return std::string{view(value)};
}

Result<std::optional<EventLog::Row>> RocksdbLog::last_at_or_before(Family family,
                                                                   std::string_view key) const {
    const std::unique_ptr<rocksdb::Iterator> row{
        database_->db->NewIterator(read_options(), database_->of(family))};
    row->SeekForPrev(slice(key));
    TRY(checked(row->status()));
    TRY(checked(disk_failures(*database_->environment).first_read));
    if (!row->Valid()) return std::nullopt;
    return Row{std::string{view(row->key())}, std::string{view(row->value())}};
}

Result<void> RocksdbLog::scan(
    Family family, std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    const rocksdb::Slice upper_bound = slice(until);
    rocksdb::ReadOptions options = read_options();
    if (!until.empty()) options.iterate_upper_bound = &upper_bound;
    // A rebuild that reads the whole log must not push everything else out of the cache.
    options.fill_cache = family != Family::frames && family != Family::payloads;
    options.adaptive_readahead = true;
    const std::unique_ptr<rocksdb::Iterator> row{
        database_->db->NewIterator(options, database_->of(family))};
    for (row->Seek(slice(from)); row->Valid(); row->Next())
        if (!visit(view(row->key()), view(row->value()))) break;
    TRY(checked(row->status()));
    return checked(disk_failures(*database_->environment).first_read);
}

Result<void> RocksdbLog::verify_checksums() const {
    rocksdb::ReadOptions options = read_options();
    options.readahead_size = verify_readahead_bytes;
    return checked(database_->db->VerifyFileChecksums(options));
}

}  // namespace ledger
