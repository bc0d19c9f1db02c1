#include "http/connection.hpp"

#include "http/mailbox.hpp"
#include "http/reply_writer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <exception>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ledger {
namespace {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
using Use = asio::use_awaitable_t<Executor>;
using boost::system::error_code;

constexpr asio::as_tuple_t<Use> completion{Use{}};
/// Beside the longest head, so that a body is read in reasonable pieces.
constexpr std::size_t read_bytes = 16U << 10U;
constexpr std::size_t kept_output_bytes = 256U << 10U;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

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
          share_{parts.dispatcher.traffic().request_bytes} {
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
    };

    void take_requests();
    bool take_part();
    void begin_body();
    bool start_request();
    bool refuse(const Error& error);
    Exchange exchange_for(std::size_t slot);
    void accept(std::size_t slot, Reply reply);
    void expire();
    std::size_t open_slot(const RequestHead& head);

    Awaitable<bool> fill();
    Awaitable<bool> write(std::string_view bytes);
    Awaitable<bool> answer();
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

Awaitable<void> Session::run() {
    while (!aborted_) {
        take_requests();
        bool going = true;
        if (!slots_.empty()) {
            going = co_await answer();
        } else if (streaming_) {
            going = co_await receive_upload();
        } else {
            going = co_await fill();
        }
        if (!going || closing_) break;
    }
    if (closing_ && !aborted_) co_await linger();
    ++round_;
    error_code ignored;
    socket_.close(ignored);
}

/// Starts every request that is complete in the buffer, as far as a round goes.
void Session::take_requests() {
    const ServerLimits& limits = parts_.limits;
    while (!streaming_ && begin_ < end_ && slots_.size() < limits.pipelined_requests &&
           round_bytes_ < limits.round_bytes)
        if (!take_part()) return;
}

/// Reads a head, or of a body what is there. False when this round takes no more from the buffer.
bool Session::take_part() {
    const bool in_head = reader_.stage() == MessageReader::Stage::head;
    const auto consumed = reader_.put(buffered());
    if (!consumed) return refuse(consumed.error());
    begin_ += *consumed;
    if (!in_head) {
        body_bytes_ += *consumed;
        share_.take(*consumed);
        if (parts_.dispatcher.traffic().request_bytes.is_over())
            return refuse(Dispatcher::no_room());
    }
    if (in_head && reader_.stage() != MessageReader::Stage::head) begin_body();
    if (closing_ || streaming_) return false;
    if (reader_.stage() == MessageReader::Stage::complete) return start_request();
    if (*consumed > 0) return true;
    if (end_ - begin_ < input_.size()) return false;
    return refuse({.kind = ErrorKind::validation,
                   .code = "http.malformed",
                   .message = "A line of the message is too long."});
}

void Session::begin_body() {
    const RequestHead& head = reader_.head();
    const bool reads = head.method == "GET" || head.method == "HEAD";
    if (reads && !head.has_body()) return;
    const auto plan = parts_.dispatcher.plan_body(head);
    const auto limited = plan ? reader_.limit_body(plan->limit) : std::unexpected{plan.error()};
    if (!limited) {
        refuse(limited.error());
        return;
    }
    streaming_ = plan->streamed;
    owes_continue_ = head.expects_continue() && head.has_body();
}

/// False when nothing may follow this one.
bool Session::start_request() {
    const RequestHead head = std::move(reader_.head());
    std::string body = reader_.take_body();
    reader_.reset();
    owes_continue_ = false;
    round_bytes_ += body.size();
    body_bytes_ = 0;
    const std::size_t slot = open_slot(head);
    parts_.dispatcher.dispatch(head, std::move(body), exchange_for(slot));
    return !closing_;
}

std::size_t Session::open_slot(const RequestHead& head) {
    if (!head.keep_alive) closing_ = true;
    Slot& slot = slots_.emplace_back();
    if (head.method == "HEAD") slot.content = Content::described;
    ++outstanding_;
    share_.take(request_overhead_bytes);
    return slots_.size() - 1;
}

/// The last reply of this connection: what follows has no meaning, or is not wanted. False, always.
bool Session::refuse(const Error& error) {
    slots_.push_back({.answered = true, .reply = parts_.dispatcher.refusal(error)});
    closing_ = true;
    return false;
}

Exchange Session::exchange_for(std::size_t slot) {
    const auto post = [io = &io_, mailbox = mailbox_, weak = weak_from_this(),
                       round = round_](Exchange::Task task) {
        auto if_under_way = [weak, round, task = std::move(task)]() mutable {
            const auto session = weak.lock();
            if (session && session->round_ == round) task();
        };
        const auto wake = [&] { asio::post(*io, [mailbox] { mailbox->run(); }); };
        mailbox->put(std::move(if_under_way), wake);
    };
    const auto answer = [this, round = round_, slot](Reply reply) {
        if (round == round_) accept(slot, std::move(reply));
    };
    return {post, answer};
}

void Session::accept(std::size_t slot, Reply reply) {
    if (slots_[slot].answered) return;
    round_bytes_ += reply.body.size();
    share_.take(reply.body.size());
    slots_[slot].reply = std::move(reply);
    slots_[slot].answered = true;
    if (--outstanding_ == 0) wake();
}

/// Gives up on what was not answered in time.
void Session::expire() {
    const Error error = Dispatcher::too_late();
    for (Slot& slot : slots_)
        if (!slot.answered) slot.reply = parts_.dispatcher.refusal(error);
    outstanding_ = 0;
    ++round_;
    wake();
}

/// Waits for the replies of the round and sends them.
Awaitable<bool> Session::answer() {
    enter(Phase::working, parts_.limits.request);
    while (outstanding_ > 0 && !aborted_) co_await woken();
    if (aborted_) co_return false;
    closing_ = closing_ || draining_;
    const std::string_view date = date_.at(parts_.clock.now());
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const After after = closing_ && i + 1 == slots_.size() ? After::close : After::keep;
        append_reply(output_, slots_[i].reply, after, slots_[i].content, date);
    }
    slots_.clear();
    round_bytes_ = 0;
    ++round_;
    const bool written = co_await write(output_);
    output_.clear();
    share_.keep(closing_ ? 0 : body_bytes_);
    if (output_.capacity() > kept_output_bytes) output_.shrink_to_fit();
    co_return written;
}

