// The view "outage_list"; its rows are described in list_rows.hpp.
#include "engine/domains/outages/list_rows.hpp"
#include "engine/domains/outages/planned_windows.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/domains/outages/words.hpp"
#include "engine/ports/row_form.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ledger::outages {
namespace {

/// More would not fit a line; a place in a hierarchy is not so deep.
constexpr std::size_t max_site_path = 100;

/// How many terms there are: the number of the next one.
struct TermCount {
    std::uint32_t terms = 0;

    static Result<TermCount> from_bytes(std::string_view bytes) {
        ByteReader reader{bytes};
        const TermCount count{reader.take<std::uint32_t>()};
        if (!reader.finished())
            return fail(ErrorKind::corrupt, "outage_list.row", "the count of terms is malformed");
        return count;
    }
    void append_to(std::string& out) const { put_big_endian(out, terms); }
};

/// Null only until the first use of a row: it is made then.
template <RowForm T>
Result<T*> make_or_edit(Rows& rows, const std::string& key) {
    TRY(known, edit_row<T>(rows, key));
    if (known != nullptr) return known;
    put_row(rows, key, T{});
    return edit_row<T>(rows, key);
}

Result<Number> listed_number(const OutageId& id) {
    const auto number = number_of(id.value);
    if (!number) return fail(ErrorKind::corrupt, "outage_list.id", id.value + " is no id of ours");
    return *number;
}

/// Keys of everything that an outage is found by, in order.
std::vector<std::string> terms_of(const Line& line) {
    const OutageItem& shown = line.outage.shown;
    std::vector<std::string> keys{term_key(TermKind::site_name, shown.site_name)};
    const auto add_words = [&](std::string_view text) {
        for_each_word(
            text, [&](std::string_view word) { keys.push_back(term_key(TermKind::word, word)); });
    };
    const auto add = [&](TermKind kind, const std::optional<std::string>& text) {
        if (text) keys.push_back(term_key(kind, *text));
    };
    add(TermKind::site_id, shown.site_id);
    add(TermKind::assigned_to, shown.assigned_to);
    for (const std::string& place : line.site_path)
        keys.push_back(term_key(TermKind::site_path, place));
    for (const std::string& tag : shown.tags) keys.push_back(term_key(TermKind::tag, tag));
    add_words(shown.site_name);
    add_words(shown.site_id.value_or(""));
    add_words(shown.external_id.value_or(""));
    add_words(shown.description);
    for (const std::string& service : shown.affected_services) add_words(service);
    for (const std::string& tag : shown.tags) add_words(tag);
    std::ranges::sort(keys);
    const auto doubles = std::ranges::unique(keys);
    keys.erase(doubles.begin(), doubles.end());
    return keys;
}

/// From now on the outage has the term, or has it no more.
Result<void> post(Rows& rows, std::uint32_t term, Number number, bool has_term) {
    TRY(bits, make_or_edit<RowBits>(rows, postings_key(term, facts_row_of(number))));
    if (has_term) {
        bits->set(number % facts_per_row);
    } else {
        bits->reset(number % facts_per_row);
    }
    return {};
}

/// The number of the term, which the outage has from now on.
Result<std::uint32_t> add_term(Rows& rows, const std::string& key, Number number) {
    TRY(known, read_row<Term>(rows, key));
    if (known == nullptr) {
        TRY(count, make_or_edit<TermCount>(rows, std::string{term_count_key}));
        const std::uint32_t term = count->terms++;
        put_row(rows, key, Term{.number = term, .is_spread = false, .few = {number}});
        return term;
    }
    const std::uint32_t term = known->number;
    if (known->is_spread) {
        TRY(post(rows, term, number, true));
        return term;
    }
    TRY(changed, edit_row<Term>(rows, key));
    changed->few.push_back(number);
    if (changed->few.size() <= Term::max_few) return term;
    changed->is_spread = true;
    for (const Number outage : std::exchange(changed->few, {})) TRY(post(rows, term, outage, true));
    return term;
}

Result<void> remove_term(Rows& rows, const std::string& key, Number number) {
    TRY(term, edit_row<Term>(rows, key));
    if (term == nullptr) return fail(ErrorKind::corrupt, "outage_list.row", "no such term");
    if (term->is_spread) return post(rows, term->number, number, false);
    std::erase(term->few, number);
    return {};
}

/// `before`: keys of the terms that it had. Only those that come or go are looked up: an outage has
/// many more.
Result<void> index_terms(Rows& rows, Number number, const std::vector<std::string>& before,
                         Line& line) {
    const std::vector<std::string> after = terms_of(line);
    std::vector<std::string> changed;
    std::ranges::set_difference(before, after, std::back_inserter(changed));
    for (const std::string& key : changed) TRY(remove_term(rows, key, number));
    changed.clear();
    std::ranges::set_difference(after, before, std::back_inserter(changed));
    const std::string site_name = term_key(TermKind::site_name, line.outage.shown.site_name);
    for (const std::string& key : changed) {
        TRY(term, add_term(rows, key, number));
        if (key == site_name) line.site_name = term;
    }
    return {};
}

Result<void> record_facts(Rows& rows, Number number, const Facts& before, const Facts& after) {
    if (before == after) return {};
    const std::uint32_t row = facts_row_of(number);
    TRY(facts, make_or_edit<FactsRow>(rows, facts_key(row)));
    facts->set(number % facts_per_row, after);
    TRY(tallies, make_or_edit<TalliesRow>(rows, tallies_key(row / tallies_per_row)));
    Tally& tally = tallies->of(row % tallies_per_row);
    tally.remove(before);
    tally.add(after);
    return {};
}

std::vector<std::string> bounded(std::vector<std::string> site_path) {
    if (site_path.size() > max_site_path) site_path.resize(max_site_path);
    return site_path;
}

Result<void> add_line(Rows& rows, const OutageCreated& created) {
    TRY(number, listed_number(created.outage));
    TRY(facts, make_or_edit<FactsRow>(rows, facts_key(facts_row_of(number))));
    if (facts->at(number % facts_per_row).exists) return {};  // Only the first one counts.
    Line line{.outage = first_sight<OutageItem>(created),
              .site_path = bounded(site_path(created.site_id, created.sites))};
    TRY(index_terms(rows, number, {}, line));
    TRY(record_facts(rows, number, {}, line.facts()));
    put_row(rows, item_key(number), std::move(line));
    return {};
}

/// Whether an event leaves alone what outages are found by.
template <class E>
constexpr bool keeps_terms =
    std::same_as<E, OutageSeverityChanged> || std::same_as<E, OutageStatusChanged> ||
    std::same_as<E, OutageClockStopped> || std::same_as<E, OutageClockStarted> ||
    std::same_as<E, OutageReopened> || std::same_as<E, OutageResolved> ||
    std::same_as<E, OutageClosed> || std::same_as<E, OutageCorrected> ||
    std::same_as<E, OutageDeleted> || std::same_as<E, OutageRestored> ||
    std::same_as<E, TermsPinned> || std::same_as<E, SlaCalculated>;

/// Whether an event changes nothing that the list shows.
template <class E>
constexpr bool is_unlisted = std::same_as<E, OutageAcknowledged> ||
                             std::same_as<E, OutageNoteAdded> || std::same_as<E, OutageRelated> ||
                             std::same_as<E, OutageCreated> || std::same_as<E, SlaWarning> ||
                             std::same_as<E, SlaBreached> || std::same_as<E, SlaBreachCleared>;

/// Another site has its own path.
void follow_site(Line& line, const OutageUpdated& event) {
    if (event.site_id) line.site_path = bounded(site_path(event.site_id, event.sites));
}

/// `fold` makes `event` of the line.
template <class E, class Fold>
Result<void> change_line(Rows& rows, Number number, Line& line, const E& event, Fold fold) {
    const Facts before = line.facts();
    if constexpr (keeps_terms<E>) {
        fold();
    } else {
        const std::vector<std::string> terms = terms_of(line);
        fold();
        if constexpr (std::same_as<E, OutageUpdated>) follow_site(line, event);
        TRY(index_terms(rows, number, terms, line));
    }
    return record_facts(rows, number, before, line.facts());
}

}  // namespace

Result<void> apply_to_list(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return fold_window(rows, event);
    const Seen& seen = **found;
    if (const auto* created = std::get_if<OutageCreated>(&seen)) return add_line(rows, *created);
    TRY(number, listed_number(outage_of(seen)));
    TRY(line, edit_row<Line>(rows, item_key(number)));
    if (line == nullptr) return {};  // Its beginning was redacted.
    const auto fold = [&] { fold_event(line->outage, seen, *event); };
    return std::visit(
        [&]<class E>(const E& fact) -> Result<void> {
            if constexpr (is_unlisted<E>) {
                return {};
            } else {
                return change_line(rows, number, *line, fact, fold);
            }
        },
        seen);
}

}  // namespace ledger::outages
