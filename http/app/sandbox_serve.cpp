#include "http/app/sandbox_serve.hpp"

#include "engine/platform/log_sink.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/signals.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "http/app/data_folder.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/sandbox_admin.hpp"
#include "http/app/sandbox_handler.hpp"
#include "http/server.hpp"

#include <csignal>
#include <unistd.h>
#include <utility>

namespace ledger {
namespace {

/// Lines of the log that wait to be written.
constexpr std::size_t queued_log_bytes = std::size_t{1} << 20U;

Result<void> serve_until_signal(const SandboxServeSettings& settings, LogSink& sink,
                                const SignalWaiter& signals) {
    SystemClock clock;
    SystemEntropy entropy;
    PosixFileSystem files;
    const auto failed = [&](const Error& error) {
        sink.write(Level::error, "sandbox", {{"code", error.code}, {"reason", error.message}});
    };
    const DataFolder folder{settings.data};
    ServerSettings server_settings{
        .address = settings.address, .port = settings.port, .threads = 1, .limits = {}};
    TRY(Server::check_address(server_settings));

    SandboxSettings sandbox_settings = settings.sandbox;
    sandbox_settings.folder = folder.sandbox();
    TRY(sandbox, SandboxThread::start({files, entropy, clock, failed}, sandbox_settings));
    server_settings.limits = sandbox_limits();
    SandboxHandler handler{*sandbox, server_settings.limits, failed};
    SandboxAdmin admin{*sandbox, clock, server_settings.limits, failed};
    TRY(server, Server::start(server_settings, handler, clock));
    server_settings.port = settings.admin_port;
    TRY(admin_server, Server::start(server_settings, admin, clock));
    TRY(replace_file(files, folder.sandbox_admin(), admin_server->endpoint() + "\n"));
    if (!settings.port_file.empty())
        TRY(replace_file(files, settings.port_file, std::to_string(server->port()) + "\n"));
    TRY(status, sandbox->status());
    sink.write(Level::info, "serving",
               {{"url", "http://" + server->endpoint()},
                {"passphrase", status.passphrase},
                {"ledger", std::uint64_t{status.ledger}}});

    for (int signal = signals.wait(); signal != SIGTERM && signal != SIGINT;
         signal = signals.wait()) {
    }
    sink.write(Level::info, "stopping");
    sandbox->end_streams();
    server->stop();
    admin_server->stop();
    sandbox->stop();
    return files.remove(folder.sandbox_admin());
}

}  // namespace

int serve_sandbox(const SandboxServeSettings& settings) {
    const SignalWaiter signals;
    const SystemClock clock;
    LineQueue lines{STDERR_FILENO, queued_log_bytes};
    LogSink sink{clock};
    sink.set(settings.log.least, settings.log.format, &lines);
    const Result<void> served = serve_until_signal(settings, sink, signals);
    if (served) return exit_ok;
    sink.write(Level::error, "cannot serve",
               {{"code", served.error().code}, {"reason", served.error().message}});
    return exit_code(served.error().kind);
}

}  // namespace ledger
