// The vocabulary of endpoints. Knows neither Beast nor sockets, so that domains may use it.
#pragma once

#include "engine/kernel/request.hpp"
#include "engine/kernel/result.hpp"
#include "engine/kernel/shape.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace ledger {

class History;
class RowReader;
class Tx;
struct AggregateType;
/// What only the server's own routes may touch (log, projections, health); defined in http/.
struct Services;

/// How far a job has come that this process runs.
struct JobProgress {
    std::uint64_t done_bytes = 0;
    double bytes_per_second = 0;
};

/// What the shell lends to a query for one request; the views named by its route have reached
/// `acknowledged` (law 8).
struct Context {
    Timestamp now;              ///< Read once per request: one request happens at one instant.
    Position acknowledged = 0;  ///< Events below this one were durable when the request arrived.
    Position folded = 0;        ///< How many events the rows of its views show.
    /// The rows of one of the views that the route names.
    std::function<const RowReader&(std::string_view view)> rows;
    const Services* services = nullptr;
    const History* history = nullptr;  ///< Of what was acknowledged.
    /// Of a job that runs; nothing of any other. May be empty.
    std::function<std::optional<JobProgress>(std::string_view job)> job_progress{};
};

/// Something that a command will look at: loading it beforehand saves running the handler twice.
struct Touch {
    const AggregateType* stream_type = nullptr;  ///< `&aggregate_type<A>`; null: a claimed value.
    std::string unique_space;                    ///< For a claimed value (see Tx::owner_of).
    std::string value;                           ///< The aggregate's id, or the claimed value.
};

/// Runs on the sequencer; pure but for the transaction. May run more than once before it is
/// decided, hence must not consume what it captured.
using CommandHandler = std::function<Result<Reply>(Tx&)>;

/// A validated request, ready to be decided.
struct PreparedCommand {
    CommandHandler handler;
    std::vector<Touch> touches;
};

/// Reads the body of a streaming route as it arrives and answers at its end.
class BodyReader {
public:
    BodyReader() = default;
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;
    virtual ~BodyReader() = default;

    /// The next commands that the bytes so far give rise to, in order; the caller executes them one
    /// after another and hands each answer to `on_answer` before it feeds on. An error ends the
    /// request with that error.
    virtual Result<std::vector<PreparedCommand>> feed(std::string_view bytes) = 0;
    virtual Result<std::vector<PreparedCommand>> finish() = 0;
    virtual void on_answer(Result<Reply> answer) = 0;
    virtual Result<Reply> reply() = 0;
    /// As what the work on a large body goes on when its caller has been told to wait no longer;
    /// empty: it has to be done meanwhile.
    virtual std::string_view job_kind() const { return {}; }
};

/// The body of a reply that is too long to stand in memory, made piece by piece. On any thread, one
/// at a time. What its query's Context lent stays valid while it lives.
class BodySource {
public:
    BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    virtual ~BodySource() = default;

    /// The next piece; empty: it was the last one. Pieces are to be of `piece_bytes`, about.
    virtual Result<std::string> next() = 0;
    /// What follows are the same pieces once more.
    virtual void restart() = 0;

    static constexpr std::size_t piece_bytes = 64U << 10U;
};

/// A reply without its body, and where that comes from. It is made twice: once for its length and
/// its SHA-256, which stand in the header, and once to be sent.
struct LongReply {
    Reply head;
    std::unique_ptr<BodySource> body;
};

/// On an I/O thread (or the query pool when `cost` is scan): reads views, answers.
using QueryHandler = Result<Reply> (*)(const Request&, const Context&);
/// On the query pool: answers at length.
using LongQueryHandler = Result<LongReply> (*)(const Request&, const Context&);
/// On an I/O thread: validates; what it prepares then runs on the sequencer.
using CommandPreparer = Result<PreparedCommand> (*)(const Request&);
/// On an I/O thread: opens a reader for a streamed body.
using StreamOpener = Result<std::unique_ptr<BodyReader>> (*)(const Request&);

enum class Role { anonymous, viewer, engineer, operator_, admin, finance, auditor };

/// Whether a query may look at many rows; then it runs on a bounded pool (ruling 58).
enum class Cost { point, scan };

struct Route {
    Method method;
    std::string_view path;  ///< "/api/v1/outages/{id}"; literal segments win over placeholders.
    Role role;
    std::variant<QueryHandler, CommandPreparer, StreamOpener, LongQueryHandler> handler;
    std::string_view summary;
    std::span<const std::string_view> views{};  ///< Which views a query waits for and reads.
    Cost cost = Cost::point;
    Shape shape{};  ///< What the API's document says of it.
};

consteval bool distinct_routes(const auto& routes) {
    for (std::size_t i = 0; i < routes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (routes[i].path == routes[j].path && routes[i].method == routes[j].method)
                return false;
    return true;
}

}  // namespace ledger
