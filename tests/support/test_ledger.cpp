#include "tests/support/test_ledger.hpp"

#include "engine/core/committer.hpp"
#include "engine/core/decide_alone.hpp"
#include "engine/core/genesis.hpp"
#include "engine/core/idempotency.hpp"
#include "engine/core/sequencer.hpp"
#include "engine/core/timers.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/log/log_history.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/storage/memory_log.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/memory_rows.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"

#include <algorithm>
#include <utility>

namespace ledger::test {
namespace {

constexpr std::string_view origin = "test.example/log";

std::vector<std::string_view> segments(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::size_t slash = path.find('/', 1);
        parts.push_back(path.substr(0, slash));
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
    }
    return parts;
}

bool match(std::string_view pattern, Request& request) {
    const auto wanted = segments(pattern);
    const auto given = segments(request.path);
    if (wanted.size() != given.size()) return false;
    request.path_values.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with("/{")) {
            request.path_values.emplace(wanted[i].substr(2, wanted[i].size() - 3),
                                        given[i].substr(1));
        } else if (wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

Request make_request(Method method, std::string_view target) {
    Request request;
    request.method = method;
    request.target = target;
    const std::size_t mark = target.find('?');
    request.path = percent_decode(target.substr(0, mark), false).value_or("");
    std::string_view query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        request.query[percent_decode(pair.substr(0, equals), true).value_or("")] =
            equals == std::string_view::npos
                ? ""
                : percent_decode(pair.substr(equals + 1), true).value_or("");
    }
    return request;
}

/// All pieces of a long reply; the second pass must be as the first.
Result<Reply> whole(Result<LongReply> answer) {
    if (!answer) return fail(answer.error());
    const auto read = [&]() -> Result<std::string> {
        std::string body;
        for (;;) {
            TRY(piece, answer->body->next());
            if (piece.empty()) return body;
            LEDGER_ASSERT(piece.size() < 8 * BodySource::piece_bytes);
            body += piece;
        }
    };
    TRY(first, read());
    answer->body->restart();
    TRY(second, read());
    LEDGER_ASSERT(first == second);
    answer->head.body = std::move(second);
    return std::move(answer->head);
}

LogReader::Edge edge_of(const EventLog& log) {
    auto edge = LogReader{log}.edge();
    LEDGER_ASSERT(edge.has_value());
    return std::move(*edge);
}

NoteSigner make_signer() {
    auto signer = NoteSigner::from_seed(std::string{origin}, Secret{std::string(32, 's')});
    LEDGER_ASSERT(signer.has_value());
    return std::move(*signer);
}

}  // namespace

struct TestLedger::Parts {
    Parts(std::span<const Domain* const> domains_, Timestamp now)
        : domains{domains_.begin(), domains_.end()},
          clock{now},
          publisher{std::string{origin}, make_signer()},
          sequencer{clock, entropy, domains, Secret{"index key"}, {}},
          committer{log, open_head(), publisher, entropy, edge_of(log)} {}

    HeadFile open_head() {
        LEDGER_ASSERT(files.create_directory("/data").has_value());
        auto head = HeadFile::open(files, "/data/HEAD", std::nullopt);
        LEDGER_ASSERT(head.has_value());
        return std::move(*head);
    }

    void run(Command command) {
        auto done = std::exchange(command.done, {});
        auto outcome = decide_alone(sequencer, committer, log, std::move(command));
        LEDGER_ASSERT(outcome.has_value());
        done(std::move(*outcome));
    }

    std::vector<const Domain*> domains;
    MemoryLog log;
    DroppingFileSystem files;
    TestClock clock;
    TestEntropy entropy{1};
    CheckpointPublisher publisher;
    Sequencer sequencer;
    Committer committer;
};

TestLedger::TestLedger(std::span<const Domain* const> domains, Timestamp now)
    : parts_{std::make_unique<Parts>(domains, now)} {
    const Answer founded = execute(genesis(
        {.origin = std::string{origin}, .verifier_key = to_text(parts_->publisher.verifier())},
        parts_->domains));
    LEDGER_ASSERT(founded.reply.has_value());
}

TestLedger::TestLedger(TestLedger&&) noexcept = default;
TestLedger::~TestLedger() = default;

void TestLedger::set_now(Timestamp now) { parts_->clock.advance(now - parts_->clock.now()); }

Timestamp TestLedger::now() const { return parts_->clock.now(); }

Answer TestLedger::execute(const CommandHandler& handler,
                           std::optional<std::string> idempotency_key,
                           std::string_view request_body) {
    return execute({.handler = handler, .touches = {}}, std::move(idempotency_key), request_body);
}

Answer TestLedger::execute(const PreparedCommand& prepared,
                           std::optional<std::string> idempotency_key,
                           std::string_view request_body) {
    Command command{.handler = prepared.handler,
                    .touches = prepared.touches,
                    .caller = {.actor = "local:0",
                               .correlation_id = {},
                               .causation_id = {},
                               .idempotency_key_hash = {}},
                    .idempotency = {},
                    .bytes = request_body.size(),
                    .done = {}};
    if (idempotency_key) {
        const Hash scope = idempotency_scope("local:0", *idempotency_key);
        command.idempotency =
            IdempotencyKey{.key = scope, .request = idempotency_request("POST", "/", request_body)};
        command.caller.idempotency_key_hash = scope;
    }
    auto outcome =
        decide_alone(parts_->sequencer, parts_->committer, parts_->log, std::move(command));
    LEDGER_ASSERT(outcome.has_value());
    return {.reply = std::move(outcome->reply),
            .position = outcome->position,
            .replayed = outcome->replayed};
}

