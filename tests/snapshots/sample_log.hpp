// A log of a few hundred events with money in it, its key, and copies of it that were tampered
// with.
#pragma once

#include "engine/log/checkpoint.hpp"
#include "engine/ports/file_system.hpp"
#include "engine/storage/memory_log.hpp"
#include "snapshots/export.hpp"
#include "snapshots/verify/verify.hpp"
#include "tests/support/test_ledger.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace ledger::test {

/// Two full bundles, a partial one, and a tile of level 1.
inline constexpr std::uint64_t sample_size = 600;

/// Every log of one origin is signed by the same key.
const NoteSigner& sample_signer();
NoteSigner other_signer(const std::string& origin = "test.example/log");

/// Appends purses and movements between them until the log has `size` events. The amounts depend on
/// `seed` from position `differs_from` on.
void grow(TestLedger& ledger, std::uint64_t size, std::uint64_t seed = 0,
          Position differs_from = 0);
/// A new ledger, grown.
std::unique_ptr<TestLedger> sample_ledger(std::uint64_t size = sample_size, std::uint64_t seed = 0,
                                          Position differs_from = 0);

/// Signed for the first `size` events, or for all.
std::string sign(const EventLog& log, const NoteSigner& signer = sample_signer());
std::string sign(const EventLog& log, std::uint64_t size, const NoteSigner& signer);

/// All rows, as `change` leaves them.
using FamilyRows = std::map<std::string, std::string, std::less<>>;
using Families = std::map<Family, FamilyRows>;
std::unique_ptr<MemoryLog> copy_of(const EventLog& log,
                                   const std::function<void(Families&)>& change);
/// Destroys the payload at `position`, as redaction does.
void redact(Families& families, Position position);

ExportRequest request_for(const EventLog& log, std::string directory, bool payloads = true);
/// Exports all of `log`.
Result<ExportSummary> export_to(const EventLog& log, FileSystem& files, std::string directory,
                                bool payloads = true);

/// Every file below `directory`, by its path within it.
using Folder = std::map<std::string, std::string>;
Folder read_folder(FileSystem& files, const std::string& directory);

/// With the right policy and everything that can be checked.
verify::VerifyOptions trusting_options();
verify::VerifyReport check(verify::TileSource& source,
                           const verify::VerifyOptions& options = trusting_options());

/// An export in memory.
class MemorySource final : public verify::TileSource {
public:
    explicit MemorySource(Folder folder) : files{std::move(folder)} {}
    Result<std::optional<std::string>> read(std::string_view path) override;
    Result<std::optional<Amount>> balance(std::string_view account, std::string_view asset,
                                          std::uint64_t size) override;

    Folder files;
    std::string unreadable;             ///< This path answers with an error.
    std::optional<Amount> any_balance;  ///< What every account has.
};

}  // namespace ledger::test
