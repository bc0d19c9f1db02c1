#include "engine/storage/rocksdb_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace ledger {
namespace {

/// Never reached: all families are flushed together, when the write-ahead log is full. Were they
/// flushed one by one, a failure to start the next log would leave RocksDB unable to close (its
/// ScheduleFlushes drops the families that it had still to do), and a rarely written one would pin
/// old logs.
constexpr std::size_t memtable_bytes = 1U << 30U;
constexpr int max_open_files = 1024;
constexpr int background_jobs = 2;
/// A commit up to this size reaches the file in one write, so that a power cut tears it once.
constexpr std::size_t write_buffer_bytes = 8U << 20U;
constexpr std::size_t event_block_bytes = 64U << 10U;
constexpr std::size_t row_block_bytes = 16U << 10U;
/// Reading ahead doubles up to this: one event costs one block, a long scan reads at disk speed.
constexpr std::size_t max_readahead_bytes = 4U << 20U;
constexpr double filter_bits_per_key = 10;

bool holds_events(Family family) { return family == Family::frames || family == Family::payloads; }

/// Families that are asked for keys which mostly are not there.
bool wants_filter(Family family) {
    return family == Family::unique || family == Family::idempotency;
}

rocksdb::ColumnFamilyOptions family_options(Family family,
                                            const rocksdb::BlockBasedTableOptions& shared) {
    rocksdb::BlockBasedTableOptions table = shared;
    table.block_size = holds_events(family) ? event_block_bytes : row_block_bytes;
    if (wants_filter(family))
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));

    rocksdb::ColumnFamilyOptions family_options;
    family_options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family_options.compaction_style = rocksdb::kCompactionStyleLevel;
    family_options.compression = rocksdb::kLZ4Compression;
    family_options.write_buffer_size = memtable_bytes;
    return family_options;
}

}  // namespace

rocksdb::DBOptions database_options(const RocksdbLog::Options& options) {
    rocksdb::DBOptions database;
    database.create_if_missing = options.create;
    database.create_missing_column_families = options.create;

    // The default recovery opens without what follows a damaged record, acknowledged or not. This
    // one takes nothing but whole logs: what a power cut tore was cut off before (recovery_check).
    database.wal_recovery_mode = options.point_in_time_recovery
                                     ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                     : rocksdb::WALRecoveryMode::kAbsoluteConsistency;
    database.track_and_verify_wals_in_manifest = !options.point_in_time_recovery;
    database.paranoid_checks = true;
    database.verify_sst_unique_id_in_manifest = true;
    database.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
    database.max_bgerror_resume_count = 0;  // What failed is not tried again (law 2).

    database.max_total_wal_size = options.wal_bytes;
    database.writable_file_max_buffer_size = write_buffer_bytes;
    database.avoid_flush_during_shutdown = true;  // Everything is in the synced write-ahead log.
    database.allow_concurrent_memtable_write = false;
    database.enable_pipelined_write = false;
    database.max_background_jobs = background_jobs;
    database.max_open_files = max_open_files;
    database.stats_dump_period_sec = 0;
    database.stats_persist_period_sec = 0;
    database.db_host_id = "";  // The name of the machine has no place in a file that is handed on.
    return database;
}

bool ExpiryFilter::Filter(int, const rocksdb::Slice&, const rocksdb::Slice& value, std::string*,
                          bool*) const {
    return is_expired_ && is_expired_({value.data(), value.size()});
}

std::vector<rocksdb::ColumnFamilyDescriptor> column_families(const RocksdbLog::Options& options,
                                                             const ExpiryFilter& expired_answers) {
    rocksdb::BlockBasedTableOptions shared;
    shared.block_cache = rocksdb::NewLRUCache(options.cache_bytes);
    shared.checksum = rocksdb::kXXH3;
    shared.max_auto_readahead_size = max_readahead_bytes;

    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{});
    for (std::size_t i = 0; i < family_count; ++i)
        families.emplace_back(std::string{family_names[i]},
                              family_options(static_cast<Family>(i), shared));
    // The first is "default".
    families[static_cast<std::size_t>(Family::idempotency) + 1].options.compaction_filter =
        &expired_answers;
    return families;
}

}  // namespace ledger
