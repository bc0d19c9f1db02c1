// The real sequencer and committer on the memory log, on one thread, for tests of rules and views.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/kernel/route.hpp"
#include "engine/ports/event_log.hpp"
#include "engine/ports/rows.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::test {

/// What a caller of a command gets.
struct Answer {
    Result<Reply> reply;
    Position position = 0;  ///< Of the last event before or of this command.
    bool replayed = false;
};

class TestLedger {
public:
    /// A new log with the genesis of `domains`; all their reactions run. The clock stands at `now`.
    TestLedger(std::span<const Domain* const> domains, Timestamp now);
    TestLedger(TestLedger&&) noexcept;
    ~TestLedger();

    void set_now(Timestamp now);
    Timestamp now() const;
    /// Decides and commits one command, cold loads included.
    Answer execute(const CommandHandler& handler,
                   std::optional<std::string> idempotency_key = std::nullopt,
                   std::string_view request_body = "");
    Answer execute(const PreparedCommand& prepared, std::optional<std::string> idempotency_key,
                   std::string_view request_body);
    /// Finds the route for method and path in the domains' tables, prepares and executes it.
    Answer send(Method method, std::string_view target, std::string_view body = "",
                std::string_view content_type = "application/json");
    /// Every event so far, in order.
    std::vector<RecordedEvent> events() const;
    /// Runs a query route against views that are folded from the log up to now.
    Result<Reply> query(std::string_view target);
    /// Wakes every aggregate that is due, until none is; how many commands that took.
    std::size_t wake_due();
    /// Drops all cached state, so that the next command loads it from the log.
    void forget();
    /// Folds `view` over the whole log into memory rows: key -> value.
    std::vector<std::pair<std::string, std::string>> fold(const View& view) const;
    const EventLog& log() const;

private:
    Answer stream(StreamOpener open, const Request& request, std::string_view body);
    Result<Reply> ask(const Route& route, const Request& request);
    void fold_into(const View& view, Rows& rows) const;

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ledger::test
