#include "engine/domains/outages/list_terms.hpp"

#include "engine/domains/outages/words.hpp"

#include <algorithm>
#include <charconv>

namespace ledger::outages {
namespace {

constexpr std::string_view id_letters = "out";
constexpr std::size_t least_id_digits = 3;
constexpr std::size_t most_id_digits = 12;  ///< Those of max_number.

void add_term(TermCondition& condition, const Term& term) {
    condition.terms.add(term.number);
    if (term.is_common) condition.rows.reset();
    if (condition.rows)
        condition.rows->insert(condition.rows->end(), term.rows.begin(), term.rows.end());
}

/// An outage has none of the terms that were added, or is in one of these rows.
void settle_rows(TermCondition& condition) {
    if (!condition.numbers.empty()) condition.rows.reset();
    if (!condition.rows) return;
    std::ranges::sort(*condition.rows);
    const auto doubles = std::ranges::unique(*condition.rows);
    condition.rows->erase(doubles.begin(), doubles.end());
}

Result<TermCondition> having(const RowReader& rows, TermKind kind, std::string_view text) {
    TermCondition condition;
    TRY(bytes, rows.get(term_key(kind, text)));
    if (bytes) {
        TRY(term, Term::from_bytes(*bytes));
        add_term(condition, term);
    }
    settle_rows(condition);
    return condition;
}

Result<TermCondition> beginning_with(const RowReader& rows, TermKind kind, std::string_view text) {
    TermCondition condition;
    const std::string prefix = term_key(kind, text);
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view, std::string_view bytes) {
        const auto term = Term::from_bytes(bytes);
        if (term) {
            add_term(condition, *term);
        } else {
            verdict = fail(term.error());
        }
        return verdict.has_value();
    }));
    TRY(std::move(verdict));
    return condition;
}

bool is_any_number(const std::vector<NumberRange>& ranges) {
    return std::ranges::any_of(ranges, [](const NumberRange& range) {
        return range.first == 0 && range.last == max_number;
    });
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for_each_word(text, [&](std::string_view word) { words.emplace_back(word); });
    return words;
}

}  // namespace

void TermSet::add(std::uint32_t number) {
    if (bits_.size() <= number / 64) bits_.resize(number / 64 + 1);
    bits_[number / 64] |= std::uint64_t{1} << number % 64;
}

bool TermCondition::holds(Number number, const std::vector<std::uint32_t>& terms_of_it) const {
    const auto has_term = [&](std::uint32_t term) { return terms.contains(term); };
    const auto has_number = [&](const NumberRange& range) {
        return number >= range.first && number <= range.last;
    };
    return std::ranges::any_of(terms_of_it, has_term) || std::ranges::any_of(numbers, has_number);
}

std::vector<NumberRange> ids_beginning_with(std::string_view word) {
    if (id_letters.starts_with(word)) return {{0, max_number}};
    if (!word.starts_with(id_letters)) return {};
    const std::string_view digits = word.substr(id_letters.size());
    Number value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || rest != end || digits.size() > most_id_digits) return {};
    std::vector<NumberRange> ranges;
    Number width = 1;  // How many numbers of `length` digits begin so.
    for (std::size_t length = digits.size(); length <= most_id_digits; ++length, width *= 10) {
        const bool is_shortest = length == least_id_digits;  // Only these begin with 0.
        if (length < least_id_digits || (!is_shortest && digits.starts_with('0'))) continue;
        ranges.push_back({value * width, value * width + width - 1});
    }
    return ranges;
}

Result<std::vector<TermCondition>> term_conditions(const RowReader& rows,
                                                   const ListFilter& filter) {
    std::vector<TermCondition> conditions;
    const auto add_having = [&](TermKind kind,
                                const std::optional<std::string>& text) -> Result<void> {
        if (!text) return {};
        TRY(condition, having(rows, kind, *text));
        conditions.push_back(std::move(condition));
        return {};
    };
    TRY(add_having(TermKind::site_id, filter.site_id));
    TRY(add_having(TermKind::site_path, filter.site));
    TRY(add_having(TermKind::site_path, filter.region));
    TRY(add_having(TermKind::assigned_to, filter.assigned_to));
    TRY(add_having(TermKind::tag, filter.tag));
    // There is no term for each external id: its words are enough to find the few that it may be.
    for (const std::string& word : words_of(filter.external_id.value_or("")))
        TRY(add_having(TermKind::word, word));
    if (filter.site_name) {
        TRY(condition, beginning_with(rows, TermKind::site_name, *filter.site_name));
        settle_rows(condition);
        conditions.push_back(std::move(condition));
    }
    for (const std::string& word :
         words_of(filter.search ? *filter.search : filter.q.value_or(""))) {
        std::vector<NumberRange> ids = ids_beginning_with(word);
        if (is_any_number(ids)) continue;
        TRY(condition, beginning_with(rows, TermKind::word, word));
        condition.numbers = std::move(ids);
        settle_rows(condition);
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

std::uint32_t SiteNames::place(const std::vector<std::uint32_t>& terms) const {
    for (const std::uint32_t term : terms)
        if (term < place_of_term.size() && place_of_term[term] != none) return place_of_term[term];
    return none;
}

Result<SiteNames> site_names(const RowReader& rows) {
    SiteNames found;
    const std::string prefix = term_key(TermKind::site_name, "");
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view bytes) {
        const auto term = Term::from_bytes(bytes);
        if (!term) {
            verdict = fail(term.error());
            return false;
        }
        if (found.place_of_term.size() <= term->number)
            found.place_of_term.resize(term->number + 1, SiteNames::none);
        found.place_of_term[term->number] = static_cast<std::uint32_t>(found.names.size());
        found.names.emplace_back(text_of_term(key));
        return true;
    }));
    TRY(std::move(verdict));
    return found;
}

std::vector<FieldError> contradictions(const ListFilter& filter) {
    std::vector<FieldError> errors;
    const auto both = [&](bool are_given, std::string_view name, std::string_view other) {
        if (are_given)
            errors.push_back({std::string{name},
                              "unused",
                              std::string{name} + " is another name for " + std::string{other} +
                                  ": give one of them",
                              {}});
    };
    both(filter.q && filter.search, "q", "search");
    both(filter.sort_field && filter.sort_by, "sort_field", "sort_by");
    both(filter.sort_order && filter.sort_direction, "sort_order", "sort_direction");
    const auto needs_word = [&](const std::optional<std::string>& text, std::string_view name) {
        if (text && words_of(*text).empty())
            errors.push_back({std::string{name},
                              "words",
                              std::string{name} + " must hold a letter or a digit",
                              {}});
    };
    needs_word(filter.search, "search");
    needs_word(filter.q, "q");
    return errors;
}

}  // namespace ledger::outages
