#include "http/message_reader.hpp"

#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t header_limit = 256;
constexpr std::uint64_t body_limit = 64;

struct Reading {
    std::string body;
    RequestHead head;
    std::size_t messages = 0;
    std::optional<Error> error;
    bool operator==(const Reading& other) const {
        return body == other.body && head.target == other.head.target &&
               head.fields == other.head.fields && messages == other.messages &&
               error.has_value() == other.error.has_value();
    }
};

/// Reads as a connection does, with `piece` bytes arriving at a time.
Reading read_in_pieces(std::string_view bytes, std::size_t piece) {
    MessageReader reader{header_limit};
    Reading reading;
    std::string input;
    while (!bytes.empty()) {
        input.append(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (;;) {
            const bool in_head = reader.stage() == MessageReader::Stage::head;
            const auto consumed = reader.put(input);
            if (!consumed) {
                reading.error = consumed.error();
                return reading;
            }
            input.erase(0, *consumed);
            if (in_head && reader.stage() != MessageReader::Stage::head) {
                reading.head = reader.head();
                if (const auto limited = reader.limit_body(body_limit); !limited) {
                    reading.error = limited.error();
                    return reading;
                }
            }
            reading.body += reader.take_body();
            if (reader.stage() == MessageReader::Stage::complete) {
                ++reading.messages;
                reader.reset();
            } else if (*consumed == 0) {
                break;
            }
            if (input.empty()) break;
        }
    }
    return reading;
}

}  // namespace

TEST_CASE("a message reads the same however it was cut") {
    const std::string bytes =
        "POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello"
        "PUT /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nContent-Type: late\r\n\r\n"
        "GET /last HTTP/1.1\r\nHost: y\r\n\r\n";
    const Reading whole = read_in_pieces(bytes, bytes.size());
    CHECK(whole.messages == 3);
    CHECK(whole.body == "helloabcde");
    CHECK(whole.head.target == "/last");
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        CAPTURE(piece);
        CHECK(read_in_pieces(bytes, piece) == whole);
    }
}

TEST_CASE("a trailer adds nothing to the head") {
    const Reading reading = read_in_pieces(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Late: 1\r\n\r\n",
        1'000);
    CHECK(reading.messages == 1);
    CHECK(reading.head.find("x-late") == nullptr);
}

TEST_CASE("what is not exactly one HTTP/1.1 message is refused") {
    const struct {
        std::string_view what;
        std::string_view bytes;
    } rows[] = {
        {"no HTTP", "hello there\r\n\r\n"},
        {"TLS", "\x16\x03\x01\x02\x03\x01\x02\x03\r\n\r\n"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"HTTP/0.9", "GET /\r\n\r\n"},
        {"space before colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"},
        {"control in target", "GET /\x01 HTTP/1.1\r\n\r\n"},
        {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
        {"bad length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"},
        {"huge length", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"},
        {"length and coding",
         "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"coding and length",
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"},
        {"unknown coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"},
        {"coding behind chunked", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"},
        {"two codings",
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"bad chunk size", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
        {"chunk longer than said",
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const Reading reading = read_in_pieces(row.bytes, 7);
        REQUIRE(reading.error.has_value());
        CHECK(reading.error->kind == ErrorKind::validation);
        CHECK(reading.error->code == "http.malformed");
    }
}

TEST_CASE("a head has a limit, in one field or in many") {
    const std::string one = "GET / HTTP/1.1\r\nX-A: " + std::string(header_limit, 'a');
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 40; ++i) many += "X-A: aaaaaaaaaa\r\n";
    const std::string target = "GET /" + std::string(header_limit, 'a');
    for (const std::string& bytes : {one, many, target}) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{50}, bytes.size()}) {
            CAPTURE(bytes);
            const Reading reading = read_in_pieces(bytes, piece);
            REQUIRE(reading.error.has_value());
            CHECK(reading.error->code == "http.header_too_large");
        }
    }
}

TEST_CASE("a body has a limit, announced or not") {
    const std::string body(body_limit, 'b');
    CHECK(read_in_pieces("PUT / HTTP/1.1\r\nContent-Length: 64\r\n\r\n" + body, 9).messages == 1);
    const std::string_view too_large[] = {
        "PUT / HTTP/1.1\r\nContent-Length: 65\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "21\r\n012345678901234567890123456789012\r\n20\r\n01234567890123456789012345678901\r\n"};
    for (const std::string_view bytes : too_large) {
        const Reading reading = read_in_pieces(bytes, 9);
        REQUIRE(reading.error.has_value());
        CHECK(reading.error->kind == ErrorKind::payload_too_large);
    }
}

TEST_CASE("any bytes are read or refused, and how they are cut changes no message") {
    const std::string seeds[] = {
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: keep-alive, close\r\nX: a\r\n b\r\n\r\nGET / "
        "HTTP/1.0\r\n\r\n"};
    test::Prng random{20260116};
    constexpr auto spice = "\r\n\r\n:;, 0aF\0\x7f\x80\t=\""sv;
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = seeds[random.below(3)];
        for (std::uint64_t edits = 1 + random.below(4); edits > 0; --edits) {
            const std::size_t at = random.below(bytes.size());
            if (random.chance(3)) {
                bytes.erase(at, 1 + random.below(3));
            } else if (random.chance(2)) {
                bytes.insert(at, spice.substr(random.below(spice.size()), 1 + random.below(3)));
            } else {
                bytes[at] = spice[random.below(spice.size())];
            }
            if (bytes.empty()) bytes = "x";
        }
        const Reading whole = read_in_pieces(bytes, bytes.size());
        const Reading pieces = read_in_pieces(bytes, 1 + random.below(7));
        CAPTURE(bytes);
        REQUIRE(whole.messages == pieces.messages);
        // Of an unfinished head, all of it is looked at only when it came at once.
        REQUIRE((whole.error.has_value() || !pieces.error.has_value()));
    }
}
