// A form as a browser sends it, however its bytes are cut.
#include "engine/bulk/multipart.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::bulk;

namespace {

struct Part {
    PartHead head;
    std::string content;
};

/// The parts of `body`, or the message of the error.
std::string read(const std::string& body, std::size_t piece, std::vector<Part>& parts) {
    Multipart form{"XX"};
    const auto open = [&](const PartHead& head) -> Result<void> {
        parts.push_back({head, {}});
        return {};
    };
    const auto content = [&](std::string_view bytes) -> Result<void> {
        parts.back().content += bytes;
        return {};
    };
    for (std::size_t at = 0; at < body.size(); at += piece)
        if (const auto fed = form.feed(std::string_view{body}.substr(at, piece), {open, content});
            !fed)
            return fed.error().message;
    const auto finished = form.finish();
    return finished ? "" : finished.error().message;
}

std::string shown(const std::string& body, std::size_t piece) {
    std::vector<Part> parts;
    std::string text = read(body, piece, parts);
    for (const Part& part : parts)
        text.append("[" + part.head.name + "|" + part.head.file_name + "|" +
                    part.head.content_type + "|" + part.content + "]");
    return text;
}

const std::string two_parts =
    "a preamble\r\n--XX  \r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"my \\\"old\\\" list;1.csv\"\r\n"
    "Content-Type: Text/CSV; charset=utf-8\r\n\r\n"
    "a,b\r\n--X\r\n--XY\r\n\r\n--XX\r\n"
    "content-disposition: form-data; name=dry_run\r\n\r\n"
    "\r\n--XX--\r\nan epilogue --XX";

}  // namespace

TEST_CASE("parts come with their names, types and every byte") {
    const std::string expected =
        "[file|my \"old\" list;1.csv|text/csv|a,b\r\n--X\r\n--XY\r\n][dry_run|||]";
    for (std::size_t piece = 1; piece <= two_parts.size(); ++piece) {
        CAPTURE(piece);
        CHECK(shown(two_parts, piece) == expected);
    }
}

TEST_CASE("a form that is none, or not whole, is refused") {
    const std::string head = "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    for (const std::string& body :
         {std::string{}, std::string{"no form"}, std::string{"--XX"}, std::string{"--XX\r\n"}, head,
          head + "a\r\n--XX\r\n", head + "a--XX--", head + "a\n--XX--\n"}) {
        CAPTURE(body);
        CHECK(shown(body, 3).starts_with("the form ends before its last delimiter"));
    }
    CHECK(shown("--XXY\r\n\r\n", 4) == "the form has more behind a delimiter");
    CHECK(shown("--XX\r\n" + std::string(9'000, 'h'), 100) ==
          "the form has a part whose head is over 8 KiB");
}
