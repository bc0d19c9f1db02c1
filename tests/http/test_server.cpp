#include "tests/http/test_server.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/json_writer.hpp"

#include <array>
#include <stdexcept>

namespace ledger::test {
namespace {

Result<Reply> hello(const Request&, const Context&) { return Reply{.body = R"({"hello":true})"}; }

/// Everything that a handler sees, as JSON.
Result<Reply> echo(const Request& request, const Context&) {
    Reply reply{.body = "{"};
    const auto add = [&](std::string_view name, std::string_view value) {
        if (reply.body.size() > 1) reply.body += ',';
        json::write(reply.body, name);
        reply.body += ':';
        json::write(reply.body, value);
    };
    add("path", request.path);
    for (const auto& [name, value] : request.query) add("query." + name, value);
    for (const auto& [name, value] : request.path_values) add("value." + name, value);
    add("actor", request.principal.actor);
    reply.body += '}';
    return reply;
}

Result<Reply> big(const Request& request, const Context&) {
    return Reply{.body = std::string(std::stoul(request.path_values.at("bytes")), 'x')};
}

Result<Reply> with_etag(const Request&, const Context&) {
    return Reply{.body = "{}", .headers = {{"ETag", R"("v3.p17")"}}};
}

Result<Reply> hourly(const Request&, const Context&) {
    return Reply{.body = "{}", .headers = {{"ETag", R"("v3.p17")"}, {"Cache-Control", "no-store"}}};
}

Result<Reply> first_row(const Request&, const Context& context) {
    Reply reply;
    TRY(context.rows("numbers").scan("", "", [&](std::string_view key, std::string_view value) {
        reply.body.append(key).append("=").append(value);
        return false;
    }));
    return reply;
}

Result<Reply> all_rows(const Request&, const Context& context) {
    std::size_t rows = 0;
    TRY(context.rows("numbers").scan("", "", [&](std::string_view, std::string_view) {
        ++rows;
        return true;
    }));
    return Reply{.body = std::to_string(rows)};
}

/// "numbers", row by row; `fails`: when row so and so is read the second time.
class Rows final : public BodySource {
public:
    Rows(const RowReader& rows, std::size_t fails) : rows_{rows}, fails_{fails} {}

