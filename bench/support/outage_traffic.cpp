#include "bench/support/outage_traffic.hpp"

#include "bench/support/measured.hpp"
#include "bench/support/running_ledger.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/domains/outages/commands.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace ledger::bench {
namespace {

constexpr std::array severities{"critical", "high", "medium", "medium", "medium",
                                "low",      "low",  "low",    "low",    "low"};
constexpr std::array services{"4G", "5G", "voice", "sms", "fibre", "microwave"};
constexpr std::array causes{"UPS battery", "fibre cut", "software fault", "grid power",
                            "flooded cabinet"};
constexpr std::uint64_t sites = 5'000;
constexpr std::uint64_t engineers = 40;
/// Recorded within a day of their beginning, so that none needs a reason for being late.
constexpr std::uint64_t oldest_minutes = 1'200;
constexpr std::uint64_t longest_minutes = 300;
/// So many other outages are recorded until one is given to somebody, and until it is resolved: its
/// record has been answered by then.
constexpr std::uint64_t until_assigned = most_in_flight;
constexpr std::uint64_t until_resolved = 2 * most_in_flight;

std::string minutes_before(Timestamp now, std::uint64_t minutes) {
    return to_text(std::chrono::floor<std::chrono::seconds>(now) - std::chrono::minutes{minutes});
}

std::string id_of(std::uint64_t outage) { return outages::outage_id(outage).value; }

Request request(Method method, std::string target, std::string body) {
    Request request;
    request.method = method;
    request.path = target;
    request.target = std::move(target);
    request.content_type = "application/json";
    request.body = std::move(body);
    return request;
}

PreparedCommand change(std::uint64_t outage, std::string body) {
    const std::string id = id_of(outage);
    Request asked = request(Method::put, "/api/v1/outages/" + id, std::move(body));
    asked.path_values.emplace("id", id);
    return must(outages::prepare_change(asked));
}

}  // namespace

std::uint64_t OutageTraffic::draw(std::uint64_t below) {
    // splitmix64
    state_ += 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return (bits ^ (bits >> 31U)) % below;
}

std::string OutageTraffic::facts() {
    const std::uint64_t site = draw(sites);
    return fmt::format(
        R"("external_id":"TT-{:09}","site_name":"Cell Tower {:05}","site_id":"SITE-{:05}",)"
        R"("severity":"{}","description":"Alarm {} on sector {}: no traffic since the last poll",)"
        R"("affected_services":["{}","{}"],"affected_subscribers":{},)"
        R"("location":{{"latitude":{:.4f},"longitude":{:.4f}}},"tags":["auto","region-{}"])",
        made_++, site, site, severities.at(draw(severities.size())), draw(9'000) + 1'000,
        draw(3) + 1, services.at(site % services.size()), services.at((site + 1) % services.size()),
        draw(50'000), 4 + static_cast<double>(site) / 1'000, 3 + static_cast<double>(site) / 700,
        site % 37);
}

PreparedCommand OutageTraffic::creation() {
    const std::string detected = minutes_before(now_, longest_minutes + draw(oldest_minutes) + 1);
    return must(outages::prepare_create(
        request(Method::post, "/api/v1/outages",
                fmt::format(R"({{{},"detected_at":"{}","back_dating_reason":"poll gap"}})", facts(),
                            detected))));
}

PreparedCommand OutageTraffic::assignment(std::uint64_t outage) {
    return change(outage,
                  fmt::format(R"({{"assigned_to":"engineer-{}-{}"}})", draw(engineers), made_++));
}

PreparedCommand OutageTraffic::resolution(std::uint64_t outage) {
    return change(
        outage,
        fmt::format(R"({{"status":"resolved","resolved_at":"{}","root_cause":"{}"}})",
                    minutes_before(now_, draw(longest_minutes)), causes.at(draw(causes.size()))));
}

std::vector<PreparedCommand> OutageTraffic::life_cycles(std::uint64_t first,
                                                        std::uint64_t outages) {
    std::vector<PreparedCommand> commands;
    commands.reserve(3 * outages);
    for (std::uint64_t step = 0; step < outages + until_resolved; ++step) {
        if (step < outages) commands.push_back(creation());
        if (step >= until_assigned && step - until_assigned < outages)
            commands.push_back(assignment(first + step - until_assigned));
        if (step >= until_resolved) commands.push_back(resolution(first + step - until_resolved));
    }
    return commands;
}

std::vector<PreparedCommand> OutageTraffic::creations(std::uint64_t outages) {
    std::vector<PreparedCommand> commands;
    commands.reserve(outages);
    for (std::uint64_t i = 0; i < outages; ++i) commands.push_back(creation());
    return commands;
}

std::vector<PreparedCommand> OutageTraffic::assignments(std::uint64_t first, std::uint64_t outages,
                                                        std::uint64_t count) {
    std::vector<PreparedCommand> commands;
    commands.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) commands.push_back(assignment(first + i % outages));
    return commands;
}

std::vector<PreparedCommand> OutageTraffic::import(std::uint64_t rows) {
    Request upload = request(Method::post, "/api/v1/outages/bulk-import", {});
    upload.content_type = "application/x-ndjson";
    const auto reader = must(outages::open_import(upload));
    std::vector<PreparedCommand> commands;
    const auto take = [&](std::vector<PreparedCommand> more) {
        std::ranges::move(more, std::back_inserter(commands));
    };
    for (std::uint64_t row = 0; row < rows; ++row) {
        const std::uint64_t resolved = draw(longest_minutes);
        take(must(reader->feed(
            fmt::format(R"({{{},"detected_at":"{}","resolved_at":"{}","root_cause":"{}"}})"
                        "\n",
                        facts(), minutes_before(now_, resolved + draw(oldest_minutes) + 1),
                        minutes_before(now_, resolved), causes.at(draw(causes.size()))))));
    }
    take(must(reader->finish()));
    return commands;
}

}  // namespace ledger::bench
