// Jobs as the machinery has them recorded, and as clients see them.
#include "engine/domains/jobs/job.hpp"
#include "engine/domains/jobs/routes.hpp"
#include "engine/kernel/domain.hpp"
#include "tests/support/asking.hpp"
#include "tests/support/golden_events.hpp"
#include "tests/support/member_count.hpp"

using namespace ledger;
using namespace ledger::jobs;

static_assert(lists_every_member<ImportStarted>());
static_assert(lists_every_member<ImportFinished>());
static_assert(lists_every_member<JobPage>());

namespace ledger::jobs {
extern constinit const Domain domain;
}

namespace {

test::TestLedger new_ledger() {
    static constexpr std::array domains{&jobs::domain};
    return test::TestLedger{domains, *parse_time("2026-01-16T09:30:00Z")};
}

JobStart some_start() {
    return {.kind = "outages.import",
            .target = "/api/v1/outages/bulk-import?map=a%3Did",
            .content_type = "text/csv",
            .file = "body",
            .bytes = 100,
            .sha256 = {}};
}

std::string begin(test::TestLedger& ledger) {
    const auto answer = ledger.execute(job_book.start(some_start()), std::nullopt, "");
    REQUIRE(answer.reply.has_value());
    CHECK(answer.reply->status == 202);
    const std::string place = header(*answer.reply, "Location");
    return place.substr(place.rfind('/') + 1);
}

Result<Reply> run_step(test::TestLedger& ledger, const std::string& job) {
    const PreparedCommand step{.handler = [](Tx&) -> Result<Reply> { return Reply{.body = "did"}; },
                               .touches = {}};
    return ledger.execute(job_book.guarded(job, step), std::nullopt, "").reply;
}

void finish(test::TestLedger& ledger, const std::string& job, const JobEnd& end) {
    REQUIRE(ledger.execute(job_book.finish(job, end), std::nullopt, "").reply.has_value());
}

std::string page(test::TestLedger& ledger, const std::string& job) {
    return member(shown(ledger, "/api/v1/jobs/" + job).body, "job");
}

}  // namespace

TEST_CASE("events of jobs are read as they were ever written") {
    check_golden_events(jobs::event_types);
}

TEST_CASE("a job runs until it is finished, once") {
    test::TestLedger ledger = new_ledger();
    const std::string job = begin(ledger);
    CHECK(job == "JOB001");
    CHECK(begin(ledger) == "JOB002");
    CHECK(member(page(ledger, job), "state") == R"("running")");
    CHECK(run_step(ledger, job)->body == "did");
    finish(ledger, job,
           {.was_cancelled = false,
            .report = R"({"mode":"commit","total_rows":3,"imported":2,"skipped":0,"error_count":1,)"
                      R"("errors":[{"row":3,"field":"f","type":"t","message":"m"}],"rows":[]})",
            .reason = {}});
    finish(ledger, job, {.was_cancelled = true, .report = {}, .reason = {}});
    CHECK(events_of(ledger, "import.finished").size() == 1);
    CHECK(member(page(ledger, job), "state") == R"("done")");
    CHECK(member(page(ledger, job), "imported") == "2");
    CHECK(member(page(ledger, job), "errors") == R"([{"row":3,"field":"f","message":"m"}])");
    CHECK(run_step(ledger, job).error().code == "job.over");
}

TEST_CASE("a cancelled job takes no more steps, and is cancelled once") {
    test::TestLedger ledger = new_ledger();
    const std::string job = begin(ledger);
    const std::string target = "/api/v1/jobs/" + job + "/cancel";
    CHECK(done(ledger, Method::post, target, "").status == 202);
    CHECK(done(ledger, Method::post, target, "").status == 202);
    CHECK(events_of(ledger, "job.cancelled").size() == 1);
    CHECK(run_step(ledger, job).error().code == "job.over");
    CHECK(member(page(ledger, job), "cancel_requested") == "true");
    finish(ledger, job, {.was_cancelled = true, .report = {}, .reason = {}});
    CHECK(member(page(ledger, job), "state") == R"("cancelled")");
    CHECK(refused(ledger, Method::post, target, "").kind == ErrorKind::conflict);
    CHECK(refused(ledger, Method::post, "/api/v1/jobs/JOB9/cancel", "").kind ==
          ErrorKind::not_found);
}

TEST_CASE("a job that failed says why") {
    test::TestLedger ledger = new_ledger();
    const std::string job = begin(ledger);
    finish(ledger, job, {.was_cancelled = false, .report = {}, .reason = "no such file"});
    CHECK(member(page(ledger, job), "state") == R"("failed")");
    CHECK(member(page(ledger, job), "reason") == R"("no such file")");
}

TEST_CASE("jobs are listed newest first, and pages of them follow one another") {
    test::TestLedger ledger = new_ledger();
    for (int i = 0; i < 3; ++i) begin(ledger);
    for (const char* path : {"/api/v1/jobs", "/api/v1/outages/bulk/history"}) {
        const std::string body = shown(ledger, std::string{path} + "?limit=1&offset=1").body;
        CHECK(member(body, "total") == "3");
        CHECK(member(body, "has_next") == "true");
        CHECK(member(body, "jobs").find(R"("id":"JOB002")") != std::string::npos);
        CHECK(member(body, "jobs").find("JOB003") == std::string::npos);
    }
    for (const char* id : {"JOB4", "JOB", "JOBx", "OUT001"})
        CHECK(refused(ledger, Method::get, std::string{"/api/v1/jobs/"} + id, "").kind ==
              ErrorKind::not_found);
}
