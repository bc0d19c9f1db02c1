// The list: filters, the three ways of paging, exact totals.
#include "tests/domains/outages_book.hpp"
#include "tests/domains/outages_world.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

using Query = std::map<std::string, std::string, std::less<>>;

OutageCreated outage(std::uint64_t number, Timestamp detected_at, Severity severity,
                     std::string site = "Lagos") {
    OutageCreated event;
    event.outage = outage_id(number);
    event.site_name = std::move(site);
    event.severity = severity;
    event.detected_at = detected_at;
    event.description = "d";
    return event;
}

OutageResolved resolved(const OutageCreated& of) {
    return {.outage = of.outage,
            .severity = of.severity,
            .detected_at = of.detected_at,
            .resolved_at = of.detected_at + 1min,
            .exclusions = {},
            .root_cause = {},
            .resolution_notes = {}};
}

/// The ids in the array `name` of a reply.
std::vector<std::string> ids(const Result<Reply>& reply, std::string_view name = "outages") {
    if (!reply) FAIL(reply.error().message);
    std::vector<std::string> found;
    const auto read = json::read(member(reply->body, name), [&](json::Value& root) {
        root.for_each_element([&](json::Value& item) {
            const std::string id = member(item.raw(), "id");
            found.push_back(id.substr(1, id.size() - 2));
        });
    });
    REQUIRE(read.has_value());
    return found;
}

std::int64_t total(const Result<Reply>& reply) { return std::stoll(member(reply->body, "total")); }

using Ids = std::vector<std::string>;

/// Six outages: one an hour from 08:00 on, the second and fifth resolved, the last investigated.
Book six() {
    Book book;
    book.now = noon;
    const Severity severities[] = {Severity::critical, Severity::high, Severity::medium,
                                   Severity::low,      Severity::high, Severity::critical};
    const char* sites[] = {"Lagos", "Lagos Island", "Accra", "Lagos", "Abuja", "Kano"};
    for (std::size_t i = 0; i < 6; ++i) {
        OutageCreated event =
            outage(i + 1, noon - 4h + std::chrono::hours{i}, severities[i], sites[i]);
        if (i == 2) event.site_id = "SITE3";
        if (i == 5) event.status = Status::investigating;
        book.add(event);
        if (i == 1 || i == 4) book.add(resolved(event));
    }
    return book;
}

}  // namespace

TEST_CASE("the newest outage comes first, and the reply has the documented members") {
    Book book = six();
    book.add_sla("OUT006", "sla.terms_pinned",
                 R"({"outage":"OUT006","policy_version":1,"threshold_minutes":75})");
    book.now = noon + 63min;
    const Result<Reply> reply = book.list({{"limit", "1"}});
    CHECK(reply->body ==
          R"({"total":6,"limit":1,"offset":0,"has_next":true,"has_previous":false,)"
          R"("next_offset":1,"previous_offset":null,"next_cursor":")" +
              member(reply->body, "next_cursor").substr(1) +
              R"(,"outages":[{"id":"OUT006","site_name":"Kano","site_id":null,)"
              R"("severity":"critical","status":"investigating",)"
              R"("detected_at":"2026-01-16T13:00:00Z","resolved_at":null,"description":"d",)"
              R"("affected_services":[],"assigned_to":null,"is_open":true,)"
              R"("sla_status":{"status":"in_progress","mttr_minutes":null,)"
              R"("threshold_minutes":75,"time_remaining_minutes":72,"breached":false,)"
              R"("overrun_minutes":0,"accrued_penalty":0.00},"tags":[]}]})");
}

TEST_CASE("each filter finds what it names") {
    Book book = six();
    struct Row {
        Query query;
        Ids found;
    };
    const Row rows[] = {
        {{}, {"OUT006", "OUT005", "OUT004", "OUT003", "OUT002", "OUT001"}},
        {{{"status", "active"}}, {"OUT004", "OUT003", "OUT001"}},
        {{{"status", "investigating"}}, {"OUT006"}},
        {{{"status", "resolved"}}, {"OUT005", "OUT002"}},
        {{{"status", "open"}}, {"OUT006", "OUT004", "OUT003", "OUT001"}},
        {{{"severity", "high"}}, {"OUT005", "OUT002"}},
        {{{"severity", "critical"}, {"status", "active"}}, {"OUT001"}},
        {{{"site_name", "Lagos"}}, {"OUT004", "OUT002", "OUT001"}},
        {{{"site_name", "Lagos I"}}, {"OUT002"}},
        {{{"site_name", "lagos"}}, {}},
        {{{"site_id", "SITE3"}}, {"OUT003"}},
        {{{"site_id", "SITE"}}, {}},
        {{{"start_date", "2026-01-16T11:00:00Z"}}, {"OUT006", "OUT005", "OUT004"}},
        {{{"end_date", "2026-01-16T10:00:00+01:00"}}, {"OUT002", "OUT001"}},
        {{{"start_date", "2026-01-16T09:00:00Z"}, {"end_date", "2026-01-16T10:00:00Z"}},
         {"OUT003", "OUT002"}},
        {{{"start_date", "2026-01-16T10:00:00Z"}, {"end_date", "2026-01-16T09:00:00Z"}}, {}},
        {{{"start_date", "2026-01-16T09:00:00.000000001Z"}, {"status", "resolved"}}, {"OUT005"}},
    };
    for (const Row& row : rows) {
        for (const auto& [name, value] : row.query) CAPTURE(name + "=" + value);
        const Result<Reply> reply = book.list(row.query);
        CHECK(ids(reply) == row.found);
        CHECK(total(reply) == static_cast<std::int64_t>(row.found.size()));
    }
}

