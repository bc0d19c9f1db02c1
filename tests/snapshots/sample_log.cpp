#include "tests/snapshots/sample_log.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/log/log_reader.hpp"
#include "tests/core/purse.hpp"

namespace ledger::test {
namespace {

constexpr std::string_view origin = "test.example/log";
constexpr std::uint64_t purse_count = 7;
constexpr Timestamp start = timestamp_of(1'767'614'400'000'000'000);

NoteSigner make_signer(std::string name, char seed_byte) {
    auto signer = NoteSigner::from_seed(std::move(name), Secret{std::string(32, seed_byte)});
    LEDGER_ASSERT(signer.has_value());
    return std::move(*signer);
}

void read_into(Folder& folder, FileSystem& files, const std::string& directory,
               const std::string& prefix) {
    for (const std::string& name : files.list(directory).value()) {
        const std::string path = directory + '/' + name;
        if (files.info(path).value().is_directory) {
            read_into(folder, files, path, prefix + name + '/');
        } else {
            folder.emplace(prefix + name, read_file(files, path, 1U << 30U).value());
        }
    }
}

}  // namespace

const NoteSigner& sample_signer() {
    static const NoteSigner signer = make_signer(std::string{origin}, 's');
    return signer;
}

NoteSigner other_signer(const std::string& name) { return make_signer(name, 'o'); }

void grow(TestLedger& ledger, std::uint64_t size, std::uint64_t seed, Position differs_from) {
    for (Position position = ledger.log().end(); position < size; ++position) {
        const std::string purse = "P" + std::to_string(position % purse_count);
        const std::uint64_t variation = position >= differs_from ? seed : 0;
        ledger.set_now(start + std::chrono::seconds{position});
        const auto answer = ledger.execute(
            move_money(purse, "pool:USDC:accrued",
                       "operator:" + std::to_string(position % purse_count) + ":payable",
                       static_cast<std::int64_t>(position + 1 + variation)));
        LEDGER_ASSERT(answer.reply.has_value());
    }
}

std::unique_ptr<TestLedger> sample_ledger(std::uint64_t size, std::uint64_t seed,
                                          Position differs_from) {
    auto ledger = std::make_unique<TestLedger>(std::span<const Domain* const>{}, start);
    grow(*ledger, size, seed, differs_from);
    return ledger;
}

std::string sign(const EventLog& log, const NoteSigner& signer) {
    return sign(log, log.end(), signer);
}

std::string sign(const EventLog& log, std::uint64_t size, const NoteSigner& signer) {
    Sha256 sha256;
    const Hash root = root_of(size, LogReader{log}.subtree_source(), sha256).value();
    return signer.sign(
        checkpoint_text({.origin = signer.verifier().name, .head = {.size = size, .root = root}}));
}

std::unique_ptr<MemoryLog> copy_of(const EventLog& log,
                                   const std::function<void(Families&)>& change) {
    Families families;
    for (std::size_t i = 0; i < family_count; ++i) {
        const auto family = static_cast<Family>(i);
        const auto copied = log.scan(family, "", "", [&](std::string_view k, std::string_view v) {
            families[family].emplace(k, v);
            return true;
        });
        LEDGER_ASSERT(copied.has_value());
    }
    change(families);
    Commit commit{.first = 0, .count = log.end(), .rows = {}};
    for (const auto& [family, rows] : families)
        for (const auto& [key, value] : rows) commit.rows.push_back({family, key, value});
    auto copy = std::make_unique<MemoryLog>();
    LEDGER_ASSERT(copy->append(commit).has_value());
    return copy;
}

void redact(Families& families, Position position) {
    const auto row = std::prev(families[Family::payloads].upper_bound(big_endian_key(position)));
    auto payloads = decode_payload_frame(row->second).value();
    payloads.at(position - ByteReader{row->first}.take<Position>()) = {
        .state = SealedPayload::State::redacted, .salt = {}, .bytes = ""};
    row->second = encode_payload_frame(payloads);
}

ExportRequest request_for(const EventLog& log, std::string directory, bool payloads) {
    return {.checkpoint = sign(log),
            .key = sample_signer().verifier(),
            .directory = std::move(directory),
            .payloads = payloads};
}

Result<ExportSummary> export_to(const EventLog& log, FileSystem& files, std::string directory,
                                bool payloads) {
    return export_log(log, request_for(log, std::move(directory), payloads), files,
                      [](std::uint64_t, std::uint64_t) {});
}

Folder read_folder(FileSystem& files, const std::string& directory) {
    Folder folder;
    read_into(folder, files, directory, "");
    return folder;
}

verify::VerifyOptions trusting_options() {
    return {.policy = verify::LogPolicy{{sample_signer().verifier()}},
            .since = {},
            .payloads = true,
            .replay_balances = true};
}

verify::VerifyReport check(verify::TileSource& source, const verify::VerifyOptions& options) {
    return verify::verify_log(source, options, [](std::uint64_t, std::uint64_t) {});
}

Result<std::optional<std::string>> MemorySource::read(std::string_view path) {
    if (path == unreadable) return fail(ErrorKind::unavailable, "source.down", "no answer");
    const auto file = files.find(std::string{path});
    if (file == files.end()) return std::nullopt;
    return file->second;
}

Result<std::optional<Amount>> MemorySource::balance(std::string_view, std::string_view,
                                                    std::uint64_t) {
    return any_balance;
}

}  // namespace ledger::test
