#include "tests/sim/outage_wish.hpp"

#include "engine/domains/outages/commands.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/assert.hpp"

#include <fmt/format.h>

#include <array>

namespace ledger::test {
namespace {

constexpr std::uint64_t external_ids = 30;
constexpr std::uint64_t max_minutes_ago = 300;
constexpr std::uint64_t versions = 6;

std::string any_severity(Prng& prng) {
    constexpr std::array<std::string_view, 4> severities{"critical", "high", "medium", "low"};
    return std::string{severities[prng.below(severities.size())]};
}

std::string any_time(Prng& prng, Timestamp now) {
    // Sometimes ahead of the clock, which the rules refuse.
    const auto ago = static_cast<std::int64_t>(prng.below(max_minutes_ago)) - 10;
    return to_text(now - std::chrono::minutes{ago});
}

/// An outage's own id, its client's, or none that exists.
std::string any_id(Prng& prng, std::uint64_t known) {
    if (prng.chance(5)) return fmt::format("X-{}", prng.below(external_ids));
    return fmt::format("OUT{:03}", 1 + prng.below(known + 2));
}

Request request_to(Method method, std::string path, std::string body = "") {
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.body = std::move(body);
    return request;
}

Request creation(Prng& prng, Timestamp now) {
    Request request = request_to(Method::post, "/api/v1/outages");
    request.body = fmt::format(R"({{"site_name":"Site {}","severity":"{}","description":"d")",
                               prng.below(5), any_severity(prng));
    if (prng.chance(2))
        request.body += fmt::format(R"(,"external_id":"X-{}")", prng.below(external_ids));
    if (prng.chance(2)) request.body += fmt::format(R"(,"detected_at":"{}")", any_time(prng, now));
    request.body += "}";
    return request;
}

std::string any_change(Prng& prng, Timestamp now) {
    switch (prng.below(7)) {
        case 0: return R"({"status":"resolved","root_cause":"r"})";
        case 1:
            return fmt::format(R"({{"status":"resolved","resolved_at":"{}"}})",
                               any_time(prng, now));
        case 2: return R"({"status":"active","reason":"again"})";
        case 3: return R"({"status":"investigating"})";
        case 4: return fmt::format(R"({{"severity":"{}","reason":"s"}})", any_severity(prng));
        case 5: return fmt::format(R"({{"assigned_to":"u{}"}})", prng.below(3));
        default: return fmt::format(R"({{"description":"d{}"}})", prng.below(3));
    }
}

Request change(Prng& prng, std::uint64_t known, Timestamp now) {
    Request request = request_to(Method::put, "/api/v1/outages/{id}", any_change(prng, now));
    request.path_values.emplace("id", any_id(prng, known));
    if (prng.chance(5)) request.if_match = fmt::format("\"v{}.p0\"", prng.below(versions));
    return request;
}

Request deletion(Prng& prng, std::uint64_t known) {
    Request request = request_to(Method::del, "/api/v1/outages/{id}");
    request.path_values.emplace("id", any_id(prng, known));
    return request;
}

Request pricing(Prng& prng, std::uint64_t known) {
    return request_to(Method::post, "/api/v1/sla/calculate",
                      fmt::format(R"({{"outage_id":"{}"}})", any_id(prng, known)));
}

Request publication(Prng& prng) {
    const std::string severity = any_severity(prng);
    const std::uint64_t minutes = 5 + prng.below(60);
    return request_to(
        Method::put, "/api/v1/sla/configs",
        fmt::format(R"({{"{}":{{"threshold_minutes":{}}},"reason":"r","expected_version":{}}})",
                    severity, minutes, 1 + prng.below(versions)));
}

Wish wish_of(const Request& request, CommandPreparer prepare) {
    auto prepared = prepare(request);
    LEDGER_ASSERT(prepared.has_value());
    const auto id = request.path_values.find("id");
    return {.text = fmt::format("{} {} {} {} {}", name_of(request.method), request.path,
                                id == request.path_values.end() ? "" : id->second,
                                request.if_match.value_or(""), request.body),
            .command = *std::move(prepared),
            .expect = {}};
}

}  // namespace

Wish any_outage_wish(Prng& prng, std::uint64_t known_outages, Timestamp now) {
    switch (prng.below(12)) {
        case 0:
        case 1:
        case 2: return wish_of(creation(prng, now), outages::prepare_create);
        case 3: return wish_of(deletion(prng, known_outages), outages::prepare_delete);
        case 4: return wish_of(pricing(prng, known_outages), sla::prepare_calculate);
        case 5: return wish_of(publication(prng), sla::prepare_publish);
        default: return wish_of(change(prng, known_outages, now), outages::prepare_change);
    }
}

}  // namespace ledger::test
