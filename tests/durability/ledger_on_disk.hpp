// The whole ledger, without its front end, on a disk that fails: what was acknowledged must stay.
#pragma once

#include "engine/core/pipeline.hpp"
#include "http/app/open_ledger.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::test {

class Answers;

/// Some events on several streams and one movement of money, appended together.
struct Wish {
    std::uint64_t number = 0;
    std::uint64_t events = 0;
    std::uint64_t first_purse = 0;
    std::string owner;

    std::string key() const { return "wish-" + std::to_string(number); }
    Uuid correlation() const;
    Command command() const;
};

/// One disk, what was acknowledged on it, and what was asked for and never answered. Checks with
/// doctest's macros.
class LedgerOnDisk {
public:
    static constexpr std::uint64_t events_per_life = 50;

    explicit LedgerOnDisk(std::uint64_t seed) : prng_{seed}, entropy_{seed} {}

    DroppingFileSystem& files() { return files_; }
    Prng& prng() { return prng_; }

    /// Opens and closes; the error when the disk failed meanwhile.
    Result<void> try_to_open();
    /// Opens, which must succeed, and holds the log against all that was seen of it.
    void check();
    /// Opens, checks, and serves until the process must end; `strike` is called once, when at least
    /// `events_per_life` events have been acknowledged. The error that it ended with.
    Error live(const std::function<void()>& strike);

    std::uint64_t acknowledged() const { return acknowledged_; }
    /// Commands that were found done though their answer was lost.
    std::uint64_t done_unanswered() const { return done_unanswered_; }

private:
    Result<OpenedLedger> open();
    Wish next_wish();
    bool burst(Pipeline& pipeline, Answers& answers, std::vector<Wish> wishes);
    void acknowledge(const Wish& wish, const Outcome& outcome);
    void see(const EventLog& log);
    void check(const OpenedLedger& ledger);
    void check_events(const EventLog& log);
    void check_unanswered();
    void check_database(const EventLog& log);

    Prng prng_;
    TestEntropy entropy_;
    TestClock clock_;
    DroppingFileSystem files_;
    std::uint64_t wishes_ = 0;
    std::map<std::uint64_t, Wish> unanswered_;
    std::map<Uuid, Position> answered_;     ///< Where the last event of each wish stands.
    std::vector<std::string> seen_;         ///< Of each position, as it was read.
    std::map<Uuid, std::uint64_t> counts_;  ///< Events of each wish in the log.
    std::uint64_t acknowledged_ = 0;
    std::uint64_t done_unanswered_ = 0;
};

}  // namespace ledger::test
