// What the machine can do: the least that a durable POST can cost over HTTP and RocksDB. It reads a
// JSON object, chains it by SHA-256, writes what came in one round with one sync, and answers with
// numbers. No rules, no streams, no Merkle tree, no indexes, no idempotency, no views.
//
// usage: append_server FOLDER; prints its port and serves until it is killed.
#include "bench/support/loopback_socket.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/log/sha256.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace ledger::bench {
namespace {

constexpr std::size_t read_bytes = 64U << 10U;
constexpr std::size_t memtable_bytes = 128U << 20U;

struct Connection {
    explicit Connection(int number) : socket{number} {}
    Descriptor socket;
    std::string received;
    std::string answers;
};

/// One request's body, once all of it is there; it is taken from the front of `received`.
class Requests {
public:
    explicit Requests(std::string& received) : received_{received} {}
    ~Requests() { received_.erase(0, taken_); }
    Requests(const Requests&) = delete;
    Requests& operator=(const Requests&) = delete;

    bool next(std::string_view& body) {
        const std::string_view rest = std::string_view{received_}.substr(taken_);
        const std::size_t end = rest.find("\r\n\r\n");
        if (end == rest.npos) return false;
        const std::string_view head = rest.substr(0, end);
        constexpr std::string_view name = "Content-Length: ";
        std::size_t length = 0;
        if (const std::size_t at = head.find(name); at != head.npos)
            std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
        if (rest.size() < end + 4 + length) return false;
        body = rest.substr(end + 4, length);
        taken_ += end + 4 + length;
        return true;
    }

private:
    std::string& received_;
    std::size_t taken_ = 0;
};

class AppendServer {
public:
    explicit AppendServer(const std::string& folder) {
        rocksdb::Options options;
        options.create_if_missing = true;
        options.write_buffer_size = memtable_bytes;
        rocksdb::DB* database = nullptr;
        LEDGER_ASSERT(rocksdb::DB::Open(options, folder, &database).ok());
        database_.reset(database);
        watch(listener_.number());
    }
    std::uint16_t port() const { return port_of(listener_); }

    [[noreturn]] void serve() {
        std::array<epoll_event, 512> events{};
        for (;;) {
            const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), -1);
            for (int i = 0; i < count; ++i) {
                const int ready = events.at(static_cast<std::size_t>(i)).data.fd;
                if (ready == listener_.number()) {
                    accept_all();
                } else {
                    receive(ready);
                }
            }
            if (!waiting_.empty()) commit_and_answer();
        }
    }

private:
    void watch(int socket) {
        epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
        LEDGER_ASSERT(::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, socket, &event) == 0);
    }

    void accept_all() {
        for (;;) {
            const int socket = ::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK);
            if (socket < 0) return;
            send_at_once(socket);
            watch(socket);
            connections_.emplace(socket, std::make_unique<Connection>(socket));
        }
    }

    void receive(int socket) {
        Connection& connection = *connections_.at(socket);
        const std::size_t before = connection.received.size();
        connection.received.resize(before + read_bytes);
        const ssize_t count = ::recv(socket, connection.received.data() + before, read_bytes, 0);
        connection.received.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0) {
            std::erase(waiting_, &connection);
            connections_.erase(socket);
            return;
        }
        Requests requests{connection.received};
        for (std::string_view body; requests.next(body);) append(connection, body);
    }

    void append(Connection& connection, std::string_view body) {
        padded_.assign(body);
        padded_.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        std::size_t members = 0;
        if (parser_.iterate(padded_).get(document) || document.get_object().get(object) ||
            object.count_fields().get(members) || members == 0) {
            connection.answers += "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        } else {
            sha256_.update(as_view(chain_));
            sha256_.update(body);
            chain_ = sha256_.finish();
            const std::string value = std::string{as_view(chain_)}.append(body);
            LEDGER_ASSERT(batch_.Put(big_endian_key(next_), value).ok());
            const std::string answer = fmt::format("{{\"sequence\":{}}}", next_++);
            fmt::format_to(std::back_inserter(connection.answers),
                           "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                           "Content-Length: {}\r\n\r\n{}",
                           answer.size(), answer);
        }
        waiting_.push_back(&connection);
    }

    void commit_and_answer() {
        rocksdb::WriteOptions options;
        options.sync = true;
        LEDGER_ASSERT(database_->Write(options, &batch_).ok());
        batch_.Clear();
        for (Connection* connection : waiting_) {
            if (connection->answers.empty()) continue;  // Answered with an earlier one.
            const std::string answers = std::exchange(connection->answers, {});
            // Its clients read what they have asked for before they ask again: it always fits.
            ::send(connection->socket.number(), answers.data(), answers.size(), MSG_NOSIGNAL);
        }
        waiting_.clear();
    }

    std::unique_ptr<rocksdb::DB> database_;
    rocksdb::WriteBatch batch_;
    Descriptor listener_ = listen_on_loopback();
    Descriptor poll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::unordered_map<int, std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> waiting_;  ///< For the sync of this round.
    simdjson::ondemand::parser parser_;
    std::string padded_;
    Sha256 sha256_;
    Hash chain_{};
    std::uint64_t next_ = 0;
};

}  // namespace
}  // namespace ledger::bench

int main(int count, char** arguments) {
    if (count != 2) {
        fmt::print(stderr, "usage: append_server FOLDER\n");
        return 2;
    }
    ledger::bench::AppendServer server{arguments[1]};
    fmt::print("{}\n", server.port());
    LEDGER_ASSERT(std::fflush(stdout) == 0);
    server.serve();
}
