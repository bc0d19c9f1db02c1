// What the ledger says about itself and its log, over real sockets in front of a real engine.
#include "engine/kernel/encoding.hpp"
#include "engine/log/export_layout.hpp"
#include "tests/http/small_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

std::string field(const HttpResponse& response, std::string_view name) {
    const std::string* value = response.find(name);
    return value == nullptr ? "" : *value;
}

/// The strings of a JSON array of Base64 hashes, which holds no other quotes.
std::vector<Hash> listed_hashes(std::string_view body) {
    std::vector<Hash> hashes;
    body.remove_prefix(body.find('['));
    for (std::size_t open = body.find('"'); open != body.npos; open = body.find('"')) {
        const std::size_t close = body.find('"', open + 1);
        hashes.push_back(*hash_from_base64(body.substr(open + 1, close - open - 1)));
        body.remove_prefix(close + 1);
    }
    return hashes;
}

Result<void> refuse(Rows&, const ViewEvent&) {
    return fail(ErrorKind::internal, "view.refuses", "this view never works");
}
const View stubborn{"stubborn", 1, {}, refuse, "Stops at once."};

}  // namespace

TEST_CASE("health is what the product has always said") {
    SmallLedger ledger;
    CHECK(ledger.get("/health").body ==
          R"({"status":"healthy","version":"1.0.0","stellar_connected":false})");
    CHECK(ledger.get("/health/live").status == 200);
    const HttpResponse ready = ledger.get("/health/ready");
    CHECK(ready.status == 200);
    CHECK(ready.body.starts_with(
        R"({"ready":true,"log":true,"clock":true,"storage":true,"accepting":true,"log_size":2,)"));
    ledger.pipeline->set_storage_low(true);
    CHECK(ledger.get("/health").body.find("degraded") != std::string::npos);
    const HttpResponse low = ledger.get("/health/ready");
    CHECK(low.status == 503);
    CHECK(low.body.find(R"("storage":false)") != std::string::npos);
    ledger.pipeline->set_storage_low(false);
    ledger.services->stopping = true;
    CHECK(ledger.get("/health").body.find("stopping") != std::string::npos);
    CHECK(ledger.get("/health/ready").status == 503);
}

TEST_CASE("a stopped view makes the server not ready, and says why") {
    SmallLedger ledger{{stubborn}};
    while (ledger.runner->status()[0].state != ViewState::stopped) std::this_thread::yield();
    const HttpResponse ready = ledger.get("/health/ready");
    CHECK(ready.status == 503);
    CHECK(ready.body.find(R"("name":"stubborn","ok":false,"position":0)") != std::string::npos);
    CHECK(ready.body.find("this view never works") != std::string::npos);
    CHECK(ledger.get("/api/v1/projections").body.find(R"("state":"stopped")") != std::string::npos);
}

TEST_CASE("the root names the log and where to go on") {
    SmallLedger ledger;
    CHECK(ledger.get("/").body ==
          R"({"name":"NOCIQ Ledger","version":"1.0.0","commit":"abc","api_prefix":"/api/v1",)"
          R"("health":"/health","checkpoint":"/log/checkpoint","verifier_key":"/log/vkey",)"
          R"("origin":"test.example/log","position":1})");
}

TEST_CASE("parameters that a route does not know are refused by name") {
    SmallLedger ledger;
    for (const std::string_view path :
         {"/", "/health", "/api/v1/events", "/api/v1/events/0", "/api/v1/events/0/proof",
          "/log/checkpoint", "/log/vkey", "/log/tile/0/000", "/api/v1/ledger/trial-balance",
          "/api/v1/ledger/balances", "/api/v1/projections"}) {
        CAPTURE(path);
        const HttpResponse response = ledger.get(std::string{path} + "?nonsense=1");
        CHECK(response.status == 400);
        CHECK(response.body.find(R"("field":"nonsense")") != std::string::npos);
    }
}

