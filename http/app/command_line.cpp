#include "http/app/command_line.hpp"

#include "engine/kernel/domain.hpp"
#include "engine/platform/log_sink.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "generated/version.hpp"
#include "http/app/all_routes.hpp"
#include "http/app/chosen_verb.hpp"
#include "http/app/completion.hpp"
#include "http/app/config_verbs.hpp"
#include "http/app/events_verbs.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/import_verb.hpp"
#include "http/app/offline_verbs.hpp"
#include "http/app/projection_verbs.hpp"
#include "http/app/serve.hpp"
#include "http/app/stellar_verbs.hpp"
#include "http/app/verb_request.hpp"
#include "http/app/verbs.hpp"
#include "http/openapi.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ledger::app {
namespace {

RemoteSettings remote_of(const Settings& settings) {
    return {.url = settings.url, .data = settings.data, .json = settings.json};
}

OpenSettings open_of(const Settings& settings) {
    OpenSettings open = settings.serve.open;
    open.folder = DataFolder{settings.data};
    return open;
}

Surroundings around_of(Machine& machine) {
    return {.files = machine.files,
            .entropy = machine.entropy,
            .clock = machine.clock,
            .domains = registered_domains(),
            .warn = [&machine](std::string_view line) {
                machine.sink.write(Level::warning, "log", {{"detail", line}});
            }};
}

OfflineRequest offline_of(const Settings& settings) {
    return {.open = open_of(settings), .json = settings.json, .quiet = settings.quiet};
}

int serve_verb(const Settings& settings, Machine&) {
    const int code = tell_errors(settings.configuration);
    if (code != exit_ok) return code;
    ServeSettings serve_settings = settings.serve;
    serve_settings.open = open_of(settings);
    serve_settings.disk_reserve_bytes = settings.disk_reserve_mib << 20U;
    serve_settings.pipeline.queued_bytes = settings.queued_mib << 20U;
    serve_settings.server.limits.request_bytes = settings.request_mib << 20U;
    serve_settings.runner.uncommitted_bytes = settings.uncommitted_mib << 20U;
    serve_settings.admission.lag =
        std::chrono::round<Duration>(std::chrono::duration<double>{settings.lag_seconds});
    return serve(serve_settings);
}

/// What `.env` or the environment says.
int import_verb(const Settings& settings, Machine& machine) {
    ImportRequest request = settings.import;
    request.quiet = settings.quiet;
    return import_outages(remote_of(settings), request,
                          {machine.files, machine.entropy, machine.clock});
}

int recover_verb(const Settings& settings, Machine& machine) {
    if (!settings.accept_loss)
        return tell({.kind = ErrorKind::validation,
                     .code = "usage.accept_loss",
                     .message = "recover drops what is damaged for good; say --accept-loss"});
    return recover_folder(offline_of(settings), around_of(machine), settings.reason);
}

void add_remote(CLI::App& verb, Settings& settings) {
    verb.add_option("--url", settings.url, "The server; default: the one that runs on --data")
        ->envname("NOCIQ_URL");
    verb.add_option("--data", settings.data, "Data folder")->capture_default_str();
    verb.add_flag("--json", settings.json, "The server's answer as it is");
}

void add_offline(CLI::App& verb, Settings& settings) {
    verb.add_option("--data", settings.data, "Data folder; no server may be using it")
        ->capture_default_str();
    verb.add_option("--signing-key", settings.serve.open.signing_key,
                    "Path of the signing key, when it is not in the folder");
    verb.add_flag("--quiet", settings.quiet, "No progress");
}

/// What is under way at once, before requests are shed with 503; each is a metric, too.
void add_bounds(CLI::App& verb, Settings& settings) {
    const auto bound = [&verb](const char* option, const char* variable, auto& value,
                               const char* what) {
        verb.add_option(option, value, what)
            ->envname(variable)
            ->check(CLI::PositiveNumber)
            ->capture_default_str()
            ->group("Bounds; beyond them requests are shed with 503");
    };
    ServeSettings& serve = settings.serve;
    ServerLimits& server = serve.server.limits;
    bound("--max-connections", "NOCIQ_MAX_CONNECTIONS", server.connections, "Connections");
    bound("--max-connections-per-address", "NOCIQ_MAX_CONNECTIONS_PER_ADDRESS",
          server.connections_per_address, "Connections of one address");
    bound("--max-request-mib", "NOCIQ_MAX_REQUEST_MIB", settings.request_mib,
          "MiB of requests and replies under way");
    bound("--max-downloads", "NOCIQ_MAX_DOWNLOADS", server.downloads,
          "Long replies, as of exports");
    bound("--max-uploads", "NOCIQ_MAX_UPLOADS", server.uploads, "Streamed bodies, as of imports");
    bound("--max-queued-commands", "NOCIQ_MAX_QUEUED_COMMANDS", serve.pipeline.queued_commands,
          "Commands that wait to be decided");
    bound("--max-queued-mib", "NOCIQ_MAX_QUEUED_MIB", settings.queued_mib,
          "MiB of commands that wait");
    bound("--max-parked-commands", "NOCIQ_MAX_PARKED_COMMANDS",
          serve.open.sequencer.parked_commands, "Commands that wait for a read from disk");
    bound("--max-waiting-reads", "NOCIQ_MAX_WAITING_READS", serve.runner.waiters,
          "Reads that wait for a view");
    bound("--max-waiting-queries", "NOCIQ_MAX_WAITING_QUERIES", server.waiting_queries,
          "Queries over many rows that wait for a thread");
    bound("--max-uncommitted-mib", "NOCIQ_MAX_UNCOMMITTED_MIB", settings.uncommitted_mib,
          "MiB of rows that one step of a view may gather");
    bound("--max-view-lag-events", "NOCIQ_MAX_VIEW_LAG_EVENTS", serve.admission.lag_events,
          "Events that the slowest view may be behind before writes are refused");
    bound("--max-view-lag-seconds", "NOCIQ_MAX_VIEW_LAG_SECONDS", settings.lag_seconds,
          "Seconds likewise");
}

void add_serve(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& verb = *app.add_subcommand("serve", "Serve a data folder; founds one that is new");
    ServeSettings& serve = settings.serve;
    verb.add_option("--data", settings.data, "Data folder")->capture_default_str();
    verb.add_option("--host", serve.server.address, "Loopback address to bind")
        ->capture_default_str();
    verb.add_option("--port", serve.server.port, "Port; 0 for any")->capture_default_str();
    verb.add_option("--port-file", serve.port_file, "Write the port here once it accepts");
    verb.add_option("--io-threads", serve.server.threads, "Threads that serve connections")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    verb.add_option("--origin", serve.open.origin, "Name of a new log, such as example.org/ledger");
    verb.add_option("--signing-key", serve.open.signing_key, "Path of the signing key");
    verb.add_option("--disk-reserve-mib", settings.disk_reserve_mib,
                    "Refuse writes when less is free")
        ->capture_default_str();
    add_bounds(verb, settings);
    verb.callback(chosen.set(serve_verb));
}

void add_import(CLI::App& noun, Settings& settings, Chosen& chosen) {
    CLI::App& verb = *noun.add_subcommand("import", "Import outages from CSV, JSON lines or JSON");
    add_remote(verb, settings);
    verb.add_option("FILE", settings.import.file, "The file")->required();
    const std::map<std::string, ImportFormat> formats{
        {"csv", ImportFormat::csv}, {"ndjson", ImportFormat::ndjson}, {"json", ImportFormat::json}};
    verb.add_option("--format", settings.import.format, "csv, ndjson or json")
        ->transform(CLI::CheckedTransformer{formats});
    ImportRequest& import = settings.import;
    verb.add_option("--preset", import.preset, "A well-known file: shared-csv, github-status");
    const auto list = [&verb](const char* option, auto& value, const char* what) {
        verb.add_option(option, value, what)->allow_extra_args(false);
    };
    list("--map", import.map, "COLUMN=FIELD,…: a column's field");
    list("--ignore", import.ignore, "COLUMN,…: columns to leave out");
    list("--set", import.set, "FIELD=TEXT,…: for rows that do not say it");
    list("--map-value", import.map_value, "FIELD:OLD=NEW,…: what a value is called here");
    list("--time-format", import.time_format, "How times are written, as of strptime: F|G");
    verb.add_option("--list-separator", import.list_separator, "Between the items of a list");
    verb.add_option("--time-zone", import.time_zone,
                    "Of times without offset: Europe/Paris, UTC, +01:00");
    verb.add_option("--consistency", import.consistency, "partial: each row for itself")
        ->check(CLI::IsMember({"partial", "atomic"}))
        ->capture_default_str();
    verb.add_flag("--dry-run", settings.import.dry_run, "Check everything, write nothing");
    verb.add_flag("--quiet", settings.quiet, "No progress");
    verb.callback(chosen.set(import_verb));
}

/// "sla config": a word within another.
CLI::App& noun_of(CLI::App& app, std::string_view words) {
    CLI::App* noun = &app;
    while (!words.empty()) {
        const std::string word{words.substr(0, words.find(' '))};
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        const auto known =
            noun->get_subcommands([&](const CLI::App* inner) { return inner->get_name() == word; });
        CLI::App* inner = known.empty()
                              ? noun->add_subcommand(word, std::string{words_of_noun(word)})
                              : known.front();
        noun = inner->require_subcommand(1);
    }
    return *noun;
}

void add_table_verb(CLI::App& app, const Verb& row, Settings& settings, Chosen& chosen) {
    CLI::App& verb =
        *noun_of(app, row.noun).add_subcommand(std::string{row.name}, std::string{row.words});
    add_remote(verb, settings);
    verb.add_option("--output,-o", settings.output, "table, json, ndjson or csv")
        ->check(CLI::IsMember({"table", "json", "ndjson", "csv"}));
    verb.add_flag("--quiet", settings.quiet, "Nothing on stderr but errors");
    for (const std::string& name : placeholders_of(row.path))
        verb.add_option(name, settings.given[name], "Which one")->required();
    for (const VerbOption& option : row.options)
        verb.add_option(std::string{option.flag}, settings.given[std::string{option.flag}],
                        std::string{option.words})
            ->required(option.required);
    if (row.sends_file)
        verb.add_option("FILE", settings.file, "Its name ends in .csv, .ndjson or .json")
            ->required();
    if (row.method != Method::get)
        verb.add_option("--idempotency-key", settings.idempotency_key,
                        "A repetition with the same key gets the first answer");
    if (row.destroys) verb.add_flag("--yes", settings.yes, "Do not ask");
    verb.callback(chosen.set([&row](const Settings& s, Machine& m) {
        return run_verb(row, s.given,
                        {.remote = remote_of(s),
                         .output = s.output,
                         .file = s.file,
                         .idempotency_key = s.idempotency_key,
                         .quiet = s.quiet,
                         .yes = s.yes},
                        m.files);
    }));
}

CommandTree tree_of(const CLI::App& app) {
    CommandTree tree{
        .name = app.get_name(), .words = app.get_description(), .flags = {}, .children = {}};
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) tree.flags.push_back("--" + name);
    for (const CLI::App* child : app.get_subcommands(nullptr))
        tree.children.push_back(tree_of(*child));
    return tree;
}