    Result<std::string> next() override {
        std::string piece;
        TRY(rows_.scan(next_, "", [&](std::string_view key, std::string_view value) {
            piece = value;
            next_ = std::string{key} + '\0';
            return false;
        }));
        if (passes_ == 2 && ++read_ == fails_)
            return fail(ErrorKind::internal, "test.broken", "the second pass");
        return piece;
    }
    void restart() override {
        next_.clear();
        ++passes_;
    }

private:
    const RowReader& rows_;
    std::size_t fails_;
    std::string next_;
    int passes_ = 1;
    std::size_t read_ = 0;
};

Result<LongReply> row_by_row(const Request& request, const Context& context) {
    if (request.query.contains("refused"))
        return fail(invalid_fields({{"refused", "unknown", "Not this.", {}}}));
    const auto fails = request.query.find("fails");
    LongReply reply{.head = {.content_type = "text/plain"}, .body = nullptr};
    reply.body = std::make_unique<Rows>(
        context.rows("numbers"), fails == request.query.end() ? 0 : std::stoul(fails->second));
    return reply;
}

Result<Reply> broken(const Request&, const Context&) {
    return fail(ErrorKind::internal, "test.broken", "the secret reason");
}

Result<Reply> throws(const Request&, const Context&) { throw std::runtime_error{"thrown"}; }

Result<PreparedCommand> prepare(const Request& request) {
    if (request.body == R"({"bad":1})")
        return fail(invalid_fields({{"severity",
                                     "enum",
                                     "Invalid outage severity level",
                                     {"critical", "high", "medium", "low"}},
                                    {"site.name", "required", "Required.", {}}}));
    return PreparedCommand{[](Tx&) -> Result<Reply> { return Reply{}; }, {}};
}

/// One command per line; its reply lists what was answered.
class LineReader final : public BodyReader {
public:
    Result<std::vector<PreparedCommand>> feed(std::string_view bytes) override {
        text_.append(bytes);
        std::vector<PreparedCommand> commands;
        for (std::size_t end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
            if (text_.substr(0, end) == "stop")
                return fail(ErrorKind::unprocessable, "test.stop", "Told to stop.");
            commands.push_back({[](Tx&) -> Result<Reply> { return Reply{}; }, {}});
            text_.erase(0, end + 1);
        }
        return commands;
    }
    Result<std::vector<PreparedCommand>> finish() override {
        return std::vector<PreparedCommand>{};
    }
    void on_answer(Result<Reply> answer) override { ++(answer ? accepted_ : refused_); }
    Result<Reply> reply() override {
        return Reply{.body = std::to_string(accepted_) + " accepted, " + std::to_string(refused_) +
                             " refused"};
    }

private:
    std::string text_;
    int accepted_ = 0;
    int refused_ = 0;
};

Result<std::unique_ptr<BodyReader>> open_lines(const Request& request) {
    if (request.content_type != "text/plain")
        return fail(ErrorKind::unsupported_media_type, "test.type", "Lines are text/plain.");
    return std::make_unique<LineReader>();
}

constexpr std::array<std::string_view, 1> numbers{"numbers"};

const std::array routes{
    Route{Method::get, "/hello", Role::viewer, hello, "Says hello."},
    Route{Method::get, "/echo", Role::viewer, echo, "Shows its request."},
    Route{Method::get, "/items/{id}", Role::viewer, echo, "Shows its request."},
    Route{Method::get, "/items/special", Role::viewer, hello, "Wins over {id}."},
    Route{Method::put, "/items/{name}", Role::viewer, prepare, "Runs a command."},
    Route{Method::get, "/files/{rest...}", Role::viewer, echo, "Shows its request."},
    Route{Method::get, "/big/{bytes}", Role::viewer, big, "Answers so many bytes."},
    Route{Method::get, "/etag", Role::viewer, with_etag, "Can be revalidated."},
    Route{Method::get, "/hourly", Role::viewer, hourly, "Depends on the hour."},
    Route{Method::get, "/view", Role::viewer, first_row, "Reads a view.", numbers},
    Route{Method::get, "/scan", Role::viewer, all_rows, "Scans.", numbers, Cost::scan},
    Route{Method::get, "/rows", Role::viewer, row_by_row, "Answers at length.", numbers},
    Route{Method::get, "/broken", Role::viewer, broken, "Fails."},
    Route{Method::get, "/throws", Role::viewer, throws, "Throws."},
    Route{Method::post, "/commands", Role::viewer, prepare, "Runs a command."},
    Route{Method::post, "/lines", Role::viewer, open_lines, "Runs a command per line."},
};

}  // namespace

std::span<const Route> fake_routes() { return routes; }

ServerLimits quick_limits() {
    ServerLimits limits;
    limits.sweep_interval = std::chrono::milliseconds{1};
    limits.idle = std::chrono::hours{24};
    return limits;
}

TimePasses::~TimePasses() {
    {
        const std::lock_guard lock{mutex_};
        ended_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void TimePasses::pass(TestClock& clock) {
    std::unique_lock lock{mutex_};
    while (!ended_) {
        clock.advance(std::chrono::seconds{1});
        wake_.wait_for(lock, std::chrono::milliseconds{1});
    }
}

TestServer::TestServer(ServerLimits limits, DispatchSettings settings) {
    engine.views["numbers"].position = 10;
    const std::array tables{fake_routes()};
    traffic = std::make_unique<Traffic>(tables, limits);
    dispatcher = std::make_unique<Dispatcher>(
        Dispatcher::Parts{engine, nullptr, clock, entropy, *traffic}, tables, std::move(settings),
        FailureListeners{.failed =
                             [this](const Error& error, std::string_view) {
                                 const std::lock_guard lock{mutex_};
                                 failures_.push_back(error);
                             },
                         .fatal = [](const Error&) {}});
    auto started = Server::start({.port = 0, .threads = 1, .limits = limits}, *dispatcher, clock);
    LEDGER_ASSERT(started.has_value());
    server = std::move(*started);
}

TestServer::~TestServer() {
    const TimePasses passing{clock};
    server->stop();
}

std::vector<Error> TestServer::failures() {
    const std::lock_guard lock{mutex_};
    return failures_;
}

}  // namespace ledger::test