Answer TestLedger::send(Method method, std::string_view target, std::string_view body,
                        std::string_view content_type) {
    Request request = make_request(method, target);
    request.body = body;
    request.content_type = content_type;
    for (const Domain* domain : parts_->domains)
        for (const Route& route : domain->routes) {
            if (route.method != method || !match(route.path, request)) continue;
            if (const auto* prepare = std::get_if<CommandPreparer>(&route.handler)) {
                auto prepared = (*prepare)(request);
                if (!prepared) return {.reply = fail(prepared.error())};
                return execute(*prepared, std::nullopt, body);
            }
            if (const auto* open = std::get_if<StreamOpener>(&route.handler))
                return stream(*open, request, body);
            return {.reply = ask(route, request)};
        }
    return {.reply = fail(ErrorKind::not_found, "route.not_found", request.path)};
}

Answer TestLedger::stream(StreamOpener open, const Request& request, std::string_view body) {
    auto reader = open(request);
    if (!reader) return {.reply = fail(reader.error())};
    const auto run = [&](Result<std::vector<PreparedCommand>> commands) -> Result<void> {
        if (!commands) return fail(commands.error());
        for (const PreparedCommand& command : *commands)
            (*reader)->on_answer(execute(command, std::nullopt, "").reply);
        return {};
    };
    Result<void> fed = run((*reader)->feed(body));
    if (fed) fed = run((*reader)->finish());
    if (!fed) return {.reply = fail(fed.error())};
    return {.reply = (*reader)->reply(), .position = parts_->sequencer.end() - 1};
}

std::vector<RecordedEvent> TestLedger::events() const {
    std::vector<RecordedEvent> events;
    const auto read =
        LogReader{parts_->log}.events(0, parts_->log.end(), [&](const RecordedEvent& event) {
            events.push_back(event);
            return true;
        });
    LEDGER_ASSERT(read.has_value());
    return events;
}

Result<Reply> TestLedger::query(std::string_view target) { return send(Method::get, target).reply; }

Result<Reply> TestLedger::ask(const Route& route, const Request& request) {
    std::vector<std::pair<std::string_view, std::unique_ptr<MemoryRows>>> folded;
    for (const Domain* domain : parts_->domains)
        for (const View& view : domain->views) {
            if (std::ranges::find(route.views, view.name) == route.views.end()) continue;
            folded.emplace_back(view.name, std::make_unique<MemoryRows>());
            fold_into(view, *folded.back().second);
        }
    const LogHistory history{parts_->log, parts_->log.end()};
    const Context context{.now = now(),
                          .acknowledged = parts_->log.end(),
                          .folded = parts_->log.end(),
                          .rows = [&](std::string_view name) -> const RowReader& {
                              for (const auto& [view, rows] : folded)
                                  if (view == name) return *rows;
                              assertion_failed("the route names the view", __FILE__, __LINE__);
                          },
                          .services = nullptr,
                          .history = &history};
    if (const auto* long_query = std::get_if<LongQueryHandler>(&route.handler))
        return whole((*long_query)(request, context));
    return std::get<QueryHandler>(route.handler)(request, context);
}

std::size_t TestLedger::wake_due() {
    std::vector<Command> due;
    TimerSignal signal;
    Timers timers{{.log = parts_->log,
                   .clock = parts_->clock,
                   .entropy = parts_->entropy,
                   .domains = parts_->domains,
                   .signal = signal,
                   .submit = [&](Command command) -> Result<void> {
                       due.push_back(std::move(command));
                       return {};
                   },
                   .on_failure = [](std::string_view, const Error&) {}}};
    for (std::size_t count = 0;; count += due.size()) {
        due.clear();
        signal.look_at(now());  // By what was woken just now, perhaps.
        LEDGER_ASSERT(timers.ring().has_value());
        if (due.empty()) return count;
        for (Command& command : due) parts_->run(std::move(command));
    }
}

void TestLedger::forget() { parts_->sequencer.forget(); }

void TestLedger::fold_into(const View& view, Rows& rows) const {
    for (const RecordedEvent& event : events()) {
        if (!view.event_types.empty() &&
            std::ranges::find(view.event_types, event.type) == view.event_types.end())
            continue;
        LEDGER_ASSERT(view.apply(rows, event).has_value());
    }
}

std::vector<std::pair<std::string, std::string>> TestLedger::fold(const View& view) const {
    MemoryRows rows;
    fold_into(view, rows);
    std::vector<std::pair<std::string, std::string>> all;
    const auto scanned = rows.scan("", "", [&](std::string_view key, std::string_view value) {
        all.emplace_back(key, value);
        return true;
    });
    LEDGER_ASSERT(scanned.has_value());
    return all;
}

const EventLog& TestLedger::log() const { return parts_->log; }

}  // namespace ledger::test
