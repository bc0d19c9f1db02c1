// A data folder with a history in it, on a disk in memory.
#pragma once

#include "engine/ports/event_log.hpp"
#include "http/app/open_ledger.hpp"
#include "tests/durability/folder_image.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::test {

/// Where every sample folder is.
inline const std::string sample_root = "/data";

/// Every row of every family.
using LogRows = std::map<std::pair<Family, std::string>, std::string>;
Result<LogRows> rows_of(const EventLog& log);

/// A disk with a folder on it, and what was said while that was opened.
class FolderOnDisk {
public:
    FolderOnDisk() = default;
    explicit FolderOnDisk(const FolderImage& image) { lay_out(files_, image); }

    Result<OpenedLedger> open();
    /// As `nociq verify --data` does; nothing when all is well.
    Result<void> verify();
    /// What warnings name counts as named.
    const std::string& warnings() const { return warnings_; }
    FileSystem& files() { return files_; }
    FolderImage image() { return image_of(files_, sample_root); }

private:
    OpenSettings settings() const;
    Surroundings surroundings();

    DroppingFileSystem files_;
    TestEntropy entropy_{7};
    TestClock clock_;
    std::string warnings_;
};

/// Purses, movements of money, claims, counters and kept answers: `commands` commits of a few
/// events each. The last commit holds events.
void write_history(OpenedLedger& ledger, std::uint64_t commands, Prng& prng);

}  // namespace ledger::test
