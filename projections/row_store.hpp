// Where views live: a RocksDB of their own, one column family per built view, no write-ahead log,
// rows and checkpoint in one batch, all families flushed together (architecture section 5).
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/result.hpp"
#include "engine/ports/file_system.hpp"
#include "engine/ports/rows.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// One build of one view: `outage_list@1.3` is the third build of version 1.
struct BuildName {
    std::string view;
    std::uint32_t version = 0;
    std::uint32_t build = 0;  ///< Counts up over all versions of the view: a later build is larger.
    auto operator<=>(const BuildName&) const = default;
};

/// "outage_list@1.3", and back; nothing for any other text.
std::string to_text(const BuildName& name);
std::optional<BuildName> build_name_from_text(std::string_view text);

/// Up to where a build has folded, and by whose log: rows of another log are told by its last
/// event.
struct ViewCheckpoint {
    Position position = 0;  ///< Events folded in.
    Uuid last_event{};      ///< Id of the last one; zero before the first.
    bool operator==(const ViewCheckpoint&) const = default;
};

/// SHA-256 over all rows in key order, each as u32 key length, key, u32 value length, value (big
/// endian), and how many events are folded into those rows (ruling 57).
struct RowDigest {
    Position position = 0;
    Hash hash;
};

/// The rows of one build as one commit left them, with that commit's position. Any thread.
class BuildSnapshot : public RowReader {
public:
    /// Events folded in.
    virtual Position position() const = 0;
    virtual Result<RowDigest> digest() const = 0;
};

/// The rows of one build, for the one thread that folds it: reads see what it has put since the
/// last commit. All others read a snapshot, in which writes and their position appear all at once.
class BuildRows : public Rows {
public:
    /// Rows and checkpoint in one batch.
    virtual Result<void> commit(const ViewCheckpoint& checkpoint) = 0;
    /// Forgets what was put and erased since the last commit.
    virtual void discard() = 0;
    /// Of the last commit.
    virtual const ViewCheckpoint& checkpoint() const = 0;
    Position position() const { return checkpoint().position; }

    /// Any thread. How much memory is taken by what was put since the last commit.
    virtual std::size_t uncommitted_bytes() const = 0;
    /// Any thread. Must be gone before its build is dropped.
    virtual Result<std::unique_ptr<BuildSnapshot>> snapshot() const = 0;
    /// Any thread.
    virtual std::uint64_t approximate_bytes() const = 0;
};

/// Any thread. What a crash takes away is at most everything since the last flush, of all builds
/// alike: each is then at the checkpoint of that flush.
class RowStore {
public:
    /// Opens or creates. Builds whose making or dropping was cut short, or whose checkpoint is
    /// ahead of `log_end`, are dropped, and a database that is corrupt is begun anew: a view can
    /// always be made again. `log_line` is told about it, and gets RocksDB's warnings; any thread.
    static Result<std::unique_ptr<RowStore>> open(FileSystem& files, const std::string& directory,
                                                  Position log_end,
                                                  std::function<void(std::string_view)> log_line);
    /// Error code of rows that are not what was written.
    static constexpr std::string_view rotten = "views.corrupt";
    /// Makes the next `open` begin anew. What is open now may go on until it is closed.
    static Result<void> give_up(FileSystem& files, const std::string& directory);

    RowStore() = default;
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;
    virtual ~RowStore() = default;  ///< Does not flush.

    virtual std::vector<BuildName> builds() const = 0;
    /// Which build serves reads.
    virtual std::optional<BuildName> live(std::string_view view) const = 0;
    virtual Result<std::unique_ptr<BuildRows>> open_build(const BuildName& name) = 0;
    /// Empty, at position 0.
    virtual Result<std::unique_ptr<BuildRows>> create_build(const BuildName& name) = 0;
    /// Makes `name` the one that serves; on disk with the next flush, as are its rows.
    virtual Result<void> make_live(const BuildName& name) = 0;
    /// The build's BuildRows must be gone. If it was the live one, its view has none.
    virtual Result<void> drop_build(const BuildName& name) = 0;
    /// All families to disk, together.
    virtual Result<void> flush() = 0;
    /// Likewise in the background, unless a flush is going on; a failure shows in the next commit.
    virtual Result<void> start_flush() = 0;
};

}  // namespace ledger
