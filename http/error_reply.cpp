#include "http/error_reply.hpp"

#include "engine/kernel/json_writer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace ledger {
namespace {

struct Advice {
    ErrorKind kind;
    std::chrono::seconds retry_after;
};
constexpr std::array advices{
    Advice{ErrorKind::idempotency_in_progress, std::chrono::seconds{1}},
    Advice{ErrorKind::unavailable, std::chrono::seconds{1}},
    // Room is made by a person, not by waiting a second.
    Advice{ErrorKind::insufficient_storage, std::chrono::seconds{30}},
};

void write_words(std::string& out, const std::vector<std::string>& words) {
    out += '[';
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += ',';
        json::write(out, words[i]);
    }
    out += ']';
}

void write_field_error(std::string& out, const FieldError& error) {
    out += R"({"field":)";
    json::write(out, error.field);
    out += R"(,"rule":)";
    json::write(out, error.rule);
    out += R"(,"message":)";
    json::write(out, error.message);
    if (!error.allowed_values.empty()) {
        out += R"(,"allowed_values":)";
        write_words(out, error.allowed_values);
    }
    out += '}';
}

/// The first bad field in the seed's form, then our stable code, then everything that we know.
void write_details(std::string& out, const Error& error) {
    out += '{';
    if (!error.fields.empty()) {
        const FieldError& first = error.fields.front();
        out += R"("field":)";
        json::write(out, first.field);
        if (!first.allowed_values.empty()) {
            out += R"(,"allowed_values":)";
            write_words(out, first.allowed_values);
        }
        out += ',';
    }
    out += R"("rule":)";
    json::write(out, error.code);
    if (!error.fields.empty()) {
        out += R"(,"errors":[)";
        for (std::size_t i = 0; i < error.fields.size(); ++i) {
            if (i > 0) out += ',';
            write_field_error(out, error.fields[i]);
        }
        out += ']';
    }
    if (!error.allowed.empty()) {
        out += R"(,"allowed":)";
        write_words(out, error.allowed);
    }
    for (const auto& [name, value] : error.facts) {
        out += ',';
        json::write(out, name);
        out += ':';
        json::write(out, value);
    }
    out += '}';
}

bool is_ours(ErrorKind kind) { return http_status(kind) == 500; }

}  // namespace

Reply error_reply(const Error& error, std::string_view request_id, Timestamp now) {
    const Error hidden{.kind = error.kind,
                       .code = "server.failed",
                       .message = "The server failed; the request id finds the reason in its log."};
    const Error& shown = is_ours(error.kind) ? hidden : error;
    Reply reply{.status = http_status(shown.kind)};
    std::string& out = reply.body;
    out += R"({"error":{"code":)";
    json::write(out, public_code(shown.kind));
    out += R"(,"message":)";
    json::write(out, shown.message);
    out += R"(,"details":)";
    write_details(out, shown);
    out += R"(,"timestamp":)";
    json::write(out, std::chrono::floor<std::chrono::seconds>(now));
    out += R"(},"message":)";
    json::write(out, shown.message);
    out += R"(,"request_id":)";
    json::write(out, request_id);
    out += '}';
    const auto advice = std::ranges::find(advices, shown.kind, &Advice::kind);
    if (advice != advices.end())
        reply.headers.emplace_back("Retry-After", std::to_string(advice->retry_after.count()));
    return reply;
}

}  // namespace ledger
