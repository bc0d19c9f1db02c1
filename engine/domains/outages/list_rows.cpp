#include "engine/domains/outages/list_rows.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <charconv>

namespace ledger::outages {
namespace {

constexpr char item_prefix = 'i';
constexpr char facts_prefix = 'f';
constexpr char tallies_prefix = 'g';
constexpr char term_prefix = 'w';
constexpr char posting_prefix = 'o';

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
std::string postings_prefix(std::uint32_t term) { return row_key(posting_prefix, term); }
std::string postings_key(std::uint32_t term, std::uint32_t row) {
    std::string key = postings_prefix(term);
    put_big_endian(key, row);
    return key;
}

std::uint64_t row_of_key(std::string_view key) {
    const std::size_t bytes = key.front() == item_prefix ? sizeof(Number) : sizeof(std::uint32_t);
    ByteReader reader{key.substr(key.size() - bytes)};
    return key.front() == item_prefix ? reader.take<Number>() : reader.take<std::uint32_t>();
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
        facts.site_name = reader.take<std::uint32_t>();
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
        put_big_endian(out, facts.site_name);
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
    term.is_spread = reader.take<std::uint8_t>() != 0;
    while (!reader.rest().empty()) term.few.push_back(reader.take<Number>());
    if (!reader.finished()) return malformed("a term");
    return term;
}

void Term::append_to(std::string& out) const {
    put_big_endian(out, number);
    put_big_endian(out, static_cast<std::uint8_t>(is_spread ? 1 : 0));
    for (const Number outage : few) put_big_endian(out, outage);
}

Result<Line> Line::from_bytes(std::string_view bytes) {
    ByteReader reader{bytes};
    Line line;
    reader.take<std::uint8_t>();  // Whether it is live.
    line.outage.clock = take_clock(reader);
    line.site_name = reader.take<std::uint32_t>();
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
    put_big_endian(out, site_name);
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
            .detected_at = shown.detected_at,
            .site_name = site_name};
}

bool is_line_live(std::string_view line) { return ByteReader{line}.take<std::uint8_t>() != 0; }

Result<std::string_view> stored_item(std::string_view line) {
    ByteReader reader{line};
    reader.take<std::uint8_t>();
    take_clock(reader);
    reader.take<std::uint32_t>();  // The term of its site's name.
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
