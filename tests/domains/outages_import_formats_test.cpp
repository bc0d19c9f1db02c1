// The formats of an import, clean and messy, however their bytes arrive.
#include "engine/kernel/encoding.hpp"
#include "tests/domains/outages_import_world.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::outages;

namespace {

constexpr const char* long_header =
    "site_name,site_id,severity,status,description,affected_services,affected_subscribers,"
    "latitude,longitude,assigned_to,detected_at,resolved_at,root_cause,resolution_notes,"
    "external_id,tags,maintenance,back_dating_reason\n";
constexpr const char* short_header = "site_name,severity,description,detected_at,maintenance\n";

/// A short row; `site` may need its quotes.
std::string row(const std::string& site, const std::string& maintenance = "") {
    return site + ",high,d,2025-11-03T08:00:00Z," + maintenance + "\n";
}

Reply import_csv(const std::string& body) {
    test::TestLedger ledger = new_ledger();
    return imported(ledger, {csv, body});
}

Error refused_csv(const std::string& body) {
    test::TestLedger ledger = new_ledger();
    const Result<Reply> reply = import_into(ledger, {csv, body});
    REQUIRE(!reply);
    return reply.error();
}

/// Bodies with everything in them that is hard for a reader.
const std::string messy_csv =
    "\xEF\xBB\xBF" + std::string{short_header} + row("Lagos") + "\r\n" +
    row("\"a \"\"b\"\", c\r\nd\"") + "broken\"quote,high,d,2025-11-03T08:00:00Z,\n" +
    row("\xC3\xA9t\xC3\xA9") + "\"also\"broken,high\n" + row("  padded  ", "1") + row("\xFF\xFE") +
    "too,few\n\n" + row("Lagos") + row("x", "maybe") + "last,low,d,2025-11-03T08:00:00Z,0";
const std::string messy_lines =
    "\xEF\xBB\xBF{\"site_name\":\"A\",\"severity\":\"low\",\"description\":\"\xC3\xA9\"}\r\n\n  \n"
    "{\"site_name\":\"\xFF\",\"severity\":\"low\",\"description\":\"d\"}\nnonsense\n[]\n"
    "{\"site_name\":\"B\",\"severity\":\"low\",\"description\":\"\xF0\x9F\x94\xA5\"}";
const std::string messy_document =
    "\xEF\xBB\xBF {\"outages\": [{\"site_name\":\"A\",\"severity\":\"low\",\"description\":\"[{\"},"
    " 7, {\"site_name\":\"\xC3\xA9\",\"severity\":\"worst\",\"description\":\"d\"}, null]} ";

}  // namespace

TEST_CASE("every column of a CSV file finds its member") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(
        ledger,
        {csv, std::string{long_header} +
                  "Cell Tower Alpha,SITE1,critical,resolved,\"Total loss, \"\"all\"\"\","
                  "4G; 5G |SMS,1500,9.082,8.675,user7,2025-11-03T08:00:00+01:00,"
                  "2025-11-03T08:40:00+01:00,UPS,\"Line 1\nLine 2\",TT-1,power|ups,0,late\n"});
    CHECK(counts(reply) == "1 1 1 0 0");
    CHECK(*events_of(ledger, "outage.created").at(0).payload ==
          R"({"outage":"OUT001","external_id":"TT-1","site_name":"Cell Tower Alpha",)"
          R"("site_id":"SITE1","severity":"critical","status":"active",)"
          R"("detected_at":"2025-11-03T07:00:00Z","description":"Total loss, \"all\"",)"
          R"("affected_services":["4G","5G","SMS"],"affected_subscribers":1500,)"
          R"("location":{"latitude":9.082,"longitude":8.675},"assigned_to":"user7",)"
          R"("tags":["power","ups"],"imported":true,"back_dating_reason":"late",)"
          R"("dedup_key":null,"sites":["SITE1"],"related_to":null})");
    const std::string resolved = *events_of(ledger, "outage.resolved").at(0).payload;
    CHECK(member(resolved, "resolution_notes") == R"("Line 1\nLine 2")");
    CHECK(member(resolved, "root_cause") == R"("UPS")");
}

TEST_CASE("empty cells are absent, and columns come in any order") {
    test::TestLedger ledger = new_ledger();
    CHECK(counts(imported(ledger, {csv,
                                   "description,id,severity,site_name,resolved_at,tags\r\n"
                                   "d,,low,Lagos,,\r\n"})) == "1 1 1 0 0");
    const std::string created = *events_of(ledger, "outage.created").at(0).payload;
    CHECK(member(created, "external_id") == "null");
    CHECK(member(created, "tags") == "[]");
    CHECK(events_of(ledger, "outage.resolved").empty());
}

