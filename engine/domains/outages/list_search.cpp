#include "engine/domains/outages/list_search.hpp"

#include "engine/domains/outages/facts_filter.hpp"
#include "engine/domains/outages/list_terms.hpp"

#include <algorithm>
#include <bit>
#include <queue>
#include <ranges>

namespace ledger::outages {
namespace {

/// Rows that stand so near each other are passed over rather than looked up one by one.
constexpr std::uint64_t passed_over = 4;
constexpr std::size_t lists_per_facts = facts_per_row / term_lists_per_row;

/// Rows of one kind, by their numbers, which are in order.
template <class Visit>
Result<void> visit_rows(const RowReader& rows, std::string (*key_of_row)(std::uint32_t),
                        const std::vector<std::uint32_t>& wanted, Visit visit) {
    if (wanted.empty()) return {};
    const std::uint64_t span = wanted.back() - wanted.front() + std::uint64_t{1};
    if (span > passed_over * wanted.size()) {
        for (const std::uint32_t row : wanted) {
            TRY(bytes, rows.get(key_of_row(row)));
            if (bytes) TRY(visit(row, *bytes));
        }
        return {};
    }
    auto next = wanted.begin();
    Result<void> verdict;
    TRY(rows.scan(key_of_row(wanted.front()), key_of_row(wanted.back()) + '\0',
                  [&](std::string_view key, std::string_view bytes) {
                      const std::uint64_t row = row_of_key(key);
                      while (next != wanted.end() && *next < row) ++next;
                      if (next == wanted.end()) return false;
                      if (*next == row) verdict = visit(*next, bytes);
                      return verdict.has_value();
                  }));
    return verdict;
}

/// Those outages of a row of facts that are still in question.
struct Candidates {
    std::uint32_t row;
    FactsRow facts;
    std::array<std::uint64_t, lists_per_facts> bits{};

    std::uint64_t count() const {
        std::uint64_t count = 0;
        for (const std::uint64_t word : bits) count += static_cast<unsigned>(std::popcount(word));
        return count;
    }
    Number number(std::size_t index) const { return row * Number{facts_per_row} + index; }
    void keep_if(auto holds) {
        for (std::size_t i = 0; i < facts_per_row; ++i)
            if ((bits[i / 64] >> i % 64 & 1U) != 0 && !holds(i))
                bits[i / 64] &= ~(std::uint64_t{1} << i % 64);
    }
};

Candidates candidates_in(std::uint32_t row, FactsRow facts, const FactsFilter& filter) {
    Candidates found{.row = row, .facts = std::move(facts)};
    for (std::size_t i = 0; i < facts_per_row; ++i)
        if (filter.passes(found.facts.at(i))) found.bits[i / 64] |= std::uint64_t{1} << i % 64;
    return found;
}

class Search {
public:
    Search(const RowReader& rows, const ListFilter& filter, const ListWindow& window)
        : rows_{rows},
          filter_{filter},
          window_{window},
          order_{order_of(filter)},
          facts_filter_{filter},
          keys_{wanted(), std::nullopt} {}

    Result<FoundOutages> run() {
        TRY(conditions, term_conditions(rows_, filter_));
        conditions_ = std::move(conditions);
        std::optional<ListKey> after;
        if (window_.after) after = ListKey{window_.after->primary, window_.after->number};
        if (by_name()) {
            TRY(names, site_names(rows_));
            names_ = std::move(names);
            if (after) after->primary = directed(order_, place_of(window_.after->site_name));
        }
        keys_ = LowestKeys{wanted(), after};
        const bool is_counted =
            conditions_.empty() && !filter_.external_id && !by_name() && facts_filter_.is_counted();
        if (is_counted) {
            TRY(search_by_tallies());
        } else {
            TRY(search_rows());
        }
        return found();
    }

private:
    /// One more than the window, to know whether more follow.
    std::uint64_t wanted() const {
        const auto all = std::numeric_limits<std::uint64_t>::max();
        return window_.limit == all ? all : window_.offset + window_.limit + 1;
    }
    bool by_name() const { return order_.field == SortField::site_name; }
    std::uint64_t place_of(std::string_view name) const {
        const auto found = std::ranges::lower_bound(names_.names, name);
        return static_cast<std::uint64_t>(found - names_.names.begin());
    }
    Result<void> for_each_tallies(FunctionRef<Result<void>(std::uint32_t, std::string_view)> visit);
    Result<void> search_by_tallies();
    Result<void> search_rows();
    Result<std::vector<std::uint32_t>> rows_in_question();
    Result<std::vector<Candidates>> by_facts(const std::vector<std::uint32_t>& in_question);
    void keep_name(Number number, const std::vector<std::uint32_t>& terms);
    Result<void> by_terms(std::vector<Candidates>& candidates);
    Result<void> by_lines(std::vector<Candidates>& candidates);
    void take(const Candidates& candidates);
    Result<FoundOutages> found();

