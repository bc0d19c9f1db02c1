#include "http/app/outage_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/table.hpp"

#include <fmt/format.h>

#include <optional>
#include <tuple>
#include <vector>

namespace ledger::app {
namespace {

constexpr std::size_t any_length = 1U << 20U;
constexpr std::size_t max_page = 200;

struct ListedSla {
    std::string status;
    std::optional<std::int64_t> mttr_minutes;
    std::optional<std::int64_t> time_remaining_minutes;
    static constexpr auto fields() {
        return std::tuple{Field{"status", &ListedSla::status, ""},
                          Field{"mttr_minutes", &ListedSla::mttr_minutes, ""},
                          Field{"time_remaining_minutes", &ListedSla::time_remaining_minutes, ""}};
    }
};

struct ListedOutage {
    std::string id;
    std::string severity;
    std::string status;
    std::string detected_at;
    std::string site_name;
    std::optional<ListedSla> sla_status;
    static constexpr auto fields() {
        using O = ListedOutage;
        return std::tuple{Field{"id", &O::id, ""},
                          Field{"severity", &O::severity, ""},
                          Field{"status", &O::status, ""},
                          Field{"detected_at", &O::detected_at, ""},
                          Field{"site_name", &O::site_name, ""}.length(0, any_length),
                          Field{"sla_status", &O::sla_status, ""}};
    }
};

struct Page {
    std::int64_t total = 0;
    std::vector<ListedOutage> outages;
    static constexpr auto fields() {
        return std::tuple{Field{"total", &Page::total, ""},
                          Field{"outages", &Page::outages, ""}.items(0, max_page)};
    }
};

std::string clock_of(const std::optional<ListedSla>& sla) {
    if (!sla) return "";
    if (sla->mttr_minutes) return fmt::format("{} min", *sla->mttr_minutes);
    if (sla->time_remaining_minutes)
        return fmt::format("{} min left", *sla->time_remaining_minutes);
    return "";
}

void print(const Page& page) {
    Table table{{"ID", "SEVERITY", "STATUS", "DETECTED", "SLA", "CLOCK", "SITE"}};
    for (const ListedOutage& outage : page.outages)
        table.add({outage.id, outage.severity, outage.status, outage.detected_at,
                   outage.sla_status ? outage.sla_status->status : "", clock_of(outage.sla_status),
                   outage.site_name});
    fmt::print("{}", table.text());
    fmt::print(stderr, "{} of {}\n", page.outages.size(), page.total);
}

}  // namespace

int list_outages(const RemoteSettings& settings, FileSystem& files, const OutageFilters& filters) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const auto reply =
        remote->ask("GET", "/api/v1/outages" + query_of({{"status", filters.status},
                                                         {"severity", filters.severity},
                                                         {"site_name", filters.site},
                                                         {"start_date", filters.from},
                                                         {"end_date", filters.to},
                                                         {"limit", filters.limit},
                                                         {"offset", filters.offset}}));
    if (!reply) return tell(reply.error());
    if (settings.json) {
        fmt::print("{}\n", reply->body);
        return exit_ok;
    }
    const auto page = json::parse<Page>(reply->body, json::Unknown::ignored);
    if (!page) return tell(page.error());
    print(*page);
    return exit_ok;
}

int show_outage(const RemoteSettings& settings, FileSystem& files, const std::string& id) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const auto reply = remote->ask("GET", "/api/v1/outages/" + percent_encode(id));
    if (!reply) return tell(reply.error());
    fmt::print("{}\n", reply->body);
    return exit_ok;
}

}  // namespace ledger::app
