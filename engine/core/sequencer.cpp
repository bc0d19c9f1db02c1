#include "engine/core/sequencer.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/core/timer_rows.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/log/frame.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ledger {
namespace {

constexpr int first_error_status = 400;

RowName answer_row(const IdempotencyKey& idempotency) {
    return {Family::idempotency, std::string{as_view(idempotency.key)}};
}

Error busy(std::string_view code, std::string message) {
    return {
        .kind = ErrorKind::unavailable, .code = std::string{code}, .message = std::move(message)};
}

/// One kind of each domain's wiring, of all domains.
template <class Item>
std::vector<const Item*> all(std::span<const Domain* const> domains,
                             std::span<const Item> Domain::* kind) {
    std::vector<const Item*> items;
    for (const Domain* domain : domains)
        for (const Item& item : domain->*kind) items.push_back(&item);
    return items;
}

}  // namespace

Sequencer::Sequencer(const Clock& clock, Entropy& entropy, std::span<const Domain* const> domains,
                     const Secret& index_key, LogEnd end, SequencerLimits limits)
    : clock_{&clock},
      uuids_{entropy},
      reactions_{all(domains, &Domain::reactions)},
      lookups_{all(domains, &Domain::lookups)},
      cache_{limits.cache, index_key},
      limits_{limits},
      end_{end.end},
      last_recorded_at_{end.last_recorded_at},
      clock_offset_{clock.now().time_since_epoch() - clock.monotonic()} {}

Batch Sequencer::open_batch() {
    Batch batch;
    batch.first = end_;
    batch.number = ++batches_;
    return batch;
}

void Sequencer::durable(BatchNumber number) { cache_.trim(number); }

bool Sequencer::clock_trusted(Timestamp last_recorded_at) const {
    const Timestamp now = clock_->now();
    const Duration offset = now.time_since_epoch() - clock_->monotonic();
    return std::chrono::abs(offset - clock_offset_) <= limits_.clock_tolerance &&
           last_recorded_at - now <= limits_.clock_tolerance;
}

Timestamp Sequencer::stamp() { return std::max(clock_->now(), last_recorded_at_); }

void Sequencer::decide(Command command, Batch& batch) {
    batch.commands += 1;
    batch.bytes += command.bytes;
    if (command.idempotency && parked_keys_.contains(command.idempotency->key)) {
        complete(command,
                 fail(ErrorKind::idempotency_in_progress, "idempotency.in_progress",
                      "the first request with this Idempotency-Key is still running"),
                 last_position(), false, batch);
        return;
    }
    run(std::move(command), 0, batch);
}

void Sequencer::run(Command command, std::uint32_t rounds, Batch& batch) {
    std::vector<Missing> missing = unloaded(command.touches);
    if (find_kept(command, missing, batch) == Kept::answered) return;
    if (!missing.empty()) return park(std::move(command), std::move(missing), rounds, batch);

    Tx tx{{.cache = cache_,
           .reactions = reactions_,
           .lookups = lookups_,
           .uuids = uuids_,
           .now = stamp(),
           .first = end_,
           .clock_trusted = clock_trusted(last_recorded_at_)},
          command.caller};
    Result<Reply> reply = command.handler(tx);
    if (!tx.missing_.empty())
        return park(std::move(command), std::move(tx.missing_), rounds, batch);
    LEDGER_ASSERT(tx.layers_.size() == 1);
    if (reply) accept(command, std::move(tx.layers_.front()), *reply, batch);
    complete(command, std::move(reply), last_position(), false, batch);
}

Sequencer::Kept Sequencer::find_kept(Command& command, std::vector<Missing>& missing,
                                     Batch& batch) {
    if (!command.idempotency) return Kept::none;
    const RowName name = answer_row(*command.idempotency);
    const std::optional<std::string>* const row = cache_.row(name);
    if (row == nullptr) {
        missing.push_back({.stream_type = nullptr, .stream = {}, .row = name});
        return Kept::missing;
    }
    if (!*row) return Kept::none;
    Result<KeptAnswer> kept = decode_answer(**row);
    if (!kept) {
        complete(command, fail(kept.error()), last_position(), false, batch);
        return Kept::answered;
    }
    if (stamp() - kept->recorded_at > idempotency_lifetime) return Kept::none;
    if (kept->request != command.idempotency->request) {
        complete(command,
                 fail(ErrorKind::idempotency_key_reused, "idempotency.key_reused",
                      "this Idempotency-Key was used for another request"),
                 last_position(), false, batch);
        return Kept::answered;
    }
    complete(command, std::move(kept->reply), kept->position, true, batch);
    return Kept::answered;
}

