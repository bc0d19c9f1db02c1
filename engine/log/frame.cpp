// Frames, and the rows that are derived from them.
#include "engine/log/frame.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

constexpr char name_end = '\0';
constexpr std::size_t position_bytes = 8;
constexpr std::size_t min_leaf_bytes_framed = 2;      ///< Its length.
constexpr std::size_t min_payload_bytes_framed = 37;  ///< State, salt and length.

std::unexpected<Error> malformed(std::string_view code, std::string_view message) {
    return fail(ErrorKind::corrupt, code, std::string{message});
}

/// The count of a frame that has room for so many items of at least `item_bytes`; else nothing, so
/// that a false count cannot make anyone reserve memory.
std::optional<std::uint32_t> take_count(ByteReader& reader, std::size_t item_bytes) {
    const auto version = reader.take<std::uint8_t>();
    const auto count = reader.take<std::uint32_t>();
    if (!reader.ok() || version != frame_version || count == 0) return std::nullopt;
    if (count > reader.rest().size() / item_bytes) return std::nullopt;
    return count;
}

template <class Item>
std::string start_frame(std::span<const Item> items, std::size_t bytes) {
    LEDGER_ASSERT(!items.empty());
    std::string frame;
    frame.reserve(bytes);
    put_big_endian(frame, frame_version);
    put_big_endian(frame, static_cast<std::uint32_t>(items.size()));
    return frame;
}

Position position_in(std::string_view bytes) { return ByteReader{bytes}.take<Position>(); }

/// One row for each name: which of the events, in their order, are its own.
void append_index_rows(std::vector<RowChange>& rows, Family family, Position frame,
                       std::span<const RecordedEvent> events,
                       std::string_view (*name_of)(const RecordedEvent& event)) {
    std::vector<std::pair<std::string_view, std::uint32_t>> order;
    order.reserve(events.size());
    for (const RecordedEvent& event : events)
        order.emplace_back(name_of(event), static_cast<std::uint32_t>(order.size()));
    std::ranges::sort(order);
    for (auto place = order.begin(); place != order.end();) {
        const std::string_view name = place->first;
        IndexEntry entry;
        if (family == Family::streams) entry.first_version = events[place->second].stream_version;
        for (; place != order.end() && place->first == name; ++place)
            entry.indexes.push_back(place->second);
        rows.push_back(
            {.family = family, .key = index_key(name, frame), .value = encode_index_entry(entry)});
    }
}

}  // namespace

std::string encode_frame(std::span<const std::string> leaves) {
    std::size_t bytes = 1 + sizeof(std::uint32_t);
    for (const std::string& leaf : leaves) bytes += sizeof(std::uint16_t) + leaf.size();
    std::string frame = start_frame(leaves, bytes);
    for (const std::string& leaf : leaves) {
        LEDGER_ASSERT(leaf.size() <= max_leaf_bytes);
        put_big_endian(frame, static_cast<std::uint16_t>(leaf.size()));
        frame += leaf;
    }
    return frame;
}

Result<std::vector<std::string_view>> decode_frame(std::string_view frame) {
    ByteReader reader{frame};
    const auto count = take_count(reader, min_leaf_bytes_framed);
    if (!count) return malformed("frame.malformed", "not a frame of leaves");
    std::vector<std::string_view> leaves;
    leaves.reserve(*count);
    for (std::uint32_t i = 0; i < *count; ++i)
        leaves.push_back(reader.take_bytes(reader.take<std::uint16_t>()));
    if (!reader.finished()) return malformed("frame.malformed", "leaves do not fill their frame");
    return leaves;
}

void append_payload(std::string& out, const SealedPayload& payload) {
    LEDGER_ASSERT(payload.bytes.size() <= max_payload_bytes);
    LEDGER_ASSERT(payload.state == SealedPayload::State::plain ||
                  (payload.bytes.empty() && payload.salt == Salt{}));
    put_big_endian(out, static_cast<std::uint8_t>(payload.state));
    put_bytes(out, payload.salt);
    put_big_endian(out, static_cast<std::uint32_t>(payload.bytes.size()));
    out += payload.bytes;
}

std::optional<PayloadView> take_payload(ByteReader& reader) {
    PayloadView payload;
    const auto state = reader.take<std::uint8_t>();
    payload.salt = reader.take_array<salt_bytes>();
    payload.bytes = reader.take_bytes(reader.take<std::uint32_t>());
    if (!reader.ok() || payload.bytes.size() > max_payload_bytes) return std::nullopt;
    if (state > static_cast<std::uint8_t>(SealedPayload::State::redacted)) return std::nullopt;
    payload.state = static_cast<SealedPayload::State>(state);
    const bool holds_something = !payload.bytes.empty() || payload.salt != Salt{};
    if (payload.state == SealedPayload::State::redacted && holds_something) return std::nullopt;
    return payload;
}