void add_own_verbs(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& document = *app.add_subcommand("openapi", "Print the API's OpenAPI document");
    document.callback(chosen.set([](const Settings&, Machine&) {
        fmt::print("{}\n", openapi_document(all_routes(), program_version));
        return exit_ok;
    }));
    CLI::App& noun =
        *app.add_subcommand("config", "Settings of environment and .env")->require_subcommand(1);
    noun.add_subcommand("check", "Every key, where it comes from, and what is wrong")
        ->callback(chosen.set(
            [](const Settings& s, Machine&) { return check_configuration(s.configuration); }));
    CLI::App& show = *noun.add_subcommand("show", "The same as JSON");
    show.add_flag("--json", settings.json, "JSON, as without it");
    show.callback(chosen.set(
        [](const Settings& s, Machine&) { return show_configuration(s.configuration); }));
    CLI::App& words = *app.add_subcommand("completion", "Print a script that completes verbs");
    words.add_option("SHELL", settings.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    words.callback(chosen.set([&app](const Settings& s, Machine&) {
        fmt::print("{}", completion(tree_of(app), s.shell));
        return exit_ok;
    }));
}

void add_events(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& noun = *app.add_subcommand("events", "The log")->require_subcommand(1);
    EventsRequest& events = settings.events;
    CLI::App& tail = *noun.add_subcommand("tail", "The last events");
    CLI::App& dump = *noun.add_subcommand("export", "All events as NDJSON");
    for (CLI::App* verb : {&tail, &dump}) {
        add_remote(*verb, settings);
        verb->add_option("--from", events.from, "First position");
        verb->add_option("--stream", events.stream, "Only this stream");
        verb->add_option("--type", events.type, "Only this type");
    }
    tail.add_flag("--follow,-f", events.follow, "Go on waiting for new ones");
    dump.add_option("--to", events.until, "Up to, not including, this position");
    dump.add_flag("--quiet", events.quiet, "No progress");
    tail.callback(chosen.set([](const Settings& s, Machine& m) {
        return tail_events(remote_of(s), m.files, s.events);
    }));
    dump.callback(chosen.set([](const Settings& s, Machine& m) {
        return export_events(remote_of(s), m.files, m.clock, s.events);
    }));
    CLI::App& show = *noun.add_subcommand("show", "Show one event");
    add_remote(show, settings);
    show.add_option("POSITION", settings.position, "Its position")->required();
    show.callback(chosen.set([](const Settings& s, Machine& m) {
        return show_event(remote_of(s), m.files, s.position);
    }));
}

void add_projection(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& noun = *app.add_subcommand("projection", "Views")->require_subcommand(1);
    for (const char* name : {"list", "status"}) {
        CLI::App& list = *noun.add_subcommand(name, "State of each view; with --json also digests");
        add_remote(list, settings);
        list.callback(chosen.set(
            [](const Settings& s, Machine& m) { return list_projections(remote_of(s), m.files); }));
    }
    CLI::App& rebuild = *noun.add_subcommand("rebuild", "Fold the log anew beside the live view");
    CLI::App& cancel = *noun.add_subcommand("cancel", "Give up a rebuild");
    for (CLI::App* verb : {&rebuild, &cancel}) {
        add_remote(*verb, settings);
        verb->add_option("NAME", settings.view, "The view")->required();
    }
    rebuild.add_flag("--wait", settings.wait, "Until it has taken over, with progress");
    rebuild.callback(chosen.set([](const Settings& s, Machine& m) {
        return rebuild_projection(remote_of(s), m.files, m.clock, s.view, s.wait);
    }));
    cancel.callback(chosen.set([](const Settings& s, Machine& m) {
        return cancel_rebuild(remote_of(s), m.files, s.view);
    }));
}

void add_offline_verbs(CLI::App& app, Settings& settings, Chosen& chosen) {
    CLI::App& verify = *app.add_subcommand("verify", "Check a data folder wholly; no server runs");
    add_offline(verify, settings);
    verify.add_flag("--json", settings.json, "The report as JSON");
    verify.callback(chosen.set(
        [](const Settings& s, Machine& m) { return verify_folder(offline_of(s), around_of(m)); }));
    CLI::App& log = *app.add_subcommand("log", "The log as files")->require_subcommand(1);
    CLI::App& dump = *log.add_subcommand("export", "Write tiles, entries and a signed checkpoint");
    add_offline(dump, settings);
    dump.add_option("--tlog", settings.directory, "Folder: empty, or an older export")->required();
    dump.add_flag("--payloads", settings.payloads, "With payloads, so that they can be checked");
    dump.callback(chosen.set([](const Settings& s, Machine& m) {
        return export_folder(offline_of(s), around_of(m), s.directory, s.payloads);
    }));
    CLI::App& recover = *app.add_subcommand("recover", "Go on without a tail that is lost");
    add_offline(recover, settings);
    recover.add_flag("--accept-loss", settings.accept_loss, "Yes: what is damaged is gone");
    recover.add_option("--reason", settings.reason, "Recorded in the log, 1 to 500 bytes")
        ->required()
        ->check([](const std::string& text) {
            return !text.empty() && text.size() <= 500 ? std::string{}
                                                       : std::string{"1 to 500 bytes"};
        });
    recover.callback(chosen.set(recover_verb));
}

}  // namespace

