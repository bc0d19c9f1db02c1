// The record codec. A field that is added, moved or widened is a new record version.
#include "engine/log/record.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/kernel/result.hpp"

#include <fmt/format.h>

#include <limits>

namespace ledger {
namespace {

constexpr std::uint8_t no_flags = 0;  ///< Reserved: a reader that knows none must refuse any.
constexpr std::size_t max_name_bytes = 255;
constexpr std::size_t max_postings = std::numeric_limits<std::uint16_t>::max();
constexpr std::string_view commitment_prefix = "pc1";
constexpr std::size_t typical_leaf_bytes = 384;

/// NUL is refused because the keys of indexes and balances end their names with it.
bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= max_name_bytes &&
           text.find('\0') == std::string_view::npos && is_utf8(text);
}

/// The name of the first field that no record may hold; "" when there is none.
std::string_view bad_field(const RecordedEvent& event) {
    if (!is_name(event.stream)) return "stream";
    if (!is_name(event.type)) return "type";
    if (!is_name(event.actor)) return "actor";
    if (nanoseconds(event.recorded_at) < 0) return "recorded_at";
    for (const Posting& posting : event.postings) {
        if (!is_name(posting.from)) return "posting.from";
        if (!is_name(posting.to)) return "posting.to";
        if (!is_name(posting.asset)) return "posting.asset";
        if (posting.from == posting.to) return "posting.to";
        if (posting.amount <= Amount{}) return "posting.amount";
    }
    return "";
}

void put_name(std::string& out, std::string_view name) {
    put_big_endian(out, static_cast<std::uint8_t>(name.size()));
    out += name;
}

void put_posting(std::string& out, const Posting& posting) {
    put_name(out, posting.from);
    put_name(out, posting.to);
    put_name(out, posting.asset);
    put_big_endian(out, static_cast<std::uint64_t>(posting.amount.units()));
}

Posting take_posting(ByteReader& reader) {
    Posting posting;
    posting.from = reader.take_string8();
    posting.to = reader.take_string8();
    posting.asset = reader.take_string8();
    posting.amount = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    return posting;
}

/// Everything after version and flags, in the order of the bytes.
RecordedEvent take_fields(ByteReader& reader) {
    RecordedEvent event;
    event.position = reader.take<std::uint64_t>();
    event.stream_version = reader.take<std::uint64_t>();
    event.recorded_at = timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
    event.event_id.bytes = reader.take_array<16>();
    event.correlation_id.bytes = reader.take_array<16>();
    event.causation_id.bytes = reader.take_array<16>();
    event.schema_version = reader.take<std::uint16_t>();
    event.stream = reader.take_string8();
    event.type = reader.take_string8();
    event.actor = reader.take_string8();
    event.idempotency_key_hash.bytes = reader.take_array<32>();
    const auto postings = reader.take<std::uint16_t>();
    for (std::uint16_t i = 0; i < postings && reader.ok(); ++i)
        event.postings.push_back(take_posting(reader));
    event.payload_commitment.bytes = reader.take_array<32>();
    return event;
}

std::unexpected<Error> malformed(std::string message) {
    return fail(ErrorKind::corrupt, "record.malformed", std::move(message));
}

}  // namespace

Result<std::string> encode_record(const RecordedEvent& event) {
    if (event.postings.size() > max_postings)
        return fail(
            ErrorKind::validation, "record.too_large",
            fmt::format("{} postings; the limit is {}", event.postings.size(), max_postings));
    if (const std::string_view field = bad_field(event); !field.empty())
        return fail(ErrorKind::validation, "record.field",
                    fmt::format("{} cannot stand in a record", field));
    std::string leaf;
    leaf.reserve(typical_leaf_bytes);
    put_big_endian(leaf, record_version);
    put_big_endian(leaf, no_flags);
    put_big_endian(leaf, event.position);
    put_big_endian(leaf, event.stream_version);
    put_big_endian(leaf, static_cast<std::uint64_t>(nanoseconds(event.recorded_at)));
    put_bytes(leaf, event.event_id.bytes);
    put_bytes(leaf, event.correlation_id.bytes);
    put_bytes(leaf, event.causation_id.bytes);
    put_big_endian(leaf, event.schema_version);
    put_name(leaf, event.stream);
    put_name(leaf, event.type);
    put_name(leaf, event.actor);
    put_bytes(leaf, event.idempotency_key_hash.bytes);
    put_big_endian(leaf, static_cast<std::uint16_t>(event.postings.size()));
    for (const Posting& posting : event.postings) put_posting(leaf, posting);
    put_bytes(leaf, event.payload_commitment.bytes);
    if (leaf.size() > max_leaf_bytes)
        return fail(ErrorKind::validation, "record.too_large",
                    fmt::format("{} bytes; the limit is {}", leaf.size(), max_leaf_bytes));
    return leaf;
}

Result<RecordedEvent> decode_record(std::string_view leaf) {
    if (leaf.size() > max_leaf_bytes) return malformed("longer than a leaf may be");
    ByteReader reader{leaf};
    const auto version = reader.take<std::uint8_t>();
    const auto flags = reader.take<std::uint8_t>();
    if (reader.ok() && version != record_version)
        return fail(ErrorKind::corrupt, "record.version",
                    fmt::format("record version {} is not known", version));
    if (flags != no_flags) return malformed(fmt::format("unknown flags {:#04x}", flags));
    RecordedEvent event = take_fields(reader);
    if (!reader.ok()) return malformed("ends too early");
    if (!reader.finished()) return malformed("has bytes left over");
    if (const std::string_view field = bad_field(event); !field.empty())
        return malformed(fmt::format("{} holds what no record may hold", field));
    return event;
}

Hash payload_commitment(Sha256& sha256, const Salt& salt, std::string_view payload) {
    const std::string_view salt_view{reinterpret_cast<const char*>(salt.data()), salt.size()};
    return sha256({commitment_prefix, salt_view, payload});
}

}  // namespace ledger