    const RowReader& rows_;
    const ListFilter& filter_;
    const ListWindow& window_;
    ListOrder order_;
    FactsFilter facts_filter_;
    LowestKeys keys_;
    std::vector<TermCondition> conditions_;
    SiteNames names_;
    std::vector<std::uint32_t> name_places_;  ///< By number, of those that were looked at.
    std::uint64_t total_ = 0;
};

/// Visits rows of tallies in which an outage may match.
Result<void> Search::for_each_tallies(
    FunctionRef<Result<void>(std::uint32_t row, std::string_view bytes)> visit) {
    const std::string prefix = tallies_key(0).substr(0, 1);
    Result<void> verdict;
    TRY(rows_.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view bytes) {
        const auto total = TalliesRow::total_of(bytes);
        if (!total) {
            verdict = fail(total.error());
        } else if (facts_filter_.may_be_in(*total)) {
            verdict = visit(static_cast<std::uint32_t>(row_of_key(key)), bytes);
        }
        return verdict.has_value();
    }));
    return verdict;
}

/// Every match is counted by tallies; what may be on the page is read in the order of the list, and
/// no more of it than the page needs.
Result<void> Search::search_by_tallies() {
    struct Unread {
        ListKey low;
        std::uint32_t row;
        std::optional<TalliesRow> tallies;  ///< Of many rows of facts; else it is one.
        bool operator<(const Unread& other) const { return low > other.low; }
    };
    std::priority_queue<Unread> unread;
    const auto put = [&](std::uint32_t row, const Tally& tally, std::size_t rows_in_it,
                         std::optional<TalliesRow> tallies) {
        const Number first = row * Number{facts_per_row} * rows_in_it;
        const Number last = first + facts_per_row * rows_in_it - 1;
        const auto [low, high] = facts_filter_.bounds(order_, tally, first, last);
        if (!keys_.is_behind(high)) unread.push({low, row, std::move(tallies)});
    };
    TRY(for_each_tallies([&](std::uint32_t row, std::string_view bytes) -> Result<void> {
        TRY(total, TalliesRow::total_of(bytes));
        TRY(tallies, TalliesRow::from_bytes(bytes));
        total_ += facts_filter_.count(total);
        put(row, total, tallies_per_row, std::move(tallies));
        return {};
    }));
    while (!unread.empty() && keys_.may_take(unread.top().low)) {
        const Unread next = unread.top();
        unread.pop();
        for (std::uint32_t i = 0; next.tallies && i < tallies_per_row; ++i)
            if (facts_filter_.may_be_in(next.tallies->of(i)))
                put(next.row * std::uint32_t{tallies_per_row} + i, next.tallies->of(i), 1, {});
        if (next.tallies) continue;
        TRY(bytes, rows_.get(facts_key(next.row)));
        TRY(facts, FactsRow::from_bytes(bytes.value_or("")));
        take(candidates_in(next.row, std::move(facts), facts_filter_));
    }
    return {};
}

Result<void> Search::search_rows() {
    TRY(in_question, rows_in_question());
    TRY(candidates, by_facts(in_question));
    if (!conditions_.empty() || by_name()) TRY(by_terms(candidates));
    if (filter_.external_id) TRY(by_lines(candidates));
    for (const Candidates& some : candidates) {
        total_ += some.count();
        take(some);
    }
    return {};
}

/// Rows of facts in which tallies and terms do not rule out a match.
Result<std::vector<std::uint32_t>> Search::rows_in_question() {
    std::vector<std::uint32_t> found;
    TRY(for_each_tallies([&](std::uint32_t row, std::string_view bytes) -> Result<void> {
        TRY(tallies, TalliesRow::from_bytes(bytes));
        for (std::uint32_t i = 0; i < tallies_per_row; ++i)
            if (facts_filter_.may_be_in(tallies.of(i)))
                found.push_back(row * std::uint32_t{tallies_per_row} + i);
        return {};
    }));
    for (const TermCondition& condition : conditions_)
        if (condition.rows)
            std::erase_if(found, [&](std::uint32_t row) {
                return !std::ranges::binary_search(*condition.rows, row);
            });
    return found;
}

Result<std::vector<Candidates>> Search::by_facts(const std::vector<std::uint32_t>& in_question) {
    std::vector<Candidates> found;
    TRY(visit_rows(rows_, facts_key, in_question,
                   [&](std::uint32_t row, std::string_view bytes) -> Result<void> {
                       TRY(facts, FactsRow::from_bytes(bytes));
                       Candidates some = candidates_in(row, std::move(facts), facts_filter_);
                       if (some.count() > 0) found.push_back(std::move(some));
                       return {};
                   }));
    return found;
}

