#include "http/app/events_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/pause.hpp"
#include "http/app/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <tuple>
#include <vector>

namespace ledger::app {
namespace {

constexpr std::uint64_t page_events = 1'000;
constexpr std::uint64_t tail_events_shown = 20;
constexpr Duration follow_interval = std::chrono::milliseconds{500};

/// One page of the log: each event as the server wrote it.
struct EventPage {
    std::vector<json::Raw> events;
    std::uint64_t next_from = 0;
    std::uint64_t log_size = 0;
    static constexpr auto fields() {
        using P = EventPage;
        return std::tuple{Field{"events", &P::events, ""}.items(0, page_events),
                          Field{"next_from", &P::next_from, ""},
                          Field{"log_size", &P::log_size, ""}};
    }
};

struct ShownEvent {
    std::uint64_t position = 0;
    std::string recorded_at;
    std::string type;
    std::string stream;
    std::string actor;
    static constexpr auto fields() {
        using E = ShownEvent;
        return std::tuple{Field{"position", &E::position, ""},
                          Field{"recorded_at", &E::recorded_at, ""}, Field{"type", &E::type, ""},
                          Field{"stream", &E::stream, ""}, Field{"actor", &E::actor, ""}};
    }
};

Result<EventPage> read_page(Remote& remote, const EventsRequest& request, std::uint64_t from,
                            std::uint64_t limit) {
    TRY(reply, remote.ask("GET", "/api/v1/events" + query_of({{"from", std::to_string(from)},
                                                              {"limit", std::to_string(limit)},
                                                              {"stream", request.stream},
                                                              {"type", request.type}})));
    return json::parse<EventPage>(reply.body, json::Unknown::ignored,
                                  {.max_length = std::numeric_limits<std::size_t>::max()});
}

Result<void> print(const json::Raw& event, bool as_json) {
    if (as_json) {
        fmt::print("{}\n", event.text);
        return {};
    }
    TRY(shown, json::parse<ShownEvent>(event.text, json::Unknown::ignored));
    fmt::print("{:>8}  {}  {:<24} {}  {}\n", shown.position, shown.recorded_at, shown.type,
               shown.stream, shown.actor);
    return {};
}

Result<void> tail(Remote& remote, const RemoteSettings& settings, const EventsRequest& request) {
    std::uint64_t from = request.from;
    if (from == 0) {
        TRY(start, read_page(remote, request, 0, 1));
        from = start.log_size - std::min(start.log_size, tail_events_shown);
    }
    while (true) {
        TRY(page, read_page(remote, request, from, page_events));
        for (const json::Raw& event : page.events) TRY(print(event, settings.json));
        static_cast<void>(std::fflush(stdout));  // A broken pipe ends the next page's write.
        const bool at_end = page.next_from >= page.log_size;
        from = page.next_from;
        if (at_end && !request.follow) return {};
        if (at_end) pause_for(follow_interval);
    }
}

}  // namespace

int tail_events(const RemoteSettings& settings, FileSystem& files, const EventsRequest& request) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const Result<void> done = tail(*remote, settings, request);
    return done ? exit_ok : tell(done.error());
}

int export_events(const RemoteSettings& settings, FileSystem& files, const Clock& clock,
                  const EventsRequest& request) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    Progress progress{clock, "events", request.quiet};
    std::uint64_t from = request.from;
    std::optional<std::uint64_t> until = request.until;
    while (!until || from < *until) {
        const std::uint64_t limit = until ? std::min(page_events, *until - from) : page_events;
        const auto page = read_page(*remote, request, from, limit);
        if (!page) return tell(page.error());
        // The end is fixed at the first page: a log that grows must not keep the export from
        // ending.
        if (!until) until = page->log_size;
        for (const json::Raw& event : page->events) fmt::print("{}\n", event.text);
        if (page->next_from <= from) break;
        from = page->next_from;
        progress.update(from - request.from, *until - request.from);
    }
    progress.finish();
    return std::fflush(stdout) == 0 ? exit_ok : exit_failed;
}

int show_event(const RemoteSettings& settings, FileSystem& files, std::uint64_t position) {
    auto remote = Remote::connect(settings, files);
    if (!remote) return tell(remote.error());
    const auto reply = remote->ask("GET", "/api/v1/events/" + std::to_string(position));
    if (!reply) return tell(reply.error());
    fmt::print("{}\n", reply->body);
    return exit_ok;
}

}  // namespace ledger::app
