// Disputes beside the SLA that they hold, through the real sequencer.
#include "engine/domains/disputes/holds.hpp"
#include "engine/domains/disputes/requests.hpp"
#include "tests/domains/told_outages.hpp"
#include "tests/support/asking.hpp"

using namespace ledger;
using namespace ledger::sla;
using namespace std::chrono_literals;

namespace ledger::disputes {
extern constinit const Domain domain;
}

namespace {

constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};

/// Corrects an outage by what an acceptance says, as the outages' own domain does.
Result<void> correct(Tx& tx, const RecordedEvent& event) {
    TRY(accepted, json::parse_stored<disputes::DisputeAccepted>(event.payload.value()));
    TRY(sla, tx.load<OutageSla>(accepted.outage.value));
    const Calculated latest = *sla->latest;
    told::Corrected corrected;
    corrected.outage = latest.outage;
    corrected.reason = accepted.reason;
    corrected.severity = latest.severity;
    corrected.detected_at = accepted.detected_at.value_or(latest.detected_at);
    corrected.resolved_at = accepted.resolved_at.value_or(latest.resolved_at);
    if (*corrected.resolved_at < corrected.detected_at)
        return fail(impossible("resolved_at", "order", "resolved_at is before detected_at"));
    return tx.append<told::Outage>(latest.outage.value, corrected);
}

constexpr Reaction corrections[] = {{"dispute.accepted", correct}};
constexpr Domain correcting{.name = "correcting",
                            .routes = {},
                            .views = {},
                            .reactions = corrections,
                            .lookups = {},
                            .wakings = {},
                            .found = nullptr,
                            .append_manual = nullptr};

/// A critical outage of 25 minutes, which costs 1000, at 11:45.
ToldOutages violated_outage() {
    static constexpr const Domain* domains[] = {&disputes::domain, &sla::domain, &correcting};
    ToldOutages outages{noon, domains};
    outages.must("OUT001", created("OUT001", Severity::critical, noon - 40min));
    outages.must("OUT001", resolved("OUT001", Severity::critical, noon - 40min, noon - 15min));
    return outages;
}

constexpr std::string_view collection = "/api/v1/sla/disputes";
constexpr std::string_view first = "/api/v1/sla/disputes/DSP001";
constexpr std::string_view opening =
    R"({"outage_id":"OUT001","reason":"the fibre was back at 11:30"})";

}  // namespace

TEST_CASE("opening a dispute holds the result, and moves no money") {
    auto outages = violated_outage();
    const Reply reply = done(outages.ledger, Method::post, collection, opening);
    CHECK(reply.status == 201);
    CHECK(header(reply, "Location") == first);
    CHECK(reply.body ==
          R"({"id":"DSP001","outage_id":"OUT001","generation":1,"status":"open","outcome":null,)"
          R"("level":0,"reason":"the fibre was back at 11:30","amount_at_stake":-1000.00,)"
          R"("amount_exact":"-1000.00","opened_by":"local:0","created_at":"2026-01-16T12:00:00Z",)"
          R"("reviewed_by":null,"resolved_by":null,"resolved_at":null,"resolution_note":null,)"
          R"("corrected":null,"resulting_generation":null})");
    CHECK(outages.look_up("disputes.held", R"({"outage":"OUT001","generation":1})") ==
          R"({"held":true,"dispute":"DSP001"})");
    CHECK(outages.look_up("disputes.held", R"({"outage":"OUT001","generation":2})") ==
          R"({"held":false})");
    CHECK(outages.posted("OUT001") == *whole(-1000));
    CHECK(outages.all<Calculated>().size() == 1);
    const Error again = refused(outages.ledger, Method::post, collection, opening);
    CHECK(again.kind == ErrorKind::conflict);
    CHECK(again.code == "dispute.already_open");
}

TEST_CASE("a disputed result is not calculated again, one by one or among many") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    const Error one =
        refused(outages.ledger, Method::post, "/api/v1/sla/calculate", R"({"outage_id":"OUT001"})");
    CHECK(one.kind == ErrorKind::conflict);
    CHECK(one.code == "sla.disputed");
    CHECK(refused(outages.ledger, Method::post, "/api/v1/outages/OUT001/recompute-sla", "").code ==
          "sla.disputed");
    CHECK(done(outages.ledger, Method::post, "/api/v1/outages/batch/recalculate-sla",
               R"({"ids":["OUT001"]})")
              .body ==
          R"({"success_count":0,"failure_count":1,"errors":[{"id":"OUT001",)"
          R"("code":"sla.disputed","message":"the result is disputed: DSP001 decides on it"}],)"
          R"("results":[]})");
    done(outages.ledger, Method::patch, first, R"({"action":"withdraw"})");
    CHECK(done(outages.ledger, Method::post, "/api/v1/sla/calculate", R"({"outage_id":"OUT001"})")
              .status == 200);
}

