// A streamed request body on its way through a BodyReader into commands (ruling 60).
#pragma once

#include "engine/core/command.hpp"
#include "engine/kernel/route.hpp"
#include "engine/log/sha256.hpp"
#include "http/engine.hpp"
#include "http/exchange.hpp"
#include "http/job_runner.hpp"
#include "http/traffic.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// A body of more bytes or lines than this becomes a job, when its work can be one (ruling 10).
inline constexpr std::uint64_t max_waited_bytes = std::uint64_t{4} << 20;
inline constexpr std::uint64_t max_waited_lines = 10'001;  ///< A header and 10,000 rows.

/// Feeds the reader whole blocks, so that which command comes out where does not depend on how the
/// network cut the body. Hence command n of a repeated body is command n of the first one, and its
/// idempotency hash can cover all that was read so far: a retry resumes, another body under the
/// same key is refused. One command is under way at a time: that is the back-pressure. I/O thread
/// only.
class Upload {
public:
    struct Origin {
        Caller caller;
        std::string method;
        std::string target;
        std::optional<std::string> key;  ///< As sent; command n has the key "<key>#n".
        std::string content_type;        ///< As sent.
        std::string name;                ///< Of the request; no other one has it.
    };
    /// Called once, with the answer.
    using Answer = std::function<void(Result<Reply> reply, std::optional<Position> position)>;

    /// `uploads` counts this one already. `jobs` may be null: then nothing becomes a job.
    Upload(Engine& engine, Gauge& uploads, JobRunner* jobs, std::unique_ptr<BodyReader> reader,
           Origin origin, Exchange exchange, Answer answer);
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    /// Takes the bytes; `ready` is called when more may come. It is not called after the answer.
    void feed(std::string_view bytes, Exchange::Task ready);
    /// No more bytes: the answer follows.
    void finish();

private:
    Result<void> hold(std::string_view bytes);
    void hand_over();
    void advance();
    void execute_next();
    void wait_for_admission();
    Result<bool> read_on();
    Result<void> execute(PreparedCommand prepared);
    void decided(Outcome outcome);
    void end(Result<Reply> reply);

    Engine& engine_;
    Gauge& uploads_;
    JobRunner* jobs_;  ///< Null: the caller waits for the work.
    std::unique_ptr<BodyReader> reader_;
    Origin origin_;
    Exchange exchange_;
    Answer answer_;
    Sha256 sha256_;
    Hash body_hash_;
    std::string waiting_;  ///< Not yet a block.
    bool last_ = false;    ///< No more bytes will come.
    bool finished_ = false;
    std::deque<PreparedCommand> commands_;
    std::uint64_t executed_ = 0;
    std::optional<Position> position_;
    Exchange::Task ready_;

    // What tells whether it becomes a job, which is held until that is known:
    std::uint64_t held_bytes_ = 0;
    std::uint64_t held_lines_ = 0;
    Sha256 whole_;
    std::unique_ptr<File> file_;  ///< Once it is one.
};

}  // namespace ledger
