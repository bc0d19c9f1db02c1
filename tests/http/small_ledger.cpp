#include "tests/http/small_ledger.hpp"

#include "engine/core/decide_alone.hpp"
#include "engine/core/genesis.hpp"
#include "engine/core/ledger_events.hpp"
#include "engine/core/start_up.hpp"
#include "engine/kernel/assert.hpp"
#include "http/system_routes.hpp"
#include "projections/views/balances_view.hpp"

#include <array>
#include <charconv>
#include <thread>

namespace ledger::test {
namespace {

constexpr std::string_view origin = "test.example/log";

struct MoneyMoved {
    static constexpr EventMeta meta{"test.money_moved", 1, "Money moved."};
    std::string to;

    static constexpr auto fields() { return std::tuple{Field{"to", &MoneyMoved::to, "Account."}}; }
};

struct Till {
    static constexpr std::string_view category = "till";
    using Event = std::variant<MoneyMoved>;
    static constexpr auto table = event_table(std::type_identity<Event>{});
    static constexpr const auto& event_types() { return table; }
};
Till evolve(Till till, const Till::Event&) { return till; }

Result<PreparedCommand> prepare_move(const Request& request) {
    if (request.body.empty())
        return fail(invalid_fields({{"", "required", "Name an account.", {}}}));
    return PreparedCommand{
        [to = request.body](Tx& tx) -> Result<Reply> {
            const MoneyMoved moved{to};
            TRY(tx.append<Till>(
                "1", moved,
                {{.from = "pool", .to = to, .asset = "USDC", .amount = Amount{15'000'000}}}));
            TRY(etag, tx.etag<Till>("1"));
            return Reply{.status = 201, .body = "{}", .headers = {{"ETag", etag}}};
        },
        {}};
}

const std::array routes{
    Route{Method::post, "/move", Role::operator_, prepare_move, "Moves money."}};

template <class T>
T must(Result<T> result) {
    LEDGER_ASSERT(result.has_value());
    return std::move(*result);
}

Position number_in(const std::string* text) {
    LEDGER_ASSERT(text != nullptr);
    Position number = 0;
    std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

[[noreturn]] void fatal(const Error& error) {
    ledger::assertion_failed(error.message.c_str(), __FILE__, __LINE__);
}

}  // namespace

std::span<const Route> move_routes() { return routes; }

SmallLedger::SmallLedger(std::vector<View> views, std::span<const Route> more)
    : views_{std::move(views)}, routes_{more} {
    views_.push_back(balances_view);
    start_engine();
    start_server();
}

void SmallLedger::start_engine() {
    publisher = std::make_unique<CheckpointPublisher>(
        std::string{origin},
        must(NoteSigner::from_seed(std::string{origin}, Secret{std::string(32, 's')})));
    LEDGER_ASSERT(files.create_directory("/data").has_value());
    Committer committer{log, must(HeadFile::open(files, "/data/HEAD", std::nullopt)), *publisher,
                        entropy, must(LogReader{log}.edge())};
    Sequencer sequencer{clock, entropy, {}, Secret{"index key"}, {}};
    Command founding{
        .handler = genesis(
            {.origin = std::string{origin}, .verifier_key = to_text(publisher->verifier())}, {}),
        .touches = {},
        .caller = {},
        .idempotency = {},
        .bytes = 0,
        .done = {}};
    must(must(decide_alone(sequencer, committer, log, std::move(founding))).reply);
    store = must(RowStore::open(files, "/views", log.end(), [](std::string_view) {}));
    runner = std::make_unique<ProjectionRunner>(log, *store, clock, views_, RunnerLimits{},
                                                [](std::string_view) {});
    LEDGER_ASSERT(runner->open().has_value());
    threads = std::make_unique<ProjectionThreads>(*runner, fatal);
    pipeline = std::make_unique<Pipeline>(
        Pipeline::Parts{.sequencer = std::move(sequencer),
                        .committer = std::move(committer),
                        .log = log,
                        .clock = clock,
                        .on_durable = [this](Position end) { threads->notify(end); },
                        .on_fatal = fatal},
        PipelineLimits{});
    threads->notify(log.end());
}

void SmallLedger::start_server() {
    engine = std::make_unique<LocalEngine>(*pipeline, *runner, clock);
    const std::array tables{system_routes(), move_routes(), routes_};
    traffic = std::make_unique<Traffic>(tables, ServerLimits{});
    services.reset(new Services{.log = log,
                                .publisher = *publisher,
                                .pipeline = *pipeline,
                                .runner = *runner,
                                .traffic = *traffic,
                                .admission = {},
                                .process = [] { return ProcessFigures{}; },
                                .version = "1.0.0",
                                .commit = "abc"});
    dispatcher = std::make_unique<Dispatcher>(
        Dispatcher::Parts{*engine, services.get(), clock, entropy, *traffic}, tables,
        DispatchSettings{},
        FailureListeners{.failed = [](const Error&, std::string_view) {}, .fatal = fatal});
    server = must(Server::start({.port = 0, .threads = 1, .limits = {}}, *dispatcher, clock));
    client = must(ServerClient::create("http://127.0.0.1:" + std::to_string(server->port())));
}

SmallLedger::~SmallLedger() {
    client.reset();
    server->stop();
    pipeline->stop();
    threads->stop();
    LEDGER_ASSERT(runner->close().has_value());
}

HttpResponse SmallLedger::get(std::string_view target, const HeaderFields& headers) {
    return must(client->request("GET", target, headers));
}

HttpResponse SmallLedger::post(std::string_view target, std::string_view body,
                               const HeaderFields& headers) {
    HeaderFields all = headers;
    if (!body.empty()) all.emplace_back("Content-Type", "application/json");
    return must(client->request("POST", target, all, body));
}

Position SmallLedger::move(std::string_view account) {
    return number_in(post("/move", account).find("x-event-position"));
}

Checkpoint SmallLedger::signed_log() {
    while (publisher->latest().checkpoint.head.size < log.end()) {
        // HEAD is synced some time after a commit, by the clock.
        clock.advance(std::chrono::milliseconds{200});
        std::this_thread::yield();
    }
    return publisher->latest().checkpoint;
}

}  // namespace ledger::test
