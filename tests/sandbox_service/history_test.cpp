#include "stellar/sandbox/history/history.hpp"

#include "tests/sandbox_service/sample_ledgers.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

History history_of(std::uint32_t count) {
    History history;
    for (StoredLedger& ledger : test::sample_ledgers(count))
        REQUIRE(history.add(std::move(ledger)).has_value());
    return history;
}

std::vector<std::uint32_t> ledgers_in(const History& history, const Range& range) {
    std::vector<std::uint32_t> sequences;
    history.visit_ledgers(range, [&](const HistoryLedger& ledger) {
        sequences.push_back(ledger.sequence());
        return true;
    });
    return sequences;
}

std::vector<std::int64_t> operations_in(const History& history, const Range& range,
                                        std::size_t limit = 1000) {
    std::vector<std::int64_t> numbers;
    history.visit_operations(range, [&](const TransactionPlace& place, std::uint32_t operation) {
        Toid toid = place.toid();
        toid.operation = operation + 1;
        numbers.push_back(toid.number());
        return numbers.size() < limit;
    });
    return numbers;
}

std::vector<std::int64_t> operations_of(const History& history, std::uint8_t account,
                                        const Range& range) {
    std::vector<std::int64_t> numbers;
    history.visit_operations_of(test::numbered(account), range,
                                [&](const TransactionPlace& place, std::uint32_t operation) {
                                    Toid toid = place.toid();
                                    toid.operation = operation + 1;
                                    numbers.push_back(toid.number());
                                    return true;
                                });
    return numbers;
}

TEST_CASE("a paging token is read as the number that it is, and nothing else is one") {
    const Toid toid{.ledger = 3, .transaction = 2, .operation = 1};
    CHECK_EQ(paging_token(toid), "12884910081");
    CHECK_EQ(toid_from_text("12884910081"), toid);
    CHECK_EQ(toid_from_text("9223372036854775807"), Toid::of(9223372036854775807));
    for (const char* text : {"", "-1", "+1", "1 ", " 1", "0x1", "9223372036854775808", "now"})
        CHECK_FALSE(toid_from_text(text).has_value());
}

TEST_CASE("numbers order ledgers, transactions and operations as they happened") {
    CHECK(holds([](std::uint32_t ledger, std::uint32_t transaction, std::uint32_t operation) {
        const Toid toid{ledger >> 1, transaction >> 12, operation >> 20};
        RC_ASSERT(Toid::of(toid.number()) == toid);
        const Toid next{toid.ledger, toid.transaction, toid.operation + 1};
        RC_ASSERT((toid < next) == (toid.number() < next.number()));
    }));
}

TEST_CASE("given five ledgers, lists go either way from a cursor") {
    const History history = history_of(5);
    const auto at = [](std::uint32_t sequence) { return Toid{sequence, 0, 0}.number(); };
    CHECK_EQ(ledgers_in(history, {}), std::vector<std::uint32_t>{1, 2, 3, 4, 5});
    CHECK_EQ(ledgers_in(history, {.after = {}, .order = Order::descending}),
             std::vector<std::uint32_t>{5, 4, 3, 2, 1});
    CHECK_EQ(ledgers_in(history, {.after = at(3)}), std::vector<std::uint32_t>{4, 5});
    CHECK_EQ(ledgers_in(history, {.after = at(3), .order = Order::descending}),
             std::vector<std::uint32_t>{2, 1});
    CHECK_EQ(ledgers_in(history, {.after = at(9)}), std::vector<std::uint32_t>{});
    CHECK_EQ(ledgers_in(history, {.after = 0, .order = Order::descending}),
             std::vector<std::uint32_t>{});
    CHECK_EQ(ledgers_in(history, {.after = at(9), .order = Order::descending}),
             std::vector<std::uint32_t>{5, 4, 3, 2, 1});
}

TEST_CASE("pages of any size, one after the other, are the whole list") {
    const History history = history_of(9);
    CHECK(holds([&] {
        const std::size_t size = *rc::gen::inRange<std::size_t>(1, 7);
        const Order order = *rc::gen::element(Order::ascending, Order::descending);
        const std::vector<std::int64_t> whole =
            operations_in(history, {.after = {}, .order = order});
        std::vector<std::int64_t> joined;
        Range range{.after = {}, .order = order};
        while (true) {
            const std::vector<std::int64_t> page = operations_in(history, range, size);
            if (page.empty()) break;
            joined.insert(joined.end(), page.begin(), page.end());
            range.after = page.back();
        }
        RC_ASSERT(joined == whole);
        RC_ASSERT(whole.size() == 16u);
    }));
}

