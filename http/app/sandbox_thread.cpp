#include "http/app/sandbox_thread.hpp"

#include "generated/version.hpp"
#include "http/guarded.hpp"
#include "stellar/sandbox/service/service.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace ledger {
namespace {

namespace sandbox = stellar::sandbox;
using sandbox::Service;

/// Of a stream that its client does not fetch; then it ends, and the client begins where it was.
constexpr std::size_t most_unfetched_bytes = std::size_t{1} << 20;
/// Before a folder that could not be opened is opened again.
constexpr Duration reopen_pause = std::chrono::seconds{5};
/// Between two looks at the clock, for one that is moved by hand.
constexpr Duration longest_wait = std::chrono::seconds{1};

Reply gone() { return sandbox::reply_of(sandbox::server_error("The sandbox has to be reopened.")); }

sandbox::ServiceSettings service_settings(const SandboxSettings& settings) {
    sandbox::ServiceSettings all{
        .network = {.folder = settings.folder,
                    .identity = {.instance = settings.instance, .seed = settings.seed},
                    .version = std::string{program_version}},
        .close_every = settings.close_every,
        .rate_limit = {},
        .faults = settings.faults,
        .fault_seed = settings.fault_seed};
    all.rate_limit.requests_per_hour = settings.requests_per_hour;
    return all;
}

SandboxStatus status_of(const Service& service) {
    const sandbox::Network& network = service.network();
    const auto& header = network.ledger().header();
    const sandbox::SandboxKeys& keys = network.keys();
    const auto closed_at = std::chrono::seconds{header.scp_value.close_time};
    SandboxStatus status{.passphrase = network.names().passphrase,
                         .ledger = header.ledger_seq,
                         .hash = network.ledger().header_hash(),
                         .closed_at = Timestamp{closed_at},
                         .waiting = network.waiting(),
                         .oldest_ledger = network.history().oldest().sequence(),
                         .genesis = network.genesis(),
                         .accounts = {},
                         .faults = service.faults()};
    const auto add = [&](std::string name, const stellar::KeyPair& pair) {
        status.accounts.push_back({std::move(name), stellar::account_text(pair.public_key())});
    };
    add("issuer", keys.issuer);
    add("pool", keys.pool);
    add("operator", keys.network_operator);
    add("noc", keys.noc);
    return status;
}

}  // namespace

struct SandboxThread::State {
    using Task = std::move_only_function<void()>;
    /// A stream between the sandbox, which gives chunks, and a client, who takes pieces.
    struct Channel {
        std::string unfetched{};
        bool is_over = false;
        PieceTaker taker{};
    };

    State(Parts given, SandboxSettings wished)
        : parts{std::move(given)}, settings{std::move(wished)} {}

    Result<void> open();
    void run();
    void work();
    bool take_tasks(std::deque<Task>& taken);
    void post(Task task);
    Duration wait_time() const;
    void step();
    void failed(const Error& error);

    void handle(const sandbox::SandboxRequest& request, Asked asked);
    void deliver(std::vector<sandbox::Delivery> deliveries);
    void deliver_chunk(Ticket ticket, const sandbox::Chunk& chunk);
    void next_piece(Ticket ticket, PieceTaker take);
    void forget(Ticket ticket);
    void end_streams();
    Result<void> close_ledger();
    Result<void> reset();

    template <class Function>
    auto call(Function function) -> decltype(function());

    Parts parts;
    SandboxSettings settings;
    std::unique_ptr<Service> service;  ///< Null while its folder cannot be opened.
    Duration next_open{};
    std::map<Ticket, Asked> held;
    std::map<Ticket, Channel> channels;
    bool streams_end = false;

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> tasks;
    bool is_stopping = false;
    std::thread thread;
};

Result<void> SandboxThread::State::open() {
    TRY(opened, Service::open(parts.files, parts.entropy, parts.clock, service_settings(settings)));
    service = std::move(opened);
    return {};
}

