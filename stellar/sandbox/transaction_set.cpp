#include "stellar/sandbox/transaction_set.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/validity.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;

Hash xor_of(Hash one, const Hash& other) {
    for (std::size_t i = 0; i < one.bytes.size(); ++i) one.bytes[i] ^= other.bytes[i];
    return one;
}

/// What a transaction offers for each operation.
std::int64_t bid_of(const Frame& frame, std::uint32_t protocol) {
    const std::int64_t operations = frame.paid_operations();
    if (protocol >= generalized_sets_protocol) return frame.fee() / operations;
    return scaled_up(frame.fee(), 1, operations);
}

Hash old_hash_of(const std::vector<Frame>& set, const Hash& previous_hash) {
    std::string bytes{as_view(previous_hash)};
    for (const Frame& frame : set) bytes += xdr::encode(frame.envelope()).value();
    return sha256(bytes);
}

Hash generalized_hash_of(const std::vector<Frame>& set, const xdr::LedgerHeader& previous,
                         const Hash& previous_hash) {
    xdr::Array<xdr::TxSetComponent> components;
    if (!set.empty()) {
        xdr::TxSetComponentTxsMaybeDiscountedFee component;
        component.base_fee = base_fee_of(set, previous);
        for (const Frame& frame : set) component.txs.push_back(frame.envelope());
        components.push_back(
            xdr::TxSetComponent{arm<xdr::TxSetComponentType::txset_comp_txs_maybe_discounted_fee>,
                                std::move(component)});
    }
    xdr::TransactionSetV1 phases{.previous_ledger_hash = previous_hash};
    phases.phases.push_back(xdr::TransactionPhase{arm<0>, std::move(components)});
    // The phase of contracts, which has been parallel since protocol 23.
    const bool is_parallel = previous.ledger_version >= meta_v4_protocol;
    phases.phases.push_back(is_parallel ? xdr::TransactionPhase{arm<1>, xdr::ParallelTxsComponent{}}
                                        : xdr::TransactionPhase{arm<0>});
    // Frames have been encoded before.
    return xdr_hash(xdr::GeneralizedTransactionSet{arm<1>, std::move(phases)}).value();
}

}  // namespace

std::int64_t base_fee_of(const std::vector<Frame>& set, const xdr::LedgerHeader& previous) {
    const std::uint32_t most = previous.max_tx_set_size;
    const std::int64_t room = most < most_operations_of_one ? 0 : most - most_operations_of_one;
    std::int64_t operations = 0;
    std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
    for (const Frame& frame : set) {
        operations += frame.paid_operations();
        lowest = std::min(lowest, bid_of(frame, previous.ledger_version));
    }
    return operations > room ? lowest : std::int64_t{previous.base_fee};
}

Hash hash_of(std::vector<Frame>& set, const xdr::LedgerHeader& previous,
             const Hash& previous_hash) {
    std::ranges::sort(set, {}, &Frame::envelope_hash);
    return previous.ledger_version >= generalized_sets_protocol
               ? generalized_hash_of(set, previous, previous_hash)
               : old_hash_of(set, previous_hash);
}

void sort_for_apply(std::vector<Frame>& set, const Hash& set_hash) {
    std::ranges::sort(set, {}, &Frame::sequence);
    std::map<Hash, std::size_t> turns;
    std::vector<std::pair<std::tuple<std::size_t, Hash>, Frame>> order;
    for (Frame& frame : set) {
        const std::size_t turn = turns[public_key(frame.source())]++;
        order.emplace_back(std::tuple{turn, xor_of(frame.envelope_hash(), set_hash)},
                           std::move(frame));
    }
    std::ranges::sort(order, {}, [](const auto& entry) { return entry.first; });
    set.clear();
    for (auto& entry : order) set.push_back(std::move(entry.second));
}

}  // namespace ledger::stellar::sandbox