TEST_CASE("at one instant, ids count up") {
    Book book;
    for (const std::uint64_t number : {1000U, 2U, 999U, 1U})
        book.add(outage(number, noon, Severity::low));
    CHECK(ids(book.list()) == Ids{"OUT001", "OUT002", "OUT999", "OUT1000"});
}

TEST_CASE("each page says where the others are") {
    Book book = six();
    struct Row {
        Query query;
        const char* has_next;
        const char* has_previous;
        const char* next_offset;
        const char* previous_offset;
    };
    const Row rows[] = {
        {{{"limit", "4"}}, "true", "false", "4", "null"},
        {{{"limit", "4"}, {"offset", "4"}}, "false", "true", "null", "0"},
        {{{"limit", "2"}, {"offset", "3"}}, "true", "true", "5", "1"},
        {{{"limit", "6"}}, "false", "false", "null", "null"},
        {{{"offset", "100000"}}, "false", "true", "null", "99950"},
        {{{"limit", "2"}, {"site_name", "Lagos"}}, "true", "false", "2", "null"},
        {{{"page", "2"}, {"page_size", "2"}}, "true", "true", "4", "0"},
        {{{"page", "1"}}, "false", "false", "null", "null"},
    };
    for (const Row& row : rows) {
        const Result<Reply> reply = book.list(row.query);
        CAPTURE(reply->body);
        CHECK(member(reply->body, "has_next") == row.has_next);
        CHECK(member(reply->body, "has_previous") == row.has_previous);
        CHECK(member(reply->body, "next_offset") == row.next_offset);
        CHECK(member(reply->body, "previous_offset") == row.previous_offset);
    }
}

TEST_CASE("who asks by page gets items, and no other array") {
    Book book = six();
    const Result<Reply> reply = book.list({{"page", "2"}, {"page_size", "4"}});
    CHECK(ids(reply, "items") == Ids{"OUT002", "OUT001"});
    CHECK(member(reply->body, "page") == "2");
    CHECK(member(reply->body, "page_size") == "4");
    CHECK(member(reply->body, "limit") == "4");
    CHECK(member(reply->body, "offset") == "4");
    CHECK(member(reply->body, "outages").empty());
    CHECK(member(reply->body, "next_cursor").empty());
}

TEST_CASE("a bad parameter is refused by its name, all of them at once") {
    Book book;
    struct Row {
        Query query;
        Ids fields;
    };
    const Row rows[] = {
        {{{"limit", "0"}, {"offset", "-1"}, {"status", "gone"}, {"sort", "id"}},
         {"limit", "offset", "sort", "status"}},
        {{{"limit", "201"}}, {"limit"}},
        {{{"offset", "100001"}}, {"offset"}},
        {{{"page", "0"}}, {"page"}},
        {{{"page", "2001"}}, {}},
        {{{"page", "2002"}}, {"page"}},
        {{{"page_size", "5"}}, {"page_size"}},
        {{{"page", "1"}, {"limit", "5"}, {"offset", "5"}}, {"limit", "offset"}},
        {{{"cursor", "00"}, {"offset", "5"}}, {"cursor", "cursor"}},
        {{{"cursor", "xyz"}}, {"cursor"}},
        {{{"start_date", "2026-01-16"}}, {"start_date"}},
        {{{"site_name", ""}}, {"site_name"}},
    };
    for (const Row& row : rows) {
        const Result<Reply> reply = book.list(row.query);
        Ids fields;
        if (!reply)
            for (const FieldError& error : reply.error().fields) fields.push_back(error.field);
        CHECK(fields == row.fields);
        if (!reply) CHECK(reply.error().kind == ErrorKind::validation);
    }
}

