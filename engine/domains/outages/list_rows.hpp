// The rows of the view "outage_list". Outages stand in it by their numbers, the N of OUTN: each has
// a line and a record in a column of facts; above them stand tallies, beside them postings: which
// of them have a term.
//   "i" number             -> what the list shows of the outage
//   "f" number / 256       -> Facts of 256 outages
//   "g" number / 16 Ki     -> Tally of each 256 outages, and of all of them
//   "w" kind, text         -> Term
//   "o" term, number / 256 -> RowBits: those of 256 outages that have a term
//   "n"                    -> how many terms there are
//   "p", "q"               -> planned maintenance of sites, as in span_rows.hpp
// docs/decisions/013-list-indexes.md says why.
#pragma once

#include "engine/domains/outages/folding.hpp"
#include "engine/domains/outages/row_bits.hpp"
#include "engine/ports/rows.hpp"
#include "engine/ports/span_rows.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::outages {

/// An outage by the number in its id.
using Number = std::uint64_t;
inline constexpr std::size_t tallies_per_row = 64;
/// Numbers of outages end here, so that numbers of rows have 32 bits.
inline constexpr Number max_number = (std::uint64_t{1} << 32U) * facts_per_row - 1;
inline std::uint32_t facts_row_of(Number number) {
    return static_cast<std::uint32_t>(number / facts_per_row);
}

/// Nothing for what is no id of this server.
std::optional<Number> number_of(std::string_view id);

std::string item_key(Number number);
std::string facts_key(std::uint32_t row);
std::string tallies_key(std::uint32_t row);
std::string postings_key(std::uint32_t term, std::uint32_t row);
/// What the keys of a term's postings begin with.
std::string postings_prefix(std::uint32_t term);
/// The number at the end of a key of these four.
std::uint64_t row_of_key(std::string_view key);

/// What is filtered and sorted by, of one outage.
struct Facts {
    bool exists = false;
    bool deleted = false;
    Status status = Status::active;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::uint32_t site_name = 0;  ///< By the number of its term.

    bool operator==(const Facts&) const = default;
};

class FactsRow {
public:
    static Result<FactsRow> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
    /// `index` below facts_per_row.
    Facts at(std::size_t index) const { return index < facts_.size() ? facts_[index] : Facts{}; }
    void set(std::size_t index, const Facts& facts);

private:
    std::vector<Facts> facts_;
};

/// How many outages there are of each kind, the deleted ones apart, and when they were detected.
struct Tally {
    static constexpr std::size_t statuses = enum_names<Status>.size();
    static constexpr std::size_t severities = enum_names<Severity>.size();

    Timestamp oldest = Timestamp::max();  ///< No outage is older: it may be earlier than any.
    Timestamp newest = Timestamp::min();
    std::array<std::array<std::uint32_t, severities>, statuses> counts{};
    std::uint32_t deleted = 0;

    bool empty() const { return oldest > newest; }
    void add(const Facts& facts);
    /// Leaves the two times as they are.
    void remove(const Facts& facts);
    void add(const Tally& other);
};

class TalliesRow {
public:
    static Result<TalliesRow> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
    Tally& of(std::size_t index) { return tallies_[index]; }
    const Tally& of(std::size_t index) const { return tallies_[index]; }

    /// Of all of a row's outages, which stands at its front.
    static Result<Tally> total_of(std::string_view bytes);

private:
    std::vector<Tally> tallies_ = std::vector<Tally>(tallies_per_row);
};

/// What an outage can be found by; the byte in front of its text.
enum class TermKind : char {
    site_id = 's',
    site_name = 'n',
    site_path = 'p',
    assigned_to = 'a',
    tag = 't',
    word = 'w'
};
std::string term_key(TermKind kind, std::string_view text);
inline std::string_view text_of_term(std::string_view key) { return key.substr(2); }
inline constexpr std::string_view term_count_key = "n";

/// A text that outages are found by, and the outages themselves as long as they are few; those of a
/// term that many have stand in its postings.
struct Term {
    static constexpr std::size_t max_few = 4;

    std::uint32_t number = 0;
    bool is_spread = false;  ///< Once there were more: from then on it has postings.
    std::vector<Number> few;

    static Result<Term> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
};

/// How a line of the list is folded, and stored.
struct Line {
    Followed<OutageItem> outage;
    std::uint32_t site_name = 0;         ///< By the number of its term.
    std::vector<std::string> site_path;  ///< The site and what it belongs to, as was recorded.

    static Result<Line> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;
    Facts facts() const;
};
/// What the list shows of a line, as JSON; what depends on the time is null while it is open.
Result<std::string_view> stored_item(std::string_view line);
/// Likewise, at `now`. `windows`: planned maintenance until then, of the same view.
Result<std::string> item_at(std::string_view line, SpanReader& windows, Timestamp now);
/// Whether what the list shows of it depends on when it is read.
bool is_line_live(std::string_view line);

}  // namespace ledger::outages