TEST_CASE("maintenance is said in four words") {
    struct Word {
        const char* text;
        const char* errors;
    };
    const Word words[] = {{"1", ""},
                          {"true", ""},
                          {"0", ""},
                          {"false", ""},
                          {"", ""},
                          {"yes", "1 maintenance type"},
                          {"TRUE", "1 maintenance type"}};
    for (const Word& word : words) {
        CAPTURE(word.text);
        CHECK(errors(import_csv(short_header + row("A", word.text))) == word.errors);
    }
    test::TestLedger ledger = new_ledger();
    imported(ledger, {csv, short_header + row("A", "1") + row("B", "0")});
    CHECK(events_of(ledger, "outage.clock_stopped").size() == 1);
}

TEST_CASE("a bad header is refused as a whole, by its columns") {
    const auto fields = [](const std::string& body) {
        std::string text;
        for (const FieldError& field : refused_csv(body).fields)
            text.append(text.empty() ? "" : ", ").append(field.field + " " + field.rule);
        return text;
    };
    CHECK(fields("site_name,severity,description,source,region\n") ==
          "source unknown, region unknown");
    CHECK(fields("site_name,severity,severity\n") == "severity duplicate, description required");
    CHECK(fields("site_name,severity,description,location\n") == "location unknown");
    CHECK(fields("") == " header");
    CHECK(fields("\n\n") == " header");
    CHECK(fields("site\"name,severity\n") == " csv");
}

TEST_CASE("bad cells are named by row and column") {
    const std::string body =
        "site_name,severity,description,affected_subscribers,latitude,longitude,detected_at\n"
        "A,worst,d,many,91,x,2025-11-03\n"
        ",low,d,-1,1,,2025-11-03T08:00:00\n"
        "B,low,d,1.5,007,2e2,\"Tuesday, July 28, 2020, 11:10:00 AM\"\n";
    CHECK(errors(import_csv(body)) ==
          "1 severity enum, 1 affected_subscribers type, 1 latitude range, 1 longitude type, "
          "1 detected_at time, "
          "2 affected_subscribers range, 2 detected_at offset, 2 site_name required, "
          "3 affected_subscribers type, 3 latitude type, 3 longitude range, 3 detected_at time");
}

TEST_CASE("broken records cost themselves, not their neighbours") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(ledger, {csv, messy_csv});
    CHECK(counts(reply) == "11 5 6 1 5");
    CHECK(errors(reply) == "3  csv, 5  csv, 7 site_name utf8, 8  csv, 10 maintenance type");
    const auto created = events_of(ledger, "outage.created");
    REQUIRE(created.size() == 5);
    CHECK(member(*created[1].payload, "site_name") == R"("a \"b\", c\r\nd")");
    CHECK(member(*created[3].payload, "site_name") == R"("padded")");
}

TEST_CASE("a quote that is never closed is one bad row") {
    const Reply reply = import_csv(short_header + row("A") + "\"open,high,d\n" + row("B"));
    CHECK(counts(reply) == "2 1 1 0 1");
    CHECK(errors(reply) == "2  csv");
    std::string long_body = short_header + row("A") + "\"open,high,d\n";
    while (long_body.size() < (std::size_t{3} << 20)) long_body += row("B");
    const Reply capped = import_csv(long_body);
    CHECK(errors(capped).starts_with("2  max_length"));
    CHECK(member(capped.body, "persisted") == "2");
}

TEST_CASE("a line of JSON that cannot be read is one bad row") {
    test::TestLedger ledger = new_ledger();
    const Reply reply = imported(ledger, {json_lines, messy_lines});
    CHECK(counts(reply) == "5 2 2 0 3");
    CHECK(errors(reply) == "2 site_name utf8, 3  json, 4  type");
    const std::string long_line(std::size_t{2} << 20, 'x');
    const Reply capped = imported(ledger, {json_lines, long_line + "\n{}"});
    CHECK(errors(capped).starts_with("1  max_length, 2 site_name required"));
}

