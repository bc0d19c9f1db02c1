// What the command line was told, and the verb that it named.
#pragma once

#include "engine/platform/log_sink.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "http/app/configuration.hpp"
#include "http/app/events_verbs.hpp"
#include "http/app/import_verb.hpp"
#include "http/app/key_verbs.hpp"
#include "http/app/sandbox_serve.hpp"
#include "http/app/serve.hpp"
#include "http/app/verb_request.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ledger::app {

/// Everything that a verb may be told; each verb reads its own part.
struct Settings {
    std::string data = "./data";
    std::string url;
    bool json = false;
    bool quiet = false;

    ServeSettings serve;
    std::uint64_t disk_reserve_mib = serve.disk_reserve_bytes >> 20U;
    std::size_t queued_mib = serve.pipeline.queued_bytes >> 20U;
    std::size_t request_mib = serve.server.limits.request_bytes >> 20U;
    std::size_t uncommitted_mib = serve.runner.uncommitted_bytes >> 20U;
    double lag_seconds = std::chrono::duration<double>{serve.admission.lag}.count();
    Given given;  ///< What a verb of the table was told.
    std::string output;
    std::string file;
    std::string idempotency_key;
    bool yes = false;
    std::string shell = "bash";
    Result<Configuration> configuration{Configuration{}};
    ImportRequest import;
    EventsRequest events;
    KeyRequest key;
    SandboxServeSettings sandbox;
    double close_every_seconds = 0;  ///< 0: as there is need.
    std::string seed;
    std::vector<std::string> faults;
    std::uint64_t position = 0;
    std::string view;
    bool wait = false;
    std::string directory;
    bool payloads = false;
    bool accept_loss = false;
    std::string reason;
    std::string type;
    std::string passphrase;  ///< A network's; no secret.
};

/// What the verbs work with.
struct Machine {
    SystemClock clock;
    SystemEntropy entropy;
    PosixFileSystem files;
    LogSink sink{clock};
};

using Action = std::function<int(const Settings&, Machine&)>;

/// The verb that was named, once the line is parsed.
class Chosen {
public:
    /// A callback for a subcommand.
    std::function<void()> set(Action action) {
        return [this, action = std::move(action)] { action_ = action; };
    }
    int run(const Settings& settings, Machine& machine) const { return action_(settings, machine); }

private:
    Action action_;
};

}  // namespace ledger::app
