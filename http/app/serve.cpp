#include "http/app/serve.hpp"

#include "engine/core/pipeline.hpp"
#include "engine/domains/jobs/job.hpp"
#include "engine/platform/descriptors.hpp"
#include "engine/platform/log_sink.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/signals.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "generated/version.hpp"
#include "http/app/all_routes.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/network_watch.hpp"
#include "http/app/process_figures.hpp"
#include "http/app/timer_thread.hpp"
#include "http/dispatch.hpp"
#include "http/job_runner.hpp"
#include "http/local_engine.hpp"
#include "http/openapi.hpp"
#include "http/services.hpp"
#include "projections/follow.hpp"
#include "projections/runner.hpp"
#include "projections/views/balances_view.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ledger {
namespace {

/// For the tables of log and views, which are kept open, and for what is written at the time.
constexpr std::uint64_t descriptors_of_files = 1'600;

/// Lines of the log that wait to be written.
constexpr std::size_t queued_log_bytes = std::size_t{1} << 20U;
/// How long the last words of a process may take.
constexpr Duration last_words = std::chrono::seconds{1};

/// What the process stands on.
struct Machine {
    SystemClock clock;
    SystemEntropy entropy;
    PosixFileSystem files;
    LineQueue lines{STDERR_FILENO, queued_log_bytes};
    LogSink sink{clock};
};

std::vector<View> all_views() {
    std::vector<View> views;
    for (const Domain* domain : registered_domains())
        views.insert(views.end(), domain->views.begin(), domain->views.end());
    views.push_back(balances_view);
    return views;
}

/// Views that rotted are made anew by the next start, which nobody needs to think about.
int exit_code_after(const Error& error, const ServeSettings& settings, FileSystem& files) {
    if (error.code != RowStore::rotten) return exit_code(error.kind);
    const auto given_up = RowStore::give_up(files, settings.open.folder.views());
    return given_up ? exit_try_again : exit_failed;
}

/// The process ends at once: no caller that waits may be answered any more (law 2).
[[noreturn]] void die(Machine& machine, const Error& error, int code) {
    machine.sink.write(Level::error, "the ledger stops",
                       {{"code", error.code}, {"reason", error.message}});
    machine.lines.drain(last_words);
    std::_Exit(code);
}

Result<void> write_port(FileSystem& files, const ServeSettings& settings, const Server& server) {
    TRY(replace_file(files, settings.open.folder.port(), server.endpoint() + "\n"));
    if (settings.port_file.empty()) return {};
    return replace_file(files, settings.port_file, std::to_string(server.port()) + "\n");
}

/// Connections leave descriptors to the files: a ledger that could not open its next file would
/// have to stop.
ServerSettings within_descriptors(ServerSettings server) {
    const std::uint64_t limit = raise_descriptor_limit();
    const std::uint64_t spare = limit > descriptors_of_files ? limit - descriptors_of_files : 0;
    const std::uint64_t most = std::max(spare, limit / 2);
    server.limits.connections = std::min<std::uint64_t>(server.limits.connections, most);
    return server;
}

void report(LogSink& sink, const Error& error, std::string_view request_id) {
    sink.write(Level::error, "request failed",
               {{"code", error.code}, {"reason", error.message}, {"request_id", request_id}});
}

/// The access log.
void note(LogSink& sink, const Answered& answered) {
    const auto took = std::chrono::round<std::chrono::microseconds>(answered.took).count();
    sink.write(Level::info, "answered",
               {{"request_id", answered.request_id},
                {"method", answered.method},
                {"route", answered.route},
                {"status", answered.status},
                {"dur_ms", static_cast<double>(took) / 1'000},
                {"position", answered.position}});
}

std::function<void(const Answered&)> access_log_of(const LogSettings& log, LogSink& sink) {
    if (!log.requests || !sink.tells(Level::info)) return {};
    return [&sink](const Answered& answered) { note(sink, answered); };
}

/// Any other signal than those that end it asks how it goes.
void wait_for_end(const SignalWaiter& signals, LogSink& sink, const Pipeline& pipeline) {
    for (int signal = signals.wait(); signal != SIGTERM && signal != SIGINT;
         signal = signals.wait())
        sink.write(Level::info, "state",
                   {{"events", pipeline.durable_end()}, {"commits", pipeline.state().commits}});
    sink.write(Level::info, "stopping");
}

void tell(LogSink& sink, std::string_view stream, const Error& error) {
    sink.write(Level::warning, "a timer could not be served",
               {{"stream", stream}, {"code", error.code}, {"reason", error.message}});
}

void tell_serving(LogSink& sink, const Server& server, const OpenedLedger& ledger, Position end) {
    const std::string endpoint = server.endpoint();
    sink.write(Level::info, "serving",
               {{"address", std::string_view{endpoint}.substr(0, endpoint.rfind(':'))},
                {"port", server.port()},
                {"events", end},
                {"origin", ledger.publisher->origin()},
                {"created", ledger.created}});
}

/// What the server's own routes look at.
struct Parts {
    const EventLog& log;
    const CheckpointPublisher& publisher;
    const Pipeline& pipeline;
    ProjectionRunner& runner;
    const Traffic& traffic;
    std::span<const std::span<const Route>> tables;
};

Services services_for(const Parts& parts, const ServeSettings& settings, const Machine& machine) {
    return {.log = parts.log,
            .publisher = parts.publisher,
            .pipeline = parts.pipeline,
            .runner = parts.runner,
            .traffic = parts.traffic,
            .admission = settings.admission,
            .process = app::read_process_figures,
            .version = program_version,
            .commit = program_commit,
            .stopping = false,
            .project_name = settings.project_name,
            .dropped_log_lines = [&machine] { return machine.lines.dropped(); },
            .openapi = openapi_document(parts.tables, program_version),
            .timers_busy = {},
            .stellar_status = {},
            .stellar_connected = {}};
}

Timers::Parts timers_on(const EventLog& log, Pipeline& pipeline, TimerSignal& signal,
                        Machine& machine) {
    return {.log = log,
            .clock = machine.clock,
            .entropy = machine.entropy,
            .domains = registered_domains(),
            .signal = signal,
            .submit = [&](Command command) { return pipeline.submit(std::move(command)); },
            .on_failure = [&](std::string_view stream,
                              const Error& error) { tell(machine.sink, stream, error); }};
}

StellarSettings stellar_of(const ServeSettings& settings) {
    StellarSettings stellar = settings.stellar;
    stellar.sandbox.folder = settings.open.folder.sandbox();
    return stellar;
}

/// The network that payments settle on, and who looks at it.
class WatchedNetwork {
public:
    WatchedNetwork(const ServeSettings& settings, Machine& machine)
        : network_{{machine.files, machine.entropy, machine.clock,
                    [&machine](const Error& error) { report(machine.sink, error, ""); }},
                   stellar_of(settings)},
          watch_{machine.clock, [this] { return network_.look(); }} {}

    /// `services` is not asked any more once this is gone.
    void show_in(Services& services) {
        services.stellar_status = [this] { return watch_.status(); };
        services.stellar_connected = [this] { return watch_.is_connected(); };
    }

private:
    StellarNetwork network_;
    NetworkWatch watch_;
};

std::function<void(std::string_view)> warnings_of_views(LogSink& sink) {
    return
        [&sink](std::string_view line) { sink.write(Level::warning, "views", {{"detail", line}}); };
}

/// Serves an open ledger until a signal ends it.
Result<void> run(const ServeSettings& settings, OpenedLedger ledger, Machine& machine,
                 const SignalWaiter& signals) {
    const SystemClock& clock = machine.clock;
    PosixFileSystem& files = machine.files;
    LogSink& sink = machine.sink;
    const auto fatal = [&](const Error& error) {
        die(machine, error, exit_code_after(error, settings, files));
    };
    const auto warn = warnings_of_views(sink);

    const EventLog& log = *ledger.log;
    TRY(store, RowStore::open(files, settings.open.folder.views(), log.end(), warn));
    const std::vector<View> views = all_views();
    ProjectionRunner runner{log, *store, clock, views, settings.runner, warn};
    TRY(runner.open());
    ProjectionThreads threads{runner, fatal};

    TimerSignal timer_signal;
    Pipeline pipeline{{.sequencer = std::move(*ledger.sequencer),
                       .committer = std::move(*ledger.committer),
                       .log = log,
                       .clock = clock,
                       .on_durable = [&](Position end) { threads.notify(end); },
                       .on_fatal = fatal,
                       .on_timer_set = [&](Timestamp due) { timer_signal.look_at(due); }},
                      settings.pipeline};
    TimerThread timers{timers_on(log, pipeline, timer_signal, machine), fatal};
    threads.notify(log.end());
    Housekeeping housekeeping{
        {files, log, pipeline, sink, fatal},
        {.folder = settings.open.folder.root(), .disk_reserve_bytes = settings.disk_reserve_bytes}};

    LocalEngine engine{pipeline, runner, clock, settings.admission};
    const auto tables = all_routes();
    const ServerSettings server_settings = within_descriptors(settings.server);
    Traffic traffic{tables, server_settings.limits};
    Services services = services_for({log, *ledger.publisher, pipeline, runner, traffic, tables},
                                     settings, machine);
    services.timers_busy = [&] { return timers.is_busy(); };
    WatchedNetwork network{settings, machine};
    network.show_in(services);
    JobRunner jobs{{.engine = engine,
                    .files = files,
                    .clock = clock,
                    .book = jobs::job_book,
                    .tables = tables,
                    .folder = settings.open.folder.bodies(),
                    .failed = [&](const Error& error) { report(sink, error, ""); }}};
    TRY(jobs.start());
    Dispatcher dispatcher{
        {engine, &services, clock, machine.entropy, traffic, &jobs},
        tables,
        {.actor = "local:" + std::to_string(::getuid()),
         .allowed_origins = settings.allowed_origins},
        {.failed = [&](const Error& error,
                       std::string_view request_id) { report(sink, error, request_id); },
         .fatal = fatal,
         .answered = access_log_of(settings.log, sink)}};
    TRY(server, Server::start(server_settings, dispatcher, clock));
    TRY(write_port(files, settings, *server));
    tell_serving(sink, *server, ledger, log.end());

    wait_for_end(signals, sink, pipeline);
    services.stopping = true;
    server->stop();
    jobs.stop();
    timers.stop();
    pipeline.stop();
    threads.stop();
    TRY(runner.close());
    return files.remove(settings.open.folder.port());
}

Result<void> open_and_run(const ServeSettings& settings, Machine& machine,
                          const SignalWaiter& signals) {
    // Before a folder is founded that nobody wanted.
    TRY(Server::check_address(settings.server));
    TRY(ledger, open_ledger(settings.open, {.files = machine.files,
                                            .entropy = machine.entropy,
                                            .clock = machine.clock,
                                            .domains = registered_domains(),
                                            .warn = [&](std::string_view line) {
                                                machine.sink.write(Level::warning, "log",
                                                                   {{"detail", line}});
                                            }}));
    return run(settings, std::move(ledger), machine, signals);
}

}  // namespace

int serve(const ServeSettings& settings) {
    const SignalWaiter signals;
    Machine machine;
    LogSink& sink = machine.sink;
    sink.set(settings.log.least, settings.log.format, &machine.lines);
    for (const std::string& warning : settings.warnings)
        sink.write(Level::warning, "configuration", {{"detail", warning}});
    const Result<void> served = open_and_run(settings, machine, signals);
    if (served) return exit_ok;
    sink.write(Level::error, "cannot serve",
               {{"code", served.error().code}, {"reason", served.error().message}});
    return exit_code_after(served.error(), settings, machine.files);
}

}  // namespace ledger
