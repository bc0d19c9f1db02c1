#include "stellar/sandbox/queue.hpp"

#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

namespace ledger::stellar::sandbox {
namespace {

/// A network with its queue.
struct Node {
    World world;
    TransactionQueue queue;

    xdr::TransactionEnvelope bid(const std::string& name, std::uint32_t fee,
                                 std::int64_t ahead = 0) const {
        xdr::Transaction transaction = world.draft(name, {bump_to(0)});
        transaction.fee = fee;
        transaction.seq_num += ahead;
        return world.sign(transaction, {name});
    }
    Submission submit(const xdr::TransactionEnvelope& envelope) {
        return queue.submit(world.ledger(), envelope, 0);
    }
    SubmitStatus status(const xdr::TransactionEnvelope& envelope) {
        return submit(envelope).status;
    }
    /// The code of a refusal.
    std::string refusal(const xdr::TransactionEnvelope& envelope) {
        const Submission submission = submit(envelope);
        REQUIRE(submission.status == SubmitStatus::error);
        REQUIRE(submission.result.has_value());
        return text_of(*submission.result);
    }
    ClosedLedger close() {
        const std::uint64_t time = world.ledger().header().scp_value.close_time + 5;
        ClosedLedger closed = world.close(queue.take_set(world.ledger(), time));
        queue.ledger_closed(world.ledger(), closed, 0);
        return closed;
    }
};

TEST_CASE("one transaction of an account waits at a time, and older ones are refused") {
    Node node;
    node.world.found({"alice", "bob"});
    CHECK(node.status(node.bid("alice", 100)) == SubmitStatus::pending);
    CHECK(node.status(node.bid("alice", 100)) == SubmitStatus::duplicate);
    CHECK(node.status(node.bid("alice", 200)) == SubmitStatus::try_again_later);
    CHECK(node.status(node.bid("alice", 100, 1)) == SubmitStatus::try_again_later);
    CHECK(node.refusal(node.bid("alice", 100, -1)) == "tx_bad_seq");
    CHECK(node.status(node.bid("bob", 100)) == SubmitStatus::pending);
    CHECK(node.close().transactions.size() == 2);
    CHECK(node.queue.size() == 0);
}

TEST_CASE("a fee bump replaces what waits for ten times its rate") {
    Node node;
    node.world.found({"alice", "bob"});
    const auto waiting = node.bid("alice", 150);
    CHECK(node.status(waiting) == SubmitStatus::pending);
    const Submission cheap = node.submit(node.world.bump("bob", 2999, waiting));
    REQUIRE(cheap.result.has_value());
    CHECK(cheap.result->fee_charged == 3000);
    CHECK(text_of(*cheap.result) == "tx_insufficient_fee");
    CHECK(node.status(node.world.bump("bob", 3000, waiting)) == SubmitStatus::pending);
    // The inner one is there already, and so is the bump.
    CHECK(node.status(waiting) == SubmitStatus::duplicate);
    CHECK(node.status(node.world.bump("bob", 3000, waiting)) == SubmitStatus::duplicate);
    const ClosedLedger closed = node.close();
    REQUIRE(closed.transactions.size() == 1);
    CHECK(closed.transactions[0].inner_hash.has_value());
}

TEST_CASE("what was applied is banned for ten ledgers, and then is too old") {
    Node node;
    node.world.found({"alice"});
    const auto envelope = node.bid("alice", 100);
    CHECK(node.status(envelope) == SubmitStatus::pending);
    for (std::size_t i = 0; i < ledgers_of_ban; ++i) {
        node.close();
        const bool is_last = i + 1 == ledgers_of_ban;
        CHECK(node.status(envelope) ==
              (is_last ? SubmitStatus::error : SubmitStatus::try_again_later));
    }
    CHECK(node.refusal(envelope) == "tx_bad_seq");
}

TEST_CASE("what starves is dropped and banned without a word") {
    Node node;
    node.world.found({"alice", "bob"});
    node.world.ledger().upgrade_most_operations(1);
    node.close();
    const auto poor = node.bid("alice", 100);
    CHECK(node.status(poor) == SubmitStatus::pending);
    for (std::uint32_t i = 0; i < ledgers_to_wait; ++i) {
        CHECK(node.status(poor) == SubmitStatus::duplicate);
        CHECK(node.status(node.bid("bob", 1000)) == SubmitStatus::pending);
        REQUIRE(node.close().transactions.size() == 1);
    }
    for (std::size_t i = 0; i < ledgers_of_ban; ++i) {
        CHECK(node.status(poor) == SubmitStatus::try_again_later);
        node.close();
    }
    CHECK(node.status(poor) == SubmitStatus::pending);
    CHECK(node.close().transactions.size() == 1);
}

TEST_CASE("a full queue takes whoever bids more, in the place of the cheapest") {
    Node node;
    node.world.found({"alice", "bob", "carol", "dave"});
    node.world.ledger().upgrade_most_operations(1);
    node.close();
    const auto cheapest = node.bid("alice", 200);
    CHECK(node.status(cheapest) == SubmitStatus::pending);
    CHECK(node.status(node.bid("bob", 300)) == SubmitStatus::pending);
    const auto no_better = node.bid("carol", 200);
    const Submission refused = node.submit(no_better);
    REQUIRE(refused.result.has_value());
    CHECK(refused.result->fee_charged == 201);
    CHECK(node.status(no_better) == SubmitStatus::try_again_later);
    CHECK(node.status(node.bid("carol", 201)) == SubmitStatus::pending);
    CHECK(node.status(cheapest) == SubmitStatus::try_again_later);
    // Whoever was evicted has to be beaten until the ledger closes.
    const Submission late = node.submit(node.bid("dave", 150));
    REQUIRE(late.result.has_value());
    CHECK(late.result->fee_charged == 201);
    const ClosedLedger closed = node.close();
    REQUIRE(closed.transactions.size() == 1);
    CHECK(closed.transactions[0].result.fee_charged == 300);
    const xdr::Transaction big = node.world.draft("dave", {bump_to(0), bump_to(0), bump_to(0)});
    CHECK(node.status(node.world.sign(big, {"dave"})) == SubmitStatus::try_again_later);
}

TEST_CASE("who pays for others must be able to pay for all of them") {
    Node node;
    node.world.found({"alice", "bob"});
    node.world.found({"payer"}, lumen + 500);
    CHECK(node.status(node.world.bump("payer", 300, node.bid("alice", 100))) ==
          SubmitStatus::pending);
    CHECK(node.refusal(node.world.bump("payer", 201, node.bid("bob", 100))) ==
          "tx_insufficient_balance");
    CHECK(node.status(node.world.bump("payer", 200, node.bid("bob", 100))) ==
          SubmitStatus::pending);
}

TEST_CASE("what becomes invalid while it waits is banned") {
    Node node;
    node.world.found({"alice", "bob"});
    xdr::Transaction merging = node.world.draft("alice", {by("bob", merge_into("alice"))});
    CHECK(node.status(node.world.sign(merging, {"alice", "bob"})) == SubmitStatus::pending);
    xdr::Transaction later = node.world.draft("bob", {bump_to(0)});
    later.cond = xdr::Preconditions{
        xdr::arm<xdr::PreconditionType::time>,
        xdr::TimeBounds{0, node.world.ledger().header().scp_value.close_time + 2}};
    const auto envelope = node.world.sign(later, {"bob"});
    CHECK(node.status(envelope) == SubmitStatus::pending);
    CHECK(node.close().transactions.size() == 1);
    CHECK(node.queue.size() == 0);
    CHECK(node.status(envelope) == SubmitStatus::try_again_later);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