TEST_CASE("an acceptance makes a new result and posts the difference, in one transaction") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    const std::size_t before = outages.ledger.events().size();
    const Reply reply = done(outages.ledger, Method::patch, first,
                             R"({"action":"accept","resolved_at":"2026-01-16T11:30:00Z",)"
                             R"("notes":"the mast logged it"})");
    CHECK(member(reply.body, "status") == "\"resolved\"");
    CHECK(member(reply.body, "outcome") == "\"accepted\"");
    CHECK(member(reply.body, "resulting_generation") == "2");
    const auto events = outages.ledger.events();
    std::vector<std::string> types;
    for (std::size_t i = before; i < events.size(); ++i) types.push_back(events[i].type);
    CHECK(types == std::vector<std::string>{"dispute.review_started", "dispute.accepted",
                                            "outage.corrected", "sla.calculated",
                                            "dispute.hold_released"});
    const Calculated result = outages.all<Calculated>().back();
    CHECK(result.cause == Cause::corrected);
    CHECK(result.reason == "dispute DSP001 accepted: the mast logged it");
    CHECK(result.delta == *whole(2125));
    CHECK(outages.posted("OUT001") == *whole(1125));
    CHECK(outages.look_up("disputes.held", R"({"outage":"OUT001","generation":1})") ==
          R"({"held":false})");
    // The new result may be disputed in its turn.
    CHECK(member(done(outages.ledger, Method::post, collection, opening).body, "generation") ==
          "2");
}

TEST_CASE("an acceptance that the outage's rules refuse changes nothing") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    const std::size_t before = outages.ledger.events().size();
    for (const char* body : {R"({"action":"accept","resolved_at":"2026-01-16T10:00:00Z"})",
                             R"({"action":"accept","resolved_at":"2026-01-16T11:45:00Z"})",
                             R"({"action":"resolve"})"}) {
        CAPTURE(body);
        CHECK(refused(outages.ledger, Method::patch, first, body).kind == ErrorKind::unprocessable);
    }
    CHECK(outages.ledger.events().size() == before);
}

TEST_CASE("a rejection lets the result stand, under the words of ruling 27") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    SUBCASE("as the front end says it") {
        done(outages.ledger, Method::patch, first,
             R"({"action":"reject","resolution_note":"logged otherwise",)"
             R"("notify_recipients":["a@example.com"]})");
    }
    SUBCASE("as an outcome") {
        done(outages.ledger, Method::patch, first,
             R"({"action":"resolve","outcome":"rejected","notes":"logged otherwise"})");
    }
    const std::string shown = outages.query(first);
    CHECK(member(shown, "status") == "\"resolved\"");
    CHECK(member(shown, "outcome") == "\"rejected\"");
    CHECK(member(shown, "resolution_note") == "\"logged otherwise\"");
    CHECK(outages.all<Calculated>().size() == 1);
    CHECK(outages.posted("OUT001") == *whole(-1000));
    for (const RecordedEvent& event : outages.ledger.events())
        CHECK(event.payload.value_or("").find("example.com") == std::string::npos);
}

TEST_CASE("a dispute is shown with what happened to it, as the command answered it") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    done(outages.ledger, Method::patch, first, R"({"action":"escalate","notes":"needs the head"})");
    const Reply answered = done(outages.ledger, Method::patch, first,
                                R"({"action":"accept","resolved_at":"2026-01-16T11:30:00Z"})");
    const Reply page = shown(outages.ledger, first);
    CHECK(page.body.starts_with(answered.body.substr(0, answered.body.size() - 1)));
    const std::string history = member(page.body, "history");
    CAPTURE(history);
    std::size_t at = 0;
    for (const char* type :
         {"dispute.opened", "dispute.escalated", "dispute.review_started", "dispute.accepted"})
        at = history.find(type, at);
    CHECK(at != history.npos);
    CHECK(history.find(R"("actor":"local:0","notes":"needs the head","level":1)") != history.npos);
    CHECK(header(page, "ETag") == header(answered, "ETag"));
    CHECK(header(page, "ETag").starts_with("\"v4."));
    CHECK(refused(outages.ledger, Method::get, "/api/v1/sla/disputes/DSP002", "").kind ==
          ErrorKind::not_found);
}

