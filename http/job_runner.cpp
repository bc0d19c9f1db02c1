#include "http/job_runner.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/log/sha256.hpp"
#include "http/request_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ledger {
namespace {

constexpr std::size_t block_bytes = 64U << 10U;
/// How long it waits before it asks again for room, or for a view.
constexpr std::chrono::milliseconds retry_pause{50};
constexpr std::string_view method = "POST";

/// A key that no client can send: its principal has no other use for it.
std::string key_text(const std::string& job, std::uint64_t number) {
    return "\x1f" + job + "#" + std::to_string(number);
}

/// What passes, so that the same command can be tried again.
bool is_passing(const Error& error) {
    return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::insufficient_storage;
}

/// The job's id, out of the reply that announces it.
std::string id_of(const Reply& reply) {
    const auto found = std::ranges::find(reply.headers, std::string{"Location"},
                                         &std::pair<std::string, std::string>::first);
    if (found == reply.headers.end()) return {};
    return found->second.substr(found->second.rfind('/') + 1);
}

}  // namespace

struct JobRunner::Active {
    UnfinishedJob job;
    std::unique_ptr<BodyReader> reader;
    std::unique_ptr<File> file;
    std::uint64_t offset = 0;
    bool at_end = false;
    Sha256 sha256;
    Hash body_hash;  ///< Of what was read so far, as an upload has it.
    std::uint64_t executed = 0;
    Duration began{};
};

JobRunner::JobRunner(Parts parts) : parts_{std::move(parts)}, router_{parts_.tables} {}

JobRunner::~JobRunner() { stop(); }

Result<void> JobRunner::start() {
    TRY(create_directory_durably(parts_.files, parts_.folder));
    thread_ = std::thread{[this] { run(); }};
    return {};
}

void JobRunner::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<File>> JobRunner::keep_body(const std::string& name) {
    return parts_.files.open(path_of(name), OpenMode::create_private);
}

void JobRunner::drop_body(const std::string& name) {
    if (const auto removed = parts_.files.remove(path_of(name));
        !removed && removed.error().code != "file.not_found")
        parts_.failed(removed.error());
}

bool JobRunner::accept(Intake intake) {
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || intakes_.size() >= max_waiting_bodies) return false;
        intakes_.push_back(std::move(intake));
    }
    changed_.notify_all();
    return true;
}

std::optional<JobProgress> JobRunner::progress(std::string_view job) const {
    const std::lock_guard lock{mutex_};
    if (shown_job_ != job) return std::nullopt;
    return shown_;
}

void JobRunner::run() {
    resume();
    for (;;) {
        std::optional<Intake> intake;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] {
                return stopping_ || !intakes_.empty() || active_ || !waiting_jobs_.empty();
            });
            if (stopping_) return;
            if (!intakes_.empty()) {
                intake = std::move(intakes_.front());
                intakes_.pop_front();
            }
        }
        if (intake) {
            take_in(std::move(*intake));
        } else if (active_) {
            step();
        } else {
            begin_next();
        }
    }
}

/// Jobs that the last process did not end go on; kept bodies of none are removed.
void JobRunner::resume() {
    const Position end = parts_.engine.acknowledged();
    auto reader = parts_.engine.read(parts_.book.view);
    while (!reader || (*reader)->position() < end) {
        if (!pause()) return;
        reader = parts_.engine.read(parts_.book.view);
    }
    auto jobs = parts_.book.unfinished((*reader)->rows());
    if (!jobs) return parts_.failed(jobs.error());
    const auto names = parts_.files.list(parts_.folder);
    for (const std::string& name : names.value_or(std::vector<std::string>{}))
        if (std::ranges::none_of(*jobs, [&](const auto& job) { return job.start.file == name; }))
            drop_body(name);
    waiting_jobs_.assign(std::make_move_iterator(jobs->begin()),
                         std::make_move_iterator(jobs->end()));
}

void JobRunner::take_in(Intake intake) {
    Result<void> kept = intake.file->sync();
    if (kept) kept = parts_.files.sync_directory(parts_.folder);
    if (!kept) {
        drop_body(intake.start.file);
        return intake.answer({.reply = std::unexpected{kept.error()}});
    }
    Outcome outcome = execute_once(parts_.book.start(intake.start), intake.caller, intake.key);
    if (!outcome.reply || outcome.replayed) {
        drop_body(intake.start.file);
    } else {
        waiting_jobs_.push_back(
            {.id = id_of(*outcome.reply), .actor = intake.caller.actor, .start = intake.start});
    }
    intake.answer(std::move(outcome));
}

void JobRunner::begin_next() {
    UnfinishedJob job = std::move(waiting_jobs_.front());
    waiting_jobs_.pop_front();
    active_ = std::make_unique<Active>();
    active_->job = job;
    active_->began = parts_.clock.monotonic();
    auto opened = open(std::move(job));
    if (!opened)
        return end({.was_cancelled = false, .report = {}, .reason = opened.error().message});
    active_ = std::move(*opened);
    show_progress();
}

