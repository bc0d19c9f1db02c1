// The whole ledger on a disk that loses what was not synced: what was acknowledged stays.
#include "engine/core/idempotency.hpp"
#include "engine/core/pipeline.hpp"
#include "engine/log/log_reader.hpp"
#include "http/app/open_ledger.hpp"
#include "snapshots/verify/database.hpp"
#include "tests/core/purse.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t seeds = 20;
constexpr int cycles = 4;
constexpr std::uint64_t events_per_cycle = 50;
constexpr std::uint64_t max_events_per_command = 30;
constexpr std::uint64_t max_commands_at_once = 8;
constexpr std::uint64_t purses = 10;
constexpr std::uint64_t max_owner_bytes = 255;
/// Fewer than opening takes, more often than not; founding takes more.
constexpr std::uint64_t max_changes_to_open = 120;
constexpr std::uint64_t max_changes_to_die = 60;

/// Some events on several streams and one movement of money, appended together.
struct Wish {
    std::uint64_t number = 0;
    std::uint64_t events = 0;
    std::uint64_t first_purse = 0;
    std::string owner;

    std::string key() const { return "wish-" + std::to_string(number); }
    Uuid correlation() const {
        Uuid id;
        const std::string digits = std::to_string(number);
        std::ranges::copy(digits, id.bytes.begin());
        return id;
    }
    Result<Reply> fulfil(Tx& tx) const {
        for (std::uint64_t i = 1; i < events; ++i)
            TRY(tx.append<Purse>(std::to_string((first_purse + i) % purses), PurseOpened{owner}));
        TRY(move_money("money", "operator:1:payable", "pool:USDC:accrued", 7)(tx));
        return Reply{.status = 201, .body = key()};
    }
    Command command() const {
        const Hash scope = idempotency_scope("system", key());
        return {.handler = [*this](Tx& tx) { return fulfil(tx); },
                .touches = {},
                .caller = {.actor = "system",
                           .correlation_id = correlation(),
                           .causation_id = {},
                           .idempotency_key_hash = scope},
                .idempotency = IdempotencyKey{.key = scope,
                                              .request = idempotency_request("POST", "/", key())},
                .bytes = owner.size(),
                .done = {}};
    }
};

/// All that stands in one event's place.
std::string bytes_of(const StoredEvent& stored) {
    std::string bytes = stored.leaf;
    append_payload(bytes, stored.payload);
    return bytes;
}

/// What came of a burst of commands. Any thread.
class Answers {
public:
    void answer(std::uint64_t wish, Outcome outcome) {
        const std::lock_guard lock{mutex_};
        outcomes_.emplace(wish, std::move(outcome));
        changed_.notify_all();
    }
    void die() {
        const std::lock_guard lock{mutex_};
        dead_ = true;
        changed_.notify_all();
    }
    /// Until all are answered or the engine has died; false when it has.
    bool wait(std::size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return dead_ || outcomes_.size() >= count; });
        return !dead_;
    }
    std::map<std::uint64_t, Outcome> take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(outcomes_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Outcome> outcomes_;
    bool dead_ = false;
};

/// One disk, what was acknowledged on it, and what was asked for and never answered.
class World {
public:
    explicit World(std::uint64_t seed) : prng_{seed}, entropy_{seed} {}

    void cycle();
    std::uint64_t acknowledged() const { return acknowledged_; }
    std::uint64_t done_unanswered() const { return done_unanswered_; }
    std::uint64_t cut_while_opening() const { return cut_while_opening_; }

private:
    Result<OpenedLedger> open() {
        return open_ledger({.folder = DataFolder{"/data"},
                            .signing_key = {},
                            .origin = "test.example/log",
                            .network = "sandbox"},
                           {.files = files_,
                            .entropy = entropy_,
                            .clock = clock_,
                            .domains = {},
                            .warn = [](std::string_view) {}});
    }
    Wish next_wish();
    void open_without_power();
    void live(OpenedLedger ledger);
    bool burst(Pipeline& pipeline, Answers& answers, std::vector<Wish> wishes);
    void acknowledge(const Wish& wish, const Outcome& outcome);
    void see(const EventLog& log);
    void check(const OpenedLedger& ledger);
    void check_unanswered(const std::map<Uuid, std::uint64_t>& counts);
    void check_database(const EventLog& log);

    Prng prng_;
    TestEntropy entropy_;
    TestClock clock_;
    DroppingFileSystem files_;
    std::uint64_t wishes_ = 0;
    std::map<std::uint64_t, Wish> unanswered_;
    std::map<Uuid, Position> answered_;  ///< Where the last event of each wish stands.
    std::vector<std::string> seen_;      ///< Of each position, as it was read.
    std::uint64_t acknowledged_ = 0;
    std::uint64_t done_unanswered_ = 0;
    std::uint64_t cut_while_opening_ = 0;
};

Wish World::next_wish() {
    return {.number = ++wishes_,
            .events = 1 + prng_.below(max_events_per_command),
            .first_purse = prng_.below(purses),
            .owner = std::string(prng_.below(max_owner_bytes),
                                 static_cast<char>('a' + prng_.below(26)))};
}

