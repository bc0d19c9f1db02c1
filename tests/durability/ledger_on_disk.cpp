#include "tests/durability/ledger_on_disk.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/log/log_reader.hpp"
#include "snapshots/verify/database.hpp"
#include "tests/core/purse.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <utility>

namespace ledger::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t max_events_per_command = 30;
constexpr std::uint64_t max_commands_at_once = 8;
constexpr std::uint64_t purses = 10;
constexpr std::uint64_t max_owner_bytes = 255;

Result<Reply> fulfil(const Wish& wish, Tx& tx) {
    for (std::uint64_t i = 1; i < wish.events; ++i)
        TRY(tx.append<Purse>(std::to_string((wish.first_purse + i) % purses),
                             PurseOpened{wish.owner}));
    TRY(move_money("money", "operator:1:payable", "pool:USDC:accrued", 7)(tx));
    return Reply{.status = 201, .body = wish.key()};
}

/// All that stands in one event's place.
std::string bytes_of(const StoredEvent& stored) {
    std::string bytes = stored.leaf;
    append_payload(bytes, stored.payload);
    return bytes;
}

}  // namespace

Uuid Wish::correlation() const {
    Uuid id;
    const std::string digits = std::to_string(number);
    std::ranges::copy(digits, id.bytes.begin());
    return id;
}

Command Wish::command() const {
    const Hash scope = idempotency_scope("system", key());
    return {.handler = [*this](Tx& tx) { return fulfil(*this, tx); },
            .touches = {},
            .caller = {.actor = "system",
                       .correlation_id = correlation(),
                       .causation_id = {},
                       .idempotency_key_hash = scope},
            .idempotency =
                IdempotencyKey{.key = scope, .request = idempotency_request("POST", "/", key())},
            .bytes = owner.size(),
            .done = {}};
}

/// What came of a burst of commands. Any thread.
class Answers {
public:
    void answer(std::uint64_t wish, Outcome outcome) {
        const std::lock_guard lock{mutex_};
        CHECK_MESSAGE(!death_, "answered after it had to end");
        outcomes_.emplace(wish, std::move(outcome));
        changed_.notify_all();
    }
    void die(const Error& error) {
        const std::lock_guard lock{mutex_};
        death_ = error;
        changed_.notify_all();
    }
    /// Until all are answered or the engine has died; false when it has.
    bool wait(std::size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return death_ || outcomes_.size() >= count; });
        return !death_;
    }
    std::map<std::uint64_t, Outcome> take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(outcomes_, {});
    }
    Error death() const {
        const std::lock_guard lock{mutex_};
        REQUIRE(death_);
        return *death_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Outcome> outcomes_;
    std::optional<Error> death_;
};

Result<OpenedLedger> LedgerOnDisk::open() {
    return open_ledger({.folder = DataFolder{"/srv/data"},
                        .signing_key = {},
                        .origin = "test.example/log",
                        .network = "sandbox",
                        .sequencer = {}},
                       {.files = files_,
                        .entropy = entropy_,
                        .clock = clock_,
                        .domains = {},
                        .warn = [](std::string_view) {}});
}

Result<void> LedgerOnDisk::try_to_open() {
    TRY(open());
    return {};
}

Wish LedgerOnDisk::next_wish() {
    return {.number = ++wishes_,
            .events = 1 + prng_.below(max_events_per_command),
            .first_purse = prng_.below(purses),
            .owner = std::string(prng_.below(max_owner_bytes),
                                 static_cast<char>('a' + prng_.below(26)))};
}

void LedgerOnDisk::acknowledge(const Wish& wish, const Outcome& outcome) {
    REQUIRE_MESSAGE(outcome.reply.has_value(), outcome.reply.error().message);
    CHECK(outcome.reply->body == wish.key());
    CHECK(answered_.emplace(wish.correlation(), outcome.position).second);
    acknowledged_ += wish.events;
    unanswered_.erase(wish.number);
}

