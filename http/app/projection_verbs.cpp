#include "http/app/projection_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/pause.hpp"
#include "http/app/progress.hpp"
#include "http/app/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

namespace ledger::app {
namespace {

constexpr std::string_view target = "/api/v1/projections";
constexpr Duration poll_interval = std::chrono::milliseconds{200};
constexpr int ok_status = 200;

struct ListedRebuild {
    Position position = 0;
    Position target = 0;
    std::optional<double> eta_seconds;
    static constexpr auto fields() {
        using R = ListedRebuild;
        return std::tuple{Field{"position", &R::position, ""}, Field{"target", &R::target, ""},
                          Field{"eta_seconds", &R::eta_seconds, ""}};
    }
};

struct ListedView {
    std::string name;
    std::uint32_t version = 0;
    std::string state;
    Position position = 0;
    std::uint64_t lag = 0;
    double rate = 0;
    std::optional<std::string> error;
    std::optional<ListedRebuild> rebuild;
    static constexpr auto fields() {
        using V = ListedView;
        return std::tuple{Field{"name", &V::name, ""},
                          Field{"version", &V::version, ""},
                          Field{"state", &V::state, ""},
                          Field{"position", &V::position, ""},
                          Field{"lag", &V::lag, ""},
                          Field{"rate", &V::rate, ""},
                          Field{"error", &V::error, ""}.length(0, 65'536),
                          Field{"rebuild", &V::rebuild, ""}};
    }
};

struct ListedViews {
    std::vector<ListedView> projections;
    static constexpr auto fields() {
        return std::tuple{Field{"projections", &ListedViews::projections, ""}};
    }
};

Result<ListedViews> read_views(Remote& remote) {
    TRY(reply, remote.ask("GET", target));
    return json::parse<ListedViews>(reply.body, json::Unknown::ignored);
}

std::string rebuild_of(const ListedView& view) {
    if (!view.rebuild) return "";
    return fmt::format("{}/{}{}", view.rebuild->position, view.rebuild->target,
                       view.rebuild->eta_seconds
                           ? fmt::format(", {:.0f} s left", *view.rebuild->eta_seconds)
                           : "");
}

std::string path_of(const std::string& name, std::string_view verb) {
    return fmt::format("{}/{}/{}", target, percent_encode(name), verb);
}

/// Until no rebuild of that view is running any more.
Result<void> wait_for_rebuild(Remote& remote, const std::string& name, Progress& progress) {
    while (true) {
        TRY(views, read_views(remote));
        const auto view = std::ranges::find(views.projections, name, &ListedView::name);
        if (view == views.projections.end() || !view->rebuild) return {};
        progress.update(view->rebuild->position, view->rebuild->target);
        pause_for(poll_interval);
    }
}

}  // namespace

int list_projections(const RemoteSettings& settings, FileSystem& files) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    if (settings.json) {
        const auto reply = remote->ask("GET", std::string{target} + "?digest=true");
        if (!reply) return tell(reply.error());
        fmt::print("{}\n", reply->body);
        return exit_ok;
    }
    const auto views = read_views(*remote);
    if (!views) return tell(views.error());
    Table table{{"VIEW", "VERSION", "STATE", "POSITION", "LAG", "EVENTS/S", "REBUILD", "ERROR"}};
    for (const ListedView& view : views->projections)
        table.add({view.name, std::to_string(view.version), view.state,
                   std::to_string(view.position), std::to_string(view.lag),
                   fmt::format("{:.0f}", view.rate), rebuild_of(view), view.error.value_or("")});
    fmt::print("{}", table.text());
    return exit_ok;
}

int rebuild_projection(const RemoteSettings& settings, FileSystem& files, const Clock& clock,
                       const std::string& name, bool wait) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const auto reply = remote->ask("POST", path_of(name, "rebuild"));
    if (!reply) return tell(reply.error());
    if (!wait) {
        fmt::print(stderr, "Rebuilding {}; the present one serves meanwhile.\n", name);
        return exit_ok;
    }
    Progress progress{clock, "events", false};
    const Result<void> done = wait_for_rebuild(*remote, name, progress);
    progress.finish();
    return done ? exit_ok : tell(done.error());
}

int cancel_rebuild(const RemoteSettings& settings, FileSystem& files, const std::string& name) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const auto reply = remote->ask("POST", path_of(name, "cancel"));
    return reply ? exit_ok : tell(reply.error());
}

int health(const RemoteSettings& settings, FileSystem& files, bool quiet) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return quiet ? exit_try_again : tell(remote.error());
    const auto reply = remote->ask_any("GET", "/health/ready");
    if (!reply) {
        if (!quiet) tell(reply.error());
        return exit_try_again;
    }
    if (!quiet) fmt::print("{}\n", reply->body);
    return reply->status == ok_status ? exit_ok : exit_failed;
}

}  // namespace ledger::app
