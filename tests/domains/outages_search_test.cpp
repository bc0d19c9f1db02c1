// Finding outages: each filter, each order, and what stands beside the items.
#include "engine/domains/outages/list_terms.hpp"
#include "tests/domains/outages_listing.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

std::string header(const Result<Reply>& reply, std::string_view name) {
    if (!reply) FAIL(reply.error().message);
    for (const auto& [key, value] : reply->headers)
        if (key == name) return value;
    return "";
}

/// Three outages that have something of everything.
Book three() {
    Book book;
    book.now = noon + 1h;
    OutageCreated first = listed_outage(1);
    first.site_id = "SITE-1";
    first.external_id = "TT-17/a";
    first.site_name = "Lagos Island";
    first.description = "Ọ̀pá power FAILURE, since 9 o'clock";
    first.affected_services = {"4G", "micro-wave"};
    first.tags = {"grid", "Région"};
    first.assigned_to = "user7";
    OutageCreated second = listed_outage(2);
    second.site_name = "Abuja";
    second.site_id = "SITE-10";
    second.external_id = "TT-17";
    second.description = "Fibre cut";
    second.tags = {"grid"};
    second.assigned_to = "user71";
    OutageCreated third = listed_outage(1'234);
    third.site_name = "Kano";
    third.description = "Power lost: ΣΊΣΥΦΟΣ Ёлка";
    book.add(first);
    book.add(second);
    book.add(third);
    return book;
}

}  // namespace

TEST_CASE("words are cut at what is no letter and no digit, and have one case") {
    CHECK(words_of("Total signal-loss: 4G/5G") == Ids{"total", "signal", "loss", "4g", "5g"});
    CHECK(words_of("  ,; ") == Ids{});
    CHECK(words_of("ÀÉÎ Ÿ ÇĞŐ Ọ̀Ṣ ƁƊ") == Ids{"àéî", "ÿ", "çğő", "ọ̀ṣ", "ɓɗ"});
    CHECK(words_of("ΣΊΣΥΦΟΣ σίσυφος") == Ids{"σίσυφοσ", "σίσυφοσ"});
    CHECK(words_of("ЁЛКА ёлка ՀԱՅ") == Ids{"ёлка", "ёлка", "հայ"});
    CHECK(words_of("a–b “c” d\xC2\xA0"
                   "e 日本") == Ids{"a", "b", "c", "d", "e", "日本"});
    CHECK(words_of("STRASSE straße STRAẞE") == Ids{"strasse", "straße", "straße"});
    CHECK(words_of("a\xFF"
                   "b") == Ids{"a", "b"});
    CHECK(words_of(std::string(100, 'X')) == Ids{std::string(32, 'x')});
    CHECK(words_of(std::string(31, 'x') + "éé") == Ids{std::string(31, 'x')});
}

