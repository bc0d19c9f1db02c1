#include "engine/platform/line_queue.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <unistd.h>

using namespace ledger;

namespace {

/// A pipe that a test may leave unread.
struct Pipe {
    Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    std::string read(std::size_t bytes) const {
        std::string text(bytes, '\0');
        std::size_t got = 0;
        while (got < bytes) {
            const ssize_t count = ::read(ends[0], text.data() + got, bytes - got);
            REQUIRE(count > 0);
            got += static_cast<std::size_t>(count);
        }
        return text;
    }
    std::array<int, 2> ends{};
};

constexpr std::size_t room = 1'000;

}  // namespace

TEST_CASE("lines reach the descriptor whole and in order") {
    const Pipe pipe;
    LineQueue queue{pipe.ends[1], room};
    std::string all;
    for (int i = 0; i < 100; ++i) {
        const std::string line = "line " + std::to_string(i) + "\n";
        queue.push(line);
        all += line;
    }
    CHECK(queue.dropped() == 0);
    CHECK(pipe.read(all.size()) == all);
    queue.drain(std::chrono::seconds{60});
}

TEST_CASE("a pipe that nobody reads holds nobody up: what finds no room is dropped and counted") {
    const Pipe pipe;
    // More than the pipe and the queue hold together.
    constexpr std::uint64_t lines = 10'000;
    const std::string line(99, 'x');
    {
        LineQueue queue{pipe.ends[1], room};
        for (std::uint64_t i = 0; i < lines; ++i) queue.push(line + "\n");
        CHECK(queue.dropped() > 0);
        CHECK(queue.dropped() < lines);
    }
    CHECK(pipe.read(100) == line + "\n");
}

TEST_CASE("a line that no room would ever suffice for is dropped") {
    const Pipe pipe;
    LineQueue queue{pipe.ends[1], room};
    queue.push(std::string(room + 1, 'x'));
    CHECK(queue.dropped() == 1);
    queue.push("short\n");
    CHECK(pipe.read(6) == "short\n");
}
