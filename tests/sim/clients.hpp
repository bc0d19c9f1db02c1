// Those who send commands, and hold every answer against the model.
#pragma once

#include "engine/core/command.hpp"
#include "tests/sim/model.hpp"
#include "tests/sim/wish.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::test {

class Clients {
public:
    Clients(Prng& prng, Model& model, Findings& findings)
        : prng_{prng}, model_{model}, findings_{findings} {}

    /// A new request, or an old one once more.
    Command new_command(Timestamp now, std::string& text);
    Command repeated_command(Timestamp now, std::string& text);
    bool can_repeat() const { return !keys_.empty(); }
    /// The one made last was not accepted into the queue.
    void withdraw_last();

    /// Where answers go; `durable_end` says what is durable when one arrives.
    void listen(std::function<Position()> durable_end) { durable_end_ = std::move(durable_end); }
    /// Holds what arrived since against the model, which has seen the log up to its end.
    void judge_answers();
    /// The process is gone: whoever waits gets no answer. How many do.
    std::size_t lose_answers();
    /// After a restart: what was not answered was done wholly or not at all.
    void judge_unanswered();

    std::uint64_t answered() const { return answered_; }
    std::uint64_t refused() const { return refused_; }
    std::uint64_t replayed() const { return replayed_; }

private:
    struct Sent {
        const Wish* wish = nullptr;
        std::optional<Hash> key{};
        Uuid correlation{};
        enum class State { pending, answered, lost } state = State::pending;
    };
    struct Answer {
        std::uint64_t number;
        Outcome outcome;
        Position durable_end;
    };
    /// A key that was used: with which requests, and its first answer.
    struct Key {
        std::vector<const Wish*> wishes;
        const Wish* answered_wish = nullptr;
        std::optional<Outcome> answer;
    };

    const Wish* new_wish(Timestamp now);
    Command send(const Wish* wish, std::optional<Hash> key);
    void judge(const Answer& answer);
    void judge_replay(const Sent& sent, const Outcome& outcome);
    void judge_acceptance(const Sent& sent, const Outcome& outcome);
    void judge_refusal(const Sent& sent, const Outcome& outcome);
    void judge_key_refusal(const Sent& sent);
    std::string about(const Sent& sent) const;

    Prng& prng_;
    Model& model_;
    Findings& findings_;
    std::function<Position()> durable_end_;
    std::deque<Wish> wishes_;  ///< Which stay where they are.
    std::map<std::uint64_t, Sent> sent_;
    std::map<Hash, Key> keys_;
    std::vector<Hash> key_order_;
    std::vector<Answer> answers_;
    std::vector<std::uint64_t> lost_;  ///< In the last process.
    std::uint64_t last_number_ = 0;
    std::uint64_t answered_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t replayed_ = 0;
};

}  // namespace ledger::test
