#include "http/upload.hpp"

#include "engine/core/idempotency.hpp"

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

constexpr std::size_t block_bytes = 64U << 10U;
/// What a command of an upload counts for in the engine's queue: its rows are not visible here.
constexpr std::size_t command_bytes = block_bytes;

}  // namespace

Upload::Upload(Engine& engine, Gauge& uploads, JobRunner* jobs, std::unique_ptr<BodyReader> reader,
               Origin origin, Exchange exchange, Answer answer)
    : engine_{engine},
      uploads_{uploads},
      jobs_{reader->job_kind().empty() ? nullptr : jobs},
      reader_{std::move(reader)},
      origin_{std::move(origin)},
      exchange_{std::move(exchange)},
      answer_{std::move(answer)} {}

Upload::~Upload() {
    if (file_) jobs_->drop_body(origin_.name);
    uploads_.leave();
}

void Upload::feed(std::string_view bytes, Exchange::Task ready) {
    if (jobs_ != nullptr) {
        if (auto held = hold(bytes); !held) return end(std::unexpected{std::move(held).error()});
        return ready();
    }
    waiting_.append(bytes);
    ready_ = std::move(ready);
    advance();
}

void Upload::finish() {
    if (file_) return hand_over();
    last_ = true;
    advance();
}

/// In memory as long as its caller may wait for it, then in a file.
Result<void> Upload::hold(std::string_view bytes) {
    held_bytes_ += bytes.size();
    held_lines_ += static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
    whole_.update(bytes);
    if (file_) return file_->append(bytes);
    waiting_.append(bytes);
    if (held_bytes_ <= max_waited_bytes && held_lines_ <= max_waited_lines) return {};
    TRY(file, jobs_->keep_body(origin_.name));
    file_ = std::move(file);
    return file_->append(std::exchange(waiting_, {}));
}

/// From now on it is a job: what is answered is that it was taken in.
void Upload::hand_over() {
    const Hash sha256 = whole_.finish();
    JobRunner::Intake intake{.start = {.kind = std::string{reader_->job_kind()},
                                       .target = origin_.target,
                                       .content_type = origin_.content_type,
                                       .file = origin_.name,
                                       .bytes = held_bytes_,
                                       .sha256 = sha256},
                             .caller = origin_.caller,
                             .key = std::nullopt,
                             .file = std::move(file_),
                             .answer = {}};
    if (origin_.key) {
        const Hash scope = idempotency_scope(origin_.caller.actor, *origin_.key);
        intake.key = IdempotencyKey{
            .key = scope,
            .request = idempotency_request(origin_.method, origin_.target, as_view(sha256))};
        intake.caller.idempotency_key_hash = scope;
    }
    // `this` is safe: what is posted for a request that is over is dropped with it.
    intake.answer = [this, post = exchange_.post](Outcome outcome) {
        post([this, outcome = std::move(outcome)]() mutable {
            position_ = outcome.position;
            if (outcome.reply && outcome.replayed)
                outcome.reply->headers.emplace_back("Idempotent-Replayed", "true");
            end(std::move(outcome.reply));
        });
    };
    if (jobs_->accept(std::move(intake))) return;
    jobs_->drop_body(origin_.name);
    end(fail(ErrorKind::unavailable, "server.uploads", "Too many imports wait; try again."));
}

/// Goes on until a command is under way, more bytes are needed, or all is done.
void Upload::advance() {
    for (;;) {
        if (!commands_.empty()) return execute_next();
        if (finished_) return end(reader_->reply());
        auto more = read_on();
        if (!more) return end(std::unexpected{std::move(more).error()});
        if (!*more) {
            if (ready_) std::exchange(ready_, nullptr)();
            return;
        }
    }
}

void Upload::execute_next() {
    if (!engine_.is_admitting()) return wait_for_admission();
    PreparedCommand next = std::move(commands_.front());
    commands_.pop_front();
    if (auto submitted = execute(std::move(next)); !submitted)
        end(std::unexpected{std::move(submitted).error()});
}

/// A body that is half read is not refused because views are behind: it is read more slowly.
void Upload::wait_for_admission() {
    engine_.when_admitting([this, post = exchange_.post](bool admitting) {
        // Behind the present call, whichever thread this is.
        post([this, admitting] {
            if (admitting) return advance();
            end(fail(ErrorKind::unavailable, "view.lagging",
                     "The views are behind; send it again with the same Idempotency-Key."));
        });
    });
}

/// Hands on the next block, or what is left; false when it takes more bytes to go on.
Result<bool> Upload::read_on() {
    if (waiting_.size() < block_bytes && !last_) return false;
    const std::string block = waiting_.substr(0, block_bytes);
    waiting_.erase(0, block.size());
    body_hash_ = sha256_({as_view(body_hash_), block});
    if (!block.empty()) {
        TRY(read, reader_->feed(block));
        for (PreparedCommand& command : read) commands_.push_back(std::move(command));
        return true;
    }
    finished_ = true;
    TRY(rest, reader_->finish());
    for (PreparedCommand& command : rest) commands_.push_back(std::move(command));
    return true;
}

Result<void> Upload::execute(PreparedCommand prepared) {
    Command command{.handler = std::move(prepared.handler),
                    .touches = std::move(prepared.touches),
                    .caller = origin_.caller,
                    .idempotency = std::nullopt,
                    .bytes = command_bytes,
                    .done = {}};
    ++executed_;
    if (origin_.key) {
        const Hash scope =
            idempotency_scope(origin_.caller.actor, *origin_.key + "#" + std::to_string(executed_));
        command.idempotency = IdempotencyKey{
            .key = scope,
            .request = idempotency_request(origin_.method, origin_.target, as_view(body_hash_))};
        command.caller.idempotency_key_hash = scope;
    }
    // `this` is safe: what is posted for a request that is over is dropped with it.
    command.done = [this, post = exchange_.post](Outcome outcome) {
        post([this, outcome = std::move(outcome)]() mutable { decided(std::move(outcome)); });
    };
    return engine_.submit(std::move(command));
}

void Upload::decided(Outcome outcome) {
    position_ = outcome.position;
    reader_->on_answer(std::move(outcome.reply));
    advance();
}

void Upload::end(Result<Reply> reply) { answer_(std::move(reply), position_); }

}  // namespace ledger
