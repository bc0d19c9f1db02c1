// Frames: the leaves of one commit in one value, their payloads in a parallel one, and the index
// entries that can be derived from them (rulings 40, 41).
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/log/record.hpp"
#include "engine/ports/event_log.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

inline constexpr std::uint8_t frame_version = 1;
/// A commit larger than this is cut into several frames, still written atomically.
inline constexpr std::size_t max_frame_bytes = 1U << 20U;

/// A payload's place beside its leaf.
struct SealedPayload {
    /// What the bytes are. `encrypted` and `sealed` are reserved for field classes (ruling 20).
    enum class State : std::uint8_t { plain = 0, redacted = 1 };
    State state = State::plain;
    Salt salt{};
    std::string bytes;
    bool operator==(const SealedPayload&) const = default;
};

/// The same, borrowed from the payload frame that it stands in.
struct PayloadView {
    SealedPayload::State state = SealedPayload::State::plain;
    Salt salt{};
    std::string_view bytes;
};

/// Frame: u8 version, u32 count, then per leaf u16 length and the leaf.
std::string encode_frame(std::span<const std::string> leaves);
Result<std::vector<std::string_view>> decode_frame(std::string_view frame);

/// Payload frame: u8 version, u32 count, then per payload u8 state, salt, u32 length, bytes.
std::string encode_payload_frame(std::span<const SealedPayload> payloads);
Result<std::vector<SealedPayload>> decode_payload_frame(std::string_view frame);
Result<std::vector<PayloadView>> view_payload_frame(std::string_view frame);

/// One payload as it stands in a payload frame, and in an export's payload bundle.
void append_payload(std::string& out, const SealedPayload& payload);
/// Nothing when the bytes end too early, the state is unknown, the payload is over its limit, or a
/// redacted place still holds something.
std::optional<PayloadView> take_payload(ByteReader& reader);
SealedPayload owned(const PayloadView& payload);

/// A stream's (or category's) leaves within one frame.
struct IndexEntry {
    StreamVersion first_version = 0;     ///< Of a stream; 0 for a category.
    std::vector<std::uint32_t> indexes;  ///< Within the frame, ascending.
    bool operator==(const IndexEntry&) const = default;
};
std::string encode_index_entry(const IndexEntry& entry);
Result<IndexEntry> decode_index_entry(std::string_view bytes);

/// name, 0, u64 frame.
std::string index_key(std::string_view name, Position frame);
/// The frame's position out of an index key of `name`.
std::optional<Position> frame_of_index_key(std::string_view name, std::string_view key);

/// account, 0, asset, 0, u64 position; a row's value is the i64 balance after that event.
std::string balance_key(std::string_view account, std::string_view asset, Position position);
std::string encode_balance(Amount balance);
Result<Amount> decode_balance(std::string_view bytes);
struct BalanceKey {
    std::string account;
    std::string asset;
    Position position;
};
Result<BalanceKey> decode_balance_key(std::string_view key);

/// The rows of `streams` and `categories` that follow from a frame alone. The commit writes them in
/// its batch; start-up makes them anew when they lag (law 1).
std::vector<RowChange> index_rows(Position frame, std::span<const RecordedEvent> events);

}  // namespace ledger
