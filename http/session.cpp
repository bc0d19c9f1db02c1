#include "http/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

using boost::system::error_code;

constexpr asio::as_tuple_t<Use> completion{Use{}};
constexpr std::size_t kept_output_bytes = 256U << 10U;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

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
        if (parts_.handler.traffic().request_bytes.is_over())
            return refuse(RequestHandler::no_room());
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
    const auto plan = parts_.handler.plan_body(head);
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
    parts_.handler.dispatch(head, std::move(body), exchange_for(slot));
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
    slots_.push_back({.answered = true, .reply = parts_.handler.refusal(error)});
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
    const auto answer_at_length = [this, round = round_, slot](Reply reply,
                                                               std::unique_ptr<LongBody> body) {
        if (round == round_) accept_long(slot, std::move(reply), std::move(body));
    };
    const auto cut = [this, round = round_] {
        if (round == round_) abort();
    };
    return {post, answer, answer_at_length, cut};
}

void Session::accept(std::size_t slot, Reply reply) {
    if (slots_[slot].answered) return;
    round_bytes_ += reply.body.size();
    share_.take(reply.body.size());
    slots_[slot].reply = std::move(reply);
    slots_[slot].answered = true;
    if (--outstanding_ == 0) wake();
}

void Session::accept_long(std::size_t slot, Reply reply, std::unique_ptr<LongBody> body) {
    if (slots_[slot].answered) return;
    slots_[slot].body = std::move(body);
    accept(slot, std::move(reply));
}

/// Gives up on what was not answered in time.
void Session::expire() {
    const Error error = RequestHandler::too_late();
    for (Slot& slot : slots_)
        if (!slot.answered) slot.reply = parts_.handler.refusal(error);
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
    const std::string date{date_.at(parts_.clock.now())};
    bool written = true;
    for (std::size_t i = 0; i < slots_.size() && written; ++i) {
        const After after = closing_ && i + 1 == slots_.size() ? After::close : After::keep;
        if (slots_[i].body) {
            append_head(output_, slots_[i].reply, slots_[i].body->size(), after, date);
            written = co_await send_long(i);
        } else {
            append_reply(output_, slots_[i].reply, after, slots_[i].content, date);
        }
    }
    slots_.clear();
    round_bytes_ = 0;
    ++round_;
    if (written) written = co_await send_output();
    share_.keep(closing_ ? 0 : body_bytes_);
    if (output_.capacity() > kept_output_bytes) output_.shrink_to_fit();
    co_return written;
}

Awaitable<bool> Session::send_output() {
    const bool written = co_await write(output_);
    output_.clear();
    co_return written;
}

/// The body behind a head, piece by piece: one is made when the one before has left. False when it
/// did not come to its end: then only closing the connection can say so.
Awaitable<bool> Session::send_long(std::size_t slot) {
    const bool in_chunks = !slots_[slot].body->size();
    bool written = co_await send_output();
    while (written && slots_[slot].content == Content::sent) {
        if (!co_await make_piece(slot)) co_return false;
        std::string piece = std::move(**slots_[slot].piece);
        const bool is_last = piece.empty();
        if (in_chunks) piece = chunk_of(piece);
        share_.take(piece.size());
        written = co_await write(piece);
        share_.give(piece.size());
        if (is_last) break;
    }
    slots_[slot].body.reset();
    co_return written;
}

Awaitable<bool> Session::make_piece(std::size_t slot) {
    enter(Phase::stall, parts_.limits.request);
    slots_[slot].piece.reset();
    const auto take = [this, slot](std::unique_ptr<LongBody> body, Result<std::string> piece) {
        slots_[slot].body = std::move(body);
        slots_[slot].piece = std::move(piece);
        wake();
    };
    LongBody& body = *slots_[slot].body;
    body.make_piece(std::move(slots_[slot].body), exchange_for(slot), take);
    while (!slots_[slot].piece && !aborted_) co_await woken();
    co_return !aborted_ && slots_[slot].piece->has_value();
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
    const auto upload = parts_.handler.open_upload(head, exchange_for(slot));
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
        accept(slots_.size() - 1, parts_.handler.refusal(consumed.error()));
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

}  // namespace ledger
