// A disk in memory that keeps only what was synced when its power fails, as disks do.
#pragma once

#include "engine/ports/file_system.hpp"
#include "tests/support/test_entropy.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace ledger::test {

/// Files keep what was synced; a name keeps what it meant when its directory was synced. Whatever
/// came later survives a crash or not, in whole or in part, as the seed of the crash says. Any
/// thread. Paths are absolute; renames stay within one directory.
class DroppingFileSystem final : public FileSystem {
public:
    DroppingFileSystem();

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<FileInfo> info(const std::string& path) const override;
    Result<std::vector<std::string>> list(const std::string& directory) const override;
    Result<void> create_directory(const std::string& path) override;
    Result<void> remove(const std::string& path) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> link(const std::string& from, const std::string& to) override;
    Result<void> sync_directory(const std::string& directory) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    Result<std::uint64_t> free_bytes(const std::string& path) const override;

    /// The power fails and comes back: what is unsynced is kept, dropped, torn or kept out of
    /// order. Files that are open stay dead, locks are free. Ends all faults set below.
    void crash(std::uint64_t seed);

    /// The process ends and the power stays: as `crash`, but whatever was written is there, for the
    /// system holds it, and as little of it is durable as before.
    void kill_process();

    /// The power fails at the `count`-th change from now (1: the next): that change may or may not
    /// reach the disk, and everything fails until `crash`.
    void lose_power_after(std::uint64_t count);
    /// Changes so far: writes, syncs, changes of names.
    std::uint64_t changes() const;

    /// The `count`-th sync from now fails (1: the next), of a file or a directory. As on Linux,
    /// what it should have synced is lost even though a later sync of the same file succeeds.
    void fail_sync(std::uint64_t count);
    /// Of the file or directory whose sync failed last; "" when none has.
    std::string failed_sync() const;
    /// No file can be opened for reading, or read, any more.
    void refuse_reads();
    /// Writes fail with "file.no_space" once `bytes` more have been written.
    void limit_space(std::uint64_t bytes);

private:
    using Id = std::uint64_t;
    static constexpr Id root = 0;
    using Names = std::map<std::string, Id, std::less<>>;

    /// Not on the disk yet.
    struct Write {
        std::uint64_t offset = 0;
        std::string bytes;
        bool is_truncation = false;  ///< To `offset` bytes.
        bool is_lost = false;        ///< A sync of it failed.
    };
    struct FileNode {
        std::string durable;
        std::string current;
        std::vector<Write> pending;
        std::uint32_t mode = 0644;
        std::int64_t modified = 0;
        int handles = 0;
    };
    /// Names that change together, as the two of a rename do; nothing: the name goes.
    using NameChange = std::vector<std::pair<std::string, std::optional<Id>>>;
    struct DirectoryNode {
        Names durable;
        Names current;
        std::vector<NameChange> pending;
    };
    /// Where a path ends.
    struct Place {
        Id directory = root;
        std::string name{};  ///< "" for the root itself.
        std::optional<Id> id{};
    };
    class Handle;
    class Lock;

    Result<Place> find(const std::string& path) const;
    Result<Id> find_existing(const std::string& path) const;
    Result<void> check_power() const;
    Result<void> count_change();
    Result<void> count_sync(const std::string& path);
    void end_process();
    Result<void> change_names(Id directory, NameChange change);
    Result<void> write(FileNode& file, Write write);
    Result<void> sync(FileNode& file, const std::string& path);
    static void apply(std::string& content, const Write& write);
    static void apply(Names& names, const NameChange& change);
    static void settle(FileNode& file, Prng& prng);
    static void settle_in_order(FileNode& file, Prng& prng);
    static void settle_by_page(FileNode& file, Prng& prng);
    static void settle(DirectoryNode& directory, Prng& prng);
    void collect_garbage();

    mutable std::mutex mutex_;
    std::map<Id, DirectoryNode> directories_;
    std::map<Id, FileNode> files_;
    std::set<std::string> locks_;
    Id next_id_ = 1;
    std::uint64_t life_ = 0;  ///< Crashes so far: handles of an earlier life are dead.
    std::uint64_t changes_ = 0;
    bool has_power_ = true;
    std::uint64_t power_left_ = 0;  ///< 0: for ever.
    std::uint64_t syncs_left_ = 0;  ///< 0: for ever.
    std::string failed_sync_;
    bool refuses_reads_ = false;
    std::optional<std::uint64_t> space_left_;
};

}  // namespace ledger::test
