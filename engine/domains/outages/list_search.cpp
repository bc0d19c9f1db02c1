#include "engine/domains/outages/list_search.hpp"

#include "engine/domains/outages/facts_filter.hpp"
#include "engine/domains/outages/list_terms.hpp"

#include <algorithm>
#include <queue>
#include <ranges>

namespace ledger::outages {
namespace {

/// Rows that stand so near each other are passed over rather than looked up one by one.
constexpr std::uint64_t passed_over = 4;

/// Outages of a row of facts that may match.
struct Candidates {
    std::uint32_t row;
    RowBits bits;

    Number number(std::size_t index) const { return row * Number{facts_per_row} + index; }
};

/// Calls `visit` with each of `wanted`, whose rows are in order, and with its facts.
Result<void> visit_facts(
    const RowReader& rows, const std::vector<Candidates>& wanted,
    FunctionRef<Result<void>(const Candidates& candidates, const FactsRow& facts)> visit) {
    if (wanted.empty()) return {};
    const auto read = [&](const Candidates& one, std::string_view bytes) -> Result<void> {
        TRY(facts, FactsRow::from_bytes(bytes));
        return visit(one, facts);
    };
    const std::uint64_t span = wanted.back().row - wanted.front().row + std::uint64_t{1};
    if (span > passed_over * wanted.size()) {
        for (const Candidates& one : wanted) {
            TRY(bytes, rows.get(facts_key(one.row)));
            if (bytes) TRY(read(one, *bytes));
        }
        return {};
    }
    auto next = wanted.begin();
    Result<void> verdict;
    TRY(rows.scan(facts_key(wanted.front().row), facts_key(wanted.back().row) + '\0',
                  [&](std::string_view key, std::string_view bytes) {
                      const std::uint64_t row = row_of_key(key);
                      while (next != wanted.end() && next->row < row) ++next;
                      if (next == wanted.end()) return false;
                      if (next->row == row) verdict = read(*next, bytes);
                      return verdict.has_value();
                  }));
    return verdict;
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
        TRY(look_at_tallies());
        TRY(visit_facts(rows_, uncounted_, [&](const Candidates& some, const FactsRow& facts) {
            return count_and_take(some, facts);
        }));
        TRY(take_counted());
        return found();
    }

private:
    /// Matches that are counted already: of one row of facts, or of all that have tallies in a row.
    struct Counted {
        ListKey low;
        Candidates candidates;
        std::optional<TalliesRow> tallies;
        bool operator<(const Counted& other) const { return low > other.low; }
    };

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
    bool are_tallies_enough() const { return !filter_.external_id && !by_name(); }
    Result<void> look_at_tallies();
    void look_at_row(std::uint32_t row, const Tally& tally);
    RowBits in_question(std::uint32_t row) const;
    void put_counted(Candidates candidates, const Tally& tally, std::optional<TalliesRow> tallies);
    Candidates passing(const Candidates& candidates, const FactsRow& facts) const;
    Result<void> count_and_take(const Candidates& candidates, const FactsRow& facts);
    Result<void> keep_external_id(Candidates& candidates);
    Result<void> take_counted();
    void take(const Candidates& matches, const FactsRow& facts);
    Result<FoundOutages> found();

    const RowReader& rows_;
    const ListFilter& filter_;
    const ListWindow& window_;
    ListOrder order_;
    FactsFilter facts_filter_;
    LowestKeys keys_;
    std::vector<TermCondition> conditions_;
    SiteNames names_;
    std::priority_queue<Counted> counted_;
    std::vector<Candidates> uncounted_;  ///< In order.
    std::uint64_t total_ = 0;
};

/// Counts what tallies and terms are enough to count. Of that no more is read than the page needs,
/// in the order of the list; of the rest, all facts.
Result<void> Search::look_at_tallies() {
    const bool are_counts =
        conditions_.empty() && are_tallies_enough() && facts_filter_.is_counted();
    const auto look = [&](std::uint32_t row, std::string_view bytes) -> Result<void> {
        TRY(total, TalliesRow::total_of(bytes));
        if (!facts_filter_.may_be_in(total)) return {};
        TRY(tallies, TalliesRow::from_bytes(bytes));
        const std::uint32_t first = row * std::uint32_t{tallies_per_row};
        if (are_counts) {
            total_ += facts_filter_.count(total);
            put_counted({.row = first, .bits = RowBits::all()}, total, std::move(tallies));
            return {};
        }
        for (std::uint32_t i = 0; i < tallies_per_row; ++i) look_at_row(first + i, tallies.of(i));
        return {};
    };
    const std::string prefix = tallies_key(0).substr(0, 1);
    Result<void> verdict;
    TRY(rows_.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view bytes) {
        verdict = look(static_cast<std::uint32_t>(row_of_key(key)), bytes);
        return verdict.has_value();
    }));
    return verdict;
}

