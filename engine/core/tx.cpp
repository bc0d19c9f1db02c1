#include "engine/core/tx.hpp"

#include "engine/core/state_cache.hpp"
#include "engine/core/uuid_source.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/log/frame.hpp"
#include "engine/log/record.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

namespace ledger {
namespace {

constexpr std::size_t max_name_bytes = 255;
/// A chain of reactions this long is a programmer's loop, not business.
constexpr std::size_t max_reaction_depth = 8;
/// Real money, and what is set aside: never below zero. All other accounts are accruals and may be
/// (ruling 50).
constexpr std::array<std::string_view, 2> no_overdraft_prefixes{"chain:", "hold:"};

bool may_be_overdrawn(std::string_view account) {
    return std::ranges::none_of(no_overdraft_prefixes, [&](std::string_view prefix) {
        return account.starts_with(prefix);
    });
}

Error not_loaded() {
    return {.kind = ErrorKind::not_loaded, .code = "tx.not_loaded", .message = ""};
}

bool is_name(std::string_view text) { return !text.empty() && text.size() <= max_name_bytes; }

Result<void> check_posting(const Posting& posting) {
    const auto refuse = [](std::string_view code, std::string message) {
        return fail(ErrorKind::unprocessable, code, std::move(message));
    };
    if (posting.amount <= Amount{}) return refuse("posting.amount", "a posting must be above 0");
    if (posting.from == posting.to)
        return refuse("posting.same_account", "a posting needs two accounts");
    if (!is_name(posting.from) || !is_name(posting.to) || !is_name(posting.asset))
        return refuse("posting.name", "an account or asset name has 1 to 255 bytes");
    return {};
}

Result<void> check_event(const std::string& stream, const NewEvent& event) {
    LEDGER_ASSERT(is_name(event.type));
    if (!is_name(stream))
        return fail(ErrorKind::unprocessable, "stream.name", "a stream name has 1 to 255 bytes");
    if (event.payload.size() > max_payload_bytes)
        return fail(ErrorKind::payload_too_large, "event.too_large",
                    "an event's payload has at most 1 MiB");
    if (event.postings.size() > max_postings_per_event)
        return fail(ErrorKind::unprocessable, "event.postings",
                    "an event has at most " + std::to_string(max_postings_per_event) + " postings");
    for (const Posting& posting : event.postings) TRY(check_posting(posting));
    return {};
}

/// The name of an account's newest balance: its row key without the position.
RowName balance_name(std::string_view account, std::string_view asset) {
    std::string key = balance_key(account, asset, 0);
    key.resize(key.size() - sizeof(Position));
    return {Family::balances, std::move(key)};
}

/// What stands in `later` holds.
template <class Map>
void replace_all(Map& map, Map& later) {
    while (!later.empty()) {
        auto placed = map.insert(later.extract(later.begin()));
        if (!placed.inserted) placed.position->second = std::move(placed.node.mapped());
    }
}

}  // namespace

Tx::Tx(const Ground& ground, const Caller& caller)
    : ground_{ground}, caller_{caller}, cause_{caller.causation_id}, layers_(1) {}

Result<Timestamp> Tx::now_as_fact() const {
    if (!ground_.clock_trusted)
        return fail(ErrorKind::unavailable, "clock.untrusted",
                    "the server's clock jumped by more than 5 minutes; send the time yourself");
    return ground_.now;
}

std::uint64_t Tx::appended() const {
    std::uint64_t count = 0;
    for (const Changes& layer : layers_) count += layer.events.size();
    return count;
}

Position Tx::last_position() const {
    const Position next = ground_.first + appended();
    return next == 0 ? 0 : next - 1;
}

const Stream* Tx::known_stream(const std::string& name) const {
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (const auto found = layer->streams.find(name); found != layer->streams.end())
            return &found->second;
    return ground_.cache.stream(name);
}

Result<const Stream*> Tx::find_stream(const AggregateType& type, const std::string& name) {
    if (const Stream* stream = known_stream(name)) return stream;
    missing_.push_back({.stream_type = &type, .stream = name});
    return fail(not_loaded());
}

void Tx::begin_stream(const AggregateType& type, const std::string& name) {
    if (const Stream* stream = known_stream(name)) {
        LEDGER_ASSERT(stream->version == 0);
        return;
    }
    layers_.back().streams.emplace(name,
                                   Stream{.type = &type, .state = type.initial(), .version = 0});
}

Result<void> Tx::set_timer(const AggregateType& type, const std::string& name,
                           std::optional<Timestamp> due) {
    TRY(stream, find_stream(type, name));
    LEDGER_ASSERT(stream->version > 0);
    if (stream->wakes_at == due) return {};
    auto& changed = layers_.back().streams;
    const auto place = changed.find(name);
    if (place != changed.end()) {
        place->second.wakes_at = due;
    } else {
        changed.emplace(name, *stream).first->second.wakes_at = due;
    }
    return {};
}

Result<bool> Tx::take_timer(const AggregateType& type, const std::string& stream, Timestamp due) {
    TRY(now_as_fact());
    TRY(found, find_stream(type, stream));
    if (found->wakes_at != due) return false;
    if (ground_.now < due)
        return fail(ErrorKind::unavailable, "timer.early", "the clock was set back");
    TRY(set_timer(type, stream, std::nullopt));
    return true;
}

Result<std::optional<std::string>> Tx::find_row(const RowName& name) {
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (const auto found = layer->rows.find(name); found != layer->rows.end())
            return found->second;
    if (const auto* value = ground_.cache.row(name)) return *value;
    missing_.push_back({.stream_type = nullptr, .stream = {}, .row = name});
    return fail(not_loaded());
}

void Tx::put_row(const RowName& name, std::optional<std::string> value) {
    layers_.back().rows.insert_or_assign(name, std::move(value));
}

Result<void> Tx::append_atomically(const std::string& stream, Stream next, NewEvent event) {
    // A savepoint of its own: a refused posting or reaction must not leave half of the append
    // behind.
    return attempt([&] { return append_encoded(stream, std::move(next), std::move(event)); });
}

Result<void> Tx::append_encoded(const std::string& stream, Stream next, NewEvent event) {
    TRY(check_event(stream, event));
    const Position position = ground_.first + appended();
    for (const Posting& posting : event.postings) TRY(post(posting, position));
    RecordedEvent recorded{.position = position,
                           .stream = stream,
                           .stream_version = next.version++,
                           .recorded_at = ground_.now,
                           .event_id = ground_.uuids.next(ground_.now),
                           .correlation_id = caller_.correlation_id,
                           .causation_id = cause_,
                           .actor = caller_.actor,
                           .type = std::move(event.type),
                           .schema_version = event.schema_version,
                           .idempotency_key_hash = caller_.idempotency_key_hash,
                           .postings = std::move(event.postings),
                           .payload_commitment = {},
                           .payload = std::move(event.payload)};
    layers_.back().streams.insert_or_assign(stream, std::move(next));
    std::list<RecordedEvent>& events = layers_.back().events;
    events.push_back(std::move(recorded));
    return react(events.back());
}

Result<void> Tx::react(const RecordedEvent& event) {
    LEDGER_ASSERT(reaction_depth_ < max_reaction_depth);
    ++reaction_depth_;
    const Uuid cause = std::exchange(cause_, event.event_id);
    Result<void> result;
    for (const Reaction* reaction : ground_.reactions) {
        if (reaction->event_type != event.type) continue;
        result = reaction->react(*this, event);
        if (!result) break;
    }
    cause_ = cause;
    --reaction_depth_;
    return result;
}

Result<void> Tx::post(const Posting& posting, Position position) {
    const std::int64_t units = posting.amount.units();
    TRY(move_balance(posting.from, posting.asset, -units, position));
    return move_balance(posting.to, posting.asset, units, position);
}

Result<void> Tx::move_balance(const std::string& account, const std::string& asset,
                              std::int64_t units, Position position) {
    TRY(before, balance(account, asset));
    const std::optional<Amount> after = sum(before, Amount{units});
    if (!after)
        return fail(ErrorKind::unprocessable, "balance.overflow",
                    "the balance of " + account + " would exceed its range");
    if (*after < Amount{} && !may_be_overdrawn(account))
        return fail(ErrorKind::conflict, "balance.insufficient",
                    account + " has " + to_text(before) + " " + asset + ", not enough");
    std::string value = encode_balance(*after);
    layers_.back().history.push_back(
        {Family::balances, balance_key(account, asset, position), value});
    put_row(balance_name(account, asset), std::move(value));
    return {};
}

Result<Amount> Tx::balance(std::string_view account, std::string_view asset) {
    TRY(row, find_row(balance_name(account, asset)));
    if (!row) return Amount{};
    return decode_balance(*row);
}

Result<std::optional<std::string>> Tx::owner_of(std::string_view space, std::string_view value) {
    return find_row({Family::unique, ground_.cache.unique_key(space, value)});
}

Result<void> Tx::claim(std::string_view space, std::string_view value, std::string_view owner) {
    const RowName name{Family::unique, ground_.cache.unique_key(space, value)};
    TRY(taken, find_row(name));
    if (taken) {
        Error error{.kind = ErrorKind::conflict,
                    .code = "unique.taken",
                    .message = "this " + std::string{space} + " is taken"};
        error.facts.emplace_back("owner", *taken);
        return fail(std::move(error));
    }
    put_row(name, std::string{owner});
    return {};
}

void Tx::reclaim(std::string_view space, std::string_view value, std::string_view owner) {
    put_row({Family::unique, ground_.cache.unique_key(space, value)}, std::string{owner});
}

Result<std::uint64_t> Tx::last_given(std::string_view counter) {
    TRY(row, find_row({Family::counters, std::string{counter}}));
    if (!row) return std::uint64_t{0};
    ByteReader reader{*row};
    const auto last = reader.take<std::uint64_t>();
    if (!reader.finished())
        return fail(ErrorKind::corrupt, "counter.malformed", std::string{counter});
    return last;
}

Result<std::uint64_t> Tx::next(std::string_view counter) {
    TRY(last, last_given(counter));
    put_row({Family::counters, std::string{counter}}, big_endian_key(last + 1));
    return last + 1;
}

Result<std::optional<std::string>> Tx::look_up(std::string_view name, std::string_view asked) {
    const auto found = std::ranges::find(ground_.lookups, name, &Lookup::name);
    if (found == ground_.lookups.end()) return std::optional<std::string>{};
    TRY(answer, (*found)->look_up(*this, asked));
    return std::optional{std::move(answer)};
}

void Tx::open_savepoint() { layers_.emplace_back(); }

void Tx::close_savepoint(bool keep) {
    LEDGER_ASSERT(layers_.size() > 1);
    Changes top = std::move(layers_.back());
    layers_.pop_back();
    if (!keep) return;
    Changes& below = layers_.back();
    replace_all(below.streams, top.streams);
    replace_all(below.rows, top.rows);
    std::ranges::move(top.history, std::back_inserter(below.history));
    below.events.splice(below.events.end(), top.events);
}

Result<void> Tx::check_version(StreamVersion actual, StreamVersion expected) {
    if (actual == expected) return {};
    Error error{.kind = ErrorKind::precondition_failed,
                .code = "version.changed",
                .message = "the present version is " + std::to_string(actual)};
    error.facts.emplace_back("version", std::to_string(actual));
    return fail(std::move(error));
}

std::string Tx::make_etag(StreamVersion count, Position position) {
    return "\"v" + std::to_string(count) + ".p" + std::to_string(position) + "\"";
}

Result<std::optional<StreamVersion>> parse_if_match(std::string_view if_match) {
    if (if_match == "*") return std::optional<StreamVersion>{};
    StreamVersion version = 0;
    Position position = 0;
    const char* const end = if_match.data() + if_match.size();
    if (if_match.starts_with("\"v")) {
        const auto [dot, error] = std::from_chars(if_match.data() + 2, end, version);
        if (error == std::errc{} && end - dot > 3 && dot[0] == '.' && dot[1] == 'p') {
            const auto [quote, failure] = std::from_chars(dot + 2, end, position);
            if (failure == std::errc{} && end - quote == 1 && *quote == '"')
                return std::optional{version};
        }
    }
    return fail(invalid_fields(
        {{"If-Match", "etag", "If-Match must be * or an ETag such as \"v3.p17\"", {}}}));
}

}  // namespace ledger
