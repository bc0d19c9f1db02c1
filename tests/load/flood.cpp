// One thread, many connections: sends as fast as the server takes it and counts what it answers.
#include "engine/kernel/assert.hpp"
#include "tests/load/load.hpp"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace ledger::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Head {
    int status = 0;
    std::size_t body_bytes = 0;
    std::size_t size = 0;  ///< Of the head itself.
    bool says_when = false;
};

/// Nothing while the head is not complete.
std::optional<Head> read_head(std::string_view text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == text.npos) return std::nullopt;
    Head head{.size = end + 4};
    text = text.substr(0, end + 2);
    std::from_chars(text.data() + 9, text.data() + 12, head.status);
    head.says_when = text.find("\r\nRetry-After: ") != text.npos;
    constexpr std::string_view length = "\r\nContent-Length: ";
    if (const std::size_t at = text.find(length); at != text.npos)
        std::from_chars(text.data() + at + length.size(), text.data() + text.size(),
                        head.body_bytes);
    return head;
}

class Connection {
public:
    Connection(std::string name, FloodResult& result) : name_{std::move(name)}, result_{result} {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    bool open(const FloodRequest& request, int poll);
    /// Keeps the pipeline full while `more`; false when the connection is over.
    bool move(std::size_t pipeline, bool more);
    bool is_open() const { return socket_ >= 0; }
    bool is_idle() const { return first_pending_ == next_; }

private:
    void close();
    void fill(std::size_t pipeline);
    bool send();
    bool receive();
    void count_replies();

    std::string name_;
    FloodResult& result_;
    int socket_ = -1;
    std::uint64_t first_pending_ = 0;  ///< Replies come in the order of the requests.
    std::uint64_t next_ = 0;
    std::string output_;
    std::string input_;
};

bool Connection::open(const FloodRequest& request, int poll) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(request.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 &&
        errno != EINPROGRESS) {
        close();
        return false;
    }
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.ptr = this}};
    LEDGER_ASSERT(::epoll_ctl(poll, EPOLL_CTL_ADD, socket_, &event) == 0);
    return true;
}

void Connection::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    if (first_pending_ < next_) ++(input_.empty() ? result_.closed : result_.cut_short);
    first_pending_ = next_;
    output_.clear();
    input_.clear();
}

void Connection::fill(std::size_t pipeline) {
    for (; next_ - first_pending_ < pipeline; ++next_) {
        const std::string body = R"({"site_name":"Flood","severity":"high","description":")" +
                                 name_ + "-" + std::to_string(next_) +
                                 R"(","detected_at":"2026-01-16T09:30:00Z",)"
                                 R"("back_dating_reason":"load"})";
        output_ +=
            "POST /api/v1/outages HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body;
    }
}

bool Connection::send() {
    while (!output_.empty()) {
        const ssize_t sent = ::send(socket_, output_.data(), output_.size(), MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN || errno == ENOTCONN;
        output_.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
}

bool Connection::receive() {
    std::array<char, 65'536> piece{};
    for (;;) {
        const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
        if (count < 0) return errno == EAGAIN || errno == ENOTCONN;
        if (count == 0) return false;
        input_.append(piece.data(), static_cast<std::size_t>(count));
        count_replies();
    }
}

void Connection::count_replies() {
    std::size_t begin = 0;
    for (auto head = read_head(input_); head;
         head = read_head(std::string_view{input_}.substr(begin))) {
        const std::size_t end = begin + head->size + head->body_bytes;
        if (input_.size() < end) break;
        begin = end;
        ++result_.statuses[head->status];
        if ((head->status == 503 || head->status == 507) && !head->says_when)
            ++result_.without_retry_after;
        if (head->status == 201)
            result_.created.push_back(name_ + "-" + std::to_string(first_pending_));
        if (first_pending_ < next_) ++first_pending_;
    }
    input_.erase(0, begin);
}

bool Connection::move(std::size_t pipeline, bool more) {
    const bool reads = receive();
    if (reads && more) fill(pipeline);
    if (reads && send()) return true;
    close();
    return false;
}

}  // namespace

FloodResult flood(const FloodRequest& request) {
    FloodResult result;
    const int poll = ::epoll_create1(0);
    LEDGER_ASSERT(poll >= 0);
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < request.connections; ++i)
        connections.push_back(std::make_unique<Connection>("flood-" + std::to_string(i), result));

    const auto end = Clock::now() + request.duration;
    const auto patience = end + std::chrono::seconds{40};
    std::vector<epoll_event> events(request.connections);
    for (bool busy = true; busy && Clock::now() < patience;) {
        const bool more = Clock::now() < end;
        if (more)
            for (const auto& connection : connections)
                if (!connection->is_open()) connection->open(request, poll);
        constexpr int tick_milliseconds = 20;
        const int count =
            ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), tick_milliseconds);
        for (int i = 0; i < count; ++i)
            static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr)
                ->move(request.pipeline, more);
        busy = more;
        for (const auto& connection : connections) busy = busy || !connection->is_idle();
    }
    connections.clear();
    ::close(poll);
    return result;
}

}  // namespace ledger::test