void Search::look_at_row(std::uint32_t row, const Tally& tally) {
    if (!facts_filter_.may_be_in(tally)) return;
    const Candidates candidates{.row = row, .bits = in_question(row)};
    if (candidates.bits.none()) return;
    if (are_tallies_enough() && facts_filter_.passes_whole(tally)) {
        total_ += candidates.bits.count();
        put_counted(candidates, tally, {});
    } else {
        uncounted_.push_back(candidates);
    }
}

RowBits Search::in_question(std::uint32_t row) const {
    RowBits bits = RowBits::all();
    for (const TermCondition& condition : conditions_) bits &= condition.in(row);
    return bits;
}

void Search::put_counted(Candidates candidates, const Tally& tally,
                         std::optional<TalliesRow> tallies) {
    const std::size_t rows = tallies ? tallies_per_row : 1;
    const Number first = candidates.number(0);
    const auto [low, high] =
        facts_filter_.bounds(order_, tally, first, first + rows * facts_per_row - 1);
    if (!keys_.is_behind(high)) counted_.push({low, candidates, std::move(tallies)});
}

Result<void> Search::take_counted() {
    while (!counted_.empty() && keys_.may_take(counted_.top().low)) {
        const Counted next = counted_.top();
        counted_.pop();
        const Candidates& some = next.candidates;
        for (std::uint32_t i = 0; next.tallies && i < tallies_per_row; ++i)
            if (facts_filter_.may_be_in(next.tallies->of(i)))
                put_counted({.row = some.row + i, .bits = some.bits}, next.tallies->of(i), {});
        if (next.tallies) continue;
        TRY(bytes, rows_.get(facts_key(some.row)));
        TRY(facts, FactsRow::from_bytes(bytes.value_or("")));
        take(passing(some, facts), facts);
    }
    return {};
}

Candidates Search::passing(const Candidates& candidates, const FactsRow& facts) const {
    Candidates left{.row = candidates.row, .bits = {}};
    candidates.bits.for_each([&](std::size_t index) {
        if (facts_filter_.passes(facts.at(index))) left.bits.set(index);
    });
    return left;
}

Result<void> Search::count_and_take(const Candidates& candidates, const FactsRow& facts) {
    Candidates left = passing(candidates, facts);
    if (filter_.external_id) TRY(keep_external_id(left));
    total_ += left.bits.count();
    take(left, facts);
    return {};
}

Result<void> Search::keep_external_id(Candidates& candidates) {
    std::vector<Number> numbers;
    candidates.bits.for_each(
        [&](std::size_t index) { numbers.push_back(candidates.number(index)); });
    return read_lines(rows_, numbers,
                      [&](std::size_t place, std::string_view bytes) -> Result<void> {
                          TRY(line, Line::from_bytes(bytes));
                          if (line.outage.shown.external_id != filter_.external_id)
                              candidates.bits.reset(numbers[place] % facts_per_row);
                          return {};
                      });
}

void Search::take(const Candidates& matches, const FactsRow& facts) {
    matches.bits.for_each([&](std::size_t index) {
        const Facts found = facts.at(index);
        ListKey key = key_of(order_, matches.number(index), found);
        if (by_name()) key.primary = directed(order_, names_.place(found.site_name));
        keys_.add(key);
    });
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
    constexpr std::string_view terms_of_version_2 = "t";
    Result<void> verdict;
    for (const std::string_view old : {counters_of_version_1, terms_of_version_2})
        TRY(rows.scan(old, after_prefix(old), [&](std::string_view, std::string_view) {
            verdict = fail(ErrorKind::unavailable, "view.behind", "The list is being made anew.");
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
