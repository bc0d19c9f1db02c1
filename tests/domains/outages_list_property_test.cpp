// Any filter in any order, against a naive model of the list.
#include "tests/domains/outages_listing.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

/// What the model knows of an outage.
struct Known {
    OutageCreated facts;
    Status status = Status::active;
    bool deleted = false;
    std::uint64_t number = 0;
};

bool begins_a_word(const Known& known, std::string_view word) {
    std::string texts = known.facts.outage.value + ' ' + known.facts.site_name + ' ' +
                        known.facts.site_id.value_or("") + ' ' +
                        known.facts.external_id.value_or("") + ' ' + known.facts.description;
    for (const std::string& text : known.facts.affected_services) texts += ' ' + text;
    for (const std::string& text : known.facts.tags) texts += ' ' + text;
    return std::ranges::any_of(words_of(texts),
                               [&](const std::string& one) { return one.starts_with(word); });
}

/// Whether a filter of one name and value holds.
bool holds_for(const Known& known, const std::string& name, const std::string& value) {
    const OutageCreated& facts = known.facts;
    if (name == "status")
        return value == "open" ? known.status != Status::resolved : name_of(known.status) == value;
    if (name == "severity") return name_of(facts.severity) == value;
    if (name == "start_date") return facts.detected_at >= *parse_time(value);
    if (name == "end_date") return facts.detected_at <= *parse_time(value);
    if (name == "site_name") return facts.site_name.starts_with(value);
    if (name == "site_id" || name == "site") return facts.site_id == value;
    if (name == "assigned_to") return facts.assigned_to == value;
    if (name == "external_id") return facts.external_id == value;
    if (name == "tag") return std::ranges::find(facts.tags, value) != facts.tags.end();
    if (name == "search")
        return std::ranges::all_of(
            words_of(value), [&](const std::string& word) { return begins_a_word(known, word); });
    return true;
}

/// Less than nothing, nothing, or more: as `field` orders two outages.
int compared(const Known& a, const Known& b, std::string_view field) {
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
    if (field == "site_name") return order(a.facts.site_name, b.facts.site_name);
    if (field == "severity") return -order(a.facts.severity, b.facts.severity);
    if (field == "status") return order(a.status, b.status);
    if (field == "id") return order(a.number, b.number);
    return order(a.facts.detected_at, b.facts.detected_at);
}

class Model {
public:
    void put(Known known) { outages_[known.number] = std::move(known); }
    Known& at(std::uint64_t number) { return outages_.at(number); }
    std::vector<std::uint64_t> numbers() const {
        std::vector<std::uint64_t> numbers;
        for (const auto& [number, known] : outages_) numbers.push_back(number);
        return numbers;
    }
    Ids find(const Query& query) const {
        std::vector<const Known*> found;
        for (const auto& [number, known] : outages_) {
            const bool is_shown = !known.deleted || query.contains("include_deleted");
            if (is_shown && std::ranges::all_of(query, [&](const auto& filter) {
                    return holds_for(known, filter.first, filter.second);
                }))
                found.push_back(&known);
        }
        const auto said = [&](const char* name, const char* otherwise) {
            const auto at = query.find(name);
            return at == query.end() ? std::string{otherwise} : at->second;
        };
        const std::string field = said("sort_by", "detected_at");
        const int sign = said("sort_order", "desc") == "asc" ? 1 : -1;
        std::ranges::sort(found, [&](const Known* a, const Known* b) {
            const int order = sign * compared(*a, *b, field);
            return order == 0 ? a->number < b->number : order < 0;
        });
        Ids ids;
        for (const Known* known : found) ids.push_back(known->facts.outage.value);
        return ids;
    }

private:
    std::map<std::uint64_t, Known> outages_;
};

std::string any_word() {
    return *rc::gen::element<std::string>("power", "Power", "fibre", "fib", "é", "4G", "out", "17");
}

std::optional<std::string> maybe(std::string text) {
    return *rc::gen::arbitrary<bool>() ? std::optional{std::move(text)} : std::nullopt;
}

std::string any_site() {
    return *rc::gen::element<std::string>("Lagos", "Lagos I", "Abuja", "a b");
}
std::string any_user() { return *rc::gen::element<std::string>("ann", "ben"); }

OutageCreated any_outage(std::uint64_t number) {
    OutageCreated event = listed_outage(number);
    event.site_name = any_site();
    event.site_id = maybe(any_word());
    event.external_id = maybe(any_word() + "-" + std::to_string(number));
    event.severity = static_cast<Severity>(*rc::gen::inRange(0, 4));
    event.status = *rc::gen::element(Status::active, Status::investigating);
    event.detected_at = noon + std::chrono::hours{*rc::gen::inRange(0, 6)};
    event.description = any_word() + ", " + any_word();
    event.tags = {any_word()};
    event.assigned_to = maybe(any_user());
    return event;
}

