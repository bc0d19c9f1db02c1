#include "http/request_reader.hpp"

#include "engine/kernel/encoding.hpp"
#include "engine/log/sha256.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

RequestHead head_of(std::string target, Fields fields = {}) {
    RequestHead head;
    head.method = "GET";
    head.target = std::move(target);
    head.fields = std::move(fields);
    return head;
}

const Uuid other{{1, 2, 3}};

}  // namespace

TEST_CASE("path and query are decoded once") {
    const auto request = read_request(head_of("/a%20b/c?x=1%202&y=a+b&empty=&bare&z=%C3%BC"));
    REQUIRE(request.has_value());
    CHECK(request->path == "/a b/c");
    const std::map<std::string, std::string, std::less<>> query{
        {"x", "1 2"}, {"y", "a b"}, {"empty", ""}, {"bare", ""}, {"z", "ü"}};
    CHECK(request->query == query);
}

TEST_CASE("a target is a path, or an absolute one of this server") {
    CHECK(split_target("/a?b")->path == "/a");
    CHECK(split_target("/a?b")->query == "b");
    CHECK(split_target("http://host:80/a?b=c")->path == "/a");
    CHECK(split_target("HTTP://host")->path == "/");
    for (const std::string_view bad : {"", "a", "*", "host:80", "/a#b", "ftp://x/"}) {
        CAPTURE(bad);
        CHECK_FALSE(split_target(bad).has_value());
    }
}

TEST_CASE("a malformed head names what is wrong") {
    std::string many = "/?a0";
    for (int i = 1; i < 70; ++i) many += "&a" + std::to_string(i);
    const struct {
        std::string target;
        Fields fields;
        std::string field;
    } rows[] = {
        {"/?a=1&a=2", {}, "a"},
        {"/?a=%zz", {}, "a"},
        {"/?%00=1", {}, "%00"},
        {many, {}, "a64"},
        {"/", {{"idempotency-key", ""}}, "Idempotency-Key"},
        {"/", {{"idempotency-key", "with space"}}, "Idempotency-Key"},
        {"/", {{"idempotency-key", "ümlaut"}}, "Idempotency-Key"},
        {"/", {{"idempotency-key", std::string(256, 'k')}}, "Idempotency-Key"},
        {"/", {{"idempotency-key", "a"}, {"idempotency-key", "a"}}, "idempotency-key"},
        {"/", {{"content-type", "a"}, {"content-type", "b"}}, "content-type"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.target);
        CAPTURE(row.field);
        const auto request = read_request(head_of(row.target, row.fields));
        REQUIRE_FALSE(request.has_value());
        REQUIRE(request.error().kind == ErrorKind::validation);
        CHECK(request.error().fields.at(0).field == row.field);
    }
    CHECK(read_request(head_of("/", {{"idempotency-key", std::string(255, 'k')}})).has_value());
}

TEST_CASE("a content type is known by its name alone") {
    const auto request =
        read_request(head_of("/", {{"content-type", "Application/JSON ; charset=utf-8"}}));
    REQUIRE(request.has_value());
    CHECK(request->content_type == "application/json");
    CHECK(request->boundary.empty());
}

TEST_CASE("a form says what stands between its parts") {
    const std::pair<const char*, const char*> rows[] = {
        {"multipart/form-data; boundary=----WebKit7", "----WebKit7"},
        {"multipart/form-data;charset=utf-8 ; Boundary=\"a b\"", "a b"},
        {"multipart/form-data", ""},
        {"multipart/form-data; ", ""},
        {"text/plain; boundary=a", ""}};
    for (const auto& [type, boundary] : rows) {
        CAPTURE(type);
        const auto request = read_request(head_of("/", {{"content-type", type}}));
        REQUIRE(request.has_value());
        CHECK(request->boundary == boundary);
    }
    const auto long_one = read_request(
        head_of("/", {{"content-type", "multipart/form-data; boundary=" + std::string(71, 'b')}}));
    CHECK(long_one->boundary.empty());
}

TEST_CASE("a correlation is taken from whoever has one") {
    const std::string uuid = "01234567-89ab-7def-8123-456789abcdef";
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const std::string trace_uuid = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736";
    const std::string hashed = [] {
        const Hash hash = Sha256{}({"ticket-7"});
        Uuid id;
        std::copy_n(hash.bytes.begin(), 16, id.bytes.begin());
        return to_text(id);
    }();
    const std::string generated = to_text(other);
    const struct {
        Fields fields;
        std::string id;
        std::string text;
    } rows[] = {
        {{}, generated, generated},
        {{{"x-correlation-id", uuid}}, uuid, uuid},
        {{{"x-correlation-id", "ticket-7"}}, hashed, "ticket-7"},
        {{{"x-correlation-id", "two words"}}, generated, generated},
        {{{"x-correlation-id", std::string(65, 'x')}}, generated, generated},
        {{{"traceparent", trace}}, trace_uuid, trace_uuid},
        {{{"traceparent", trace}, {"x-correlation-id", uuid}}, uuid, uuid},
        {{{"traceparent", trace + "-more"}}, generated, generated},
        {{{"traceparent", "01" + trace.substr(2) + "-more"}}, trace_uuid, trace_uuid},
        {{{"traceparent", "ff" + trace.substr(2)}}, generated, generated},
        {{{"traceparent", "00-" + std::string(32, '0') + trace.substr(35)}}, generated, generated},
        {{{"traceparent", trace.substr(0, 36) + std::string(16, '0') + "-01"}},
         generated,
         generated},
        {{{"traceparent", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"}},
         generated,
         generated},
        {{{"traceparent", "nonsense"}}, generated, generated},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const Correlation correlation = correlation_of(head_of("/", row.fields), other);
        CHECK(to_text(correlation.id) == row.id);
        CHECK(correlation.text == row.text);
    }
}

TEST_CASE("a position that was seen is asked for by parameter or header") {
    const auto taken = [](std::string target, Fields fields) {
        const RequestHead head = head_of(std::move(target), std::move(fields));
        Request request = *read_request(head);
        const auto position = take_min_position(request, head);
        CHECK_FALSE(request.query.contains("min_position"));
        return position;
    };
    CHECK(taken("/", {}) == std::nullopt);
    CHECK(taken("/?min_position=7", {}) == Position{7});
    CHECK(taken("/", {{"x-min-position", "8"}}) == Position{8});
    for (const std::string bad : {"", "-1", "1.5", "abc", "18446744073709551615", "1e3"}) {
        CAPTURE(bad);
        CHECK_FALSE(taken("/", {{"x-min-position", bad}}).has_value());
    }
}

TEST_CASE("only this machine's own callers are served") {
    const struct {
        Fields fields;
        bool served;
    } rows[] = {
        {{{"host", "localhost"}}, true},
        {{{"host", "LOCALHOST:8000"}}, true},
        {{{"host", "127.0.0.1:8000"}}, true},
        {{{"host", "[::1]:8000"}}, true},
        {{{"host", "127.0.0.1"}, {"origin", "http://localhost:3000"}}, true},
        {{}, false},
        {{{"host", "evil.example"}}, false},
        {{{"host", "127.evil.example"}}, false},
        {{{"host", "localhost.evil.example"}}, false},
        {{{"host", "localhost"}, {"host", "localhost"}}, false},
        {{{"host", "localhost"}, {"origin", "https://evil.example"}}, false},
        {{{"host", "localhost"}, {"origin", "null"}}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.fields.size());
        CHECK(require_local(head_of("/", row.fields)).has_value() == row.served);
    }
}
