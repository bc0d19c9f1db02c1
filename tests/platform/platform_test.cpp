#include "engine/kernel/json_reader.hpp"
#include "engine/platform/log_sink.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/signals.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_clock.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ledger;
using namespace ledger::test;

namespace {

/// What `write` says through a log sink, line by line.
template <class Write>
std::vector<std::string> logged(Write write) {
    const TemporaryFolder folder;
    const std::string path = folder / "log";
    const int descriptor = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    REQUIRE(descriptor >= 0);
    const TestClock clock;
    LogSink sink{clock, descriptor};
    write(sink);
    ::close(descriptor);
    PosixFileSystem files;
    const std::string text = *read_file(files, path, 1U << 24U);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        REQUIRE(end != std::string::npos);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

}  // namespace

TEST_CASE("the system's clock tells the time of day, and another that never goes back") {
    const SystemClock clock;
    const std::int64_t seconds = nanoseconds(clock.now()) / 1'000'000'000;
    CHECK(std::abs(seconds - static_cast<std::int64_t>(std::time(nullptr))) <= 1);
    Duration last = clock.monotonic();
    for (int i = 0; i < 1000; ++i) {
        const Duration now = clock.monotonic();
        CHECK(now >= last);
        last = now;
    }
}

TEST_CASE("random bytes fill all of the buffer, and differ") {
    SystemEntropy entropy;
    std::array<std::uint8_t, 64> first{};
    std::array<std::uint8_t, 64> second{};
    entropy.fill(first);
    entropy.fill(second);
    CHECK(first != second);
    // That 16 random bytes are all zero happens once in 2^128 runs.
    for (std::size_t at = 0; at < first.size(); at += 16)
        CHECK(std::vector<std::uint8_t>(first.begin() + static_cast<long>(at),
                                        first.begin() + static_cast<long>(at) + 16) !=
              std::vector<std::uint8_t>(16));
}

TEST_CASE("a buffer of no bytes may be filled, though it has no address") {
    CHECK_NOTHROW(SystemEntropy{}.fill({}));
}

TEST_CASE("a signal waits until somebody asks for it") {
    const SignalWaiter signals;
    REQUIRE(::kill(::getpid(), SIGHUP) == 0);
    CHECK(signals.wait() == SIGHUP);
    std::thread sender{[] { CHECK(::kill(::getpid(), SIGTERM) == 0); }};
    CHECK(signals.wait() == SIGTERM);
    sender.join();
}

TEST_CASE("a log line is one JSON object, whatever its fields hold") {
    const std::vector<std::string> lines = logged([](LogSink& sink) {
        sink.write(Level::info, "listening", {{"port", 8080}, {"tls", false}});
        sink.write(Level::error, "refused", {{"text", "a\"b\nc"}, {"size", std::uint64_t{7}}});
        sink.write(Level::warning, "plain");
    });
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == R"({"ts":"2026-01-05T12:00:00Z","level":"info","msg":"listening",)"
                      R"("port":8080,"tls":false})");
    CHECK(lines[1] == R"({"ts":"2026-01-05T12:00:00Z","level":"error","msg":"refused",)"
                      R"("text":"a\"b\nc","size":7})");
    CHECK(lines[2] == R"({"ts":"2026-01-05T12:00:00Z","level":"warning","msg":"plain"})");
}

TEST_CASE("a log says what its level allows, for people if it is told so") {
    const std::vector<std::string> lines = logged([](LogSink& sink) {
        sink.set(Level::warning, LogFormat::text, nullptr);
        CHECK_FALSE(sink.tells(Level::info));
        sink.write(Level::info, "unheard");
        sink.write(Level::error, "cannot serve", {{"reason", "a \"b\"\n"}, {"after", 1.5}});
    });
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ends_with(R"( error: cannot serve reason="a \"b\"\n" after=1.5)"));
    CHECK(lines[0].front() == '2');
}

TEST_CASE("lines of several threads do not mix") {
    constexpr int threads = 4;
    constexpr int each = 200;
    const std::vector<std::string> lines = logged([](LogSink& sink) {
        std::vector<std::thread> writers;
        for (int i = 0; i < threads; ++i)
            writers.emplace_back([&sink, i] {
                const std::string filler(static_cast<std::size_t>(100 * i), 'x');
                for (int j = 0; j < each; ++j) sink.write(Level::info, "line", {{"text", filler}});
            });
        for (std::thread& writer : writers) writer.join();
    });
    CHECK(lines.size() == threads * each);
    for (const std::string& line : lines) CHECK(json::read(line, [](json::Value&) {}));
}

TEST_CASE("a log that cannot be written stops nobody") {
    const TestClock clock;
    LogSink sink{clock, -1};
    CHECK_NOTHROW(sink.write(Level::error, "nobody hears this"));
}