/// One change, told to both.
void change(Book& book, Model& model, std::uint64_t number) {
    Known& known = model.at(number);
    const OutageId id = known.facts.outage;
    switch (*rc::gen::inRange(0, 6)) {
        case 0:
            if (known.status == Status::resolved) return;
            book.add(resolution_of(known.facts));
            known.status = Status::resolved;
            return;
        case 1:
            if (known.status != Status::resolved) return;
            book.add(OutageReopened{id, known.facts.detected_at + 2min, "again"});
            known.status = Status::active;
            return;
        case 2: {
            const auto to = static_cast<Severity>(*rc::gen::inRange(0, 4));
            book.add(OutageSeverityChanged{id, known.facts.severity, to, {}, {}});
            known.facts.severity = to;
            return;
        }
        case 3:
            known.facts.assigned_to = maybe(any_user());
            book.add(OutageAssigned{id, known.facts.assigned_to});
            return;
        case 4: {
            OutageUpdated update;
            update.outage = id;
            update.site_name = known.facts.site_name = any_site();
            update.description = known.facts.description = any_word();
            update.tags = known.facts.tags = {any_word(), any_word()};
            book.add(update);
            return;
        }
        default:
            if (known.deleted) return;
            book.add(OutageDeleted{id, {}});
            known.deleted = true;
    }
}

/// Outages whose numbers stand near each other or far apart, some of them changed.
std::pair<Book, Model> any_book() {
    Book book;
    Model model;
    book.now = noon + 8h;
    const auto step = *rc::gen::element<std::uint64_t>(1, 90, 7'000);
    const auto count = *rc::gen::inRange<std::uint64_t>(1, 40);
    for (std::uint64_t i = 1; i <= count; ++i) {
        const OutageCreated event = any_outage(i * step);
        book.add(event);
        model.put({event, event.status, false, i * step});
    }
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i)
        change(book, model, *rc::gen::elementOf(model.numbers()));
    return {std::move(book), std::move(model)};
}

Query any_filter() {
    Query query;
    const auto sometimes = [&](const char* name, std::string value) {
        if (*rc::gen::inRange(0, 5) == 0) query[name] = std::move(value);
    };
    sometimes("status",
              *rc::gen::element<std::string>("active", "investigating", "resolved", "open"));
    sometimes("severity", *rc::gen::element<std::string>("critical", "high", "medium", "low"));
    sometimes("start_date", to_text(noon + std::chrono::hours{*rc::gen::inRange(0, 6)}));
    sometimes("end_date", to_text(noon + std::chrono::hours{*rc::gen::inRange(0, 6)}));
    sometimes("site_name", any_site());
    sometimes("site_id", any_word());
    sometimes("site", any_word());
    sometimes("assigned_to", any_user());
    sometimes("tag", any_word());
    sometimes("external_id", any_word() + "-" + std::to_string(*rc::gen::inRange(1, 9)));
    sometimes("search", any_word());
    sometimes("search", any_word() + " " + any_word());
    sometimes("search", "OUT" + std::to_string(*rc::gen::inRange(0, 20)));
    sometimes("include_deleted", "true");
    return query;
}

void add_any_order(Query& query) {
    if (*rc::gen::arbitrary<bool>())
        query["sort_by"] =
            *rc::gen::element<std::string>("detected_at", "site_name", "severity", "status", "id");
    if (*rc::gen::arbitrary<bool>())
        query["sort_order"] = *rc::gen::element<std::string>("asc", "desc");
}

std::string unquoted(const std::string& text) { return text.substr(1, text.size() - 2); }

}  // namespace

TEST_CASE("any filter, in any order, finds what a look at every outage finds") {
    CHECK(holds(
        [] {
            auto [book, model] = any_book();
            for (int i = 0; i < 8; ++i) {
                Query query = any_filter();
                add_any_order(query);
                const Ids all = model.find(query);
                const auto offset = *rc::gen::inRange<std::size_t>(0, all.size() + 2);
                const auto limit = *rc::gen::inRange<std::size_t>(1, 60);
                query["offset"] = std::to_string(offset);
                query["limit"] = std::to_string(limit);
                const Result<Reply> reply = book.list(query);
                Ids expected;
                for (std::size_t at = offset; at < std::min(all.size(), offset + limit); ++at)
                    expected.push_back(all[at]);
                RC_ASSERT(ids(reply) == expected);
                RC_ASSERT(member(reply->body, "total") == std::to_string(all.size()));
                RC_ASSERT((member(reply->body, "has_next") == "true") ==
                          (offset + limit < all.size()));
            }
        },
        300));
}

TEST_CASE("cursors meet each row that stays as it is once, in any order, whatever is written") {
    CHECK(holds(
        [] {
            auto [book, model] = any_book();
            Query query = any_filter();
            add_any_order(query);
            Ids staying = model.find(query);
            std::vector<std::uint64_t> changed;
            Ids met;
            Query page = query;
            page["limit"] = std::to_string(*rc::gen::inRange(1, 6));
            std::uint64_t added = 0;
            for (std::string cursor = "\"\""; cursor != "null";) {
                if (cursor.size() > 2) page["cursor"] = unquoted(cursor);
                const Result<Reply> reply = book.list(page);
                std::ranges::copy(ids(reply), std::back_inserter(met));
                cursor = member(reply->body, "next_cursor");
                if (added == 30) continue;  // Else it could go on for ever.
                const std::uint64_t number = 1'000'000 + ++added;
                const OutageCreated event = any_outage(number);
                book.add(event);
                model.put({event, event.status, false, number});
                const auto victim = *rc::gen::elementOf(model.numbers());
                change(book, model, victim);
                std::erase(staying, outage_id(victim).value);
            }
            for (const std::string& id : staying) RC_ASSERT(std::ranges::count(met, id) == 1);
        },
        200));
}
