// The engine with its threads: acknowledged means durable, overload sheds, failure answers nobody.
#include "engine/core/pipeline.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/storage/memory_log.hpp"
#include "tests/core/purse.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

/// A memory log of which the disk can be stopped, or broken.
class SlowLog final : public EventLog {
public:
    Position end() const override { return log_.end(); }
    Result<void> append(const Commit& commit) override {
        std::unique_lock lock{mutex_};
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !held_; });
        --waiting_;
        if (broken_) return fail(ErrorKind::internal, "file.io", "the disk is broken");
        return log_.append(commit);
    }
    Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
        return log_.get(family, key);
    }
    Result<std::optional<Row>> last_at_or_before(Family family,
                                                 std::string_view key) const override {
        return log_.last_at_or_before(family, key);
    }
    Result<void> scan(Family family, std::string_view from, std::string_view until,
                      FunctionRef<bool(std::string_view, std::string_view)> visit) const override {
        return log_.scan(family, from, until, visit);
    }
    Result<void> verify_checksums() const override { return log_.verify_checksums(); }

    void hold() {
        const std::lock_guard lock{mutex_};
        held_ = true;
    }
    void wait_until_asked() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return waiting_ > 0; });
    }
    void release(bool broken = false) {
        const std::lock_guard lock{mutex_};
        held_ = false;
        broken_ = broken;
        changed_.notify_all();
    }

private:
    MemoryLog log_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool held_ = false;
    bool broken_ = false;
};

struct Running {
    explicit Running(PipelineLimits limits = {}) {
        REQUIRE(files.create_directory("/data"));
        auto head = HeadFile::open(files, "/data/HEAD", std::nullopt);
        auto edge = LogReader{log}.edge();
        REQUIRE(head);
        REQUIRE(edge);
        pipeline = std::make_unique<Pipeline>(
            Pipeline::Parts{
                .sequencer = Sequencer{clock, entropy, {}, Secret{"k"}, {}},
                .committer = Committer{log, std::move(*head), publisher, entropy, std::move(*edge)},
                .log = log,
                .clock = clock,
                .on_durable = [this](Position end) { told = end; },
                .on_fatal = [this](const Error& error) { failure.set_value(error.code); }},
            limits);
    }
    static NoteSigner make_signer() {
        auto signer = NoteSigner::from_seed("test/log", Secret{std::string(32, 's')});
        REQUIRE(signer);
        return std::move(*signer);
    }

    SlowLog log;
    DroppingFileSystem files;
    TestClock clock;
    TestEntropy entropy{3};
    CheckpointPublisher publisher{"test/log", make_signer()};
    std::promise<std::string> failure;
    std::atomic<Position> told = 0;
    std::unique_ptr<Pipeline> pipeline;
};

Command command(CommandHandler handler, std::move_only_function<void(Outcome)> done,
                std::size_t bytes = 100) {
    return {.handler = std::move(handler),
            .touches = {},
            .caller = {},
            .idempotency = {},
            .bytes = bytes,
            .done = std::move(done)};
}

std::future<Outcome> submit(Pipeline& pipeline, CommandHandler handler) {
    std::promise<Outcome> promise;
    auto answer = promise.get_future();
    REQUIRE(pipeline.submit(
        command(std::move(handler), [promise = std::move(promise)](Outcome outcome) mutable {
            promise.set_value(std::move(outcome));
        })));
    return answer;
}

constexpr auto no_wait = std::chrono::seconds{0};

}  // namespace

TEST_CASE("every acknowledged event is in the log, once, at the position that was answered") {
    constexpr int writers = 8;
    constexpr int commands_each = 200;
    Running running;
    std::mutex mutex;
    std::map<Position, std::string> acknowledged;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            for (int i = 0; i < commands_each; ++i) {
                const std::string id = std::to_string(writer) + "x" + std::to_string(i);
                const Outcome outcome = submit(*running.pipeline, open_purse(id)).get();
                const std::lock_guard lock{mutex};
                if (outcome.reply) acknowledged.emplace(outcome.position, "purse-" + id);
            }
        });
    for (std::thread& thread : threads) thread.join();
    running.pipeline->stop();

    CHECK(acknowledged.size() == writers * commands_each);
    CHECK(running.log.end() == writers * commands_each);
    CHECK(running.told == running.log.end());
    REQUIRE(LogReader{running.log}.events(0, running.log.end(), [&](const RecordedEvent& event) {
        CHECK(acknowledged[event.position] == event.stream);
        return true;
    }));
}

TEST_CASE("an answer waits for its commit, and so does a refusal that saw it") {
    Running running;
    running.log.hold();
    auto accepted = submit(*running.pipeline, open_purse("a"));
    running.log.wait_until_asked();
    auto refused = submit(*running.pipeline, open_purse("a"));
    auto unrelated = submit(*running.pipeline, [](Tx&) -> Result<Reply> { return Reply{}; });
    CHECK(accepted.wait_for(no_wait) == std::future_status::timeout);
    CHECK(refused.wait_for(no_wait) == std::future_status::timeout);
    CHECK(unrelated.wait_for(no_wait) == std::future_status::timeout);
    CHECK(running.pipeline->durable_end() == 0);
    running.log.release();
    CHECK(accepted.get().reply.has_value());
    CHECK(running.pipeline->durable_end() == 1);
    CHECK(refused.get().reply.error().code == "purse.open");
    CHECK(unrelated.get().reply.has_value());
    CHECK(running.pipeline->state().commits == 1);
}

