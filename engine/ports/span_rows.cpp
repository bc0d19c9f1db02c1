#include "engine/ports/span_rows.hpp"

#include "engine/kernel/bytes.hpp"

#include <algorithm>
#include <iterator>
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
        TRY(known, known_after(time, place));
        std::ranges::copy_if(*known, std::back_inserter(spans),
                             [&](const Interval& span) { return span.to > time; });
    }
    return spans;
}

Result<const std::vector<Interval>*> SpanReader::known_after(Timestamp time,
                                                             const std::string& place) {
    const auto known = known_.find(place);
    if (known != known_.end() && known->second.after <= time) return &known->second.spans;
    // Whoever asks for more than the first did gets all, so that nobody has to read once more.
    const Timestamp begin = known == known_.end() ? time : Timestamp::min();
    TRY(spans, read_after(begin, place));
    Known& read = known_[place];
    read = {begin, std::move(spans)};
    return &read.spans;
}

Result<std::vector<Interval>> SpanReader::read_after(Timestamp time, const std::string& place) {
    std::vector<Interval> spans;
    bool is_whole = true;
    const std::string prefix = place_prefix(place);
    TRY(rows_.scan(end_key(place, time), after_prefix(prefix),
                   [&](std::string_view key, std::string_view row) {
                       ByteReader end{key.substr(prefix.size())};
                       ByteReader from{row};
                       const Interval span{take_time(from), take_time(end)};
                       is_whole = from.finished() && end.ok();
                       if (span.from < until_) spans.push_back(span);
                       return is_whole;
                   }));
    if (!is_whole) return fail(ErrorKind::corrupt, "view.malformed", "a span of " + place);
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