std::vector<Missing> Sequencer::unloaded(const std::vector<Touch>& touches) {
    std::vector<Missing> missing;
    for (const Touch& touch : touches) {
        if (touch.stream_type != nullptr) {
            std::string name{touch.stream_type->category};
            name.append("-").append(touch.value);
            if (cache_.stream(name) == nullptr)
                missing.push_back({.stream_type = touch.stream_type, .stream = std::move(name)});
            continue;
        }
        RowName name{Family::unique, cache_.unique_key(touch.unique_space, touch.value)};
        if (cache_.row(name) == nullptr)
            missing.push_back({.stream_type = nullptr, .stream = {}, .row = std::move(name)});
    }
    return missing;
}

void Sequencer::park(Command command, std::vector<Missing> missing, std::uint32_t rounds,
                     Batch& batch) {
    if (parked_.size() >= limits_.parked_commands || rounds >= limits_.load_rounds) {
        complete(command,
                 fail(busy("engine.loading", "too much must be read from disk; try again")),
                 last_position(), false, batch);
        return;
    }
    if (command.idempotency) parked_keys_.insert(command.idempotency->key);
    parked_bytes_ += command.bytes;
    parked_.push_back({.command = std::move(command),
                       .waits_for = {missing.begin(), missing.end()},
                       .rounds = rounds + 1});
    const auto parked = std::prev(parked_.end());
    for (const Missing& what : parked->waits_for) {
        auto& waiters = waiting_[what];
        if (waiters.empty()) loads_.push_back(what);
        waiters.push_back(parked);
    }
}

std::vector<Missing> Sequencer::take_loads() { return std::exchange(loads_, {}); }

void Sequencer::loaded(Loaded loaded, Batch& batch) {
    const Missing what = loaded.what;
    if (what.stream_type != nullptr) {
        cache_.loaded(what.stream, std::move(loaded.stream));
    } else {
        cache_.loaded(what.row, std::move(loaded.value));
    }
    auto waiters = waiting_.extract(what);
    LEDGER_ASSERT(!waiters.empty());
    for (const auto& parked : waiters.mapped()) {
        parked->waits_for.erase(what);
        if (!parked->waits_for.empty()) continue;
        Command command = std::move(parked->command);
        const std::uint32_t rounds = parked->rounds;
        parked_.erase(parked);
        parked_bytes_ -= command.bytes;
        if (command.idempotency) parked_keys_.erase(command.idempotency->key);
        run(std::move(command), rounds, batch);
    }
}

void Sequencer::accept(const Command& command, Changes changes, const Reply& reply, Batch& batch) {
    assert_balanced(changes);
    if (!changes.events.empty()) last_recorded_at_ = changes.events.back().recorded_at;
    end_ += changes.events.size();
    if (command.idempotency && reply.status < first_error_status)
        changes.rows.insert_or_assign(answer_row(*command.idempotency),
                                      encode_answer({.request = command.idempotency->request,
                                                     .recorded_at = stamp(),
                                                     .position = last_position(),
                                                     .reply = reply}));
    set_timers(changes, batch);
    cache_.apply(changes, batch.number);
    for (auto& [name, value] : changes.rows)
        if (name.family != Family::balances)
            batch.rows.push_back({name.family, name.key, std::move(value)});
    std::ranges::move(changes.history, std::back_inserter(batch.rows));
    std::ranges::move(changes.events, std::back_inserter(batch.events));
}

void Sequencer::set_timers(const Changes& changes, Batch& batch) {
    for (const auto& [name, stream] : changes.streams) {
        // What is not in the cache was begun by this command, and had no timer.
        const Stream* const known = cache_.stream(name);
        const std::optional<Timestamp> before = known != nullptr ? known->wakes_at : std::nullopt;
        if (stream.wakes_at == before) continue;
        append_timer_change(batch.rows, name, before, stream.wakes_at);
        if (stream.wakes_at)
            batch.earliest_timer =
                std::min(batch.earliest_timer.value_or(Timestamp::max()), *stream.wakes_at);
    }
}

void Sequencer::assert_balanced(const Changes& changes) {
    // Modulo 2^64: a difference that does not cancel shows all the same, and nothing can overflow.
    std::map<std::string, std::uint64_t> drift;
    for (const auto& [name, value] : changes.rows) {
        if (name.family != Family::balances) continue;
        const std::optional<std::string>* const before = cache_.row(name);
        LEDGER_ASSERT(before != nullptr && value.has_value());
        const Result<BalanceKey> key =
            decode_balance_key(name.key + std::string(sizeof(Position), '\0'));
        const Result<Amount> now = decode_balance(*value);
        const Result<Amount> was = *before ? decode_balance(**before) : Result<Amount>{};
        LEDGER_ASSERT(key && now && was);
        drift[key->asset] +=
            static_cast<std::uint64_t>(now->units()) - static_cast<std::uint64_t>(was->units());
    }
    for (const auto& [asset, units] : drift) LEDGER_ASSERT(units == 0);
}

void Sequencer::complete(Command& command, Result<Reply> reply, Position position, bool replayed,
                         Batch& batch) {
    batch.completions.push_back(
        {std::move(command.done),
         {.reply = std::move(reply), .position = position, .replayed = replayed}});
}

}  // namespace ledger