TEST_CASE("a deleted outage leaves the list and its counts") {
    Book book = six();
    book.add(OutageDeleted{outage_id(2), {}});
    book.add_sla("OUT002", "sla.calculated",
                 R"({"outage":"OUT002","generation":2,"threshold_minutes":30,)"
                 R"("policy_version":1,"status":"deleted","amount":0.00})");
    CHECK(ids(book.list({{"status", "resolved"}})) == Ids{"OUT005"});
    CHECK(total(book.list()) == 5);
    CHECK(total(book.list({{"severity", "high"}})) == 1);
}

TEST_CASE("any list is cut into pages without gap or double") {
    CHECK(holds(
        [] {
            Book book;
            const auto count = *rc::gen::inRange<std::size_t>(0, 40);
            for (std::size_t i = 0; i < count; ++i) {
                // Few instants, so that many outages share one.
                OutageCreated event =
                    outage(i + 1, noon + std::chrono::hours{*rc::gen::inRange(0, 5)},
                           *rc::gen::element(Severity::high, Severity::low),
                           *rc::gen::element<std::string>("Lagos", "Abuja"));
                book.add(event);
                if (*rc::gen::arbitrary<bool>()) book.add(resolved(event));
            }
            Query filter;
            if (*rc::gen::arbitrary<bool>()) filter["status"] = "open";
            if (*rc::gen::arbitrary<bool>()) filter["severity"] = "low";
            if (*rc::gen::arbitrary<bool>()) filter["site_name"] = "Lagos";
            Query whole = filter;
            whole["limit"] = "200";
            const Ids all = ids(book.list(whole));
            const std::string limit = std::to_string(*rc::gen::inRange(1, 12));

            Ids by_offset;
            Ids by_page;
            Ids by_cursor;
            Query query = filter;
            query["limit"] = limit;
            for (std::string offset = "0"; offset != "null";) {
                query["offset"] = offset;
                const Result<Reply> reply = book.list(query);
                std::ranges::copy(ids(reply), std::back_inserter(by_offset));
                RC_ASSERT(total(reply) == static_cast<std::int64_t>(all.size()));
                offset = member(reply->body, "next_offset");
            }
            query.erase("offset");
            for (std::string cursor = "\"\""; cursor != "null";) {
                if (cursor.size() > 2) query["cursor"] = cursor.substr(1, cursor.size() - 2);
                const Result<Reply> reply = book.list(query);
                std::ranges::copy(ids(reply), std::back_inserter(by_cursor));
                RC_ASSERT(total(reply) == static_cast<std::int64_t>(all.size()));
                RC_ASSERT((member(reply->body, "has_next") == "true") ==
                          (member(reply->body, "next_cursor") != "null"));
                cursor = member(reply->body, "next_cursor");
            }
            for (int page = 1; by_page.size() < all.size(); ++page) {
                Query paged = filter;
                paged["page"] = std::to_string(page);
                paged["page_size"] = limit;
                const Ids found = ids(book.list(paged), "items");
                RC_ASSERT(!found.empty());
                std::ranges::copy(found, std::back_inserter(by_page));
            }
            RC_ASSERT(by_offset == all);
            RC_ASSERT(by_cursor == all);
            RC_ASSERT(by_page == all);
        },
        200));
}

TEST_CASE("a cursor meets each staying row once, whatever is written meanwhile") {
    CHECK(holds(
        [] {
            Book book;
            const auto count = *rc::gen::inRange<std::uint64_t>(1, 30);
            Ids staying;
            for (std::uint64_t i = 1; i <= count; ++i) {
                const auto hour = *rc::gen::inRange(0, 8);
                book.add(outage(i, noon + std::chrono::hours{hour}, Severity::low));
                staying.push_back(outage_id(i).value);
            }
            std::uint64_t next = count;
            Ids met;
            Query query{{"limit", std::to_string(*rc::gen::inRange(1, 6))}};
            for (std::string cursor = "\"\""; cursor != "null";) {
                if (cursor.size() > 2) query["cursor"] = cursor.substr(1, cursor.size() - 2);
                const Result<Reply> reply = book.list(query);
                std::ranges::copy(ids(reply), std::back_inserter(met));
                cursor = member(reply->body, "next_cursor");
                if (next == 2 * count) continue;  // Else it could go on for ever.
                book.add(outage(++next, noon + std::chrono::hours{*rc::gen::inRange(0, 8)},
                                Severity::low));
                const auto victim = *rc::gen::inRange<std::uint64_t>(1, count + 1);
                book.add(OutageDeleted{outage_id(victim), {}});
                std::erase(staying, outage_id(victim).value);
            }
            for (const std::string& id : staying) RC_ASSERT(std::ranges::count(met, id) == 1);
            std::ranges::sort(met);
            RC_ASSERT(std::ranges::adjacent_find(met) == met.end());
        },
        100));
}
