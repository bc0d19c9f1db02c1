#include "engine/domains/outages/list_rows.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace ledger::outages {
namespace {

constexpr char item_prefix = 'i';
constexpr char facts_prefix = 'f';
constexpr char tallies_prefix = 'g';
constexpr char terms_prefix = 't';
constexpr char term_prefix = 'w';

constexpr std::uint8_t exists_flag = 1;
constexpr std::uint8_t deleted_flag = 2;

std::unexpected<Error> malformed(std::string_view what) {
    return fail(ErrorKind::corrupt, "outage_list.row", std::string{what} + " is malformed");
}

std::string row_key(char prefix, std::uint32_t row) {
    std::string key{prefix};
    put_big_endian(key, row);
    return key;
}

void put_time(std::string& out, Timestamp time) {
    put_big_endian(out, static_cast<std::uint64_t>(nanoseconds(time)));
}
Timestamp take_time(ByteReader& reader) {
    return timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
}

void put_tally(std::string& out, const Tally& tally) {
    put_time(out, tally.oldest);
    put_time(out, tally.newest);
    for (const auto& severities : tally.counts)
        for (const std::uint32_t count : severities) put_big_endian(out, count);
    put_big_endian(out, tally.deleted);
}
Tally take_tally(ByteReader& reader) {
    Tally tally;
    tally.oldest = take_time(reader);
    tally.newest = take_time(reader);
    for (auto& severities : tally.counts)
        for (std::uint32_t& count : severities) count = reader.take<std::uint32_t>();
    tally.deleted = reader.take<std::uint32_t>();
    return tally;
}

/// LEB128.
void put_varint(std::string& out, std::uint32_t value) {
    constexpr unsigned more = 0x80;
    for (; value >= more; value >>= 7U) out += static_cast<char>(value | more);
    out += static_cast<char>(value);
}

/// Nothing when the list does not end with its last number.
bool take_varints(std::string_view bytes, std::vector<std::uint32_t>& numbers) {
    numbers.clear();
    std::uint32_t last = 0;
    std::uint32_t value = 0;
    unsigned shift = 0;
    for (const char byte : bytes) {
        const auto bits = static_cast<unsigned char>(byte);
        value |= static_cast<std::uint32_t>(bits & 0x7FU) << shift;
        shift += 7;
        if ((bits & 0x80U) != 0) {
            if (shift >= 32) return false;
            continue;
        }
        last += value;
        numbers.push_back(last);
        value = 0;
        shift = 0;
    }
    return shift == 0;
}

}  // namespace

std::optional<Number> number_of(std::string_view id) {
    if (!is_outage_id(id)) return std::nullopt;
    const std::string_view digits = id.substr(id.find_first_of("0123456789"));
    Number number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc{} || rest != end || number > max_number) return std::nullopt;
    return number;
}

std::string item_key(Number number) { return item_prefix + big_endian_key(number); }
std::string facts_key(std::uint32_t row) { return row_key(facts_prefix, row); }
std::string tallies_key(std::uint32_t row) { return row_key(tallies_prefix, row); }
std::string terms_key(std::uint32_t row) { return row_key(terms_prefix, row); }

std::uint64_t row_of_key(std::string_view key) {
    ByteReader reader{key.substr(1)};
    return key.front() == item_prefix ? reader.take<std::uint64_t>() : reader.take<std::uint32_t>();
}

std::string term_key(TermKind kind, std::string_view text) {
    std::string key{term_prefix, static_cast<char>(kind)};
    key += text;
    return key;
}

Result<FactsRow> FactsRow::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    FactsRow row;
    while (!reader.rest().empty()) {
        Facts facts;
        const auto flags = reader.take<std::uint8_t>();
        const auto status = reader.take<std::uint8_t>();
        const auto severity = reader.take<std::uint8_t>();
        facts.exists = (flags & exists_flag) != 0;
        facts.deleted = (flags & deleted_flag) != 0;
        facts.status = static_cast<Status>(status);
        facts.severity = static_cast<Severity>(severity);
        facts.detected_at = take_time(reader);
        if (!reader.ok() || status >= Tally::statuses || severity >= Tally::severities ||
            row.facts_.size() == facts_per_row)
            return malformed("a row of facts");
        row.facts_.push_back(facts);
    }
    return row;
}