/// The thread's root. After an exception it is as when a ledger could not be closed.
void SandboxThread::State::run() {
    for (bool has_ended = false; !has_ended;) {
        const auto worked = guarded([&]() -> Result<void> {
            work();
            return {};
        });
        has_ended = worked.has_value();
        if (!worked) failed(worked.error());
    }
}

/// Until it is stopped.
void SandboxThread::State::work() {
    std::deque<Task> taken;
    while (take_tasks(taken)) {
        for (; !taken.empty(); taken.pop_front()) taken.front()();
        step();
    }
}

/// Waits for tasks, or until there is something to do without one. False: it ends.
bool SandboxThread::State::take_tasks(std::deque<Task>& taken) {
    const Duration patience = wait_time();
    std::unique_lock lock{mutex};
    wake.wait_for(lock, patience, [&] { return is_stopping || !tasks.empty(); });
    taken.swap(tasks);
    return !is_stopping;
}

Duration SandboxThread::State::wait_time() const {
    const Duration next = service ? service->next_step() : next_open;
    return std::clamp(next - parts.clock.monotonic(), Duration{}, longest_wait);
}

void SandboxThread::State::post(Task task) {
    {
        const std::lock_guard lock{mutex};
        if (is_stopping) return;
        tasks.push_back(std::move(task));
    }
    wake.notify_one();
}

void SandboxThread::State::step() {
    if (service && parts.clock.monotonic() >= service->next_step()) {
        auto deliveries = service->step();
        if (!deliveries) return failed(deliveries.error());
        deliver(std::move(*deliveries));
    }
    if (service || parts.clock.monotonic() < next_open) return;
    if (const auto opened = open(); !opened) failed(opened.error());
}

/// What is in memory may be ahead of the folder: nobody may be told of it.
void SandboxThread::State::failed(const Error& error) {
    parts.failed(error);
    service.reset();
    next_open = parts.clock.monotonic() + reopen_pause;
    for (auto& [ticket, asked] : std::exchange(held, {})) asked.replied(gone());
    end_streams();
    streams_end = false;
}

void SandboxThread::State::handle(const sandbox::SandboxRequest& request, Asked asked) {
    if (!service) return asked.replied(gone());
    sandbox::Answer answer = service->handle(request);
    if (auto* reply = std::get_if<Reply>(&answer)) return asked.replied(std::move(*reply));
    if (const auto* later = std::get_if<sandbox::Held>(&answer)) {
        held.emplace(later->ticket, std::move(asked));
        return;
    }
    if (std::holds_alternative<sandbox::Dropped>(answer)) return asked.dropped();
    auto& stream = std::get<sandbox::Stream>(answer);
    Channel& channel = channels[stream.ticket];
    channel.unfetched = std::exchange(stream.head.body, {});
    channel.is_over = streams_end;
    asked.streams(std::move(stream.head), stream.ticket);
}

void SandboxThread::State::deliver(std::vector<sandbox::Delivery> deliveries) {
    for (sandbox::Delivery& delivery : deliveries) {
        if (const auto* chunk = std::get_if<sandbox::Chunk>(&delivery.what)) {
            deliver_chunk(delivery.ticket, *chunk);
        } else if (auto asked = held.extract(delivery.ticket)) {
            asked.mapped().replied(std::move(std::get<Reply>(delivery.what)));
        }
    }
}

void SandboxThread::State::deliver_chunk(Ticket ticket, const sandbox::Chunk& chunk) {
    const auto found = channels.find(ticket);
    if (found == channels.end()) return;
    Channel& channel = found->second;
    channel.unfetched += chunk.bytes;
    channel.is_over = channel.is_over || chunk.is_last;
    if (channel.unfetched.size() > most_unfetched_bytes) {
        channel.is_over = true;
        service->forget(ticket);
    }
    if (channel.taker) next_piece(ticket, std::exchange(channel.taker, nullptr));
}

void SandboxThread::State::next_piece(Ticket ticket, PieceTaker take) {
    const auto found = channels.find(ticket);
    if (found == channels.end()) return take({});
    Channel& channel = found->second;
    if (!channel.unfetched.empty()) return take(std::exchange(channel.unfetched, {}));
    if (channel.is_over) return take({});
    channel.taker = std::move(take);
}