int run_command_line(int count, char** arguments) {
    CLI::App app{"NOCIQ Ledger: outages, their SLA, and a log that anyone can check", "nociq"};
    app.set_version_flag("--version", "nociq " + std::string{program_version} + " (" +
                                          std::string{program_commit} + ")");
    app.require_subcommand(1);
    Settings settings;
    Chosen chosen;
    PosixFileSystem files;
    settings.configuration = read_configuration(files);
    if (settings.configuration) {
        apply(*settings.configuration, settings.serve);
        export_own_variables(*settings.configuration);
    }
    add_serve(app, settings, chosen);
    for (const Verb& row : verb_table()) add_table_verb(app, row, settings, chosen);
    add_import(noun_of(app, "outage"), settings, chosen);
    add_events(app, settings, chosen);
    add_projection(app, settings, chosen);
    add_offline_verbs(app, settings, chosen);
    add_xdr(app, settings, chosen);
    add_keys(app, settings, chosen);
    add_sandbox(app, settings, chosen);
    CLI::App& health_verb = *app.add_subcommand("health", "Whether the server is ready");
    add_remote(health_verb, settings);
    health_verb.add_flag("--quiet", settings.quiet, "Only the exit code");
    health_verb.callback(chosen.set(
        [](const Settings& s, Machine& m) { return health(remote_of(s), m.files, s.quiet); }));
    add_own_verbs(app, settings, chosen);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (settings.data.empty()) return exit_usage;
    Machine machine;
    return chosen.run(settings, machine);
}

}  // namespace ledger::app
