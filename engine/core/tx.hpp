// The transaction that a command's handler runs in: everything that it emits is appended
// atomically, or, on error, nothing is.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/core/changes.hpp"
#include "engine/kernel/event.hpp"
#include "engine/kernel/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

class StateCache;
class UuidSource;
struct Lookup;
struct Reaction;

/// At most this many postings an event, so that a record always fits its 65,535 bytes.
inline constexpr std::size_t max_postings_per_event = 80;

/// Who and what a transaction acts for; copied into each of its records.
struct Caller {
    std::string actor = "system";
    Uuid correlation_id;
    Uuid causation_id;
    Hash idempotency_key_hash;
};

/// Lives on the sequencer thread for one run of one handler. Whatever a call needs that is not in
/// memory makes it fail with kind `not_loaded`: pass that error on (TRY does); the command waits
/// for the cold read and its handler runs again from the start, so a handler must be pure.
class Tx {
public:
    /// What one run of a handler stands on.
    struct Ground {
        StateCache& cache;
        std::span<const Reaction* const> reactions;
        std::span<const Lookup* const> lookups;
        UuidSource& uuids;
        Timestamp now;
        Position first = 0;  ///< The position that the first event of this transaction will have.
        bool clock_trusted = true;
    };
    Tx(const Ground& ground, const Caller& caller);
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    /// The one instant of this command, never before the last recorded one (ruling 47).
    Timestamp now() const { return ground_.now; }
    /// `now`, for a rule that would put it into a fact: 503 while the clock is more than 5 min off.
    Result<Timestamp> now_as_fact() const;
    const Caller& caller() const { return caller_; }

    /// The aggregate's state; the initial state when its stream is empty. Valid until the next
    /// append to that stream or the end of the enclosing `attempt`.
    template <Aggregate A>
    Result<const A*> load(std::string_view id) {
        TRY(stream, find_stream(aggregate_type<A>, stream_name<A>(id)));
        return std::any_cast<A>(&stream->state);
    }
    /// Says that the aggregate is new: its id is a number that `next` has just given, or stems from
    /// one. Nothing of it can be on disk, so nothing is read; else creations that run side by side
    /// would wait for one another's numbers, and most of them in vain.
    template <Aggregate A>
    void begin(std::string_view id) {
        begin_stream(aggregate_type<A>, stream_name<A>(id));
    }
    /// How many events the stream has.
    template <Aggregate A>
    Result<StreamVersion> version(std::string_view id) {
        TRY(stream, find_stream(aggregate_type<A>, stream_name<A>(id)));
        return stream->version;
    }
    /// 412 unless the stream has exactly `expected` events.
    template <Aggregate A>
    Result<void> expect_version(std::string_view id, StreamVersion expected) {
        TRY(actual, version<A>(id));
        return check_version(actual, expected);
    }

    /// Appends and folds, so that later calls see it; runs the reactions to it at once. Refuses
    /// postings that are not > 0, name one account twice, overflow, or overdraw a `chain:` account.
    template <Aggregate A>
    Result<void> append(std::string_view id, const typename A::Event& event,
                        std::vector<Posting> postings = {}) {
        const std::string name = stream_name<A>(id);
        TRY(stream, find_stream(aggregate_type<A>, name));
        NewEvent encoded = encode(event);
        encoded.postings = std::move(postings);
        return append_atomically(name,
                                 Stream{.type = stream->type,
                                        .state = evolve(*std::any_cast<A>(&stream->state), event),
                                        .version = stream->version,
                                        .wakes_at = stream->wakes_at},
                                 std::move(encoded));
    }

    /// Wakes the aggregate at `due` (Waking), or as soon after it as the process runs; nothing: not
    /// at all. An aggregate has at most one timer: this replaces the one before. Only for one that
    /// has events.
    template <Aggregate A>
    Result<void> wake_at(std::string_view id, std::optional<Timestamp> due) {
        return set_timer(aggregate_type<A>, stream_name<A>(id), due);
    }
    /// When the aggregate will be woken.
    template <Aggregate A>
    Result<std::optional<Timestamp>> wakes_at(std::string_view id) {
        TRY(stream, find_stream(aggregate_type<A>, stream_name<A>(id)));
        return stream->wakes_at;
    }
    /// Whether the stream's timer is the one for `due`; then it is spent. For whoever wakes
    /// aggregates. 503 while the clock is not trusted, or before `due`.
    Result<bool> take_timer(const AggregateType& type, const std::string& stream, Timestamp due);

    /// Who claimed `value` in `space`; values are stored only as a keyed hash (ruling 22).
    Result<std::optional<std::string>> owner_of(std::string_view space, std::string_view value);
    /// 409 "unique.taken" when it is claimed.
    Result<void> claim(std::string_view space, std::string_view value, std::string_view owner);
    /// Claims it whoever had it before: for values that are somebody's only for a while.
    void reclaim(std::string_view space, std::string_view value, std::string_view owner);
    /// 1, 2, 3, …; a rejected command burns none (ruling 55).
    Result<std::uint64_t> next(std::string_view counter);
    /// What `next` gave last; 0 when it never did.
    Result<std::uint64_t> last_given(std::string_view counter);
    /// What another domain knows (Lookup); nothing when no domain has a lookup of that name.
    Result<std::optional<std::string>> look_up(std::string_view name, std::string_view asked);
    Result<Amount> balance(std::string_view account, std::string_view asset);

    /// A savepoint: when `attempt` returns an error, everything that it did is undone, and the
    /// transaction goes on.
    template <class Attempt>
    auto attempt(Attempt&& attempted) -> decltype(attempted()) {
        open_savepoint();
        auto result = attempted();
        close_savepoint(result.has_value());
        return result;
    }

    /// The position of the last event so far: of this transaction, else of the one before it.
    Position last_position() const;
    /// The stream's ETag after this transaction: `"v<version>.p<position>"` (ruling 12).
    template <Aggregate A>
    Result<std::string> etag(std::string_view id) {
        TRY(count, version<A>(id));
        return make_etag(count, last_position());
    }

private:
    friend class Sequencer;

    const Stream* known_stream(const std::string& name) const;
    Result<const Stream*> find_stream(const AggregateType& type, const std::string& name);
    void begin_stream(const AggregateType& type, const std::string& name);
    Result<void> set_timer(const AggregateType& type, const std::string& name,
                           std::optional<Timestamp> due);
    Result<std::optional<std::string>> find_row(const RowName& name);
    void put_row(const RowName& name, std::optional<std::string> value);
    Result<void> append_atomically(const std::string& stream, Stream next, NewEvent event);
    Result<void> append_encoded(const std::string& stream, Stream next, NewEvent event);
    Result<void> post(const Posting& posting, Position position);
    Result<void> move_balance(const std::string& account, const std::string& asset,
                              std::int64_t units, Position position);
    Result<void> react(const RecordedEvent& event);
    void open_savepoint();
    void close_savepoint(bool keep);
    static Result<void> check_version(StreamVersion actual, StreamVersion expected);
    static std::string make_etag(StreamVersion count, Position position);

    std::uint64_t appended() const;

    const Ground ground_;
    const Caller& caller_;
    Uuid cause_;  ///< Of the events appended next.
    std::size_t reaction_depth_ = 0;
    std::vector<Changes> layers_;   ///< The transaction's own, then one per open savepoint.
    std::vector<Missing> missing_;  ///< What must be loaded before the handler runs again.
};

/// The `v` of an If-Match value such as `"v3.p17"`; 400 when it is no ETag of ours, nothing for
/// `*`.
Result<std::optional<StreamVersion>> parse_if_match(std::string_view if_match);

}  // namespace ledger
