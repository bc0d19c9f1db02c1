// Exports: what is in them, that they come in pieces, and that they can be imported again.
#include "engine/domains/outages/export_rows.hpp"
#include "tests/domains/outages_import_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::outages;
using namespace std::chrono_literals;

namespace {

std::string exported(test::TestLedger& ledger, std::string_view query) {
    return shown(ledger, "/api/v1/outages/export" + std::string{query}).body;
}

constexpr const char* header_row =
    "site_name,site_id,severity,status,description,affected_services,affected_subscribers,"
    "latitude,longitude,assigned_to,detected_at,resolved_at,external_id,root_cause,"
    "resolution_notes,tags\r\n";

/// Outages with everything that CSV has to quote.
test::TestLedger full_ledger() {
    test::TestLedger ledger = new_ledger();
    imported(ledger, {json_lines,
                      R"({"external_id":"T-1","site_name":"Lagos, \"VI\"","site_id":"S1",)"
                      R"("severity":"high","description":"first\nsecond","affected_services":)"
                      R"(["4G","5G"],"affected_subscribers":12,"latitude":-9.5,"longitude":8.675,)"
                      R"("assigned_to":"user7","detected_at":"2026-01-16T09:30:00Z",)"
                      R"("resolved_at":"2026-01-16T10:00:00.5Z","root_cause":"rain",)"
                      R"("resolution_notes":"dried","tags":["a","b"]})"
                      "\n"
                      R"({"site_name":"Abuja","severity":"low","description":" padded ",)"
                      R"("status":"investigating","detected_at":"2026-01-16T09:00:00Z"})"
                      "\n"});
    return ledger;
}

}  // namespace

