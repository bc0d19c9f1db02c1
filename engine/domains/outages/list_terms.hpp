// What a filter asks of an outage's terms, looked up in the list's dictionary of terms.
#pragma once

#include "engine/domains/outages/list_requests.hpp"
#include "engine/domains/outages/list_rows.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ledger::outages {

class TermSet {
public:
    void add(std::uint32_t number);
    bool contains(std::uint32_t number) const {
        return number / 64 < bits_.size() && (bits_[number / 64] >> number % 64 & 1U) != 0;
    }

private:
    std::vector<std::uint64_t> bits_;
};

/// Both ends belong to it.
struct NumberRange {
    Number first;
    Number last;
};

/// An outage must have one of these terms, or one of these numbers.
struct TermCondition {
    TermSet terms;
    std::vector<NumberRange> numbers;
    /// Rows of facts outside of which none has, in order; nothing: any.
    std::optional<std::vector<std::uint32_t>> rows = std::vector<std::uint32_t>{};

    bool holds(Number number, const std::vector<std::uint32_t>& terms_of_it) const;
};

/// Those that hold for every outage are left out.
Result<std::vector<TermCondition>> term_conditions(const RowReader& rows, const ListFilter& filter);

/// Outages whose id, in one case, begins with `word`.
std::vector<NumberRange> ids_beginning_with(std::string_view word);

/// All names of sites that were ever listed, in order, with the numbers of their terms.
struct SiteNames {
    std::vector<std::string> names;
    std::vector<std::uint32_t> place_of_term;  ///< By number of term; `none` for other terms.
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    /// The place in `names` of the name that is among the terms.
    std::uint32_t place(const std::vector<std::uint32_t>& terms) const;
};
Result<SiteNames> site_names(const RowReader& rows);

}  // namespace ledger::outages
