// A load that does not wait for the server: requests fall due at a fixed rate, whatever became of
// those before them, as from very many clients. Each is sent on the next connection that has fewer
// than DEPTH under way; when there is none, it counts as not sent. Times run from the moment that
// it fell due, by class of answer.
//
// usage: offered_load PORT REQUEST_FILE RATE SECONDS CONNECTIONS DEPTH
// REQUEST_FILE holds one whole HTTP request. Prints one line of JSON.
#include "bench/support/loopback_socket.hpp"
#include "bench/support/measured.hpp"
#include "engine/kernel/assert.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::bench {
namespace {

using Time = std::chrono::steady_clock::time_point;

struct Load {
    std::uint16_t port = 0;
    std::string request;
    double rate = 0;
    double seconds = 0;
    std::size_t connections = 0;
    std::size_t depth = 0;
};

struct Answer {
    int status = 0;
    bool says_when_to_retry = false;
};

struct Connection {
    explicit Connection(std::uint16_t port) : socket{connect_to_loopback(port)} {}
    Descriptor socket;
    std::string to_send;
    std::string received;
    std::deque<Time> under_way;
    bool is_open = true;
};

/// Takes the first whole answer from `received`.
bool take_answer(std::string& received, Answer& answer) {
    const std::size_t end = received.find("\r\n\r\n");
    if (end == received.npos) return false;
    const std::string_view head = std::string_view{received}.substr(0, end);
    constexpr std::string_view name = "Content-Length: ";
    std::size_t length = 0;
    if (const std::size_t at = head.find(name); at != head.npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    if (received.size() < end + 4 + length) return false;
    constexpr std::size_t status_at = std::string_view{"HTTP/1.1 "}.size();
    std::from_chars(head.data() + status_at, head.data() + head.size(), answer.status);
    answer.says_when_to_retry = head.find("Retry-After: ") != head.npos;
    received.erase(0, end + 4 + length);
    return true;
}

/// Times of one class of answers, in microseconds.
class Times {
public:
    void add(std::chrono::steady_clock::duration time) {
        using std::chrono::microseconds;
        times_.push_back(
            static_cast<std::uint32_t>(std::chrono::duration_cast<microseconds>(time).count()));
    }
    std::size_t size() const { return times_.size(); }
    double quantile_ms(double share) {
        if (times_.empty()) return 0;
        const auto at = times_.begin() +
                        static_cast<std::ptrdiff_t>(share * static_cast<double>(times_.size() - 1));
        std::ranges::nth_element(times_, at);
        return *at / 1'000.0;
    }

private:
    std::vector<std::uint32_t> times_;
};

class OfferedLoad {
public:
    explicit OfferedLoad(const Load& load) : load_{load} {
        for (std::size_t i = 0; i < load.connections; ++i) {
            connections_.emplace_back(load.port);
            epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
            LEDGER_ASSERT(::epoll_ctl(poll_.number(), EPOLL_CTL_ADD,
                                      connections_.back().socket.number(), &event) == 0);
        }
    }

    void run() {
        const Stopwatch stopwatch;
        start_ = std::chrono::steady_clock::now();
        const auto end = start_ + std::chrono::duration<double>{load_.seconds};
        const auto patience = end + std::chrono::seconds{5};
        for (Time now = start_; now < end || (under_way_ > 0 && now < patience);
             now = std::chrono::steady_clock::now()) {
            if (now < end) send_due(now);
            receive();
        }
        cost_ = stopwatch.elapsed();
    }

    void print() {
        print_figures("offered",
                      {{"due", static_cast<double>(due_)},
                       {"not_sent", static_cast<double>(not_sent_)},
                       {"unanswered", static_cast<double>(under_way_)},
                       {"broken_connections", static_cast<double>(broken_)},
                       {"accepted", static_cast<double>(accepted_.size())},
                       {"accepted_p50_ms", accepted_.quantile_ms(0.5)},
                       {"accepted_p99_ms", accepted_.quantile_ms(0.99)},
                       {"shed", static_cast<double>(shed_.size())},
                       {"shed_p50_ms", shed_.quantile_ms(0.5)},
                       {"shed_p99_ms", shed_.quantile_ms(0.99)},
                       {"shed_without_retry_after", static_cast<double>(impolite_)},
                       {"other", static_cast<double>(other_)},
                       {"load_cpu_s", std::chrono::duration<double>{cost_.process_cpu}.count()}});
    }

private:
    Connection* free_connection() {
        for (std::size_t tried = 0; tried < connections_.size(); ++tried) {
            Connection& candidate = connections_[next_++ % connections_.size()];
            if (candidate.is_open && candidate.under_way.size() < load_.depth) return &candidate;
        }
        return nullptr;
    }

    void send_due(Time now) {
        const std::chrono::duration<double> since = now - start_;
        const auto due = static_cast<std::uint64_t>(since.count() * load_.rate);
        for (; due_ < due; ++due_) {
            Connection* connection =
                under_way_ < load_.connections * load_.depth ? free_connection() : nullptr;
            if (connection == nullptr) {
                ++not_sent_;
                continue;
            }
            const auto after =
                std::chrono::duration<double>{static_cast<double>(due_ + 1)} / load_.rate;
            connection->under_way.push_back(
                start_ + std::chrono::duration_cast<std::chrono::nanoseconds>(after));
            ++under_way_;
            connection->to_send += load_.request;
            if (connection->to_send.size() == load_.request.size()) to_flush_.push_back(connection);
        }
        flush();
    }

    void flush() {
        std::erase_if(to_flush_, [](Connection* connection) {
            std::string& bytes = connection->to_send;
            const ssize_t sent =
                ::send(connection->socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            bytes.erase(0, static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
            return bytes.empty() || !connection->is_open;
        });
    }

    void receive() {
        std::array<epoll_event, 512> events{};
        const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), 1);
        for (int i = 0; i < count; ++i)
            receive(connections_[events.at(static_cast<std::size_t>(i)).data.u64]);
    }

    void receive(Connection& connection) {
        std::array<char, 64U << 10U> bytes{};
        const ssize_t count = ::recv(connection.socket.number(), bytes.data(), bytes.size(), 0);
        if (count <= 0) return close(connection);
        connection.received.append(bytes.data(), static_cast<std::size_t>(count));
        const Time now = std::chrono::steady_clock::now();
        for (Answer answer; take_answer(connection.received, answer);) {
            LEDGER_ASSERT(!connection.under_way.empty());
            count_in(answer, now - connection.under_way.front());
            connection.under_way.pop_front();
            --under_way_;
        }
    }

    void close(Connection& connection) {
        ::epoll_ctl(poll_.number(), EPOLL_CTL_DEL, connection.socket.number(), nullptr);
        connection.is_open = false;
        ++broken_;
        under_way_ -= connection.under_way.size();
        other_ += connection.under_way.size();
        connection.under_way.clear();
    }

    void count_in(const Answer& answer, std::chrono::steady_clock::duration time) {
        constexpr int unavailable = 503;
        if (answer.status >= 200 && answer.status < 300) {
            accepted_.add(time);
        } else if (answer.status == unavailable) {
            shed_.add(time);
            if (!answer.says_when_to_retry) ++impolite_;
        } else {
            ++other_;
        }
    }

    const Load& load_;
    Descriptor poll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::deque<Connection> connections_;
    std::vector<Connection*> to_flush_;
    std::size_t next_ = 0;
    Time start_;
    Cost cost_;
    std::uint64_t due_ = 0;
    std::uint64_t not_sent_ = 0;
    std::size_t under_way_ = 0;
    std::uint64_t broken_ = 0;
    std::uint64_t impolite_ = 0;
    std::uint64_t other_ = 0;
    Times accepted_;
    Times shed_;
};

}  // namespace
}  // namespace ledger::bench

int main(int count, char** arguments) {
    if (count != 7) {
        fmt::print(stderr,
                   "usage: offered_load PORT REQUEST_FILE RATE SECONDS CONNECTIONS DEPTH\n");
        return 2;
    }
    std::ifstream file{arguments[2], std::ios::binary};
    const ledger::bench::Load load{
        .port = static_cast<std::uint16_t>(std::strtoul(arguments[1], nullptr, 10)),
        .request = {std::istreambuf_iterator<char>{file}, {}},
        .rate = std::strtod(arguments[3], nullptr),
        .seconds = std::strtod(arguments[4], nullptr),
        .connections = std::strtoul(arguments[5], nullptr, 10),
        .depth = std::strtoul(arguments[6], nullptr, 10)};
    ledger::bench::OfferedLoad offered{load};
    offered.run();
    offered.print();
    return 0;
}
