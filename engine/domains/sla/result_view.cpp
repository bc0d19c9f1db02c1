// Folds results into rows: "r", resolved_at, outage -> ResultLine; "k" outage -> that key.
#include "engine/domains/sla/result_view.hpp"

#include "engine/domains/sla/outage_facts.hpp"

namespace ledger::sla {
namespace {

constexpr std::string_view result_prefix = "r";

std::string place_key(std::string_view outage) { return "k" + std::string{outage}; }

/// Of all that were resolved at `time`.
std::string time_key(Timestamp time) {
    return std::string{result_prefix} +
           big_endian_key(static_cast<std::uint64_t>(nanoseconds(time)));
}

std::string encode(const ResultLine& line) {
    std::string out;
    put_big_endian(out, static_cast<std::uint8_t>(line.severity));
    put_big_endian(out, static_cast<std::uint8_t>(line.excluded));
    put_big_endian(out, static_cast<std::uint64_t>(line.counted.count()));
    put_big_endian(out, line.minutes);
    put_big_endian(out, static_cast<std::uint64_t>(line.amount.units()));
    put_big_endian(out, line.policy_version);
    return out;
}

Result<ResultLine> decode(std::string_view key, std::string_view value) {
    ByteReader name{key};
    name.take_bytes(result_prefix.size());
    ByteReader reader{value};
    ResultLine line;
    line.resolved_at = timestamp_of(static_cast<std::int64_t>(name.take<std::uint64_t>()));
    line.outage = name.rest();
    line.severity = static_cast<Severity>(reader.take<std::uint8_t>());
    line.excluded = reader.take<std::uint8_t>() != 0;
    line.counted = Duration{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    line.minutes = reader.take<std::uint64_t>();
    line.amount = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    line.policy_version = reader.take<std::uint32_t>();
    if (!name.ok() || !reader.finished() || line.severity > Severity::low)
        return fail(ErrorKind::corrupt, "view.malformed", "a row of sla_results is malformed");
    return line;
}

ResultLine line_of(const Calculated& result) {
    return {.outage = result.outage.value,
            .resolved_at = result.resolved_at,
            .severity = result.severity,
            .excluded = result.status == Verdict::excluded,
            .counted = total_length(
                counted_intervals(result.detected_at, result.resolved_at, result.excluded)),
            .minutes = result.mttr_minutes.value_or(0),
            .amount = result.amount,
            .policy_version = result.policy_version};
}

Result<void> erase_line(Rows& rows, const OutageId& outage) {
    TRY(place, rows.get(place_key(outage.value)));
    if (!place) return {};
    rows.erase(*place);
    rows.erase(place_key(outage.value));
    return {};
}

/// It is open, or open again.
Result<void> fold(Rows& rows, const TermsPinned& event) { return erase_line(rows, event.outage); }

Result<void> fold(Rows& rows, const Calculated& event) {
    TRY(erase_line(rows, event.outage));
    if (event.status == Verdict::deleted) return {};
    const std::string key = time_key(event.resolved_at) + event.outage.value;
    rows.put(key, encode(line_of(event)));
    rows.put(place_key(event.outage.value), key);
    return {};
}

}  // namespace

Result<void> fold_result(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    return fold_own_event(event, [&](const auto& e) { return fold(rows, e); });
}

Result<void> scan_results(const RowReader& rows, Timestamp from, Timestamp until,
                          FunctionRef<Result<void>(const ResultLine& line)> visit) {
    if (from >= until) return {};
    Result<void> result;
    TRY(rows.scan(time_key(from), time_key(until),
                  [&](std::string_view key, std::string_view value) {
                      const Result<ResultLine> line = decode(key, value);
                      result = line ? visit(*line) : fail(line.error());
                      return result.has_value();
                  }));
    return result;
}

}  // namespace ledger::sla