TEST_CASE("a JSON document is an array, or has one") {
    const std::string rows = R"([{"site_name":"A","severity":"low","description":"d"}])";
    const auto import = [](const std::string& body) {
        test::TestLedger ledger = new_ledger();
        return import_into(ledger, {json_document, body});
    };
    CHECK(counts(*import(rows)) == "1 1 1 0 0");
    CHECK(counts(*import(R"({"outages":)" + rows + "}")) == "1 1 1 0 0");
    CHECK(counts(*import("[]")) == "0 0 0 0 0");
    const Reply messy = *import(messy_document);
    CHECK(counts(messy) == "4 1 1 0 3");
    CHECK(errors(messy) == "2  type, 3 severity enum, 4  type");
    for (const std::string& body :
         {std::string{""}, std::string{"{}"}, std::string{"7"}, R"({"outages":7})" + std::string{},
          "{\"outages\":" + rows + ",\"other\":1}", "{\"other\":1,\"outages\":" + rows + "}",
          "{\"outages\":" + rows + ",\"outages\":" + rows + "}", rows + "]", rows + rows,
          std::string{"[{\"site_name\":\"\xFF\"}]"}}) {
        CAPTURE(body);
        const Result<Reply> reply = import(body);
        REQUIRE(!reply);
        CHECK(reply.error().kind == ErrorKind::validation);
    }
}

TEST_CASE("however the bytes arrive, the answer is the same") {
    const std::pair<std::string_view, const std::string*> bodies[] = {
        {csv, &messy_csv}, {json_lines, &messy_lines}, {json_document, &messy_document}};
    for (const auto& [type, body] : bodies) {
        CAPTURE(type);
        const auto answer = [&](std::function<std::size_t(std::size_t)> piece) {
            test::TestLedger ledger = new_ledger();
            return imported(ledger, {type, *body, {}, std::move(piece)}).body;
        };
        const std::string whole = answer({});
        CHECK(answer([](std::size_t) { return std::size_t{1}; }) == whole);
        CHECK(holds(
            [&] {
                const auto size = [](std::size_t left) {
                    return *rc::gen::resize(1000, rc::gen::inRange<std::size_t>(
                                                      1, std::min<std::size_t>(left, 40) + 1));
                };
                RC_ASSERT(answer(size) == whole);
            },
            50));
    }
}

TEST_CASE("no bytes are too much for a reader") {
    for (const std::string_view type : {csv, json_lines, json_document}) {
        CAPTURE(type);
        CHECK(holds(
            [&] {
                test::TestLedger ledger = new_ledger();
                std::string body = type == csv ? std::string{short_header} : std::string{};
                const auto pieces =
                    *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                        "\"", ",", "\n", "\r", " ", "{", "}", "[", "]", ":", "a", "1", "\\", "\xFF",
                        "\xC3\xA9", "\"site_name\"", std::string{'\0'}));
                for (const std::string& piece : pieces) body += piece;
                const Result<Reply> reply = import_into(ledger, {type, body});
                if (!reply) RC_ASSERT(reply.error().kind == ErrorKind::validation);
                if (reply) RC_ASSERT(is_utf8(reply->body));
            },
            300));
    }
}

TEST_CASE("the file of a form is read by its type, or else by its name") {
    const std::string body = std::string{"\xEF\xBB\xBF"} + short_header + row("A");
    const auto form = [](const std::string& part_head, const std::string& content) {
        return "--XX\r\nContent-Disposition: form-data; name=" + part_head + "\r\n\r\n" + content +
               "\r\n--XX--\r\n";
    };
    const auto import = [](const std::string& text) {
        test::TestLedger ledger = new_ledger();
        Import import{"multipart/form-data", text};
        import.boundary = "XX";
        import.piece = [](std::size_t left) { return std::min<std::size_t>(left, 7); };
        return import_into(ledger, import);
    };
    for (const char* head :
         {"file; filename=a.txt\r\nContent-Type: text/csv", "file; filename=\"a.csv\"",
          "file; filename=a.csv\r\nContent-Type: application/vnd.ms-excel"})
        CHECK(counts(*import(form(head, body))) == "1 1 1 0 0");
    const std::string line = R"({"site_name":"A","severity":"low","description":"d"})";
    CHECK(counts(*import(form("file; filename=a.jsonl", line))) == "1 1 1 0 0");
    CHECK(counts(*import(form("file; filename=a.json", "[" + line + "]"))) == "1 1 1 0 0");

    const auto refused = [&](const std::string& text) {
        const Result<Reply> reply = import(text);
        REQUIRE(!reply);
        const Error& error = reply.error();
        return error.fields.empty() ? error.code
                                    : error.fields[0].field + " " + error.fields[0].rule;
    };
    CHECK(refused(form("file; filename=a.xls", body)) == "import.media_type");
    CHECK(refused(form("dry_run", "true")) == "dry_run unknown");
    CHECK(refused("--XX--\r\n") == "file required");
    CHECK(refused(form("file; filename=a.csv", body).substr(0, 80)) == " multipart");
    CHECK(refused(form("file; filename=a.csv", body + "\r\n--XX\r\nContent-Disposition: "
                                                      "form-data; name=file\r\n\r\n")) ==
          "file duplicate");
}