Awaitable<bool> Session::write(std::string_view bytes) {
    enter(Phase::writing, parts_.limits.write);
    // The kernel takes most replies whole: waiting to be told so is a turn of the scheduler.
    error_code failure;
    const std::size_t taken =
        socket_.write_some(asio::const_buffer{bytes.data(), bytes.size()}, failure);
    if (failure && failure != asio::error::would_block) co_return false;
    bytes.remove_prefix(taken);
    if (bytes.empty()) co_return true;
    const asio::const_buffer rest{bytes.data(), bytes.size()};
    const auto [code, count] = co_await asio::async_write(socket_, rest, completion);
    co_return !code && !aborted_;
}

/// Reads what is there. False when the connection is over.
Awaitable<bool> Session::fill() {
    if (owes_continue_) {
        owes_continue_ = false;
        if (!co_await write(continue_line)) co_return false;
    }
    if (begin_ > 0) {
        std::copy(input_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  input_.begin() + static_cast<std::ptrdiff_t>(end_), input_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == input_.size())
        co_return false;  // A line that fits no buffer: not meant to be read.
    await_input();
    if (draining_ && phase_ == Phase::idle) co_return false;
    const asio::mutable_buffer space{input_.data() + end_, input_.size() - end_};
    const auto [code, count] = co_await socket_.async_read_some(space, completion);
    end_ += count;
    co_return !code && !aborted_;
}

/// Which patience applies to the next byte. That for a whole head or body is not renewed by a byte.
void Session::await_input() {
    if (streaming_) return enter(Phase::stall, parts_.limits.stall);
    if (reader_.stage() == MessageReader::Stage::body) {
        if (phase_ != Phase::body) enter(Phase::body, parts_.limits.body);
    } else if (reader_.started() || begin_ < end_) {
        if (phase_ != Phase::header) enter(Phase::header, parts_.limits.header);
    } else {
        enter(Phase::idle, parts_.limits.idle);
    }
}

Awaitable<bool> Session::receive_upload() {
    const RequestHead head = reader_.head();
    const std::size_t slot = open_slot(head);
    const auto upload = parts_.dispatcher.open_upload(head, exchange_for(slot));
    bool going = true;
    if (upload) going = co_await pump(*upload);
    if (reader_.stage() != MessageReader::Stage::complete) closing_ = true;
    if (!going) co_return false;
    reader_.reset();
    streaming_ = false;
    owes_continue_ = false;
    co_return co_await answer();
}

/// Feeds the body to the upload until it has answered. False when the connection is over.
Awaitable<bool> Session::pump(Upload& upload) {
    bool going = true;
    while (outstanding_ > 0 && going) {
        const std::string piece = reader_.take_body();
        if (!piece.empty() || reader_.stage() == MessageReader::Stage::complete) {
            going = co_await feed(upload, piece);
        } else {
            going = co_await read_body();
        }
    }
    ++round_;  // Nothing of this upload may arrive once it is gone.
    co_return going;
}

/// Hands on a piece, or nothing as the end of the body, and waits until more may come.
Awaitable<bool> Session::feed(Upload& upload, std::string_view piece) {
    enter(Phase::working, parts_.limits.request);
    fed_ = false;
    if (piece.empty()) {
        upload.finish();
    } else {
        upload.feed(piece, [this] {
            fed_ = true;
            wake();
        });
    }
    while (!fed_ && outstanding_ > 0 && !aborted_) co_await woken();
    co_return !aborted_;
}

/// Parses what was received, or receives more.
Awaitable<bool> Session::read_body() {
    const auto consumed = reader_.put(buffered());
    if (!consumed) {
        accept(slots_.size() - 1, parts_.dispatcher.refusal(consumed.error()));
        co_return true;
    }
    begin_ += *consumed;
    if (*consumed > 0) co_return true;
    co_return co_await fill();
}

Awaitable<void> Session::woken() {
    const auto keep = [this](auto handler) {
        waiter_ = [handler = std::move(handler)]() mutable { std::move(handler)(); };
    };
    const Use token;
    co_await asio::async_initiate<const Use, void()>(keep, token);
}

/// Behind the current handler, so that whoever wakes is not run into by what wakes.
void Session::wake() {
    if (waiter_) asio::post(io_, std::exchange(waiter_, nullptr));
}

/// Closing at once would reset the connection while the client still sends, and the reply that says
/// why would be lost with it.
Awaitable<void> Session::linger() {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    enter(Phase::lingering, parts_.limits.linger);
    const asio::mutable_buffer space{input_.data(), input_.size()};
    for (bool open = true; open && !aborted_;) {
        const auto [code, count] = co_await socket_.async_read_some(space, completion);
        open = !code;
    }
}

void Session::enter(Phase phase, Duration allowance) {
    phase_ = phase;
    deadline_ = parts_.clock.monotonic() + allowance;
}

void Session::sweep(Duration now) {
    if (now < deadline_) return;
    if (phase_ == Phase::working) return expire();
    abort();
}

void Session::drain() {
    draining_ = true;
    if (phase_ == Phase::idle) abort();
}

void Session::abort() {
    aborted_ = true;
    ++round_;
    error_code ignored;
    socket_.close(ignored);
    wake();
}

}  // namespace

