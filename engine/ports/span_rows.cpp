#include "engine/ports/span_rows.hpp"

#include "engine/kernel/bytes.hpp"

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

constexpr std::string_view span_prefix = "p";

std::string place_prefix(std::string_view place) {
    std::string key{span_prefix};
    key += place;
    key += '\0';
    return key;
}

/// Nothing ends before 1970, so that times sort as unsigned numbers do.
std::string end_key(std::string_view place, Timestamp end) {
    std::string key = place_prefix(place);
    put_big_endian(key, static_cast<std::uint64_t>(std::max<std::int64_t>(0, nanoseconds(end))));
    return key;
}

std::string id_key(std::string_view id) { return std::string{"q"}.append(id); }

Timestamp take_time(ByteReader& reader) {
    return timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
}

}  // namespace

Result<void> put_span(Rows& rows, std::string_view id, std::string_view place,
                      const Interval& span) {
    TRY(erase_span(rows, id));
    const std::string key = end_key(place, span.to).append(id);
    rows.put(key, big_endian_key(static_cast<std::uint64_t>(nanoseconds(span.from))));
    rows.put(id_key(id), key);
    return {};
}

Result<void> erase_span(Rows& rows, std::string_view id) {
    TRY(key, rows.get(id_key(id)));
    if (!key) return {};
    rows.erase(*key);
    rows.erase(id_key(id));
    return {};
}

Result<std::vector<Interval>> SpanReader::after(Timestamp time,
                                                const std::vector<std::string>& places) {
    std::vector<Interval> spans;
    if (places.empty()) return spans;
    TRY(any, has_any());
    if (!any) return spans;
    for (const std::string& place : places) {
        const std::string prefix = place_prefix(place);
        bool is_whole = true;
        // What ends at `time` has no instant after it.
        const std::string begin = end_key(place, time + Duration{1});
        TRY(rows_.scan(begin, after_prefix(prefix),
                       [&](std::string_view key, std::string_view row) {
                           ByteReader end{key.substr(prefix.size())};
                           ByteReader from{row};
                           spans.push_back({take_time(from), take_time(end)});
                           is_whole = from.finished() && end.ok();
                           return is_whole;
                       }));
        if (!is_whole) return fail(ErrorKind::corrupt, "view.malformed", "a span of " + place);
    }
    return spans;
}

Result<bool> SpanReader::has_any() {
    if (!has_any_) {
        bool found = false;
        TRY(rows_.scan(span_prefix, after_prefix(span_prefix),
                       [&](std::string_view, std::string_view) {
                           found = true;
                           return false;
                       }));
        has_any_ = found;
    }
    return *has_any_;
}

}  // namespace ledger
