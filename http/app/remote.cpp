#include "http/app/remote.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/data_folder.hpp"
#include "http/app/exit_codes.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

namespace ledger::app {
namespace {

constexpr std::uint64_t max_port_file_bytes = 64;
constexpr int first_error_status = 400;

struct ToldField {
    std::string field;
    std::string rule;
    std::string message;
    static constexpr auto fields() {
        return std::tuple{Field{"field", &ToldField::field, ""}.length(0, 4'096),
                          Field{"rule", &ToldField::rule, ""},
                          Field{"message", &ToldField::message, ""}.length(0, 65'536)};
    }
};
struct ToldDetails {
    std::vector<ToldField> errors;
    static constexpr auto fields() {
        return std::tuple{Field{"errors", &ToldDetails::errors, ""}.or_default()};
    }
};
struct Told {
    std::string code;
    std::string message;
    std::optional<ToldDetails> details;
    static constexpr auto fields() {
        return std::tuple{Field{"code", &Told::code, ""},
                          Field{"message", &Told::message, ""}.length(0, 65'536),
                          Field{"details", &Told::details, ""}};
    }
};
/// The envelope of every error.
struct Envelope {
    Told error;
    static constexpr auto fields() { return std::tuple{Field{"error", &Envelope::error, ""}}; }
};

ErrorKind kind_of(int status) {
    switch (status) {
        case 400:
        case 415:
        case 422: return ErrorKind::validation;
        case 404: return ErrorKind::not_found;
        case 409: return ErrorKind::conflict;
        case 412: return ErrorKind::precondition_failed;
        case 429: return ErrorKind::rate_limited;
        case 503: return ErrorKind::unavailable;
        case 507: return ErrorKind::insufficient_storage;
        default: return ErrorKind::internal;
    }
}

Result<std::string> find_url(const RemoteSettings& settings, FileSystem& files) {
    if (!settings.url.empty()) return settings.url;
    const std::string path = DataFolder{settings.data}.port();
    auto endpoint = read_file(files, path, max_port_file_bytes);
    if (!endpoint)
        return fail(ErrorKind::unavailable, "server.unknown",
                    "no server is running on " + settings.data +
                        "; start one with `nociq serve`, or name it with --url");
    while (!endpoint->empty() && endpoint->back() == '\n') endpoint->pop_back();
    return "http://" + *endpoint;
}

}  // namespace

Result<Remote> Remote::connect(const RemoteSettings& settings, FileSystem& files) {
    TRY(url, find_url(settings, files));
    TRY(client, ServerClient::create(url));
    return Remote{std::move(client)};
}

Result<HttpResponse> Remote::ask(std::string_view method, std::string_view target,
                                 const HeaderFields& headers, std::string_view body) {
    TRY(response, client_->request(method, target, headers, body));
    if (response.status >= first_error_status) return fail(error_of(response));
    return std::move(response);
}

Result<HttpResponse> Remote::ask_any(std::string_view method, std::string_view target,
                                     const HeaderFields& headers, std::string_view body) {
    return client_->request(method, target, headers, body);
}

Error error_of(const HttpResponse& response) {
    Error error{.kind = kind_of(response.status),
                .code = "server.error",
                .message = fmt::format("the server answered {}", response.status)};
    const auto envelope = json::parse<Envelope>(response.body, json::Unknown::ignored);
    if (!envelope) return error;
    error.code = envelope->error.code;
    error.message = envelope->error.message;
    if (envelope->error.details)
        for (const ToldField& field : envelope->error.details->errors)
            error.fields.push_back({field.field, field.rule, field.message, {}});
    return error;
}

std::string query_of(const HeaderFields& parameters) {
    std::string query;
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        query += query.empty() ? '?' : '&';
        query += name + "=" + percent_encode(value);
    }
    return query;
}

int tell(const Error& error) {
    fmt::print(stderr, "nociq: {}\n", error.message);
    for (const FieldError& field : error.fields)
        if (field.message != error.message) fmt::print(stderr, "  {}\n", field.message);
    return exit_code(error.kind);
}

}  // namespace ledger::app
