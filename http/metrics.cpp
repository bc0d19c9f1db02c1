#include "http/metrics.hpp"

#include "engine/kernel/query.hpp"
#include "http/prometheus.hpp"
#include "http/services.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace ledger {
namespace {

/// Read once for all metrics, so that they agree.
struct Figures {
    explicit Figures(const Services& the_services)
        : services{the_services},
          traffic{the_services.traffic},
          engine{the_services.pipeline.state()},
          views{the_services.runner.status()},
          backlog{the_services.runner.backlog()},
          waiting_reads{the_services.runner.waiters()},
          process{the_services.process()} {}

    const Services& services;
    const Traffic& traffic;
    PipelineState engine;
    std::vector<ViewStatus> views;
    Backlog backlog;
    std::size_t waiting_reads;
    ProcessFigures process;
};

struct Metric {
    std::string_view name;
    std::string_view help;
    MetricType type;
    void (*read)(const Figures& figures, Samples& samples);
};

/// Every bounded queue that is counted in pieces, and the option that bounds it.
struct Queue {
    std::string_view name;
    std::size_t length;
    std::size_t bound;
};
using Queues = std::vector<Queue>;

Queues queues_of(const Figures& f) {
    return {{"commands", f.engine.queued_commands, f.services.pipeline.limits().queued_commands},
            {"parked_commands", f.engine.parked_commands, f.engine.most_parked_commands},
            {"waiting_reads", f.waiting_reads, f.services.runner.limits().waiters},
            {"waiting_queries", f.traffic.waiting_queries.now(), f.traffic.waiting_queries.bound()},
            {"uploads", f.traffic.uploads.now(), f.traffic.uploads.bound()},
            {"downloads", f.traffic.downloads.now(), f.traffic.downloads.bound()},
            {"connections", f.traffic.connections.now(), f.traffic.connections.bound()}};
}

Queues queues_in_bytes_of(const Figures& f) {
    Queues queues{{"commands", f.engine.queued_bytes, f.services.pipeline.limits().queued_bytes},
                  {"requests", f.traffic.request_bytes.now(), f.traffic.request_bytes.bound()}};
    const std::size_t bound = f.services.runner.limits().uncommitted_bytes;
    for (const ViewStatus& view : f.views)
        queues.push_back({view.name, view.uncommitted_bytes, bound});
    return queues;
}

void write_lengths(const Queues& queues, Samples& samples) {
    for (const Queue& queue : queues) samples.add(queue.length, {{"queue", queue.name}});
}
void write_bounds(const Queues& queues, Samples& samples) {
    for (const Queue& queue : queues) samples.add(queue.bound, {{"queue", queue.name}});
}

void write_view_states(const Figures& f, Samples& samples) {
    constexpr std::array<std::string_view, 3> names{"live", "catching_up", "stopped"};
    for (const ViewStatus& view : f.views)
        for (std::size_t i = 0; i < names.size(); ++i)
            samples.add(static_cast<std::size_t>(view.state) == i ? 1 : 0,
                        {{"view", view.name}, {"state", names[i]}});
}

void write_statuses(std::string_view method, std::string_view route,
                    const Traffic::Statuses& statuses, Samples& samples) {
    constexpr std::array<std::string_view, Traffic::status_classes> names{"1xx", "2xx", "3xx",
                                                                          "4xx", "5xx"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const std::uint64_t count = statuses[i]; count > 0)
            samples.add(count, {{"method", method}, {"route", route}, {"status", names[i]}});
}

void write_requests(const Figures& f, Samples& samples) {
    for (const Route* route : f.traffic.routes())
        write_statuses(name_of(route->method), route->path, f.traffic.statuses_of(route), samples);
    write_statuses("none", "none", f.traffic.statuses_of(nullptr), samples);
}

/// One sample for each view.
template <auto Read>
void per_view(const Figures& f, Samples& samples) {
    for (const ViewStatus& view : f.views)
        samples.add(std::invoke(Read, view), {{"view", view.name}});
}

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;

/// What metrics there are: this is the whole list.
constexpr std::array metrics{
    Metric{"nociq_build_info", "Which build this is; always 1.", gauge,
           [](const Figures& f, Samples& s) {
               s.add(1, {{"version", f.services.version}, {"commit", f.services.commit}});
           }},

    Metric{"nociq_log_lines_dropped_total", "Lines of the program's log that found no room.",
           counter, [](const Figures& f, Samples& s) { s.add(f.services.dropped_log_lines()); }},

    Metric{"nociq_log_events_total", "Events in the log; they are all on stable storage.", counter,
           [](const Figures& f, Samples& s) { s.add(f.engine.durable_end); }},
    Metric{"nociq_log_position", "Position of the last event on stable storage.", gauge,
           [](const Figures& f, Samples& s) {
               if (f.engine.durable_end > 0) s.add(f.engine.durable_end - 1);
           }},
    Metric{"nociq_log_commits_total", "Commits of the log since the start.", counter,
           [](const Figures& f, Samples& s) { s.add(f.engine.commits); }},
    Metric{"nociq_log_syncs_total", "Syncs of the log and its HEAD since the start.", counter,
           [](const Figures& f, Samples& s) { s.add(f.engine.commits + f.engine.head_syncs); }},
    Metric{"nociq_checkpoint_events", "Events that the newest signed checkpoint covers.", gauge,
           [](const Figures& f, Samples& s) {
               s.add(f.services.publisher.latest().checkpoint.head.size);
           }},

    Metric{"nociq_commands_decided_total", "Commands that were answered by the rules.", counter,
           [](const Figures& f, Samples& s) { s.add(f.engine.answered); }},
    Metric{"nociq_commands_rejected_total", "Of these, those that the rules refused.", counter,
           [](const Figures& f, Samples& s) { s.add(f.engine.rejected); }},

    Metric{"nociq_timers_busy", "1 while a timer is due, or being served.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.services.timers_busy() ? 1 : 0); }},

    Metric{"nociq_queue_length", "What waits, or is under way.", gauge,
           [](const Figures& f, Samples& s) { write_lengths(queues_of(f), s); }},
    Metric{"nociq_queue_bound", "How many may wait, or be under way.", gauge,
           [](const Figures& f, Samples& s) { write_bounds(queues_of(f), s); }},
    Metric{"nociq_queue_bytes",
           "Memory of what waits: commands, requests under way, uncommitted rows of each view.",
           gauge, [](const Figures& f, Samples& s) { write_lengths(queues_in_bytes_of(f), s); }},
    Metric{"nociq_queue_bound_bytes", "How much memory that may take.", gauge,
           [](const Figures& f, Samples& s) { write_bounds(queues_in_bytes_of(f), s); }},

    Metric{"nociq_view_events_total", "Events that the view has folded.", counter,
           per_view<&ViewStatus::position>},
    Metric{"nociq_view_lag_events", "Events that the view has still to fold.", gauge,
           per_view<[](const ViewStatus& view) {
               return view.log_end - std::min(view.position, view.log_end);
           }>},
    Metric{"nociq_view_state", "1 for the state that the view is in.", gauge, write_view_states},
    Metric{"nociq_view_stored_bytes", "What the view takes on disk and in memory, about.", gauge,
           per_view<&ViewStatus::bytes>},
    Metric{"nociq_view_rebuilding", "1 while the view is built anew beside the one that serves.",
           gauge, per_view<[](const ViewStatus& view) {
               return view.rebuild && !view.rebuild->error ? 1 : 0;
           }>},
    Metric{"nociq_view_rebuild_events", "Events that the rebuild has folded.", gauge,
           [](const Figures& f, Samples& s) {
               for (const ViewStatus& view : f.views)
                   if (view.rebuild) s.add(view.rebuild->position, {{"view", view.name}});
           }},
    Metric{"nociq_view_rebuild_failed", "1 when the rebuild has stopped at an event.", gauge,
           per_view<[](const ViewStatus& view) {
               return view.rebuild && view.rebuild->error ? 1 : 0;
           }>},
    Metric{"nociq_slowest_view_lag_events", "Events that the slowest moving view has to fold.",
           gauge, [](const Figures& f, Samples& s) { s.add(f.backlog.events); }},
    Metric{"nociq_slowest_view_lag_seconds", "For how long the first of them has been there.",
           gauge,
           [](const Figures& f, Samples& s) {
               s.add(std::chrono::duration<double>{f.backlog.age}.count());
           }},

    Metric{"nociq_http_requests_total", "Requests that were answered, by route.", counter,
           write_requests},
    Metric{"nociq_http_shed_total", "Requests that were answered with 503 or 507, by reason.",
           counter,
           [](const Figures& f, Samples& s) {
               for (std::size_t i = 0; i < shed_reasons.size(); ++i)
                   s.add(f.traffic.shed_for(i), {{"reason", shed_reasons[i]}});
           }},
    Metric{"nociq_http_connections_total", "Connections that came, by what became of them.",
           counter,
           [](const Figures& f, Samples& s) {
               s.add(f.traffic.accepted_connections.load(), {{"outcome", "accepted"}});
               s.add(f.traffic.refused_connections.load(), {{"outcome", "refused"}});
           }},

    Metric{"nociq_storage_low", "1 while the disk's reserve is used up and writes are refused.",
           gauge, [](const Figures& f, Samples& s) { s.add(f.engine.storage_low ? 1 : 0); }},
    Metric{"nociq_clock_trusted", "0 once the clock has jumped.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.engine.clock_trusted ? 1 : 0); }},
    Metric{"nociq_stopping", "1 while requests in flight are finished before the end.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.services.stopping.load() ? 1 : 0); }},

    Metric{"process_resident_memory_bytes", "Memory of the process.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.process.resident_bytes); }},
    Metric{"process_cpu_seconds_total", "Processor time of the process.", counter,
           [](const Figures& f, Samples& s) { s.add(f.process.cpu_seconds); }},
    Metric{"process_open_fds", "Open file descriptors.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.process.open_descriptors); }},
    Metric{"process_max_fds", "How many there may be.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.process.most_descriptors); }},
    Metric{"process_start_time_seconds", "When the process started, in seconds since 1970.", gauge,
           [](const Figures& f, Samples& s) { s.add(f.process.started_at); }},
};

}  // namespace

Result<Reply> show_metrics(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const Figures figures{services_of(context)};
    Reply reply{.content_type = std::string{prometheus_type},
                .headers = {{"Cache-Control", "no-store"}}};
    for (const Metric& metric : metrics) {
        begin_family(reply.body, metric.name, metric.help, metric.type);
        Samples samples{reply.body, metric.name};
        metric.read(figures, samples);
    }
    return reply;
}

}  // namespace ledger