TEST_CASE("ids are found by how they begin, without a term for each of them") {
    constexpr std::uint64_t powers[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
    const auto holds_number = [](std::string_view word, std::uint64_t number) {
        TermCondition condition;
        for (const NumberRange& range : ids_beginning_with(word)) condition.add(range);
        return condition.in(facts_row_of(number)).test(number % facts_per_row);
    };
    CHECK(holds(
        [&] {
            const auto digits = *rc::gen::inRange(1, 7);
            const auto number =
                *rc::gen::inRange<std::uint64_t>(0, powers[static_cast<std::size_t>(digits)]);
            std::string id = outage_id(*rc::gen::arbitrary<bool>() ? number : number / 10).value;
            std::string word = words_of(id).front();
            word.resize(*rc::gen::inRange<std::size_t>(0, word.size() + 1));
            const std::string other = words_of(outage_id(number).value).front();
            RC_ASSERT(holds_number(word, number) == other.starts_with(word));
        },
        2'000));
    CHECK(ids_beginning_with("out12x").empty());
    CHECK(ids_beginning_with("12").empty());
}

TEST_CASE("each way of finding finds what it names") {
    Book book = three();
    struct Row {
        Query query;
        Ids found;
    };
    const Row rows[] = {
        {{{"site", "SITE-1"}}, {"OUT001"}},
        {{{"region", "SITE-10"}}, {"OUT002"}},
        {{{"region", "SITE-10"}, {"site", "SITE-1"}}, {}},
        {{{"assigned_to", "user7"}}, {"OUT001"}},
        {{{"tag", "grid"}}, {"OUT002", "OUT001"}},
        {{{"tag", "gri"}}, {}},
        {{{"external_id", "TT-17"}}, {"OUT002"}},
        {{{"external_id", "TT-17/a"}}, {"OUT001"}},
        {{{"external_id", "tt-17"}}, {}},
        {{{"search", "POWER"}}, {"OUT1234", "OUT001"}},
        {{{"q", "power fail"}}, {"OUT001"}},
        {{{"search", "fail power"}}, {"OUT001"}},
        {{{"search", "ailure"}}, {}},
        {{{"search", "out00"}}, {"OUT002", "OUT001"}},
        {{{"search", "OUT1234"}}, {"OUT1234"}},
        {{{"search", "out123 power"}}, {"OUT1234"}},
        {{{"search", "out cut"}}, {"OUT002"}},
        {{{"search", "tt 17"}}, {"OUT002", "OUT001"}},
        {{{"search", "island wave région"}}, {"OUT001"}},
        {{{"search", "σίσυφος"}}, {"OUT1234"}},
        {{{"search", "ЁЛ"}}, {"OUT1234"}},
        {{{"search", "power"}, {"tag", "grid"}, {"severity", "high"}}, {"OUT001"}},
        {{{"search", "power"}, {"status", "resolved"}}, {}},
        {{{"sort_by", "site_name"}, {"sort_direction", "asc"}}, {"OUT002", "OUT1234", "OUT001"}},
        {{{"sort_field", "site_name"}}, {"OUT001", "OUT1234", "OUT002"}},
        {{{"sort_by", "severity"}}, {"OUT001", "OUT002", "OUT1234"}},
        {{{"sort_by", "id"}, {"sort_order", "desc"}}, {"OUT1234", "OUT002", "OUT001"}},
        {{{"sort_by", "detected_at"}, {"sort_order", "asc"}}, {"OUT001", "OUT002", "OUT1234"}},
    };
    for (const Row& row : rows) {
        for (const auto& [name, value] : row.query) CAPTURE(name + "=" + value);
        const Result<Reply> reply = book.list(row.query);
        CHECK(ids(reply) == row.found);
        CHECK(member(reply->body, "total") == std::to_string(row.found.size()));
    }
}

TEST_CASE("what an outage no longer is, it is not found by") {
    Book book = three();
    OutageUpdated update;
    update.outage = outage_id(1);
    update.site_name = "Benin";
    update.site_id = "B-1";
    update.description = "silence";
    update.tags = std::vector<std::string>{};
    book.add(update);
    book.add(OutageAssigned{outage_id(1), {}});
    CHECK(ids(book.list({{"search", "lagos"}})).empty());
    CHECK(ids(book.list({{"search", "fail"}})).empty());
    CHECK(ids(book.list({{"tag", "grid"}})) == Ids{"OUT002"});
    CHECK(ids(book.list({{"site", "SITE-1"}})).empty());
    CHECK(ids(book.list({{"site", "B-1"}})) == Ids{"OUT001"});
    CHECK(ids(book.list({{"assigned_to", "user7"}})).empty());
    CHECK(ids(book.list({{"search", "benin sil"}})) == Ids{"OUT001"});
}

TEST_CASE("a deleted outage is shown to who asks for it, and marked") {
    Book book = three();
    book.add(OutageDeleted{outage_id(2), {}});
    CHECK(ids(book.list({{"tag", "grid"}})) == Ids{"OUT001"});
    const Result<Reply> all = book.list({{"tag", "grid"}, {"include_deleted", "true"}});
    CHECK(ids(all) == Ids{"OUT002", "OUT001"});
    CHECK(member(all->body, "outages").contains(R"("deleted_at":)"));
    CHECK(!book.list({{"tag", "grid"}})->body.contains("deleted"));
}

TEST_CASE("an open outage's clock is read when the list is") {
    Book book = three();
    book.add_sla("OUT001", "sla.terms_pinned",
                 R"({"outage":"OUT001","policy_version":1,"threshold_minutes":30,)"
                 R"("penalty_per_minute":50.00})");
    const auto clock = [&] {
        const Result<Reply> reply = book.list({{"search", "lagos"}});
        CHECK(header(reply, "Cache-Control") == "no-store");
        CHECK(header(reply, "ETag").empty());
        return reply->body;
    };
    book.now = noon + 1min + 30min;
    CHECK(clock().contains(R"("time_remaining_minutes":0,"breached":false,"overrun_minutes":0,)"
                           R"("accrued_penalty":0.00)"));
    book.now = noon + 1min + 33min;
    CHECK(clock().contains(R"("time_remaining_minutes":0,"breached":true,"overrun_minutes":3,)"
                           R"("accrued_penalty":150.00)"));
    book.add_sla("OUT001", "sla.terms_pinned",
                 R"({"outage":"OUT001","policy_version":1,"threshold_minutes":0,)"
                 R"("penalty_per_minute":900000000000.00})");
    CHECK(clock().contains(R"("accrued_penalty":922337203685.4775807)"));
}

TEST_CASE("a list of outages that are over has a tag, and each page names the next") {
    Book book;
    book.now = noon + 1h;
    for (std::uint64_t i = 1; i <= 5; ++i) {
        book.add(listed_outage(i));
        book.add(resolution_of(listed_outage(i)));
    }
    const Result<Reply> whole = book.list();
    CHECK(header(whole, "ETag") == R"("p10")");
    CHECK(header(whole, "Link").empty());
    Request request;
    request.path = "/api/v1/outages";
    request.query = {{"limit", "2"}, {"site_name", "Cell Tower"}};
    const auto link = [&] { return header(book.ask(list_outages, request), "Link"); };
    CHECK(link().starts_with("</api/v1/outages?limit=2&site_name=Cell%20Tower&cursor="));
    CHECK(link().ends_with(R"(>; rel="next")"));
    request.query = {{"limit", "2"}, {"offset", "2"}};
    CHECK(link() == R"(</api/v1/outages?limit=2&offset=4>; rel="next")");
    request.query = {{"page", "2"}, {"page_size", "2"}};
    CHECK(link() == R"(</api/v1/outages?page_size=2&page=3>; rel="next")");
    request.query = {{"page", "3"}, {"page_size", "2"}};
    CHECK(link().empty());
}

TEST_CASE("filters that contradict themselves are refused by name") {
    Book book;
    struct Row {
        Query query;
        Ids fields;
    };
    const Row rows[] = {
        {{{"q", "a"}, {"search", "a"}}, {"q"}},
        {{{"search", "--"}}, {"search"}},
        {{{"q", " "}}, {"q"}},
        {{{"sort_by", "id"}, {"sort_field", "id"}}, {"sort_field"}},
        {{{"sort_order", "asc"}, {"sort_direction", "asc"}}, {"sort_order"}},
        {{{"sort_by", "mttr"}, {"sort_order", "up"}}, {"sort_by", "sort_order"}},
        {{{"include_deleted", "yes"}}, {"include_deleted"}},
        {{{"cursor", "0001000000000000000500000000000000ff"}}, {}},
        {{{"cursor", "0001000000000000000500000000000000ff"}, {"sort_by", "id"}}, {"cursor"}},
        {{{"cursor", "0001000000000000000500000000000000ff"}, {"sort_order", "asc"}}, {"cursor"}},
        {{{"cursor", "00010000000000000005"}}, {"cursor"}},
    };
    for (const Row& row : rows) {
        const Result<Reply> reply = book.list(row.query);
        Ids fields;
        if (!reply)
            for (const FieldError& error : reply.error().fields) fields.push_back(error.field);
        CHECK(fields == row.fields);
    }
}

TEST_CASE("a list of many rows of each kind is read as one") {
    Book book;
    book.now = noon + std::chrono::hours{24 * 365};
    constexpr std::uint64_t count = 20'000;
    Position position = 0;
    for (std::uint64_t i = 1; i <= count; ++i) {
        RecordedEvent event;
        const NewEvent encoded = encode(Event{listed_outage(i)});
        event.type = encoded.type;
        event.schema_version = encoded.schema_version;
        event.payload = encoded.payload;
        event.position = position++;
        REQUIRE(apply_to_list(book.rows(list_view), event).has_value());
    }
    CHECK(ids(book.list({{"limit", "3"}})) == Ids{"OUT20000", "OUT19999", "OUT19998"});
    CHECK(member(book.list()->body, "total") == "20000");
    CHECK(ids(book.list({{"limit", "2"}, {"offset", "19000"}})) == Ids{"OUT1000", "OUT999"});
    CHECK(member(book.list({{"severity", "low"}})->body, "total") == "5000");
    CHECK(ids(book.list({{"limit", "2"}, {"severity", "low"}, {"sort_order", "asc"}})) ==
          Ids{"OUT003", "OUT007"});
    const Result<Reply> tower = book.list({{"site_name", "Cell Tower 3"}, {"limit", "2"}});
    CHECK(ids(tower) == Ids{"OUT19995", "OUT19988"});
    CHECK(member(tower->body, "total") == "2857");
    CHECK(member(book.list({{"search", "out1 tower 3"}})->body, "total") == "1586");
    CHECK(ids(book.list({{"sort_by", "site_name"}, {"limit", "2"}, {"offset", "2857"}})) ==
          Ids{"OUT005", "OUT012"});
}

TEST_CASE("a term that more and more outages get, and lose again, finds those that have it") {
    Book book;
    book.now = noon + std::chrono::hours{24 * 365};
    Ids tagged;
    for (std::uint64_t i = 1; i <= 600; ++i) {
        OutageCreated outage = listed_outage(i);
        if (i % 50 == 0) {
            outage.tags = {"storm"};
            tagged.insert(tagged.begin(), outage_id(i).value);
        }
        book.add(outage);
        if (i % 50 == 0) CHECK(ids(book.list({{"tag", "storm"}})) == tagged);
    }
    while (!tagged.empty()) {
        OutageUpdated update;
        update.outage = OutageId{tagged.front()};
        update.tags = std::vector<std::string>{"calm"};
        book.add(update);
        tagged.erase(tagged.begin());
        CHECK(ids(book.list({{"tag", "storm"}})) == tagged);
    }
    CHECK(member(book.list({{"tag", "calm"}})->body, "total") == "12");
}

TEST_CASE("a beginning of too many different words is refused by name") {
    Book book;
    book.now = noon + std::chrono::hours{24 * 365};
    std::size_t words = 0;
    for (std::uint64_t i = 1; words <= max_words_of_beginning; ++i) {
        OutageCreated outage = listed_outage(i);
        outage.description.clear();
        for (std::size_t j = 0; j < 500; ++j)
            outage.description += "x" + std::to_string(words++) + " ";
        book.add(outage);
    }
    for (const char* const parameter : {"search", "q"}) {
        const Result<Reply> reply = book.list({{parameter, "tower x"}});
        REQUIRE(!reply.has_value());
        CHECK(reply.error().kind == ErrorKind::unprocessable);
        REQUIRE(reply.error().fields.size() == 1);
        CHECK(reply.error().fields.front().field == parameter);
        CHECK(reply.error().fields.front().rule == "range");
    }
    CHECK(ids(book.list({{"search", "x12345"}})).size() == 1);
}
