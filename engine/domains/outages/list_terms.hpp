// What a filter asks of an outage's terms, looked up in the list's dictionary of terms.
#pragma once

#include "engine/domains/outages/list_requests.hpp"
#include "engine/domains/outages/list_rows.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ledger::outages {

/// A beginning of more words than this finds nothing: it says too little.
inline constexpr std::size_t max_words_of_beginning = 50'000;

/// Both ends belong to it.
struct NumberRange {
    Number first;
    Number last;
};

/// Outages that have one of some terms, or one of some numbers.
class TermCondition {
public:
    void add(Number outage);
    void add(std::uint32_t row, const RowBits& outages);
    /// Also numbers that no outage has.
    void add(const NumberRange& range) { ranges_.push_back(range); }

    RowBits in(std::uint32_t row) const;

private:
    std::vector<RowBits> rows_;  ///< Of facts; behind them there is none.
    std::vector<NumberRange> ranges_;
};

/// Those that hold for every outage are left out. 422 for a beginning of too many words.
Result<std::vector<TermCondition>> term_conditions(const RowReader& rows, const ListFilter& filter);

/// Outages whose id, in one case, begins with `word`.
std::vector<NumberRange> ids_beginning_with(std::string_view word);

/// All names of sites that were ever listed, in order, with the numbers of their terms.
struct SiteNames {
    std::vector<std::string> names;
    std::vector<std::uint32_t> place_of_term;  ///< By number of term; `none` for other terms.
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    /// The place in `names` of the name that is this term.
    std::uint32_t place(std::uint32_t term) const {
        return term < place_of_term.size() ? place_of_term[term] : none;
    }
};
Result<SiteNames> site_names(const RowReader& rows);

}  // namespace ledger::outages
