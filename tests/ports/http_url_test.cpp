#include "engine/ports/http_url.hpp"

#include <doctest/doctest.h>

using namespace ledger;

TEST_CASE("a URL is taken apart, and what it leaves out is what its scheme says") {
    const struct {
        std::string_view text;
        HttpUrl url;
        std::string_view authority;
        std::string_view endpoint;
    } rows[] = {
        {"http://a", {false, "a", "80", "/"}, "a", "http://a:80"},
        {"https://a.example/b?c=d",
         {true, "a.example", "443", "/b?c=d"},
         "a.example",
         "https://a.example:443"},
        {"https://a:80?c", {true, "a", "80", "/?c"}, "a:80", "https://a:80"},
        {"http://[::1]:8000/", {false, "::1", "8000", "/"}, "[::1]:8000", "http://[::1]:8000"}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto url = parse_http_url(row.text);
        REQUIRE(url.has_value());
        CHECK(url->is_tls == row.url.is_tls);
        CHECK(url->host == row.url.host);
        CHECK(url->port == row.url.port);
        CHECK(url->target == row.url.target);
        CHECK(url->authority() == row.authority);
        CHECK(url->endpoint() == row.endpoint);
    }
}

TEST_CASE("what is no URL of HTTP is refused, and so is what would not arrive as it was written") {
    for (const std::string_view text : {"",
                                        "a",
                                        "//a",
                                        "ftp://a",
                                        "HTTP://a",
                                        "http://",
                                        "http://:80",
                                        "http:///a",
                                        "http://a:",
                                        "http://a:0",
                                        "http://a:65536",
                                        "http://a:+1",
                                        "http://a:b",
                                        "http://[::1",
                                        "http://[]",
                                        "http://[::1]a",
                                        "http://b@a",
                                        "http://a/#b",
                                        "http://a/ b",
                                        "http://a/\r\nX: y",
                                        "http://a/\xc3\xa4"}) {
        CAPTURE(text);
        const auto url = parse_http_url(text);
        REQUIRE_FALSE(url.has_value());
        CHECK(url.error().code == "client.url");
    }
}
