#include "tests/sim/model.hpp"

#include "tests/core/purse.hpp"
#include "tests/sim/reservation_wish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace ledger::test {
namespace {

constexpr std::string_view transfer_prefix = "transfer-";

/// What nobody may overdraw.
bool is_real_money(std::string_view account) {
    return account.starts_with("chain:") || account.starts_with("hold:");
}

std::span<const Position> below(const std::vector<Position>& positions, Position size) {
    const auto end = std::ranges::lower_bound(positions, size);
    return {positions.begin(), end};
}

template <class Key>
std::span<const Position> found(const std::map<Key, std::vector<Position>>& all, const Key& key) {
    const auto place = all.find(key);
    if (place == all.end()) return {};
    return place->second;
}

std::string owner_of(const RecordedEvent& event) {
    std::string owner;
    static_cast<void>(json::read(*event.payload, [&](json::Value& root) {
        root.for_each_member([&](std::string_view name, json::Value& value) {
            if (name == "owner") owner = value.raw();
        });
    }));
    return owner.size() < 2 ? owner : owner.substr(1, owner.size() - 2);
}

Hash root_of(std::span<const Model::Entry> entries, Sha256& sha256) {
    if (entries.empty()) return empty_tree_hash();
    if (entries.size() == 1) return entries.front().leaf;
    const std::size_t left = std::bit_floor(entries.size() - 1);
    const Hash first = root_of(entries.first(left), sha256);
    const Hash second = root_of(entries.subspan(left), sha256);
    return sha256({std::string_view{"\x01", 1}, as_view(first), as_view(second)});
}

}  // namespace

void Model::see(Position position, const StoredEvent& stored, Findings& findings) {
    std::string bytes = stored.leaf;
    append_payload(bytes, stored.payload);
    if (position < size()) {
        if (bytes != entries_[position].bytes)
            findings.report("what was shown once never changes",
                            fmt::format("event {} has other bytes", position));
        return;
    }
    check_place(stored.event, findings);
    const RecordedEvent& event = stored.event;
    if (!ids_.insert(event.event_id).second)
        findings.report("event ids are unique", fmt::format("event {}", position));
    entries_.push_back({.bytes = std::move(bytes),
                        .leaf = sha256_({std::string_view{"\0", 1}, stored.leaf}),
                        .event = event});
    if (event.type == "outage.created") ++outages_;
    streams_[event.stream].push_back(position);
    commands_[event.correlation_id].push_back(position);
    if (event.idempotency_key_hash != Hash{}) {
        const auto same = key(event.idempotency_key_hash);
        if (!same.empty() && this->event(same.back()).correlation_id != event.correlation_id)
            findings.report("a key's events are those of one request",
                            fmt::format("events {} and {}", same.back(), position));
        keys_[event.idempotency_key_hash].push_back(position);
    }
    if (event.stream.starts_with(member_prefix) && event.payload) {
        members_.push_back(position);
        if (!names_.emplace(owner_of(event), position).second)
            findings.report("a claimed value has one owner", fmt::format("event {}", position));
    }
    post(event, findings);
    check_transfer(event, findings);
    follow_timer(event, findings);
}

void Model::check_transfer(const RecordedEvent& event, Findings& findings) const {
    if (!event.stream.starts_with(transfer_prefix)) return;
    const bool begins = event.stream_version == 0;
    if ((event.type == "transfer.reserved") != begins || event.stream_version > 1)
        findings.report("a transfer is reserved once, and ends once",
                        fmt::format("event {} of {}", event.position, event.stream));
    const std::string hold = "hold:" + event.stream.substr(transfer_prefix.size());
    if (!begins && balance({hold, "USDC"}, size()) != 0)
        findings.report("nothing is held for a transfer that has ended",
                        fmt::format("event {} of {}", event.position, event.stream));
}

void Model::follow_timer(const RecordedEvent& event, Findings& findings) {
    if (!event.stream.starts_with(sleeper_prefix) || !event.payload) return;
    if (event.type == PurseMoved::meta.name) {
        const auto set = json::parse_stored<PurseMoved>(*event.payload);
        timers_.erase(event.stream);
        if (set && set->amount != Amount{})
            timers_.emplace(event.stream, timestamp_of(set->amount.units()));
        return;
    }
    const auto timer = timers_.find(event.stream);
    if (timer == timers_.end() || event.recorded_at < timer->second ||
        owner_of(event) != std::to_string(nanoseconds(timer->second)))
        findings.report("who is woken asked for it, for that time, and once",
                        fmt::format("event {} of {}", event.position, event.stream));
    if (timer != timers_.end()) timers_.erase(timer);
}

void Model::check_place(const RecordedEvent& event, Findings& findings) const {
    if (event.position != size())
        findings.report("positions are dense",
                        fmt::format("{} says that it is {}", size(), event.position));
    if (event.stream_version != stream(event.stream, size()).size())
        findings.report(
            "streams count their events",
            fmt::format("event {} says version {} of {}, which has {} events", size(),
                        event.stream_version, event.stream, stream(event.stream, size()).size()));
    if (size() > 0 && event.recorded_at < entries_.back().event.recorded_at)
        findings.report("time never goes back in the log", fmt::format("event {}", size()));
}

void Model::post(const RecordedEvent& event, Findings& findings) {
    for (const Posting& posting : event.postings) {
        if (posting.amount <= Amount{})
            findings.report("a posting moves more than nothing",
                            fmt::format("event {}", event.position));
        const std::int64_t units = posting.amount.units();
        move({posting.from, posting.asset}, -units, event.position, findings);
        move({posting.to, posting.asset}, units, event.position, findings);
    }
}

void Model::move(const Account& account, std::int64_t units, Position position,
                 Findings& findings) {
    std::vector<Change>& changes = balances_[account];
    const std::int64_t after = (changes.empty() ? 0 : changes.back().second) + units;
    if (!changes.empty() && changes.back().first == position) {
        changes.back().second = after;
    } else {
        changes.emplace_back(position, after);
    }
    if (after < 0 && is_real_money(account.first))
        findings.report("real money never goes below zero",
                        fmt::format("{} has {} after event {}", account.first, after, position));
}

Hash Model::root(Position size) {
    if (last_root_.first != size)
        last_root_ = {size, root_of(std::span{entries_}.first(size), sha256_)};
    return last_root_.second;
}

std::int64_t Model::balance(const Account& account, Position size) const {
    const auto place = balances_.find(account);
    if (place == balances_.end()) return 0;
    const auto after = std::ranges::lower_bound(place->second, size, {}, &Change::first);
    return after == place->second.begin() ? 0 : std::prev(after)->second;
}

std::span<const Position> Model::stream(const std::string& name, Position size) const {
    const auto place = streams_.find(name);
    if (place == streams_.end()) return {};
    return below(place->second, size);
}

std::span<const Position> Model::command(const Uuid& correlation) const {
    return found(commands_, correlation);
}

std::span<const Position> Model::key(const Hash& key) const { return found(keys_, key); }

std::span<const Position> Model::members(Position size) const { return below(members_, size); }

bool Model::is_member(const std::string& name, Position size) const {
    const auto place = names_.find(name);
    return place != names_.end() && place->second < size;
}

}  // namespace ledger::test
