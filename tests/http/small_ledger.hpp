// The whole server on a log in memory: real sequencer, committer, views and sockets.
#pragma once

#include "engine/core/pipeline.hpp"
#include "engine/storage/memory_log.hpp"
#include "http/dispatch.hpp"
#include "http/local_engine.hpp"
#include "http/server.hpp"
#include "http/server_client.hpp"
#include "http/services.hpp"
#include "projections/follow.hpp"
#include "projections/row_store.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"

#include <memory>
#include <span>
#include <string_view>

namespace ledger::test {

/// Routes of the test: POST /move moves 1.5 USDC from `pool` to the account in its body.
std::span<const Route> move_routes();

/// A new log with its genesis. `views` and `routes`: beside the balances and POST /move.
class SmallLedger {
public:
    explicit SmallLedger(std::vector<View> views = {}, std::span<const Route> routes = {});
    SmallLedger(const SmallLedger&) = delete;
    SmallLedger& operator=(const SmallLedger&) = delete;
    ~SmallLedger();

    HttpResponse get(std::string_view target, const HeaderFields& headers = {});
    HttpResponse post(std::string_view target, std::string_view body = "",
                      const HeaderFields& headers = {});
    /// Moves money to `account` and says at which position.
    Position move(std::string_view account);
    /// Waits until a signed checkpoint covers the whole log.
    Checkpoint signed_log();

    TestClock clock;
    TestEntropy entropy{11};
    MemoryLog log;
    DroppingFileSystem files;
    std::unique_ptr<CheckpointPublisher> publisher;
    std::unique_ptr<RowStore> store;
    std::unique_ptr<ProjectionRunner> runner;
    std::unique_ptr<ProjectionThreads> threads;
    std::unique_ptr<Pipeline> pipeline;
    std::unique_ptr<LocalEngine> engine;
    std::unique_ptr<Traffic> traffic;
    std::unique_ptr<Services> services;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Server> server;
    std::unique_ptr<ServerClient> client;

private:
    void start_engine();
    void start_server();

    std::vector<View> views_;
    std::span<const Route> routes_;
};

}  // namespace ledger::test
