#include "tests/sim/clients.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/kernel/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ledger::test {
namespace {

constexpr std::size_t bytes_of_a_command = 300;

Uuid correlation_of(std::uint64_t number) {
    std::string digits;
    put_big_endian(digits, number);
    Uuid id;
    std::ranges::copy(digits, id.bytes.begin());
    id.bytes.back() = 1;  // None is the one that commands of the program itself have.
    return id;
}

bool stand_together(std::span<const Position> positions) {
    for (std::size_t i = 1; i < positions.size(); ++i)
        if (positions[i] != positions[i - 1] + 1) return false;
    return true;
}

bool same(const Reply& a, const Reply& b) {
    return a.status == b.status && a.body == b.body && a.content_type == b.content_type &&
           a.headers == b.headers;
}

}  // namespace

Command Clients::new_command(Timestamp now, std::string& text) {
    const Wish* const wish = new_wish(now);
    std::optional<Hash> key;
    if (!prng_.chance(3))
        key = idempotency_scope("system", fmt::format("key-{}", last_number_ + 1));
    text = wish->text;
    return send(wish, key);
}

Command Clients::repeated_command(Timestamp now, std::string& text) {
    // Those sent last first of all: a client repeats what it got no answer to.
    const std::size_t recent = std::min<std::size_t>(key_order_.size(), 16);
    const std::size_t from = prng_.chance(3) ? 0 : key_order_.size() - recent;
    const Hash name = key_order_[from + prng_.below(key_order_.size() - from)];
    const Key& key = keys_.at(name);
    const Wish* wish = key.wishes[prng_.below(key.wishes.size())];
    if (prng_.chance(12)) wish = new_wish(now);
    text = "again, " + wish->text;
    return send(wish, name);
}

const Wish* Clients::new_wish(Timestamp now) {
    return &wishes_.emplace_back(random_wish(prng_, model_.outages(), now));
}

Command Clients::send(const Wish* wish, std::optional<Hash> key) {
    const std::uint64_t number = ++last_number_;
    Command command{.handler = wish->command.handler,
                    .touches = wish->command.touches,
                    .caller = {.actor = "system",
                               .correlation_id = correlation_of(number),
                               .causation_id = {},
                               .idempotency_key_hash = key.value_or(Hash{})},
                    .idempotency = {},
                    .bytes = bytes_of_a_command,
                    .done = [this, number](Outcome outcome) {
                        answers_.push_back({number, std::move(outcome), durable_end_()});
                    }};
    if (key) {
        command.idempotency =
            IdempotencyKey{.key = *key, .request = idempotency_request("POST", "/", wish->text)};
        Key& known = keys_[*key];
        if (known.wishes.empty()) key_order_.push_back(*key);
        known.wishes.push_back(wish);
    }
    sent_.emplace(number,
                  Sent{.wish = wish, .key = key, .correlation = command.caller.correlation_id});
    return command;
}

void Clients::withdraw_last() { sent_.erase(last_number_); }

void Clients::judge_answers() {
    for (const Answer& answer : std::exchange(answers_, {})) judge(answer);
}

std::size_t Clients::lose_answers() {
    answers_.clear();
    lost_.clear();
    for (auto& [number, sent] : sent_) {
        if (sent.state != Sent::State::pending) continue;
        sent.state = Sent::State::lost;
        lost_.push_back(number);
    }
    return lost_.size();
}

void Clients::judge_unanswered() {
    for (const std::uint64_t number : lost_) {
        const Sent& sent = sent_.at(number);
        const auto events = model_.command(sent.correlation);
        if (events.empty()) continue;
        if (!stand_together(events))
            findings_.report("a command's events stand together", about(sent));
        if (!sent.wish->expect) continue;
        const Expected expected = sent.wish->expect(model_, events.front());
        if (expected.refusal.empty() && expected.events == events.size()) continue;
        findings_.report("a command is done wholly or not at all",
                         fmt::format("{}: {} of {} events, refusal \"{}\"", about(sent),
                                     events.size(), expected.events, expected.refusal));
    }
}

