#include "engine/domains/outages/list_terms.hpp"

#include "engine/domains/outages/words.hpp"

#include <algorithm>
#include <charconv>

namespace ledger::outages {
namespace {

constexpr std::string_view id_letters = "out";
constexpr std::size_t least_id_digits = 3;
constexpr std::size_t most_id_digits = 12;  ///< Those of max_number.

Result<void> add_outages_of(const RowReader& rows, const Term& term, TermCondition& condition) {
    for (const Number outage : term.few) condition.add(outage);
    if (!term.is_spread) return {};
    const std::string prefix = postings_prefix(term.number);
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view bytes) {
        const auto outages = RowBits::from_bytes(bytes);
        if (outages) {
            condition.add(static_cast<std::uint32_t>(row_of_key(key)), *outages);
        } else {
            verdict = fail(outages.error());
        }
        return verdict.has_value();
    }));
    return verdict;
}

Result<TermCondition> having(const RowReader& rows, TermKind kind, std::string_view text) {
    TermCondition condition;
    TRY(bytes, rows.get(term_key(kind, text)));
    if (!bytes) return condition;
    TRY(term, Term::from_bytes(*bytes));
    TRY(add_outages_of(rows, term, condition));
    return condition;
}

std::unexpected<Error> begins_too_many(std::string_view field) {
    return fail(impossible(field, "range",
                           std::string{field} + " begins more than " +
                               std::to_string(max_words_of_beginning) +
                               " different words: say more of it"));
}

/// `field`: of the query.
Result<TermCondition> beginning_with(const RowReader& rows, TermKind kind, std::string_view text,
                                     std::string_view field) {
    std::vector<Term> terms;
    const std::string prefix = term_key(kind, text);
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view, std::string_view bytes) {
        auto term = Term::from_bytes(bytes);
        if (!term) {
            verdict = fail(std::move(term).error());
        } else if (terms.size() == max_words_of_beginning) {
            verdict = begins_too_many(field);
        } else {
            terms.push_back(*std::move(term));
        }
        return verdict.has_value();
    }));
    TRY(std::move(verdict));
    TermCondition condition;
    for (const Term& term : terms) TRY(add_outages_of(rows, term, condition));
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

void TermCondition::add(Number outage) {
    RowBits bits;
    bits.set(outage % facts_per_row);
    add(facts_row_of(outage), bits);
}

void TermCondition::add(std::uint32_t row, const RowBits& outages) {
    if (rows_.size() <= row) rows_.resize(row + std::size_t{1});
    rows_[row] |= outages;
}

RowBits TermCondition::in(std::uint32_t row) const {
    RowBits bits = row < rows_.size() ? rows_[row] : RowBits{};
    const Number first = row * Number{facts_per_row};
    for (const NumberRange& range : ranges_)
        for (Number number = std::max(range.first, first);
             number <= std::min(range.last, first + facts_per_row - 1); ++number)
            bits.set(number - first);
    return bits;
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
        TRY(condition, beginning_with(rows, TermKind::site_name, *filter.site_name, "site_name"));
        conditions.push_back(std::move(condition));
    }
    for (const std::string& word :
         words_of(filter.search ? *filter.search : filter.q.value_or(""))) {
        const std::vector<NumberRange> ids = ids_beginning_with(word);
        if (is_any_number(ids)) continue;
        TRY(condition, beginning_with(rows, TermKind::word, word, filter.search ? "search" : "q"));
        for (const NumberRange& range : ids) condition.add(range);
        conditions.push_back(std::move(condition));
    }
    return conditions;
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