TEST_CASE("what gathers during a commit becomes one commit") {
    Running running;
    running.log.hold();
    auto first = submit(*running.pipeline, open_purse("first"));
    running.log.wait_until_asked();
    std::vector<std::future<Outcome>> rest;
    for (int i = 0; i < 50; ++i)
        rest.push_back(submit(*running.pipeline, [i](Tx& tx) -> Result<Reply> {
            // The stream is known, so nothing is parked and all fifty are decided at once.
            TRY(tx.append<Purse>("first", PurseMoved{Amount{i}}));
            return Reply{};
        }));
    running.log.release();
    for (auto& answer : rest) CHECK(answer.get().reply.has_value());
    CHECK(first.get().reply.has_value());
    // When the commit ends, the sequencer may still be at work on what has gathered.
    CHECK(running.pipeline->state().commits <= 10);
    CHECK(running.log.end() == 51);
}

TEST_CASE("a full queue sheds and everything that was accepted is answered") {
    Running running{{.queued_commands = 4, .batch_commands = 2}};
    running.log.hold();
    std::atomic<int> answered = 0;
    int accepted = 0;
    std::optional<Error> refusal;
    for (int i = 0; i < 100; ++i) {
        const auto taken = running.pipeline->submit(command(
            [](Tx& tx) -> Result<Reply> {
                TRY(tx.append<Purse>("one", PurseMoved{}));
                return Reply{};
            },
            [&](Outcome) { ++answered; }));
        if (taken) {
            ++accepted;
        } else {
            refusal = taken.error();
        }
    }
    REQUIRE(refusal);
    CHECK(refusal->kind == ErrorKind::unavailable);
    CHECK(accepted < 100);
    running.log.release();
    running.pipeline->stop();
    CHECK(answered == accepted);
    CHECK(running.log.end() == static_cast<Position>(accepted));
}

TEST_CASE("bytes are bounded as well as commands") {
    Running running{{.queued_bytes = 1'000}};
    const auto taken = running.pipeline->submit(
        command([](Tx&) -> Result<Reply> { return Reply{}; }, [](Outcome) {}, 1'001));
    CHECK(taken.error().kind == ErrorKind::unavailable);
}

TEST_CASE("below the disk reserve nothing is decided") {
    Running running;
    running.pipeline->set_storage_low(true);
    const auto taken =
        running.pipeline->submit(command(open_purse("a"), [](Outcome) { FAIL("answered"); }));
    CHECK(taken.error().kind == ErrorKind::insufficient_storage);
    running.pipeline->set_storage_low(false);
    CHECK(submit(*running.pipeline, open_purse("a")).get().reply.has_value());
}

TEST_CASE("a jump of the clock shows though nothing is decided, and goes when it is undone") {
    Running running;
    const Timestamp start = running.clock.now();
    const auto is_trusted = [&] { return running.pipeline->state().clock_trusted; };
    running.clock.set(start + 1h);
    CHECK_FALSE(is_trusted());
    running.clock.set(start);
    CHECK(is_trusted());
    running.clock.set(start - 1h);
    CHECK_FALSE(is_trusted());
    running.clock.advance(1h);
    CHECK_FALSE(is_trusted());
    running.clock.set(start + 1h);
    CHECK(is_trusted());
}

TEST_CASE("a clock behind what was recorded is not trusted until it has caught up") {
    Running running;
    const Timestamp start = running.clock.now();
    running.clock.set(start + 1h);
    REQUIRE(submit(*running.pipeline, open_purse("a")).get().reply);
    running.clock.set(start);
    CHECK_FALSE(running.pipeline->state().clock_trusted);
    running.clock.advance(56min);
    CHECK(running.pipeline->state().clock_trusted);
}

TEST_CASE("a failed commit answers nobody and is reported once") {
    Running running;
    running.log.hold();
    std::atomic<int> answered = 0;
    for (int i = 0; i < 3; ++i)
        REQUIRE(running.pipeline->submit(
            command(open_purse(std::to_string(i)), [&](Outcome) { ++answered; })));
    running.log.wait_until_asked();
    running.log.release(true);
    CHECK(running.failure.get_future().get() == "file.io");
    running.pipeline->stop();
    CHECK(answered == 0);
    CHECK(running.log.end() == 0);
    const auto late = running.pipeline->submit(command(open_purse("late"), [](Outcome) {}));
    CHECK_FALSE(late.has_value());
}

TEST_CASE("stopping finishes what was accepted, syncs HEAD and signs it") {
    Running running;
    std::vector<std::future<Outcome>> answers;
    for (int i = 0; i < 20; ++i)
        answers.push_back(submit(*running.pipeline, open_purse(std::to_string(i))));
    running.pipeline->stop();
    for (auto& answer : answers) CHECK(answer.get().reply.has_value());
    const PublishedCheckpoint checkpoint = running.publisher.latest();
    CHECK(checkpoint.checkpoint.head.size == 20);
    CHECK(open_checkpoint(checkpoint.note, running.publisher.verifier()).has_value());
    const auto head = HeadFile::read(running.files, "/data/HEAD");
    REQUIRE(head);
    CHECK(head->head == checkpoint.checkpoint.head);
    CHECK_FALSE(running.pipeline->submit(command(open_purse("late"), [](Outcome) {})).has_value());
}