/// The power may fail while the ledger is founded, or checked and recovered.
void World::open_without_power() {
    files_.lose_power_after(1 + prng_.below(max_changes_to_open));
    if (!open()) ++cut_while_opening_;
    files_.crash(prng_.next());
}

void World::acknowledge(const Wish& wish, const Outcome& outcome) {
    REQUIRE_MESSAGE(outcome.reply.has_value(), outcome.reply.error().message);
    CHECK(outcome.reply->body == wish.key());
    CHECK(answered_.emplace(wish.correlation(), outcome.position).second);
    acknowledged_ += wish.events;
    unanswered_.erase(wish.number);
}

/// False when the power failed.
bool World::burst(Pipeline& pipeline, Answers& answers, std::vector<Wish> wishes) {
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

/// What a reader saw while there was power must never change.
void World::see(const EventLog& log) {
    static_cast<void>(LogReader{log}.stored(seen_.size(), log.end(), [&](const StoredEvent& event) {
        seen_.push_back(bytes_of(event));
        return true;
    }));
}

void World::live(OpenedLedger ledger) {
    Answers answers;
    Pipeline pipeline{{.sequencer = std::move(*ledger.sequencer),
                       .committer = std::move(*ledger.committer),
                       .log = *ledger.log,
                       .clock = clock_,
                       .on_durable = [](Position) {},
                       .on_fatal = [&](const Error&) { answers.die(); }},
                      PipelineLimits{}};
    // What nobody got an answer to is asked for again, and done once.
    std::vector<Wish> wishes;
    for (const auto& [number, wish] : unanswered_) wishes.push_back(wish);
    const Position enough = ledger.log->end() + events_per_cycle;
    while (burst(pipeline, answers, std::exchange(wishes, {}))) {
        see(*ledger.log);
        clock_.advance(40ms);  // HEAD is synced after some of the commits.
        for (auto left = 1 + prng_.below(max_commands_at_once); left > 0; --left)
            wishes.push_back(next_wish());
        if (ledger.log->end() >= enough && prng_.chance(4))
            files_.lose_power_after(1 + prng_.below(max_changes_to_die));
    }
    CHECK(ledger.log->end() >= enough);
}

void World::check(const OpenedLedger& ledger) {
    const LogReader reader{*ledger.log};
    REQUIRE(reader.end() >= seen_.size());
    std::map<Uuid, std::uint64_t> counts;
    std::map<Uuid, Position> lasts;
    Position next = 0;
    const auto read = reader.stored(0, reader.end(), [&](const StoredEvent& event) {
        CHECK(event.event.position == next);
        if (next < seen_.size()) CHECK(bytes_of(event) == seen_[next]);
        if (next >= seen_.size()) seen_.push_back(bytes_of(event));
        ++counts[event.event.correlation_id];
        lasts[event.event.correlation_id] = next++;
        return true;
    });
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    for (const auto& [wish, position] : answered_) {
        REQUIRE(lasts.contains(wish));
        CHECK(lasts.at(wish) == position);
    }
    check_unanswered(counts);
    check_database(*ledger.log);
}

/// All of it or nothing.
void World::check_unanswered(const std::map<Uuid, std::uint64_t>& counts) {
    std::uint64_t events = 0;
    for (const auto& [number, wish] : unanswered_) {
        const auto count = counts.find(wish.correlation());
        if (count == counts.end()) continue;
        CHECK(count->second == wish.events);
        events += count->second;
        ++done_unanswered_;
    }
    const auto founding = counts.find(Uuid{});
    REQUIRE(founding != counts.end());
    CHECK(seen_.size() == founding->second + acknowledged_ + events);
}

/// Indexes, tiles and balances, each derived again, and the root that HEAD vouches for.
void World::check_database(const EventLog& log) {
    const auto head = HeadFile::read(files_, "/data/HEAD");
    REQUIRE(head);
    const auto report = verify::verify_database(log, {.head = head->head, .key = std::nullopt},
                                                [](std::uint64_t, std::uint64_t) {});
    CHECK_MESSAGE(report.verdict == verify::Verdict::ok, report.reason);
}

void World::cycle() {
    open_without_power();
    {
        auto ledger = open();
        REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
        check(*ledger);
        live(std::move(*ledger));
    }
    files_.crash(prng_.next());
    auto ledger = open();
    REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
    check(*ledger);
}

}  // namespace

TEST_CASE("what was acknowledged outlives every power cut, byte for byte, and nothing by halves") {
    std::uint64_t acknowledged = 0;
    std::uint64_t done_unanswered = 0;
    std::uint64_t cut_while_opening = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        CAPTURE(seed);
        World world{seed};
        for (int cycle = 0; cycle < cycles; ++cycle) {
            CAPTURE(cycle);
            world.cycle();
        }
        acknowledged += world.acknowledged();
        done_unanswered += world.done_unanswered();
        cut_while_opening += world.cut_while_opening();
    }
    CHECK(acknowledged >= seeds * cycles * events_per_cycle);
    CHECK(done_unanswered > 0);
    CHECK(cut_while_opening > seeds);
    MESSAGE(acknowledged << " events acknowledged; " << done_unanswered
                         << " commands done, but cut off from their answer; " << cut_while_opening
                         << " cuts while opening");
}
