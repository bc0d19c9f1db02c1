#include "stellar/sandbox/state.hpp"

#include "tests/sandbox/world.hpp"

#include <doctest/doctest.h>

namespace ledger::stellar::sandbox {
namespace {

xdr::LedgerEntry account_with(const std::string& name, std::int64_t balance) {
    xdr::AccountEntry account;
    account.account_id = id_of(name);
    account.balance = balance;
    return {.data =
                xdr::LedgerEntryData{xdr::arm<xdr::LedgerEntryType::account>, std::move(account)}};
}

std::int64_t balance_of(const State& state, const std::string& name) {
    const xdr::AccountEntry* account = find_account(state, id_of(name));
    return account == nullptr ? -1 : account->balance;
}

TEST_CASE("a layer that is thrown away leaves nothing behind") {
    State ground;
    REQUIRE(ground.add(account_with("alice", 1)));
    REQUIRE(ground.add(account_with("bob", 2)));
    const Hash before = ground.hash();
    {
        State outer = ground.layer(7);
        touch_account(outer, id_of("alice"))->balance = 5;
        {
            State inner = outer.layer();
            touch_account(inner, id_of("alice"))->balance = 9;
            inner.erase(account_key(id_of("bob")));
            inner.put(account_with("carol", 3));
            inner.sponsors()[public_key(id_of("alice"))] = public_key(id_of("bob"));
            CHECK(balance_of(inner, "alice") == 9);
            CHECK(balance_of(inner, "bob") == -1);
        }
        CHECK(balance_of(outer, "alice") == 5);
        CHECK(balance_of(outer, "bob") == 2);
        CHECK(balance_of(outer, "carol") == -1);
        CHECK(outer.sponsors().empty());
    }
    CHECK(balance_of(ground, "alice") == 1);
    CHECK(ground.hash() == before);
}

TEST_CASE("a layer that is committed gives its changes to the one below, with the ledger's stamp") {
    State ground;
    REQUIRE(ground.add(account_with("alice", 1)));
    REQUIRE(ground.add(account_with("bob", 2)));
    State outer = ground.layer(7);
    State inner = outer.layer();
    touch_account(inner, id_of("alice"))->balance = 9;
    inner.erase(account_key(id_of("bob")));
    inner.put(account_with("carol", 3));
    inner.put(account_with("dave", 4));
    inner.erase(account_key(id_of("dave")));
    CHECK(inner.changes().size() == 5);
    CHECK(outer.changes().empty());
    inner.commit();
    CHECK(outer.changes().size() == 5);
    outer.commit();
    CHECK(balance_of(ground, "alice") == 9);
    CHECK(balance_of(ground, "carol") == 3);
    std::size_t count = 0;
    ground.for_each([&](const xdr::LedgerEntry& entry) {
        CHECK(entry.last_modified_ledger_seq == 7);
        ++count;
    });
    CHECK(count == 2);
}

TEST_CASE("the hash is that of the entries, however they came about") {
    State changed;
    REQUIRE(changed.add(account_with("alice", 1)));
    State layer = changed.layer(0);
    touch_account(layer, id_of("alice"))->balance = 2;
    layer.put(account_with("bob", 3));
    layer.commit();
    State given;
    REQUIRE(given.add(account_with("bob", 3)));
    CHECK(given.hash() != changed.hash());
    REQUIRE(given.add(account_with("alice", 2)));
    CHECK(given.hash() == changed.hash());
    CHECK_FALSE(given.add(account_with("alice", 2)));
}

}  // namespace
}  // namespace ledger::stellar::sandbox