SealedPayload owned(const PayloadView& payload) {
    return {.state = payload.state, .salt = payload.salt, .bytes = std::string{payload.bytes}};
}

std::string encode_payload_frame(std::span<const SealedPayload> payloads) {
    std::size_t bytes = 1 + sizeof(std::uint32_t);
    for (const SealedPayload& payload : payloads)
        bytes += min_payload_bytes_framed + payload.bytes.size();
    std::string frame = start_frame(payloads, bytes);
    for (const SealedPayload& payload : payloads) append_payload(frame, payload);
    return frame;
}

Result<std::vector<PayloadView>> view_payload_frame(std::string_view frame) {
    ByteReader reader{frame};
    const auto count = take_count(reader, min_payload_bytes_framed);
    if (!count) return malformed("payload_frame.malformed", "not a frame of payloads");
    std::vector<PayloadView> payloads;
    payloads.reserve(*count);
    for (std::uint32_t i = 0; i < *count; ++i) {
        const auto payload = take_payload(reader);
        if (!payload) return malformed("payload_frame.malformed", "a payload is malformed");
        payloads.push_back(*payload);
    }
    if (!reader.finished())
        return malformed("payload_frame.malformed", "payloads do not fill their frame");
    return payloads;
}

Result<std::vector<SealedPayload>> decode_payload_frame(std::string_view frame) {
    TRY(views, view_payload_frame(frame));
    std::vector<SealedPayload> payloads;
    payloads.reserve(views.size());
    for (const PayloadView& view : views) payloads.push_back(owned(view));
    return payloads;
}

std::string encode_index_entry(const IndexEntry& entry) {
    LEDGER_ASSERT(!entry.indexes.empty());
    std::string bytes;
    put_big_endian(bytes, entry.first_version);
    for (const std::uint32_t index : entry.indexes) put_big_endian(bytes, index);
    return bytes;
}

Result<IndexEntry> decode_index_entry(std::string_view bytes) {
    ByteReader reader{bytes};
    IndexEntry entry{.first_version = reader.take<StreamVersion>(), .indexes = {}};
    do entry.indexes.push_back(reader.take<std::uint32_t>());
    while (reader.ok() && !reader.rest().empty());
    const bool ascending =
        std::ranges::adjacent_find(entry.indexes, std::greater_equal{}) == entry.indexes.end();
    if (!reader.finished() || !ascending)
        return malformed("index_entry.malformed", "not the leaves of one stream in one frame");
    return entry;
}

std::string index_key(std::string_view name, Position frame) {
    std::string key{name};
    key += name_end;
    put_big_endian(key, frame);
    return key;
}

std::optional<Position> frame_of_index_key(std::string_view name, std::string_view key) {
    const bool is_of_name = key.size() == name.size() + 1 + position_bytes &&
                            key.starts_with(name) && key[name.size()] == name_end;
    if (!is_of_name) return std::nullopt;
    return position_in(key.substr(name.size() + 1));
}

std::string balance_key(std::string_view account, std::string_view asset, Position position) {
    std::string key{account};
    key += name_end;
    key += asset;
    key += name_end;
    put_big_endian(key, position);
    return key;
}

std::string encode_balance(Amount balance) {
    return big_endian_key(static_cast<std::uint64_t>(balance.units()));
}

Result<Amount> decode_balance(std::string_view bytes) {
    ByteReader reader{bytes};
    const Amount balance{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    if (!reader.finished()) return malformed("balance.malformed", "a balance is not 8 bytes");
    return balance;
}

Result<BalanceKey> decode_balance_key(std::string_view key) {
    const std::size_t account_end = key.find(name_end);
    const std::size_t asset_end = account_end == std::string_view::npos
                                      ? std::string_view::npos
                                      : key.find(name_end, account_end + 1);
    if (asset_end == std::string_view::npos || key.size() != asset_end + 1 + position_bytes)
        return malformed("balance_key.malformed", "not account, asset and position");
    return BalanceKey{
        .account = std::string{key.substr(0, account_end)},
        .asset = std::string{key.substr(account_end + 1, asset_end - account_end - 1)},
        .position = position_in(key.substr(asset_end + 1))};
}

std::vector<RowChange> index_rows(Position frame, std::span<const RecordedEvent> events) {
    std::vector<RowChange> rows;
    append_index_rows(rows, Family::streams, frame, events,
                      [](const RecordedEvent& event) -> std::string_view { return event.stream; });
    append_index_rows(rows, Family::categories, frame, events,
                      [](const RecordedEvent& event) { return category_of(event.stream); });
    return rows;
}

}  // namespace ledger