TEST_CASE("events are read page by page, as JSON or a line each") {
    SmallLedger ledger;
    for (int i = 0; i < 5; ++i) ledger.move("account");
    const HttpResponse first = ledger.get("/api/v1/events?limit=3");
    CHECK(first.body.starts_with(R"({"events":[{"position":0,"stream":"log-main",)"));
    CHECK(first.body.ends_with(R"(],"next_from":3,"log_size":7})"));
    const HttpResponse rest = ledger.get("/api/v1/events?from=3");
    CHECK(rest.body.starts_with(R"({"events":[{"position":3,"stream":"till-1",)"));
    CHECK(rest.body.ends_with(R"(],"next_from":7,"log_size":7})"));
    CHECK(ledger.get("/api/v1/events?from=99").body ==
          R"({"events":[],"next_from":99,"log_size":7})");
    const HttpResponse lines =
        ledger.get("/api/v1/events?from=5", {{"Accept", "application/x-ndjson"}});
    CHECK(field(lines, "content-type") == "application/x-ndjson");
    CHECK(field(lines, "x-next-from") == "7");
    CHECK(std::ranges::count(lines.body, '\n') == 2);
    CHECK(lines.body.starts_with(R"({"position":5,)"));
}

TEST_CASE("events are found by stream, category and type") {
    SmallLedger ledger;
    for (int i = 0; i < 3; ++i) ledger.move("account");
    const struct {
        std::string query;
        int events;
        std::string_view next_from;
    } rows[] = {
        {"stream=till-1", 3, "5"},
        {"stream=till-1&from=3", 2, "5"},
        {"stream=till-1&limit=1", 1, "3"},
        {"category=till", 3, "5"},
        {"category=till&from=4", 1, "5"},
        {"type=test.money_moved&limit=2", 2, "4"},
        {"type=log.created", 1, "5"},
        {"stream=till-1&type=log.created", 0, "5"},
        {"stream=till-1&record=true", 3, "5"},
        {"category=log&record=true", 1, "5"},
        {"stream=none", 0, "5"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.query);
        const HttpResponse response =
            ledger.get("/api/v1/events?" + row.query, {{"Accept", "application/x-ndjson"}});
        REQUIRE(response.status == 200);
        CHECK(std::ranges::count(response.body, '\n') == row.events);
        CHECK(field(response, "x-next-from") == row.next_from);
    }
    for (const std::string bad : {"limit=0", "limit=10001", "from=-1", "from=x", "record=maybe"})
        CHECK(ledger.get("/api/v1/events?" + bad).status == 400);
}

