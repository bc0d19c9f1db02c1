#include "engine/domains/sla/course.hpp"

#include <algorithm>

namespace ledger::sla {
namespace {

/// Why time between a repair and the fault's return does not count.
constexpr std::string_view restored_reason = "restored";
/// Texts of outages are shorter; one that is not is cut, since it only names a site.
constexpr std::size_t max_text_bytes = std::numeric_limits<std::uint8_t>::max();

void put_text(std::string& out, std::string_view text) {
    const std::string_view head = text.substr(0, max_text_bytes);
    put_big_endian(out, static_cast<std::uint8_t>(head.size()));
    out.append(head);
}

void put_time(std::string& out, Timestamp time) {
    put_big_endian(out, static_cast<std::uint64_t>(nanoseconds(time)));
}

Timestamp take_time(ByteReader& reader) {
    return timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
}

void put_flag(std::string& out, bool flag) { put_big_endian(out, static_cast<std::uint8_t>(flag)); }

}  // namespace

void Course::append_to(std::string& out) const {
    put_text(out, outage);
    put_flag(out, site_id.has_value());
    put_text(out, site_id.value_or(""));
    put_text(out, site_name);
    put_big_endian(out, static_cast<std::uint8_t>(severity));
    put_time(out, detected_at);
    put_time(out, resolved_at);
    put_flag(out, open);
    put_flag(out, deleted);
    put_big_endian(out, static_cast<std::uint8_t>(verdict));
    put_big_endian(out, static_cast<std::uint64_t>(amount.units()));
    put_big_endian(out, static_cast<std::uint32_t>(restored.size()));
    for (const Interval& span : restored) {
        put_time(out, span.from);
        put_time(out, span.to);
    }
}

Result<Course> Course::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    Course course;
    course.outage = reader.take_string8();
    const bool has_site = reader.take<std::uint8_t>() != 0;
    const std::string_view site = reader.take_string8();
    if (has_site) course.site_id = site;
    course.site_name = reader.take_string8();
    course.severity = static_cast<Severity>(reader.take<std::uint8_t>());
    course.detected_at = take_time(reader);
    course.resolved_at = take_time(reader);
    course.open = reader.take<std::uint8_t>() != 0;
    course.deleted = reader.take<std::uint8_t>() != 0;
    course.verdict = static_cast<Verdict>(reader.take<std::uint8_t>());
    course.amount = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    for (auto spans = reader.take<std::uint32_t>(); spans > 0 && reader.ok(); --spans) {
        const Timestamp from = take_time(reader);
        course.restored.push_back({from, take_time(reader)});
    }
    if (!reader.finished() || course.severity > Severity::low || course.verdict > Verdict::deleted)
        return fail(ErrorKind::corrupt, "view.malformed", "a row of sla_periods is malformed");
    return course;
}

std::vector<Interval> down_times(const Course& course, Timestamp until) {
    const Interval whole{course.detected_at,
                         course.open ? until : std::min(course.resolved_at, until)};
    if (whole.from >= whole.to) return {};
    return remainder(whole, merged_within(whole, course.restored));
}

std::vector<Interval> restored_spans(const std::vector<Exclusion>& exclusions) {
    std::vector<Interval> spans;
    for (const Exclusion& exclusion : exclusions)
        if (exclusion.reason == restored_reason) spans.push_back({exclusion.from, exclusion.to});
    return spans;
}

}  // namespace ledger::sla