void SandboxThread::State::forget(Ticket ticket) {
    if (channels.erase(ticket) > 0 && service) service->forget(ticket);
}

void SandboxThread::State::end_streams() {
    streams_end = true;
    for (auto& [ticket, channel] : channels) {
        channel.is_over = true;
        if (channel.taker) std::exchange(channel.taker, nullptr)({});
    }
}

Result<void> SandboxThread::State::close_ledger() {
    if (!service) return fail(ErrorKind::unavailable, "sandbox.closed", "the sandbox is not open");
    auto deliveries = service->close_ledger();
    if (!deliveries) {
        failed(deliveries.error());
        return fail(deliveries.error());
    }
    deliver(std::move(*deliveries));
    return {};
}

Result<void> SandboxThread::State::reset() {
    for (auto& [ticket, asked] : std::exchange(held, {})) asked.replied(gone());
    end_streams();
    streams_end = false;
    service.reset();
    next_open = {};
    TRY(names, parts.files.list(settings.folder));
    for (const std::string& name : names) TRY(parts.files.remove(settings.folder + "/" + name));
    return open();
}

/// Has `function` run on the thread, and waits for what it gives.
template <class Function>
auto SandboxThread::State::call(Function function) -> decltype(function()) {
    using Given = decltype(function());
    std::promise<Given> promise;
    auto given = promise.get_future();
    post([function = std::move(function), promise = std::move(promise)]() mutable {
        promise.set_value(function());
    });
    try {
        return given.get();
    } catch (const std::future_error&) {
        return fail(ErrorKind::unavailable, "sandbox.stopping", "the sandbox stops");
    }
}

SandboxThread::SandboxThread(std::unique_ptr<State> state) : state_{std::move(state)} {}

Result<std::unique_ptr<SandboxThread>> SandboxThread::start(Parts parts, SandboxSettings settings) {
    auto state = std::make_unique<State>(std::move(parts), std::move(settings));
    TRY(state->open());
    State* running = state.get();
    state->thread = std::thread{[running] { running->run(); }};
    return std::unique_ptr<SandboxThread>{new SandboxThread{std::move(state)}};
}

SandboxThread::~SandboxThread() { stop(); }

void SandboxThread::stop() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->is_stopping = true;
    }
    state_->wake.notify_one();
    if (state_->thread.joinable()) state_->thread.join();
    // Whoever waits for one of these is told that it will not happen.
    const std::lock_guard lock{state_->mutex};
    state_->tasks.clear();
}

void SandboxThread::ask(sandbox::SandboxRequest request, Asked asked) {
    state_->post(
        [state = state_.get(), request = std::move(request), asked = std::move(asked)]() mutable {
            state->handle(request, std::move(asked));
        });
}

void SandboxThread::next_piece(Ticket ticket, PieceTaker take) {
    state_->post([state = state_.get(), ticket, take = std::move(take)]() mutable {
        state->next_piece(ticket, std::move(take));
    });
}

void SandboxThread::forget(Ticket ticket) {
    state_->post([state = state_.get(), ticket] { state->forget(ticket); });
}

void SandboxThread::end_streams() {
    state_->post([state = state_.get()] { state->end_streams(); });
}

Result<SandboxStatus> SandboxThread::status() {
    return state_->call([state = state_.get()]() -> Result<SandboxStatus> {
        if (!state->service)
            return fail(ErrorKind::unavailable, "sandbox.closed", "the sandbox is not open");
        return status_of(*state->service);
    });
}

Result<void> SandboxThread::close_ledger() {
    return state_->call([state = state_.get()] { return state->close_ledger(); });
}

Result<void> SandboxThread::set_faults(const sandbox::Faults& faults) {
    return state_->call([state = state_.get(), faults]() -> Result<void> {
        state->settings.faults = faults;
        if (!state->service) return {};
        return state->service->set_faults(faults);
    });
}

Result<void> SandboxThread::reset() {
    return state_->call([state = state_.get()] { return state->reset(); });
}

}  // namespace ledger
