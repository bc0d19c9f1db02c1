#include "stellar/sandbox/service/service.hpp"

#include "stellar/sandbox/horizon/transaction_json.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

/// Bounds further off than this are not waited for at the quicker pace.
constexpr xdr::TimePoint most_bound_seconds = 600;
constexpr std::size_t most_bounds = 10'000;
constexpr std::string_view hal_type = "application/hal+json; charset=utf-8";

xdr::TimePoint seconds_of(Timestamp time) {
    return static_cast<xdr::TimePoint>(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

}  // namespace

Result<std::unique_ptr<Service>> Service::open(FileSystem& files, Entropy& entropy,
                                               const Clock& clock, ServiceSettings settings) {
    TRY(network, Network::open(files, entropy, settings.network, clock.now()));
    std::unique_ptr<Service> service{new Service{std::move(network), clock, std::move(settings)}};
    TRY(service->set_faults(service->settings_.faults));
    return service;
}

Service::Service(std::unique_ptr<Network> network, const Clock& clock, ServiceSettings settings)
    : network_{std::move(network)},
      clock_{clock},
      settings_{std::move(settings)},
      limit_{settings_.rate_limit},
      dice_{settings_.fault_seed},
      last_close_{clock.monotonic()} {}

Result<void> Service::set_faults(const Faults& faults) {
    if (faults.lag_ledgers != faults_.lag_ledgers) TRY(network_->lag_behind(faults.lag_ledgers));
    faults_ = faults;
    network_->limit_operations(faults.surge_operations == 0 ? LedgerRules{}.most_operations
                                                            : faults.surge_operations);
    return {};
}

Pending Service::pending() const {
    return {.transactions = network_->waiting() != 0, .time_bounds = !bounds_.empty()};
}

Duration Service::next_close() const {
    if (faults_.stall) return Duration::max();
    return last_close_ + close_interval(pending(), settings_.close_every);
}

Duration Service::next_step() const {
    if (!outbox_.empty()) return clock_.monotonic();
    Duration next = next_close();
    if (const std::optional<Duration> end = streams_.next_end()) next = std::min(next, *end);
    for (const auto& [ticket, waiting] : waiting_) next = std::min(next, waiting.deadline);
    for (const auto& [ticket, kept] : delayed_) next = std::min(next, kept.due);
    return next;
}

Result<std::vector<Delivery>> Service::step() {
    if (broken_) return fail(*broken_);
    if (clock_.monotonic() >= next_close()) TRY(close());
    deliver_timeouts(clock_.monotonic());
    deliver_delayed(clock_.monotonic());
    streams_.expire(clock_.monotonic(), outbox_);
    return std::exchange(outbox_, {});
}

Result<std::vector<Delivery>> Service::close_ledger() {
    if (broken_) return fail(*broken_);
    TRY(close());
    return std::exchange(outbox_, {});
}

Result<void> Service::close() {
    const Timestamp time = clock_.now() + std::chrono::seconds{faults_.skew_seconds};
    if (auto closed = network_->close(seconds_of(time), !faults_.starve); !closed) {
        broken_ = closed.error();
        return closed;
    }
    last_close_ = clock_.monotonic();
    drop_passed_bounds();
    friendbot_.release(*network_);
    deliver_applied();
    send_gifts();
    streams_.poll(network_->view({}), limit_, last_close_, outbox_);
    return {};
}

void Service::forget(Ticket ticket) {
    streams_.forget(ticket);
    waiting_.erase(ticket);
    delayed_.erase(ticket);
}

void Service::note_bound(const SubmittedEnvelope& submitted) {
    const xdr::TimeBounds* const bounds = view_of(submitted.envelope).time_bounds;
    const xdr::TimePoint now = network_->history().latest().close_time();
    if (bounds == nullptr || bounds->max_time == 0 || bounds_.size() >= most_bounds) return;
    if (bounds->max_time >= now && bounds->max_time <= now + most_bound_seconds)
        bounds_.insert_or_assign(submitted.hash, bounds->max_time);
}

void Service::drop_passed_bounds() {
    const xdr::TimePoint now = network_->history().latest().close_time();
    std::erase_if(bounds_, [&](const auto& entry) {
        return entry.second < now || network_->history().find(entry.first);
    });
}

Reply Service::applied_reply(const TransactionPlace& place, const Waiting& waiting) const {
    if (!place.facts().is_successful) {
        if (waiting.envelope_text.empty()) return reply_of(already_funded());
        const auto result = xdr::decode<xdr::TransactionResult>(place.transaction().result.bytes);
        if (!result) return reply_of(server_error(result.error().message));
        const bool by_inner = place.transaction().hash != *waiting.hash;
        return reply_of(transaction_failed(waiting.envelope_text, *result,
                                           by_inner ? Told::inner : Told::whole));
    }
    const auto json = transaction_json(place, *waiting.hash, waiting.base);
    if (!json) return reply_of(server_error(json.error().message));
    return {.status = 200, .body = *json, .content_type = std::string{hal_type}};
}

void Service::deliver(Ticket ticket, Waiting& waiting, Reply reply) {
    reply.headers = std::move(waiting.headers);
    outbox_.push_back({.ticket = ticket, .what = std::move(reply)});
}

void Service::deliver_applied() {
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        auto& [ticket, waiting] = *at;
        const auto place = waiting.hash ? network_->history().find(*waiting.hash) : std::nullopt;
        if (place) deliver(ticket, waiting, applied_reply(*place, waiting));
        at = place ? waiting_.erase(at) : std::next(at);
    }
}

void Service::deliver_timeouts(Duration now) {
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        auto& [ticket, waiting] = *at;
        const bool is_over = waiting.deadline <= now;
        if (is_over)
            deliver(ticket, waiting,
                    reply_of(waiting.hash ? submission_timeout(waiting.envelope_text, *waiting.hash)
                                          : over_capacity()));
        at = is_over ? waiting_.erase(at) : std::next(at);
    }
}

void Service::deliver_delayed(Duration now) {
    std::erase_if(delayed_, [&](const auto& entry) {
        if (entry.second.due > now) return false;
        outbox_.push_back({.ticket = entry.first, .what = entry.second.reply});
        return true;
    });
}

void Service::send_gifts() {
    while (true) {
        const auto gift = friendbot_.next(*network_);
        if (!gift || !*gift) return;
        const Friendbot::Gift& sent = **gift;
        const Submission submission = network_->submit(sent.envelope, clock_.now());
        const bool is_taken = submission.status == SubmitStatus::pending;
        if (!is_taken) friendbot_.refused(sent.hash);
        const auto waiting = waiting_.find(sent.ticket);
        if (waiting == waiting_.end()) continue;
        waiting->second.hash = sent.hash;
        if (is_taken) continue;
        deliver(sent.ticket, waiting->second, reply_of(over_capacity()));
        waiting_.erase(waiting);
    }
}

}  // namespace ledger::stellar::sandbox