TEST_CASE("disputes are listed newest first, by where they stand and by outage") {
    auto outages = violated_outage();
    done(outages.ledger, Method::post, collection, opening);
    done(outages.ledger, Method::patch, first, R"({"action":"reject","notes":"not so at all"})");
    done(outages.ledger, Method::post, collection, opening);
    outages.must("OUT002", created("OUT002", Severity::low, noon - 40min));
    outages.must("OUT002", resolved("OUT002", Severity::low, noon - 40min, noon - 15min));
    done(outages.ledger, Method::post, collection,
         R"({"outage_id":"OUT002","reason":"it was a critical one"})");
    const auto ids = [&](const std::string& query) {
        const std::string body = outages.query(std::string{collection} + query);
        std::vector<std::string> found;
        for (std::size_t at = body.find("\"DSP"); at != body.npos; at = body.find("\"DSP", at + 1))
            found.push_back(body.substr(at + 1, 6));
        return found;
    };
    using Ids = std::vector<std::string>;
    CHECK(ids("") == Ids{"DSP003", "DSP002", "DSP001"});
    CHECK(ids("?outage_id=OUT001&page=1") == Ids{"DSP002", "DSP001"});
    CHECK(ids("?status=open") == Ids{"DSP003", "DSP002"});
    CHECK(ids("?status=rejected") == Ids{"DSP001"});
    CHECK(ids("?status=resolved") == Ids{"DSP001"});
    CHECK(ids("?status=accepted") == Ids{});
    CHECK(ids("?limit=1&offset=1") == Ids{"DSP002"});
    const std::string page = outages.query(std::string{collection} + "?limit=2");
    CHECK(member(page, "total") == "3");
    const std::string cursor = member(page, "next_cursor");
    CHECK(ids("?limit=2&cursor=" + cursor.substr(1, cursor.size() - 2)) == Ids{"DSP001"});
}

TEST_CASE("malformed requests name every bad field, contradictions say what contradicts") {
    auto outages = violated_outage();
    const Error shape = refused(outages.ledger, Method::post, collection,
                                R"({"outage_id":"","reason":"short","colour":1})");
    CHECK(shape.kind == ErrorKind::validation);
    CHECK(shape.fields.size() == 3);
    done(outages.ledger, Method::post, collection, opening);
    for (const char* body :
         {R"({"action":"reject","notes":"no, not at all","severity":"low"})",
          R"({"action":"accept","outcome":"rejected"})",
          R"({"action":"reject","notes":"one thing","resolution_note":"other"})"})
        CHECK(refused(outages.ledger, Method::patch, first, body).kind == ErrorKind::unprocessable);
    CHECK(refused(outages.ledger, Method::patch, first, R"({"action":"pay"})").kind ==
          ErrorKind::validation);
    CHECK(refused(outages.ledger, Method::patch, "/api/v1/sla/disputes/DSP009",
                  R"({"action":"review"})")
              .kind == ErrorKind::not_found);
}

TEST_CASE("with all domains together an acceptance corrects the outage by its own rules") {
    test::TestLedger ledger{registered_domains(), noon};
    done(ledger, Method::post, "/api/v1/outages",
         R"({"site_name":"Alpha","severity":"critical","description":"dark",)"
         R"("detected_at":"2026-01-16T11:00:00Z","external_id":"TT-7"})");
    done(ledger, Method::put, "/api/v1/outages/OUT001",
         R"({"status":"resolved","resolved_at":"2026-01-16T11:40:00Z"})");
    done(ledger, Method::post, collection,
         R"({"outage_id":"TT-7","reason":"the fibre was back at 11:10"})");
    CHECK(refused(ledger, Method::patch, first,
                  R"({"action":"accept","resolved_at":"2026-01-16T10:00:00Z"})")
              .kind == ErrorKind::unprocessable);
    CHECK(refused(ledger, Method::patch, first, R"({"action":"accept","severity":"critical"})")
              .kind == ErrorKind::unprocessable);
    const Reply accepted = done(ledger, Method::patch, first,
                                R"({"action":"accept","resolved_at":"2026-01-16T11:10:00Z",)"
                                R"("severity":"high","notes":"the mast logged it"})");
    CHECK(member(accepted.body, "resulting_generation") == "2");
    const std::string outage = shown(ledger, "/api/v1/outages/OUT001").body;
    CHECK(member(outage, "severity") == "\"high\"");
    CHECK(member(outage, "resolved_at") == "\"2026-01-16T11:10:00Z\"");
    const std::string text = shown(ledger, "/api/v1/sla/explain/OUT001").body;
    CHECK(member(text, "total_posted") == "1500.00");
    CHECK(text.find(
              R"("cause":"corrected","reason":"dispute DSP001 accepted: the mast logged it")") !=
          text.npos);
    Amount total;
    for (const RecordedEvent& event : ledger.events())
        for (const Posting& posting : event.postings) total = *sum(total, signed_amount(posting));
    CHECK(total == *whole(1500));
}
