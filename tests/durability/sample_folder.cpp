#include "tests/durability/sample_folder.hpp"

#include "engine/core/decide_alone.hpp"
#include "engine/core/idempotency.hpp"
#include "engine/kernel/assert.hpp"
#include "http/app/frozen_folder.hpp"
#include "tests/core/purse.hpp"

namespace ledger::test {
namespace {

constexpr std::uint64_t purses = 20;
constexpr std::uint64_t max_events_per_command = 6;
constexpr std::size_t owner_bytes = 120;

std::string random_word(std::size_t size, Prng& prng) {
    std::string word(size, ' ');
    for (char& letter : word) letter = static_cast<char>('a' + prng.below(26));
    return word;
}

/// One command: its number is its idempotency key, its claim and its place among the purses.
CommandHandler some_events(std::uint64_t number, std::vector<std::string> owners) {
    return [number, owners = std::move(owners)](Tx& tx) -> Result<Reply> {
        TRY(ticket, tx.next("ticket"));
        TRY(tx.claim("ticket", std::to_string(number), std::to_string(ticket)));
        for (const std::string& owner : owners)
            TRY(tx.append<Purse>(std::to_string(number % purses), PurseOpened{owner}));
        TRY(move_money("money", "operator:1:payable", "pool:USDC:accrued", 7)(tx));
        return Reply{.status = 201, .body = std::to_string(ticket)};
    };
}

}  // namespace

Result<LogRows> rows_of(const EventLog& log) {
    LogRows rows;
    for (std::size_t i = 0; i < family_count; ++i) {
        const auto family = static_cast<Family>(i);
        TRY(log.scan(family, "", "", [&](std::string_view key, std::string_view value) {
            rows.emplace(std::pair{family, std::string{key}}, value);
            return true;
        }));
    }
    return rows;
}

OpenSettings FolderOnDisk::settings() const {
    return {.folder = DataFolder{sample_root},
            .signing_key = {},
            .origin = "test.example/log",
            .network = "sandbox",
            .sequencer = {}};
}

Surroundings FolderOnDisk::surroundings() {
    return {.files = files_,
            .entropy = entropy_,
            .clock = clock_,
            .domains = {},
            .warn = [this](std::string_view line) { (warnings_ += line) += '\n'; }};
}

Result<OpenedLedger> FolderOnDisk::open() { return open_ledger(settings(), surroundings()); }

Result<void> FolderOnDisk::verify() {
    TRY(frozen, freeze(settings(), surroundings()));
    const auto report =
        verify::verify_database(*frozen.log, frozen.facts, [](std::uint64_t, std::uint64_t) {});
    if (report.verdict == verify::Verdict::ok) return {};
    return fail(
        report.verdict == verify::Verdict::tampered ? ErrorKind::corrupt : ErrorKind::internal,
        "verify", verify::to_text(report));
}

void write_history(OpenedLedger& ledger, std::uint64_t commands, Prng& prng) {
    for (std::uint64_t i = 0; i < commands; ++i) {
        const std::uint64_t number = ledger.log->end();
        std::vector<std::string> owners;
        for (auto left = 1 + prng.below(max_events_per_command); left > 0; --left)
            owners.push_back(random_word(owner_bytes, prng));
        const std::string key = std::to_string(number);
        const Hash scope = idempotency_scope("system", key);
        Command command{
            .handler = some_events(number, std::move(owners)),
            .touches = {},
            .caller = {.actor = "system",
                       .correlation_id = {},
                       .causation_id = {},
                       .idempotency_key_hash = scope},
            .idempotency =
                IdempotencyKey{.key = scope, .request = idempotency_request("POST", "/", key)},
            .bytes = 0,
            .done = {}};
        const auto outcome =
            decide_alone(*ledger.sequencer, *ledger.committer, *ledger.log, std::move(command));
        LEDGER_ASSERT(outcome.has_value() && outcome->reply.has_value());
    }
    LEDGER_ASSERT(ledger.committer->publish_present().has_value());
}

}  // namespace ledger::test