/// False when the process had to end.
bool LedgerOnDisk::burst(Pipeline& pipeline, Answers& answers, std::vector<Wish> wishes) {
    for (const Wish& wish : wishes) {
        unanswered_.emplace(wish.number, wish);
        Command command = wish.command();
        command.done = [&answers, number = wish.number](Outcome outcome) {
            answers.answer(number, std::move(outcome));
        };
        static_cast<void>(pipeline.submit(std::move(command)));  // Refused once it is dead.
    }
    const bool alive = answers.wait(wishes.size());
    const auto outcomes = answers.take();
    for (const Wish& wish : wishes)
        if (const auto found = outcomes.find(wish.number); found != outcomes.end())
            acknowledge(wish, found->second);
    return alive;
}

/// What a reader saw while all was well must never change.
void LedgerOnDisk::see(const EventLog& log) {
    static_cast<void>(LogReader{log}.stored(seen_.size(), log.end(), [&](const StoredEvent& event) {
        seen_.push_back(bytes_of(event));
        return true;
    }));
}

Error LedgerOnDisk::live(const std::function<void()>& strike) {
    auto ledger = open();
    REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
    check(*ledger);
    Answers answers;
    Pipeline pipeline{{.sequencer = std::move(*ledger->sequencer),
                       .committer = std::move(*ledger->committer),
                       .log = *ledger->log,
                       .clock = clock_,
                       .on_durable = [](Position) {},
                       .on_fatal = [&](const Error& error) { answers.die(error); }},
                      PipelineLimits{}};
    // What nobody got an answer to is asked for again, and done once.
    std::vector<Wish> wishes;
    for (const auto& [number, wish] : unanswered_) wishes.push_back(wish);
    const Position enough = ledger->log->end() + events_per_life;
    bool struck = false;
    while (burst(pipeline, answers, std::exchange(wishes, {}))) {
        see(*ledger->log);
        clock_.advance(40ms);  // HEAD is synced after some of the commits.
        for (auto left = 1 + prng_.below(max_commands_at_once); left > 0; --left)
            wishes.push_back(next_wish());
        if (!struck && ledger->log->end() >= enough && prng_.chance(4)) {
            struck = true;
            strike();
        }
    }
    CHECK(struck);
    return answers.death();
}

void LedgerOnDisk::check() {
    const auto ledger = open();
    REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
    check(*ledger);
}

void LedgerOnDisk::check(const OpenedLedger& ledger) {
    check_events(*ledger.log);
    check_unanswered();
    check_database(*ledger.log);
}

void LedgerOnDisk::check_events(const EventLog& log) {
    const LogReader reader{log};
    REQUIRE(reader.end() >= seen_.size());
    counts_.clear();
    std::map<Uuid, Position> lasts;
    Position next = 0;
    const auto read = reader.stored(0, reader.end(), [&](const StoredEvent& event) {
        std::string bytes = bytes_of(event);
        if (event.event.position != next) FAIL(event.event.position << " stands at " << next);
        if (next < seen_.size() && bytes != seen_[next]) FAIL(next << " has changed");
        if (next >= seen_.size()) seen_.push_back(std::move(bytes));
        ++counts_[event.event.correlation_id];
        lasts[event.event.correlation_id] = next++;
        return true;
    });
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    for (const auto& [wish, position] : answered_) {
        const auto last = lasts.find(wish);
        if (last == lasts.end()) FAIL("what ended at " << position << " is lost");
        if (last->second != position) FAIL(position << " is now at " << last->second);
    }
}

/// All of it or nothing.
void LedgerOnDisk::check_unanswered() {
    std::uint64_t events = 0;
    for (const auto& [number, wish] : unanswered_) {
        const auto count = counts_.find(wish.correlation());
        if (count == counts_.end()) continue;
        CHECK(count->second == wish.events);
        events += count->second;
        ++done_unanswered_;
    }
    const auto founding = counts_.find(Uuid{});
    REQUIRE(founding != counts_.end());
    CHECK(seen_.size() == founding->second + acknowledged_ + events);
}

/// Indexes, tiles and balances, each derived again, and the root that HEAD vouches for.
void LedgerOnDisk::check_database(const EventLog& log) {
    const auto head = HeadFile::read(files_, "/srv/data/HEAD");
    REQUIRE(head);
    const auto report = verify::verify_database(log, {.head = head->head, .key = std::nullopt},
                                                [](std::uint64_t, std::uint64_t) {});
    CHECK_MESSAGE(report.verdict == verify::Verdict::ok, report.reason);
}

}  // namespace ledger::test
