#include "stellar/sandbox/service/friendbot.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/service/signed_transaction.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

/// The queue has dropped a transaction, and forgotten it, after so many ledgers.
constexpr std::uint32_t most_ledgers_in_queue = 16;

}  // namespace

std::optional<std::size_t> Friendbot::free_source() const {
    for (std::size_t i = 0; i < friendbot_sources; ++i)
        if (std::ranges::none_of(busy_,
                                 [i](const auto& entry) { return entry.second.source == i; }))
            return i;
    return std::nullopt;
}

Result<std::optional<Friendbot::Gift>> Friendbot::next(const Network& network) {
    const std::optional<std::size_t> source = free_source();
    if (waiting_.empty() || !source) return std::nullopt;
    const KeyPair& pair = network.keys().friendbots[*source];
    const xdr::LedgerEntry* const entry =
        network.ledger().find(account_key(account_id(Hash{pair.public_key()})));
    if (entry == nullptr)
        return fail(ErrorKind::internal, "sandbox.friendbot", "an account of friendbot is gone");
    const Request request = waiting_.front();
    TRY(envelope, signed_transaction(network.id(),
                                     {.source = &pair, .sequence = account_in(*entry).seq_num + 1},
                                     {create_account(request.account, friendbot_gift)}));
    TRY(hash, transaction_hash(network.id(), envelope));
    waiting_.pop_front();
    busy_.emplace(hash, Sent{*source, network.ledger().header().ledger_seq});
    return Gift{.ticket = request.ticket, .envelope = std::move(envelope), .hash = hash};
}

void Friendbot::release(const Network& network) {
    const std::uint32_t latest = network.ledger().header().ledger_seq;
    std::erase_if(busy_, [&](const auto& entry) {
        return network.history().find(entry.first) ||
               latest > entry.second.ledger + most_ledgers_in_queue;
    });
}

}  // namespace ledger::stellar::sandbox
