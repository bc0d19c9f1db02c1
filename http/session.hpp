// One connection, for the file that keeps them all.
#pragma once

#include "http/connection.hpp"
#include "http/long_body.hpp"
#include "http/mailbox.hpp"
#include "http/message_reader.hpp"
#include "http/reply_writer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
using Use = asio::use_awaitable_t<Executor>;
/// Beside the longest head, so that a body is read in reasonable pieces.
inline constexpr std::size_t read_bytes = 16U << 10U;

/// One connection. A round is what is under way at once: several pipelined requests, or one upload;
/// its replies leave in order and by one write. What arrives for an earlier round is dropped.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::io_context& io, Connections::Parts parts, std::shared_ptr<Mailbox> mailbox,
            ReplyDate& date, Socket socket)
        : io_{io},
          parts_{parts},
          mailbox_{std::move(mailbox)},
          date_{date},
          socket_{std::move(socket)},
          reader_{parts.limits.header_bytes},
          input_(parts.limits.header_bytes + read_bytes),
          share_{parts.handler.traffic().request_bytes} {
        enter(Phase::idle, parts_.limits.idle);
    }

    Awaitable<void> run();
    void sweep(Duration now);
    void drain();
    void abort();

private:
    enum class Phase { idle, header, body, stall, working, writing, lingering };
    struct Slot {
        bool answered = false;
        Reply reply{};
        Content content = Content::sent;
        std::unique_ptr<LongBody> body{};            ///< Of a long reply, while nobody works on it.
        std::optional<Result<std::string>> piece{};  ///< Of that body, the next to be sent.
    };

    void take_requests();
    bool take_part();
    void begin_body();
    bool start_request();
    bool refuse(const Error& error);
    Exchange exchange_for(std::size_t slot);
    void accept(std::size_t slot, Reply reply);
    void accept_long(std::size_t slot, Reply reply, std::unique_ptr<LongBody> body);
    void expire();
    std::size_t open_slot(const RequestHead& head);

    Awaitable<bool> fill();
    Awaitable<bool> write(std::string_view bytes);
    Awaitable<bool> answer();
    Awaitable<bool> send_long(std::size_t slot);
    Awaitable<bool> make_piece(std::size_t slot);
    Awaitable<bool> send_output();
    Awaitable<bool> receive_upload();
    Awaitable<bool> pump(Upload& upload);
    Awaitable<bool> feed(Upload& upload, std::string_view piece);
    Awaitable<bool> read_body();
    Awaitable<void> woken();
    Awaitable<void> linger();

    void enter(Phase phase, Duration allowance);
    void await_input();
    void wake();
    std::string_view buffered() const { return {input_.data() + begin_, end_ - begin_}; }

    asio::io_context& io_;
    Connections::Parts parts_;
    std::shared_ptr<Mailbox> mailbox_;
    ReplyDate& date_;
    Socket socket_;
    MessageReader reader_;
    std::vector<char> input_;
    std::size_t begin_ = 0;  ///< Of what was received and not parsed.
    std::size_t end_ = 0;
    std::string output_;

    std::uint64_t round_ = 0;
    std::vector<Slot> slots_;
    std::size_t outstanding_ = 0;  ///< Slots without a reply.
    std::size_t round_bytes_ = 0;
    Share share_;                 ///< Of the room for requests.
    std::size_t body_bytes_ = 0;  ///< Of the message under way, within `share_`.
    bool streaming_ = false;      ///< The message under way goes to a streaming route.
    bool owes_continue_ = false;
    bool fed_ = false;      ///< The upload takes more.
    bool closing_ = false;  ///< Behind the replies of this round.
    bool draining_ = false;
    bool aborted_ = false;
    Phase phase_ = Phase::idle;
    Duration deadline_{};
    std::move_only_function<void()> waiter_;
};

}  // namespace ledger