struct Connections::State {
    asio::io_context& io;
    Parts parts;
    std::shared_ptr<Mailbox> mailbox;
    ReplyDate date;
    std::unordered_set<std::shared_ptr<Session>> sessions;

    /// A copy: ending one takes it out of the set.
    std::vector<std::shared_ptr<Session>> all() const { return {sessions.begin(), sessions.end()}; }
};

Connections::Connections(asio::io_context& io, Parts parts)
    : state_{std::make_unique<State>(State{io, parts, std::make_shared<Mailbox>(), {}, {}})} {}

Connections::~Connections() { state_->mailbox->close(); }

void Connections::adopt(int socket, std::function<void()> ended) {
    Socket connection{state_->io};
    error_code code;
    connection.assign(asio::ip::tcp::v4(), socket, code);
    connection.set_option(asio::ip::tcp::no_delay{true}, code);
    connection.non_blocking(true, code);
    const auto session = std::make_shared<Session>(state_->io, state_->parts, state_->mailbox,
                                                   state_->date, std::move(connection));
    state_->sessions.insert(session);
    const auto finished = [this, session,
                           ended = std::move(ended)](const std::exception_ptr& escaped) {
        if (escaped)
            state_->parts.dispatcher.report({.kind = ErrorKind::internal,
                                             .code = "connection.exception",
                                             .message = "a connection ended by an exception"});
        state_->sessions.erase(session);
        ended();
    };
    asio::co_spawn(state_->io, session->run(), finished);
}

void Connections::sweep() {
    const Duration now = state_->parts.clock.monotonic();
    for (const auto& session : state_->all()) session->sweep(now);
}

void Connections::drain() {
    for (const auto& session : state_->all()) session->drain();
}

void Connections::abort() {
    for (const auto& session : state_->all()) session->abort();
}

bool Connections::empty() const { return state_->sessions.empty(); }

}  // namespace ledger
