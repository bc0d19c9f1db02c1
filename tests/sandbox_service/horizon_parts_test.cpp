#include "stellar/sandbox/history/fee_statistics.hpp"
#include "stellar/sandbox/horizon/event_stream.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/sandbox/horizon/rate_limit.hpp"
#include "stellar/sandbox/rpc/json_rpc.hpp"
#include "tests/sandbox_service/sample_ledgers.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace ledger::stellar::sandbox {
namespace {

using std::chrono::seconds;

std::string header_of(const RateLimit::Verdict& verdict, std::string_view name) {
    for (const auto& [header, value] : verdict.headers)
        if (header == name) return value;
    return {};
}

TEST_CASE("a problem has the type's address, its title, status, detail and extras") {
    const Reply reply = reply_of(bad_parameter("limit", "too much"));
    CHECK_EQ(reply.status, 400);
    CHECK_EQ(reply.content_type, "application/problem+json; charset=utf-8");
    CHECK(
        reply.body.starts_with("{\"type\":\"https://stellar.org/horizon-errors/bad_request\","
                               "\"title\":\"Bad Request\",\"status\":400,\"detail\":"));
    CHECK(
        reply.body.ends_with("\"extras\":{\"invalid_field\":\"limit\",\"reason\":\"too much\"}}"));
    CHECK_EQ(reply_of(not_found()).body.find("extras"), std::string::npos);
}

TEST_CASE("times are RFC 3339 as far as it goes") {
    CHECK_EQ(time_text(0), "1970-01-01T00:00:00Z");
    CHECK_EQ(time_text(1'767'614'400), "2026-01-05T12:00:00Z");
    CHECK_EQ(time_text(-62'167'219'200), "0000-01-01T00:00:00Z");
    CHECK_EQ(time_text(253'402'300'799), "9999-12-31T23:59:59Z");
    CHECK_FALSE(time_text(253'402'300'800).has_value());
    CHECK_FALSE(time_text(std::numeric_limits<std::int64_t>::min()).has_value());
}

TEST_CASE("bytes that are no text are shown as far as they are") {
    CHECK_EQ(readable("caf\xC3\xA9"), "caf\xC3\xA9");
    CHECK_EQ(readable("a\xFF\xC3"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(holds([](const std::string& bytes) {
        const std::string text = readable(bytes);
        RC_ASSERT(readable(text) == text);
    }));
}

TEST_CASE("predicates nest as Horizon writes them") {
    using xdr::ClaimPredicate;
    using xdr::ClaimPredicateType;
    const ClaimPredicate soon{xdr::arm<ClaimPredicateType::before_relative_time>, std::int64_t{60}};
    const ClaimPredicate late{xdr::arm<ClaimPredicateType::before_absolute_time>,
                              std::int64_t{253'402'300'800}};
    const ClaimPredicate not_soon{xdr::arm<ClaimPredicateType::not_>,
                                  xdr::Box<ClaimPredicate>{soon}};
    xdr::Array<ClaimPredicate, 2> both{not_soon, late};
    CHECK_EQ(predicate_json(ClaimPredicate{xdr::arm<ClaimPredicateType::and_>, both}),
             R"({"and":[{"not":{"rel_before":"60"}},{"abs_before_epoch":"253402300800"}]})");
    CHECK_EQ(predicate_json(ClaimPredicate{}), R"({"unconditional":true})");
}

TEST_CASE("a muxed account is told with its key, its text and its id") {
    json::ObjectWriter object;
    add_account(object, "to",
                xdr::MuxedAccount{xdr::arm<xdr::CryptoKeyType::muxed_ed25519>, std::uint64_t{7},
                                  test::numbered(1)});
    CHECK(object.text().starts_with("{\"to\":\"GAAQ"));
    CHECK_NE(object.text().find("\"to_muxed\":\"MAAQ"), std::string::npos);
    CHECK(object.text().ends_with("\"to_muxed_id\":\"7\"}"));
}

TEST_CASE("events are framed with their cursor") {
    CHECK_EQ(opening_event(), "retry: 1000\nevent: open\ndata: \"hello\"\n\n");
    CHECK_EQ(record_event({"12", "{}"}), "id: 12\ndata: {}\n\n");
    CHECK_EQ(closing_event(), "retry: 10\nevent: close\ndata: \"byebye\"\n\n");
    CHECK(error_event(not_found()).starts_with("event: error\ndata: {\"type\":"));
}

TEST_CASE("given a burst, it is allowed, then one request each interval") {
    RateLimit limit{{.requests_per_hour = 3600, .burst = 2}};
    CHECK_EQ(header_of(limit.count("a", {}), "X-RateLimit-Remaining"), "2");
    CHECK(limit.count("a", {}).is_allowed);
    CHECK_EQ(header_of(limit.count("a", {}), "X-RateLimit-Remaining"), "0");
    const RateLimit::Verdict refused = limit.count("a", {});
    CHECK_FALSE(refused.is_allowed);
    CHECK_EQ(header_of(refused, "X-RateLimit-Limit"), "3");
    CHECK_EQ(header_of(refused, "X-RateLimit-Remaining"), "0");
    CHECK_EQ(header_of(refused, "X-RateLimit-Reset"), "3");
    CHECK_EQ(header_of(refused, "Retry-After"), "1");
    CHECK(limit.count("b", {}).is_allowed);
    CHECK(limit.count("a", seconds{1}).is_allowed);
    CHECK_FALSE(limit.count("a", seconds{1}).is_allowed);
}

TEST_CASE("over any time a caller gets his burst and the even rate, and no more") {
    CHECK(holds([] {
        const auto burst = *rc::gen::inRange<std::uint32_t>(0, 5);
        RateLimit limit{{.requests_per_hour = 3600, .burst = burst}};
        std::int64_t now = 0;
        std::int64_t allowed = 0;
        for (int i = 0; i < 50; ++i) {
            now += *rc::gen::inRange(0, 3);
            if (limit.count("a", seconds{now}).is_allowed) ++allowed;
        }
        RC_ASSERT(allowed <= now + burst + 1);
    }));
}

TEST_CASE("no limit is no header and no refusal") {
    RateLimit limit{{.requests_per_hour = 0}};
    for (int i = 0; i < 1000; ++i) CHECK(limit.count("a", {}).is_allowed);
    CHECK(limit.count("a", {}).headers.empty());
}

TEST_CASE("percentiles are values that were paid, the mode the smallest of the most frequent") {
    const FeeDistribution fees = distribution_of({300, 100, 200, 100, 200}, 7);
    CHECK_EQ(fees.max, 300);
    CHECK_EQ(fees.min, 100);
    CHECK_EQ(fees.mode, 100);
    CHECK_EQ(fees.percentiles,
             std::array<std::int64_t, 11>{100, 100, 100, 100, 200, 200, 200, 200, 300, 300, 300});
    CHECK_EQ(distribution_of({}, 7).percentiles.front(), 7);
}

TEST_CASE("fee statistics are of the last five ledgers, for an operation") {
    History history;
    for (StoredLedger& ledger : test::sample_ledgers(9)) {
        ledger.header.max_tx_set_size = 10;
        REQUIRE(history.add(std::move(ledger)).has_value());
    }
    const FeeStatistics statistics = fee_statistics(history);
    CHECK_EQ(statistics.ledgers, 5);
    CHECK_EQ(statistics.transactions, 5);
    CHECK_EQ(statistics.charged.max, 50);
    CHECK_EQ(statistics.bid.min, 50);
    CHECK_EQ(statistics.capacity_percent, 20);
}

TEST_CASE("a call is read with whatever id it has") {
    const auto call = call_from_text(
        R"({"jsonrpc":"2.0","id":[1,"a"],"method":"getHealth","params":null,"more":1})");
    REQUIRE(call.has_value());
    CHECK_EQ(call->id.text, R"([1,"a"])");
    CHECK_EQ(rpc_result(call->id.text, "{}"), R"({"jsonrpc":"2.0","id":[1,"a"],"result":{}})");
    CHECK_EQ(rpc_failure("null", {rpc_parse_error, "no"}),
             R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}})");
}

TEST_CASE("what is no call is told by its code") {
    const auto code_of = [](std::string_view body) {
        const auto call = call_from_text(body);
        return call ? 0 : call.error().code;
    };
    CHECK_EQ(code_of(""), rpc_parse_error);
    CHECK_EQ(code_of("{"), rpc_parse_error);
    CHECK_EQ(code_of("nonsense"), rpc_parse_error);
    CHECK_EQ(code_of("[]"), rpc_invalid_request);
    CHECK_EQ(code_of(R"({"jsonrpc":"2.0","id":1})"), rpc_invalid_request);
    CHECK_EQ(code_of(R"({"jsonrpc":"1.0","id":1,"method":"m"})"), rpc_invalid_request);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