void Clients::judge(const Answer& answer) {
    const auto found = sent_.find(answer.number);
    if (found == sent_.end() || found->second.state != Sent::State::pending) {
        findings_.report("a command is answered once, while its process lives",
                         fmt::format("command {}", answer.number));
        return;
    }
    Sent& sent = found->second;
    sent.state = Sent::State::answered;
    ++answered_;
    const Outcome& outcome = answer.outcome;
    if (outcome.position >= answer.durable_end)
        findings_.report("an answer waits until all that it has seen is durable",
                         fmt::format("{}: answered at {} when {} events were durable", about(sent),
                                     outcome.position, answer.durable_end));
    if (outcome.position >= model_.size()) return;
    if (!outcome.reply) {
        judge_refusal(sent, outcome);
    } else if (outcome.replayed) {
        judge_replay(sent, outcome);
    } else {
        judge_acceptance(sent, outcome);
    }
}

void Clients::judge_replay(const Sent& sent, const Outcome& outcome) {
    ++replayed_;
    const auto complain = [&](std::string_view what) {
        findings_.report("a repeated key gets the first answer, byte for byte",
                         fmt::format("{}: {}", about(sent), what));
    };
    if (!sent.key) return complain("it has no key");
    if (!model_.command(sent.correlation).empty()) return complain("it left events");
    Key& key = keys_.at(*sent.key);
    if (!key.answer) {
        // The first answer got lost on its way; its events did not.
        const auto events = model_.key(*sent.key);
        if (!events.empty() && events.back() != outcome.position)
            return complain("it names another position than the events have");
        key.answer = outcome;
        key.answered_wish = sent.wish;
        return;
    }
    if (key.answered_wish->text != sent.wish->text) return complain("it is another request");
    if (!same(*key.answer->reply, *outcome.reply)) return complain("it differs");
    if (key.answer->position != outcome.position) return complain("its position differs");
}

void Clients::judge_acceptance(const Sent& sent, const Outcome& outcome) {
    const auto events = model_.command(sent.correlation);
    if (!stand_together(events) || (!events.empty() && events.back() != outcome.position))
        findings_.report("a command's events stand together, up to its position", about(sent));
    if (sent.key) {
        Key& key = keys_.at(*sent.key);
        if (key.answer)
            findings_.report("a repeated key gets the first answer, byte for byte",
                             about(sent) + ": it was done once more");
        key.answer = outcome;
        key.answered_wish = sent.wish;
    }
    if (!sent.wish->expect) return;
    const Position before = outcome.position + 1 - events.size();
    const Expected expected = sent.wish->expect(model_, before);
    const Reply& reply = *outcome.reply;
    if (expected.refusal.empty() && expected.status == reply.status &&
        expected.body == reply.body && expected.events == events.size())
        return;
    findings_.report(
        "a decision is the model's",
        fmt::format("{}: {} {} with {} events; the model says \"{}\" {} {} with {}", about(sent),
                    reply.status, reply.body, events.size(), expected.refusal, expected.status,
                    expected.body, expected.events));
}

void Clients::judge_refusal(const Sent& sent, const Outcome& outcome) {
    ++refused_;
    const Error& error = outcome.reply.error();
    if (!model_.command(sent.correlation).empty())
        findings_.report("a refused command leaves no event", about(sent) + ": " + error.code);
    if (error.kind == ErrorKind::corrupt || error.kind == ErrorKind::internal ||
        error.kind == ErrorKind::not_loaded)
        findings_.report("a refusal says what the caller can do",
                         about(sent) + ": " + error.code + ' ' + error.message);
    if (error.code == "engine.loading" || error.code == "idempotency.in_progress") return;
    if (error.code == "idempotency.key_reused") return judge_key_refusal(sent);
    if (sent.key && keys_.at(*sent.key).answer &&
        keys_.at(*sent.key).answered_wish->text == sent.wish->text)
        findings_.report("a repeated key gets the first answer, byte for byte",
                         about(sent) + ": " + error.code);
    if (!sent.wish->expect) return;
    const Expected expected = sent.wish->expect(model_, outcome.position + 1);
    if (expected.may_be_late && error.code == "transfer.ended") return;
    if (expected.refusal != error.code)
        findings_.report("a decision is the model's",
                         fmt::format("{}: {} after {}; the model says \"{}\"", about(sent),
                                     error.code, outcome.position, expected.refusal));
}

void Clients::judge_key_refusal(const Sent& sent) {
    if (sent.key && std::ranges::any_of(keys_.at(*sent.key).wishes, [&](const auto& other) {
            return other->text != sent.wish->text;
        }))
        return;
    findings_.report("a key is refused only to another request", about(sent));
}

std::string Clients::about(const Sent& sent) const {
    return fmt::format("command {} ({})", to_text(sent.correlation), sent.wish->text);
}

}  // namespace ledger::test
