// Imports as a test sends them: in pieces of any size.
#pragma once

#include "engine/domains/outages/bulk_import.hpp"
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>

namespace ledger::outages {

inline constexpr std::string_view csv = "text/csv";
inline constexpr std::string_view json_lines = "application/x-ndjson";
inline constexpr std::string_view json_document = "application/json";

struct Import {
    std::string_view content_type;
    std::string body;
    std::map<std::string, std::string, std::less<>> query = {};
    /// How long the next piece is, given what is left; the whole when empty.
    std::function<std::size_t(std::size_t left)> piece = {};
    std::string boundary = {};  ///< Of a form.
};

/// Runs the commands one after another, as the server does.
inline Result<void> run(test::TestLedger& ledger, BodyReader& reader,
                        const Result<std::vector<PreparedCommand>>& commands) {
    if (!commands) return fail(commands.error());
    for (const PreparedCommand& command : *commands)
        reader.on_answer(ledger.execute(command, std::nullopt, "").reply);
    return {};
}

inline Result<Reply> import_into(test::TestLedger& ledger, const Import& import) {
    Request request;
    request.content_type = import.content_type;
    request.query = import.query;
    request.boundary = import.boundary;
    TRY(reader, open_import(request));
    std::string_view left = import.body;
    while (!left.empty()) {
        const std::size_t size = import.piece ? import.piece(left.size()) : left.size();
        TRY(run(ledger, *reader, reader->feed(left.substr(0, size))));
        left.remove_prefix(size);
    }
    TRY(run(ledger, *reader, reader->finish()));
    return reader->reply();
}

/// An import that must be answered, whatever it says.
inline Reply imported(test::TestLedger& ledger, const Import& import) {
    const Result<Reply> reply = import_into(ledger, import);
    if (!reply) FAIL(reply.error().message);
    return *reply;
}

/// The counts of a reply: total, persisted, validated, skipped, errors.
inline std::string counts(const Reply& reply) {
    std::string text;
    for (const char* name : {"total_rows", "persisted", "validated", "skipped", "error_count"})
        text.append(text.empty() ? "" : " ").append(member(reply.body, name));
    return text;
}

/// Each error of a reply as "row field type", separated by blanks and commas.
inline std::string errors(const Reply& reply) {
    std::string text;
    const auto read = json::read(member(reply.body, "errors"), [&](json::Value& root) {
        root.for_each_element([&](json::Value& element) {
            const std::string error{element.raw()};
            const auto word = [&](const char* name) {
                const std::string quoted = member(error, name);
                return quoted.substr(1, quoted.size() - 2);
            };
            text.append(text.empty() ? "" : ", ").append(member(error, "row"));
            text.append(" ").append(word("field")).append(" ").append(word("type"));
        });
    });
    REQUIRE(read.has_value());
    return text;
}

}  // namespace ledger::outages