TEST_CASE("an account's operations are those that it pays or is paid by") {
    const History history = history_of(5);
    CHECK_EQ(operations_of(history, 1, {}), operations_in(history, {}));
    const std::vector<std::int64_t> received = operations_of(history, 2, {});
    CHECK_EQ(received, std::vector<std::int64_t>{Toid{2, 1, 1}.number(), Toid{2, 1, 2}.number(),
                                                 Toid{4, 1, 1}.number(), Toid{4, 1, 2}.number()});
    CHECK_EQ(operations_of(history, 2, {.after = Toid{2, 1, 2}.number()}),
             std::vector<std::int64_t>{received[2], received[3]});
    CHECK_EQ(operations_of(history, 2, {.after = received[2], .order = Order::descending}),
             std::vector<std::int64_t>{received[1], received[0]});
    CHECK(operations_of(history, 9, {}).empty());
}

TEST_CASE("an account's transactions are each there once") {
    const History history = history_of(4);
    std::vector<Toid> toids;
    history.visit_transactions_of(test::numbered(1), {.after = {}, .order = Order::descending},
                                  [&](const TransactionPlace& place) {
                                      toids.push_back(place.toid());
                                      return true;
                                  });
    CHECK_EQ(toids, std::vector<Toid>{{4, 1, 0}, {3, 1, 0}, {2, 1, 0}});
}

TEST_CASE("given a fee bump, it is found by its own hash and by that of what is in it") {
    const std::vector<StoredLedger> sample = test::sample_ledgers(1);
    const xdr::TransactionEnvelope inner = test::envelope(4, 7, {test::payment(5, 1)});
    xdr::FeeBumpTransaction bump{.fee_source = test::muxed(6), .fee = 400};
    bump.inner_tx = xdr::FeeBumpTransactionInnerTx{xdr::arm<xdr::EnvelopeType::tx>,
                                                   *inner.get_if<xdr::EnvelopeType::tx>()};
    const xdr::TransactionEnvelope outer{xdr::arm<xdr::EnvelopeType::tx_fee_bump>, bump};
    const AppliedTransaction applied{
        .envelope = outer,
        .hash = *transaction_hash(Hash{}, outer),
        .inner_hash = *inner_hash(Hash{}, outer),
        .result = test::result_of(xdr::TransactionResultCode::tx_fee_bump_inner_success)};
    History history;
    REQUIRE(history.add(sample[0]).has_value());
    REQUIRE(history.add(*stored(test::next_ledger(&sample[0], {applied}))).has_value());

    for (const Hash& hash : {applied.hash, *applied.inner_hash}) {
        const std::optional<TransactionPlace> place = history.find(hash);
        REQUIRE(place.has_value());
        CHECK_EQ(place->toid(), Toid{2, 1, 0});
        CHECK(place->facts().is_successful);
        CHECK_EQ(place->facts().priced_operations, 2);
        CHECK_EQ(place->facts().max_fee, 400);
    }
    std::size_t transactions_of_fee_source = 0;
    history.visit_transactions_of(test::numbered(6), {}, [&](const TransactionPlace&) {
        ++transactions_of_fee_source;
        return true;
    });
    CHECK_EQ(transactions_of_fee_source, 1);
    CHECK(operations_of(history, 6, {}).empty());
}

TEST_CASE("given a time, what closed before is forgotten with its hashes and accounts") {
    History history = history_of(5);
    const Hash second = history.find_ledger(2)->stored.transactions[0].hash;
    history.forget_before(test::first_close + 10);
    CHECK_EQ(history.oldest().sequence(), 3);
    CHECK_EQ(history.find_ledger(2), nullptr);
    CHECK_FALSE(history.find(second).has_value());
    CHECK_EQ(operations_of(history, 2, {}).front(), Toid{4, 1, 1}.number());

    history.forget_before(test::first_close + 1000);
    CHECK_EQ(history.oldest().sequence(), 5);
    CHECK_EQ(history.latest().sequence(), 5);
    CHECK(operations_of(history, 2, {}).empty());
}

TEST_CASE("a ledger whose envelope is none is refused") {
    std::vector<StoredLedger> ledgers = test::sample_ledgers(2);
    ledgers[1].transactions[0].envelope.bytes.pop_back();
    History history;
    REQUIRE(history.add(ledgers[0]).has_value());
    CHECK_FALSE(history.add(ledgers[1]).has_value());
    CHECK_EQ(history.latest().sequence(), 1);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