Result<std::unique_ptr<JobRunner::Active>> JobRunner::open(UnfinishedJob job) {
    RequestHead head;
    head.method = method;
    head.target = job.start.target;
    head.fields = {{"host", "localhost"}, {"content-type", job.start.content_type}};
    TRY(request, read_request(head));
    TRY(match, router_.match(Method::post, split_target(head.target)->path));
    const auto* opener = std::get_if<StreamOpener>(&match.route->handler);
    if (opener == nullptr)
        return fail(ErrorKind::internal, "job.route", "its route reads no such body any more");
    auto active = std::make_unique<Active>();
    TRY(reader, (*opener)(request));
    active->reader = std::move(reader);
    TRY(file, parts_.files.open(path_of(job.start.file), OpenMode::read));
    active->file = std::move(file);
    active->job = std::move(job);
    active->began = parts_.clock.monotonic();
    return active;
}

void JobRunner::step() {
    const Result<bool> more = read_on(*active_);
    show_progress();
    if (more && *more) return;
    const std::string_view code = more ? std::string_view{} : more.error().code;
    if (code == "job.stopping") return;
    Result<Reply> report = active_->reader->reply();
    if (code == "job.over")
        return end({.was_cancelled = true, .report = report ? report->body : "", .reason = {}});
    if (!more) return end({.was_cancelled = false, .report = {}, .reason = more.error().message});
    if (!report)
        return end({.was_cancelled = false, .report = {}, .reason = report.error().message});
    end({.was_cancelled = false, .report = report->body, .reason = {}});
}

/// One block of the body and the commands that it gives rise to; false at the end.
Result<bool> JobRunner::read_on(Active& active) {
    if (active.at_end) return false;
    std::string block(block_bytes, '\0');
    TRY(size, active.file->read_at(active.offset, block));
    block.resize(size);
    active.offset += size;
    active.body_hash = active.sha256({as_view(active.body_hash), block});
    active.at_end = size == 0;
    if (active.at_end) {
        TRY(rest, active.reader->finish());
        return execute_all(active, std::move(rest));
    }
    TRY(read, active.reader->feed(block));
    return execute_all(active, std::move(read));
}

Result<bool> JobRunner::execute_all(Active& active, std::vector<PreparedCommand> commands) {
    for (PreparedCommand& command : commands) {
        const UnfinishedJob& job = active.job;
        Caller caller{.actor = job.actor,
                      .correlation_id = {},
                      .causation_id = {},
                      .idempotency_key_hash = {}};
        const Hash scope = idempotency_scope(job.actor, key_text(job.id, ++active.executed));
        caller.idempotency_key_hash = scope;
        const IdempotencyKey key{
            .key = scope,
            .request = idempotency_request(method, job.start.target, as_view(active.body_hash))};
        auto outcome = execute(parts_.book.guarded(job.id, std::move(command)), caller, key);
        if (!outcome) return fail(ErrorKind::unavailable, "job.stopping", "the process stops");
        if (!outcome->reply && outcome->reply.error().code == "job.over")
            return std::unexpected{outcome->reply.error()};
        active.reader->on_answer(std::move(outcome->reply));
    }
    return true;
}

/// Records the end, and only then lets the body go.
void JobRunner::end(const JobEnd& job_end) {
    const UnfinishedJob& job = active_->job;
    const Caller caller{
        .actor = job.actor, .correlation_id = {}, .causation_id = {}, .idempotency_key_hash = {}};
    const auto outcome = execute(parts_.book.finish(job.id, job_end), caller, std::nullopt);
    if (outcome && !outcome->reply) parts_.failed(outcome->reply.error());
    if (outcome && outcome->reply) drop_body(job.start.file);
    active_.reset();
    const std::lock_guard lock{mutex_};
    shown_job_.clear();
}

std::optional<Outcome> JobRunner::execute(const PreparedCommand& prepared, const Caller& caller,
                                          const std::optional<IdempotencyKey>& key) {
    for (;;) {
        Outcome outcome = execute_once(prepared, caller, key);
        if (outcome.reply || !is_passing(outcome.reply.error())) return outcome;
        if (!pause()) return std::nullopt;
    }
}

/// An engine that stops before it has decided takes the process with it.
Outcome JobRunner::execute_once(const PreparedCommand& prepared, const Caller& caller,
                                const std::optional<IdempotencyKey>& key) {
    std::optional<Outcome> decided;
    Command command{.handler = prepared.handler,
                    .touches = prepared.touches,
                    .caller = caller,
                    .idempotency = key,
                    .bytes = block_bytes,
                    .done = [&](Outcome outcome) {
                        const std::lock_guard lock{mutex_};
                        decided = std::move(outcome);
                        changed_.notify_all();
                    }};
    if (auto submitted = parts_.engine.submit(std::move(command)); !submitted)
        return Outcome{.reply = std::unexpected{submitted.error()}};
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return decided.has_value(); });
    return std::move(*decided);
}

/// False when it is stopping.
bool JobRunner::pause() {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, retry_pause, [&] { return stopping_; });
}

void JobRunner::show_progress() {
    const double seconds =
        std::chrono::duration<double>{parts_.clock.monotonic() - active_->began}.count();
    const std::lock_guard lock{mutex_};
    shown_job_ = active_->job.id;
    shown_ = {.done_bytes = active_->offset,
              .bytes_per_second = seconds > 0 ? static_cast<double>(active_->offset) / seconds : 0};
}

}  // namespace ledger