void FactsRow::append_to(std::string& out) const {
    for (const Facts& facts : facts_) {
        const unsigned flags =
            (facts.exists ? exists_flag : 0U) | (facts.deleted ? deleted_flag : 0U);
        put_big_endian(out, static_cast<std::uint8_t>(flags));
        put_big_endian(out, static_cast<std::uint8_t>(facts.status));
        put_big_endian(out, static_cast<std::uint8_t>(facts.severity));
        put_time(out, facts.detected_at);
    }
}

void FactsRow::set(std::size_t index, const Facts& facts) {
    LEDGER_ASSERT(index < facts_per_row);
    if (facts_.size() <= index) facts_.resize(index + 1);
    facts_[index] = facts;
}

void Tally::add(const Facts& facts) {
    if (!facts.exists) return;
    oldest = std::min(oldest, facts.detected_at);
    newest = std::max(newest, facts.detected_at);
    if (facts.deleted) {
        ++deleted;
    } else {
        ++counts[static_cast<std::size_t>(facts.status)][static_cast<std::size_t>(facts.severity)];
    }
}

void Tally::remove(const Facts& facts) {
    if (!facts.exists) return;
    if (facts.deleted) {
        --deleted;
    } else {
        --counts[static_cast<std::size_t>(facts.status)][static_cast<std::size_t>(facts.severity)];
    }
}

void Tally::add(const Tally& other) {
    oldest = std::min(oldest, other.oldest);
    newest = std::max(newest, other.newest);
    for (std::size_t i = 0; i < statuses; ++i)
        for (std::size_t j = 0; j < severities; ++j) counts[i][j] += other.counts[i][j];
    deleted += other.deleted;
}

Result<TalliesRow> TalliesRow::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    take_tally(reader);  // The total.
    TalliesRow row;
    for (std::size_t i = 0; !reader.rest().empty() && i < tallies_per_row; ++i)
        row.tallies_[i] = take_tally(reader);
    if (!reader.finished()) return malformed("a row of tallies");
    return row;
}

void TalliesRow::append_to(std::string& out) const {
    Tally total;
    std::size_t used = 0;
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        total.add(tallies_[i]);
        if (!tallies_[i].empty()) used = i + 1;
    }
    put_tally(out, total);
    for (std::size_t i = 0; i < used; ++i) put_tally(out, tallies_[i]);
}

Result<Tally> TalliesRow::total_of(std::string_view bytes) {
    ByteReader reader{bytes};
    const Tally total = take_tally(reader);
    if (!reader.ok()) return malformed("a row of tallies");
    return total;
}

Result<Term> Term::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    Term term;
    term.number = reader.take<std::uint32_t>();
    term.is_common = reader.take<std::uint8_t>() != 0;
    while (!reader.rest().empty()) term.rows.push_back(reader.take<std::uint32_t>());
    if (!reader.finished()) return malformed("a term");
    return term;
}

void Term::append_to(std::string& out) const {
    put_big_endian(out, number);
    put_big_endian(out, static_cast<std::uint8_t>(is_common ? 1 : 0));
    for (const std::uint32_t row : rows) put_big_endian(out, row);
}

bool Term::misses(std::uint32_t row) const {
    return !is_common && std::ranges::find(rows, row) == rows.end();
}

void Term::add(std::uint32_t row) {
    if (!misses(row)) return;
    is_common = rows.size() == max_rows;
    if (is_common) {
        rows.clear();
    } else {
        rows.push_back(row);
    }
}

