// Power cuts at any moment of a sandbox's life: what was answered is there afterwards, and the
// accounts say the same as history does.
#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "tests/sandbox_service/test_sandbox.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using ledger::test::DroppingFileSystem;
using ledger::test::TestClock;
using ledger::test::TestEntropy;

constexpr std::int64_t one_lumen = 10'000'000;

ServiceSettings small_segments() {
    ServiceSettings settings;
    settings.network.folder = "/sandbox";
    settings.network.identity = {.instance = "crash", .seed = Hash{}};
    settings.network.segments = {.ledgers = 2, .bytes = 1U << 20U};
    settings.rate_limit.requests_per_hour = 0;
    return settings;
}

const xdr::AccountEntry* account_in(const Network& network, const KeyPair& pair) {
    const xdr::LedgerEntry* const entry =
        network.ledger().find(account_key(account_id(Hash{pair.public_key()})));
    return entry == nullptr ? nullptr : entry->data.get_if<xdr::LedgerEntryType::account>();
}

/// Lumens of all accounts and the pool of fees.
std::int64_t all_lumens_of(const Network& network) {
    std::int64_t sum = network.ledger().header().fee_pool;
    network.ledger().for_each([&](const xdr::LedgerEntry& entry) {
        if (const auto* account = entry.data.get_if<xdr::LedgerEntryType::account>())
            sum += account->balance;
    });
    return sum;
}

/// Pays from the pool to the operator, a lumen a ledger, until something fails. The hashes of what
/// was applied before it was known to be.
std::vector<std::string> pay_until_it_fails(Service& service, TestClock& clock, int payments) {
    std::vector<std::string> applied;
    const SandboxKeys& keys = service.network().keys();
    for (int i = 0; i < payments; ++i) {
        const auto* pool = account_in(service.network(), keys.pool);
        const auto envelope = signed_transaction(
            service.network().id(), {.source = &keys.pool, .sequence = pool->seq_num + 1},
            {test::pay_lumens(keys.network_operator, one_lumen)});
        const Answer answer =
            service.handle({.method = Method::post,
                            .target = "/transactions",
                            .content_type = "application/x-www-form-urlencoded",
                            .body = test::form_of(to_base64(*xdr::encode(*envelope)))});
        if (!std::holds_alternative<Held>(answer)) break;
        clock.advance(std::chrono::seconds{1});
        const auto deliveries = service.step();
        if (!deliveries) break;
        for (const Delivery& delivery : *deliveries)
            applied.push_back(test::member(std::get<Reply>(delivery.what).body, "hash"));
    }
    return applied;
}

TEST_CASE("given a power cut at any change, what was answered is there after the next start") {
    CHECK(holds(
        [] {
            const auto cut = *rc::gen::inRange<std::uint64_t>(1, 90);
            const auto seed = *rc::gen::arbitrary<std::uint64_t>();
            DroppingFileSystem files;
            TestEntropy entropy{1};
            TestClock clock;
            std::vector<std::string> applied;
            files.lose_power_after(cut);
            if (auto service = Service::open(files, entropy, clock, small_segments()))
                applied = pay_until_it_fails(**service, clock, 12);
            files.crash(seed);

            auto service = Service::open(files, entropy, clock, small_segments());
            RC_ASSERT(service.has_value());
            const Network& network = (**service).network();
            for (const std::string& hash : applied)
                RC_ASSERT(network.history().find(*hash_from_hex(hash)).has_value());
            // The last payment may have reached the disk unanswered; no other did.
            const auto* receiver = account_in(network, network.keys().network_operator);
            RC_ASSERT(receiver != nullptr);
            const std::int64_t received = receiver->balance / one_lumen - 10'000;
            const auto known = static_cast<std::int64_t>(applied.size());
            RC_ASSERT(received == known || received == known + 1);
            RC_ASSERT(all_lumens_of(network) == all_lumens);
            RC_ASSERT(!pay_until_it_fails(**service, clock, 1).empty());
        },
        60));
}

}  // namespace
}  // namespace ledger::stellar::sandbox