TEST_CASE("a cell is quoted when it has to be, and no formula") {
    const auto cell = [](std::string_view text) {
        std::string out;
        append_text_cell(out, text);
        return out;
    };
    CHECK(cell("plain") == "plain");
    CHECK(cell("").empty());
    CHECK(cell("a,b") == R"("a,b")");
    CHECK(cell("a\"b") == R"("a""b")");
    CHECK(cell("a\r\nb") == "\"a\r\nb\"");
    CHECK(cell(" a") == R"(" a")");
    CHECK(cell("=1+1") == "'=1+1");
    CHECK(cell("+1") == "'+1");
    CHECK(cell("-1") == "'-1");
    CHECK(cell("@SUM(A1)") == "'@SUM(A1)");
    CHECK(cell("\tx") == "'\tx");
    CHECK(cell("\rx") == "\"'\rx\"");
    CHECK(cell("=a,b") == R"("'=a,b")");
    CHECK(cell("a=b") == "a=b");
}

TEST_CASE("a CSV file has the columns of an import") {
    test::TestLedger ledger = full_ledger();
    const Reply reply = shown(ledger, "/api/v1/outages/export");
    CHECK(reply.content_type == "text/csv; charset=utf-8");
    CHECK(header(reply, "Content-Disposition") == R"(attachment; filename="outages.csv")");
    CHECK(reply.body ==
          header_row + std::string{"\"Lagos, \"\"VI\"\"\",S1,high,,\"first\nsecond\",4G;5G,12,"
                                   "-9.5,8.675,user7,2026-01-16T09:30:00Z,2026-01-16T10:00:00.500Z,"
                                   "T-1,rain,dried,a;b\r\n"
                                   "Abuja,,low,investigating,\" padded \",,,,,,"
                                   "2026-01-16T09:00:00Z,,,,,\r\n"});
}

TEST_CASE("what was exported can be imported, and is exported the same") {
    test::TestLedger ledger = full_ledger();
    const std::string file = exported(ledger, "?format=csv&sort_by=id&sort_order=asc");
    test::TestLedger other = new_ledger();
    const Reply reply = imported(other, {csv, file});
    CHECK(member(reply.body, "imported") == "2");
    CHECK(exported(other, "?sort_by=id&sort_order=asc") == file);
}

TEST_CASE("JSON is a bare array, and lines are lines") {
    test::TestLedger ledger = full_ledger();
    const Reply array = shown(ledger, "/api/v1/outages/export?format=json");
    CHECK(array.content_type == "application/json");
    CHECK(header(array, "Content-Disposition") == R"(attachment; filename="outages.json")");
    CHECK(array.body.starts_with(R"([{"id":"OUT001","site_name":"Lagos, \"VI\"")"));
    CHECK(array.body.contains(R"(},{"id":"OUT002",)"));
    CHECK(array.body.ends_with("}]"));
    const Reply lines = shown(ledger, "/api/v1/outages/export?format=ndjson");
    CHECK(lines.content_type == "application/x-ndjson");
    CHECK(std::ranges::count(lines.body, '\n') == 2);
    std::string joined = array.body.substr(1, array.body.size() - 2) + "\n";
    joined.replace(joined.find("},{"), 3, "}\n{");
    CHECK(lines.body == joined);
    CHECK(exported(ledger, "?format=json&status=active") == "[]");
    CHECK(exported(ledger, "?format=ndjson&status=active").empty());
    CHECK(exported(ledger, "?format=csv&status=active") == header_row);
}

TEST_CASE("an export does not depend on when it is made") {
    test::TestLedger ledger = full_ledger();
    for (const char* format : {"?format=csv", "?format=json", "?format=ndjson"}) {
        const std::string before = exported(ledger, format);
        ledger.set_now(ledger.now() + 3h);
        CHECK(exported(ledger, format) == before);
    }
}

TEST_CASE("the filters of the list are those of the export") {
    test::TestLedger ledger = full_ledger();
    const auto has = [&](std::string_view query, std::string_view id) {
        return exported(ledger, "?format=ndjson&" + std::string{query})
            .contains("\"id\":\"" + std::string{id} + '"');
    };
    CHECK(has("search=lagos", "OUT001"));
    CHECK(!has("search=lagos", "OUT002"));
    CHECK(has("severity=low", "OUT002"));
    CHECK(!has("external_id=T-1", "OUT002"));
    CHECK(exported(ledger, "?format=ndjson&sort_by=id").starts_with(R"({"id":"OUT002")"));
    done(ledger, Method::del, "/api/v1/outages/OUT002", "");
    CHECK(!has("sort_by=id", "OUT002"));
    CHECK(has("include_deleted=true", "OUT002"));
}

TEST_CASE("an export of many pieces is the whole list in its order") {
    test::TestLedger ledger = new_ledger();
    std::string lines;
    for (int i = 0; i < 1'000; ++i)
        lines += R"({"site_name":"Site )" + std::to_string(i % 10) +
                 R"(","severity":"low","description":")" + std::string(500, 'x') +
                 R"(","detected_at":"2026-01-16T09:00:00Z","resolved_at":"2026-01-16T09:00:)" +
                 std::to_string(10 + i % 50) + R"(Z","external_id":"E)" + std::to_string(i) +
                 "\"}\n";
    imported(ledger, {json_lines, lines});
    const std::string file = exported(ledger, "?format=ndjson");
    CHECK(file.size() > 5 * BodySource::piece_bytes);
    std::string_view rest = file;
    for (int i = 1; i <= 1'000; ++i) {
        CHECK(rest.starts_with("{\"id\":\"" + outage_id(static_cast<std::uint64_t>(i)).value));
        rest.remove_prefix(rest.find('\n') + 1);
    }
    CHECK(rest.empty());
}

TEST_CASE("an unknown format is refused with those that there are") {
    test::TestLedger ledger = new_ledger();
    const Error error =
        refused(ledger, Method::get, "/api/v1/outages/export?format=xlsx&limit=5&q=-", "");
    CHECK(error.kind == ErrorKind::validation);
    REQUIRE(error.fields.size() == 2);
    CHECK(error.fields[0].field == "format");
    CHECK(error.fields[0].allowed_values == std::vector<std::string>{"csv", "json", "ndjson"});
    CHECK(error.fields[1].field == "limit");
    CHECK(refused(ledger, Method::get, "/api/v1/outages/export?q=-", "").fields[0].field == "q");
}