Result<TermsRow> TermsRow::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    TermsRow row;
    while (!reader.rest().empty())
        row.lists_.emplace_back(reader.take_bytes(reader.take<std::uint32_t>()));
    if (!reader.finished() || row.lists_.size() > term_lists_per_row)
        return malformed("a row of terms");
    return row;
}

void TermsRow::append_to(std::string& out) const {
    for (const std::string& list : lists_) {
        put_big_endian(out, static_cast<std::uint32_t>(list.size()));
        out += list;
    }
}

Result<std::vector<std::uint32_t>> TermsRow::at(std::size_t index) const {
    std::vector<std::uint32_t> numbers;
    if (index < lists_.size() && !take_varints(lists_[index], numbers))
        return malformed("a list of terms");
    return numbers;
}

void TermsRow::set(std::size_t index, const std::vector<std::uint32_t>& numbers) {
    LEDGER_ASSERT(index < term_lists_per_row);
    if (lists_.size() <= index) lists_.resize(index + 1);
    std::string& list = lists_[index];
    list.clear();
    std::uint32_t last = 0;
    for (const std::uint32_t number : numbers)
        put_varint(list, number - std::exchange(last, number));
}

Result<void> scan_terms(
    std::string_view bytes, std::uint64_t wanted,
    FunctionRef<void(std::size_t index, const std::vector<std::uint32_t>& numbers)> visit) {
    ByteReader reader{bytes};
    std::vector<std::uint32_t> numbers;
    for (std::size_t index = 0; !reader.rest().empty() && index < term_lists_per_row; ++index) {
        const std::string_view list = reader.take_bytes(reader.take<std::uint32_t>());
        if ((wanted >> index & 1U) == 0) continue;
        if (!take_varints(list, numbers)) return malformed("a list of terms");
        visit(index, numbers);
    }
    if (!reader.finished()) return malformed("a row of terms");
    return {};
}

Result<Line> Line::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    Line line;
    reader.take<std::uint8_t>();  // Whether it is live.
    line.outage.clock = take_clock(reader);
    const auto places = reader.take<std::uint8_t>();
    for (std::size_t i = 0; i < places && reader.ok(); ++i)
        line.site_path.emplace_back(reader.take_string8());
    if (!reader.ok()) return malformed("a line");
    TRY(shown, json::parse_stored<OutageItem>(reader.rest()));
    line.outage.shown = std::move(shown);
    return line;
}

void Line::append_to(std::string& out) const {
    const OutageItem& shown = outage.shown;
    const bool is_live = shown.is_open && !shown.deleted_at;
    put_big_endian(out, static_cast<std::uint8_t>(is_live ? 1 : 0));
    put_clock(out, outage.clock);
    put_big_endian(out, static_cast<std::uint8_t>(site_path.size()));
    for (const std::string& place : site_path) {
        put_big_endian(out, static_cast<std::uint8_t>(place.size()));
        out += place;
    }
    json::write(out, shown);
}

Facts Line::facts() const {
    const OutageItem& shown = outage.shown;
    return {.exists = true,
            .deleted = shown.deleted_at.has_value(),
            .status = shown.status,
            .severity = shown.severity,
            .detected_at = shown.detected_at};
}

bool is_line_live(std::string_view line) { return ByteReader{line}.take<std::uint8_t>() != 0; }

Result<std::string_view> stored_item(std::string_view line) {
    ByteReader reader{line};
    reader.take<std::uint8_t>();
    take_clock(reader);
    const auto places = reader.take<std::uint8_t>();
    for (std::size_t i = 0; i < places; ++i) reader.take_string8();
    if (!reader.ok()) return malformed("a line");
    return reader.rest();
}

Result<std::string> item_at(std::string_view line, SpanReader& windows, Timestamp now) {
    if (!is_line_live(line)) {
        TRY(item, stored_item(line));
        return std::string{item};
    }
    TRY(read, Line::from_bytes(line));
    TRY(planned, windows.after(read.outage.clock.began, read.site_path));
    show_at(read.outage, planned, now);
    return json::text_of(read.outage.shown);
}

}  // namespace ledger::outages