TEST_CASE("an event is shown with everything that its leaf says") {
    SmallLedger ledger;
    const Position position = ledger.move("somebody");
    const std::string path = "/api/v1/events/" + std::to_string(position);
    const HttpResponse shown = ledger.get(path);
    CHECK(shown.body.find(R"("type":"test.money_moved","schema_version":1,)"
                          R"("recorded_at":"2026-01-05T12:00:00Z")") != std::string::npos);
    CHECK(shown.body.find(R"("postings":[{"from":"pool","to":"somebody","asset":"USDC",)"
                          R"("amount":1.50,"amount_exact":"1.50"}],)"
                          R"("payload":{"to":"somebody"})") != std::string::npos);
    const auto stored = *LogReader{ledger.log}.at(position);
    CHECK(shown.body.find(R"("record":")" + to_base64(stored->leaf)) != std::string::npos);
    const HttpResponse raw = ledger.get(path, {{"Accept", "application/vnd.ledger.record"}});
    CHECK(raw.body == stored->leaf);
    CHECK(field(raw, "content-type") == "application/vnd.ledger.record");
    for (const std::string none : {"3", "-1", "x", "18446744073709551616"})
        CHECK(ledger.get("/api/v1/events/" + none).status == 404);
}

TEST_CASE("a proof convinces whoever has only the key") {
    SmallLedger ledger;
    for (int i = 0; i < 10; ++i) ledger.move("account");
    ledger.signed_log();
    const std::string key_line = ledger.get("/log/vkey").body;
    const auto key = parse_verifier_key(key_line.substr(0, key_line.size() - 1));
    REQUIRE(key.has_value());
    Sha256 sha256;
    for (Position position = 0; position < 12; ++position) {
        const std::string path = "/api/v1/events/" + std::to_string(position);
        const std::string leaf =
            ledger.get(path, {{"Accept", "application/vnd.ledger.record"}}).body;
        const HttpResponse response = ledger.get(path + "/proof");
        REQUIRE(response.status == 200);
        const auto proof = parse_proof_text(response.body);
        REQUIRE(proof.has_value());
        const auto checkpoint = open_checkpoint(proof->checkpoint, *key);
        REQUIRE(checkpoint.has_value());
        CHECK(verify_inclusion(leaf_hash(sha256, leaf), position, checkpoint->head.size,
                               proof->hashes, checkpoint->head.root, sha256));
        // The salt opens the commitment to the payload.
        const auto stored = *LogReader{ledger.log}.at(position);
        Salt salt{};
        REQUIRE(proof->extra.has_value());
        std::copy(proof->extra->begin(), proof->extra->end(), salt.begin());
        CHECK(payload_commitment(sha256, salt, *stored->event.payload) ==
              stored->event.payload_commitment);
    }
    CHECK(ledger.get("/api/v1/events/12/proof").status == 404);
}

TEST_CASE("a proof that no checkpoint covers yet can be asked for again") {
    SmallLedger ledger;
    // The clock stands still, so that HEAD is not synced for a later size than the present one.
    Position position = ledger.move("account");
    while (ledger.publisher->latest().checkpoint.head.size > position)
        position = ledger.move("account");
    const HttpResponse response =
        ledger.get("/api/v1/events/" + std::to_string(position) + "/proof");
    CHECK(response.status == 503);
    CHECK(field(response, "retry-after") == "1");
}

TEST_CASE("the log is served as tiles, as far as it is signed") {
    SmallLedger ledger;
    for (int i = 0; i < 300; ++i) ledger.move("account");
    const Checkpoint checkpoint = ledger.signed_log();
    CHECK(checkpoint.head.size == 302);
    const HttpResponse note = ledger.get("/log/checkpoint");
    CHECK(field(note, "content-type") == "text/plain; charset=utf-8");
    CHECK(open_checkpoint(note.body, ledger.publisher->verifier())->head == checkpoint.head);

    const HttpResponse full = ledger.get("/log/tile/0/000");
    CHECK(full.body.size() == 8'192);
    CHECK(field(full, "cache-control") == "public, max-age=31536000, immutable");
    CHECK(field(full, "content-type") == "application/octet-stream");
    CHECK(ledger.get("/log/tile/0/001.p/46").body.size() == 46U * 32);
    CHECK(ledger.get("/log/tile/1/000.p/1").body.size() == 32);
    const std::string bundle = ledger.get("/log/tile/entries/000").body;
    const auto leaves = decode_entry_bundle(bundle);
    REQUIRE(leaves.has_value());
    Sha256 sha256;
    std::string hashes;
    for (const std::string_view leaf : *leaves) hashes += as_view(leaf_hash(sha256, leaf));
    CHECK(hashes == full.body);
    for (const std::string_view none :
         {"0/001", "0/001.p/47", "0/002.p/1", "2/000", "0/0", "entries/001", "x", "0/000/", ""}) {
        CAPTURE(none);
        CHECK(ledger.get("/log/tile/" + std::string{none}).status == 404);
    }
}

TEST_CASE("the log proves that it only grew") {
    SmallLedger ledger;
    for (int i = 0; i < 20; ++i) ledger.move("account");
    const LogReader reader{ledger.log};
    Sha256 sha256;
    const Hash old_root = *root_of(7, reader.subtree_source(), sha256);
    const Hash new_root = *root_of(22, reader.subtree_source(), sha256);
    const std::string body = ledger.get("/log/consistency?old=7&new=22").body;
    const std::vector<Hash> proof = listed_hashes(body);
    CHECK(verify_consistency(7, old_root, 22, new_root, proof, sha256));
    CHECK(ledger.get("/log/consistency?old=8&new=7").status == 422);
    CHECK(ledger.get("/log/consistency?old=1&new=23").status == 422);
    CHECK(ledger.get("/log/consistency?old=0&new=7").status == 400);
    CHECK(ledger.get("/log/consistency?new=7").status == 400);
}

TEST_CASE("balances are right now, and at any event") {
    SmallLedger ledger;
    const Position first = ledger.move("ann");
    ledger.move("ann/2");
    const Position third = ledger.move("ann");
    const HttpResponse now = ledger.get("/api/v1/ledger/balances?account=ann");
    CHECK(now.body.starts_with(R"({"total":1,"limit":50,"offset":0,"has_next":false)"));
    CHECK(now.body.find(R"("account":"ann","asset":"USDC","balance":3.00)") != std::string::npos);
    CHECK(field(now, "x-projection-position") == std::to_string(third));
    CHECK(ledger.get("/api/v1/ledger/balances?limit=2")
              .body.find(R"("total":3,"limit":2,"offset":0,"has_next":true,"has_previous":false,)"
                         R"("next_offset":2)") != std::string::npos);

    Sha256 sha256;
    const auto past_of = [&](std::string_view account, Position position) {
        return ledger
            .get("/api/v1/ledger/balances?account=" + std::string{account} +
                 "&as_of=" + std::to_string(position))
            .body;
    };
    const Hash root = *root_of(first + 1, LogReader{ledger.log}.subtree_source(), sha256);
    CHECK(past_of("ann", first) ==
          R"({"as_of":)" + std::to_string(first) + R"(,"size":)" + std::to_string(first + 1) +
              R"(,"root":")" + to_base64(as_view(root)) +
              R"(","balances":[{"account":"ann","asset":"USDC","balance":1.50,)"
              R"("balance_exact":"1.50"}]})");
    CHECK(past_of("ann", third).find(R"("balance":3.00)") != std::string::npos);
    CHECK(past_of("ann", first - 1).ends_with(R"("balances":[]})"));
    CHECK(past_of("an", third).ends_with(R"("balances":[]})"));
    CHECK(past_of("ann%2F2", third).find(R"("balance":1.50)") != std::string::npos);
    CHECK(past_of("ann&asset=USDC", third).find(R"("balance":3.00)") != std::string::npos);
    CHECK(past_of("ann&asset=EURC", third).ends_with(R"("balances":[]})"));
    CHECK(ledger.get("/api/v1/ledger/balances?as_of=1").status == 400);
    CHECK(ledger.get("/api/v1/ledger/balances?account=ann&as_of=99").status == 422);
    const HttpResponse trial = ledger.get("/api/v1/ledger/trial-balance");
    CHECK(trial.body.starts_with(R"({"balanced":true,"assets":[{"asset":"USDC","accounts":3,)"));
}

TEST_CASE("views are listed, rebuilt and compared") {
    SmallLedger ledger;
    ledger.move("ann");
    ledger.get("/api/v1/ledger/balances");  // Waits until the view is there.
    const auto digest = [&] {
        const std::string body = ledger.get("/api/v1/projections?digest=true").body;
        const std::size_t at = body.find(R"("digest":")");
        REQUIRE(at != std::string::npos);
        return body.substr(at, 80);
    };
    CHECK(ledger.get("/api/v1/projections").body.find("digest") == std::string::npos);
    const std::string before = digest();
    CHECK(ledger.post("/api/v1/projections/balances/rebuild").status == 202);
    while (ledger.get("/api/v1/projections").body.find(R"("rebuild":null)") == std::string::npos) {
    }
    CHECK(digest() == before);
    CHECK(ledger.post("/api/v1/projections/balances/cancel").status == 409);
    CHECK(ledger.post("/api/v1/projections/none/rebuild").status == 404);
    CHECK(ledger.post("/api/v1/projections/none/cancel").status == 404);
}

TEST_CASE("a command is answered when it is durable, and its repetition word for word") {
    SmallLedger ledger;
    const HeaderFields key{{"Idempotency-Key", "k1"}};
    const HttpResponse first = ledger.post("/move", "ann", key);
    CHECK(first.status == 201);
    CHECK(field(first, "x-event-position") == "2");
    CHECK(field(first, "etag") == R"("v1.p2")");
    const HttpResponse again = ledger.post("/move", "ann", key);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(field(again, "etag") == R"("v1.p2")");
    CHECK(field(again, "x-event-position") == "2");
    CHECK(field(again, "idempotent-replayed") == "true");
    const HttpResponse other = ledger.post("/move", "bob", key);
    CHECK(other.status == 422);
    CHECK(other.body.find("IDEMPOTENCY_KEY_REUSED") != std::string::npos);
    CHECK(ledger.log.end() == 3);
    // Whoever reads now sees it.
    CHECK(ledger.get("/api/v1/ledger/balances?account=ann&min_position=2")
              .body.find(R"("balance":1.50)") != std::string::npos);
}