void Search::keep_name(Number number, const std::vector<std::uint32_t>& terms) {
    if (!by_name()) return;
    if (name_places_.size() <= number) name_places_.resize(number + 1);
    name_places_[number] = names_.place(terms);
}

Result<void> Search::by_terms(std::vector<Candidates>& candidates) {
    std::vector<std::uint32_t> wanted;
    for (const Candidates& some : candidates)
        for (std::uint32_t i = 0; i < lists_per_facts; ++i)
            if (some.bits[i] != 0) wanted.push_back(some.row * std::uint32_t{lists_per_facts} + i);
    auto at = candidates.begin();
    return visit_rows(
        rows_, terms_key, wanted, [&](std::uint32_t row, std::string_view bytes) -> Result<void> {
            while (at->row < row / lists_per_facts) ++at;
            std::uint64_t& bits = at->bits[row % lists_per_facts];
            return scan_terms(bytes, bits, [&](std::size_t i, const auto& terms) {
                const Number number = row * Number{term_lists_per_row} + i;
                const bool holds = std::ranges::all_of(
                    conditions_, [&](const auto& one) { return one.holds(number, terms); });
                if (holds) return keep_name(number, terms);
                bits &= ~(std::uint64_t{1} << i);
            });
        });
}

Result<void> Search::by_lines(std::vector<Candidates>& candidates) {
    for (Candidates& some : candidates) {
        std::vector<Number> numbers;
        some.keep_if([&](std::size_t index) {
            numbers.push_back(some.number(index));
            return true;
        });
        std::vector<bool> is_meant(facts_per_row);
        TRY(read_lines(rows_, numbers,
                       [&](std::size_t place, std::string_view bytes) -> Result<void> {
                           TRY(line, Line::from_bytes(bytes));
                           is_meant[numbers[place] % facts_per_row] =
                               line.outage.shown.external_id == filter_.external_id;
                           return {};
                       }));
        some.keep_if([&](std::size_t index) { return is_meant[index]; });
    }
    return {};
}

void Search::take(const Candidates& candidates) {
    for (std::size_t word = 0; word < candidates.bits.size(); ++word) {
        std::uint64_t bits = candidates.bits[word];
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t index = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            const Number number = candidates.number(index);
            ListKey key = key_of(order_, number, candidates.facts.at(index));
            if (by_name()) key.primary = directed(order_, name_places_[number]);
            keys_.add(key);
        }
    }
}

Result<FoundOutages> Search::found() {
    std::vector<ListKey> keys = keys_.take();
    FoundOutages result;
    result.total = total_;
    result.has_next = keys.size() == wanted();
    if (result.has_next) keys.pop_back();
    for (const ListKey& key : keys | std::views::drop(static_cast<std::ptrdiff_t>(
                                         std::min<std::uint64_t>(window_.offset, keys.size()))))
        result.numbers.push_back(key.number);
    if (keys.empty()) return result;
    result.last.primary = keys.back().primary;
    result.last.number = keys.back().number;
    if (by_name()) result.last.site_name = names_.names[directed(order_, keys.back().primary)];
    return result;
}

/// Rows of an older form may serve until those of this one are made.
Result<void> check_form(const RowReader& rows) {
    constexpr std::string_view counters_of_version_1 = "c";
    Result<void> verdict;
    TRY(rows.scan(counters_of_version_1, after_prefix(counters_of_version_1),
                  [&](std::string_view, std::string_view) {
                      verdict = fail(ErrorKind::unavailable, "view.behind",
                                     "The list is being made anew.");
                      return false;
                  }));
    return verdict;
}

}  // namespace

Result<FoundOutages> find_outages(const RowReader& rows, const ListFilter& filter,
                                  const ListWindow& window) {
    TRY(check_form(rows));
    return Search{rows, filter, window}.run();
}

Result<void> read_lines(const RowReader& rows, const std::vector<Number>& numbers,
                        FunctionRef<Result<void>(std::size_t place, std::string_view line)> visit) {
    std::vector<std::pair<Number, std::size_t>> places;
    places.reserve(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) places.emplace_back(numbers[i], i);
    std::ranges::sort(places);
    auto next = places.begin();
    while (next != places.end()) {
        auto last = next;
        while (last + 1 != places.end() && (last + 1)->first - last->first <= passed_over) ++last;
        Result<void> verdict;
        TRY(rows.scan(item_key(next->first), item_key(last->first) + '\0',
                      [&](std::string_view key, std::string_view line) {
                          const Number number = row_of_key(key);
                          while (next->first < number && next != last) ++next;
                          if (next->first == number) verdict = visit(next->second, line);
                          return verdict.has_value();
                      }));
        TRY(std::move(verdict));
        next = last + 1;
    }
    return {};
}

}  // namespace ledger::outages
