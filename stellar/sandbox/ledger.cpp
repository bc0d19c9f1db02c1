#include "stellar/sandbox/ledger.hpp"

#include "stellar/keys/network_id.hpp"
#include "stellar/sandbox/apply.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/transaction_set.hpp"
#include "stellar/sandbox/validity.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;

/// How far apart the ledgers are that headers of these names refer back to.
constexpr std::uint32_t skips[] = {50, 5000, 50000, 500000};
/// A change of the limit of operations, as headers announce it.
constexpr std::uint32_t upgrade_of_set_size = 3;

xdr::LedgerHeader genesis_header(const LedgerRules& rules, std::uint64_t close_time) {
    xdr::LedgerHeader header;
    header.ledger_version = rules.protocol;
    header.scp_value.close_time = close_time;
    header.ledger_seq = 1;
    header.total_coins = all_lumens;
    header.base_fee = rules.base_fee;
    header.base_reserve = static_cast<std::uint32_t>(rules.base_reserve);
    header.max_tx_set_size = rules.most_operations;
    return header;
}

xdr::LedgerEntry root_account(const Hash& network) {
    xdr::AccountEntry account;
    account.account_id = account_id(Hash{root_key_pair(network).public_key()});
    account.balance = all_lumens;
    account.thresholds.bytes[master_weight] = 1;
    return {.last_modified_ledger_seq = 1,
            .data = xdr::LedgerEntryData{arm<xdr::LedgerEntryType::account>, std::move(account)}};
}

/// Those that can be charged.
std::vector<Frame> frames_of(std::vector<xdr::TransactionEnvelope> set, const Hash& network,
                             const State& state) {
    std::vector<Frame> frames;
    for (xdr::TransactionEnvelope& envelope : set) {
        auto frame = Frame::read(network, std::move(envelope));
        if (frame && frame->fee() >= 0 && find_account(state, frame->fee_source()) != nullptr)
            frames.push_back(*std::move(frame));
    }
    return frames;
}

HighestSequences highest_sequences(const std::vector<Frame>& set) {
    HighestSequences sequences;
    for (const Frame& frame : set) {
        auto& highest = sequences[public_key(frame.source())];
        highest = std::max(highest, frame.sequence());
    }
    return sequences;
}

/// Every 50th ledger remembers its own state's hash, and passes older ones on.
void update_skip_list(xdr::LedgerHeader& header) {
    if (header.ledger_seq % skips[0] != 0) return;
    for (std::size_t place = 3; place > 0; --place) {
        std::uint32_t before = header.ledger_seq;
        bool moves = true;
        for (std::size_t step = 0; step < place && moves; ++step) {
            before -= std::min(before, skips[step]);
            moves = before > 0 && before % skips[step + 1] == 0;
        }
        if (moves) header.skip_list[place] = header.skip_list[place - 1];
    }
    header.skip_list[0] = header.bucket_list_hash;
}

xdr::UpgradeType upgrade_bytes(std::uint32_t most_operations) {
    xdr::UpgradeType upgrade;
    put_big_endian(upgrade.bytes, upgrade_of_set_size);
    put_big_endian(upgrade.bytes, most_operations);
    return upgrade;
}

Hash results_hash(const std::vector<AppliedTransaction>& transactions) {
    xdr::TransactionResultSet set;
    for (const AppliedTransaction& applied : transactions)
        set.results.push_back({.transaction_hash = applied.hash, .result = applied.result});
    // Results are our own, and no longer than their transactions.
    return xdr_hash(set).value();
}

}  // namespace

Ledger::Ledger(LedgerRules rules, xdr::LedgerHeader header)
    : rules_{rules}, header_{std::move(header)} {
    rules_.protocol = header_.ledger_version;
    rules_.base_fee = header_.base_fee;
    rules_.base_reserve = header_.base_reserve;
    rules_.most_operations = header_.max_tx_set_size;
}

Ledger::Ledger(LedgerRules rules, std::uint64_t genesis_close_time)
    : Ledger(rules, genesis_header(rules, genesis_close_time)) {
    state_.add(root_account(rules.network_id));
    header_.bucket_list_hash = state_.hash();
}

Result<Ledger> Ledger::from_state(LedgerRules rules, xdr::LedgerHeader header,
                                  std::vector<xdr::LedgerEntry> entries) {
    Ledger ledger{rules, std::move(header)};
    for (xdr::LedgerEntry& entry : entries) {
        if (!ledger.state_.add(std::move(entry)))
            return fail(ErrorKind::validation, "sandbox.state",
                        "an entry is there twice, is of a kind that the sandbox has not, or breaks "
                        "a bound");
    }
    return ledger;
}

Hash Ledger::header_hash() const {
    // Its bounds are those of our own making, or of a decoder.
    return ledger_header_hash(header_).value();
}

const xdr::LedgerEntry* Ledger::find(const xdr::LedgerKey& key) const { return state_.find(key); }

void Ledger::for_each(FunctionRef<void(const xdr::LedgerEntry&)> visit) const {
    state_.for_each(visit);
}

xdr::TransactionResult Ledger::check(const xdr::TransactionEnvelope& envelope,
                                     std::uint64_t lower_close_time_offset,
                                     std::uint64_t upper_close_time) const {
    const auto frame = Frame::read(rules_.network_id, envelope);
    if (!frame) return result_of(xdr::TransactionResultCode::tx_malformed, 0);
    const std::uint64_t close_time = header_.scp_value.close_time;
    return sandbox::check(*frame, state_,
                          {.header = header_,
                           .ledger = header_.ledger_seq + 1,
                           .earliest_close_time = close_time + lower_close_time_offset,
                           .latest_close_time = std::max(close_time, upper_close_time)});
}

ClosedLedger Ledger::close(std::vector<xdr::TransactionEnvelope> set, std::uint64_t close_time) {
    const Hash previous_hash = header_hash();
    std::vector<Frame> frames = frames_of(std::move(set), rules_.network_id, state_);
    const std::int64_t base_fee = base_fee_of(frames, header_);
    const Hash set_hash = hash_of(frames, header_, previous_hash);
    sort_for_apply(frames, set_hash);

    xdr::LedgerHeader header = header_;
    header.previous_ledger_hash = previous_hash;
    header.ledger_seq += 1;
    header.scp_value = {.tx_set_hash = set_hash, .close_time = close_time};

    State layer = state_.layer(header.ledger_seq);
    ClosedLedger closed;
    std::vector<std::int64_t> charged(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        AppliedTransaction applied{.envelope = frames[i].envelope(), .hash = frames[i].hash()};
        if (frames[i].is_fee_bump()) applied.inner_hash = frames[i].inner_hash();
        applied.fee_changes = take_fee(layer, frames[i], base_fee, charged[i]);
        header.fee_pool += charged[i];
        closed.transactions.push_back(std::move(applied));
    }
    const HighestSequences sequences = highest_sequences(frames);
    const Closing closing{.header = header, .base_fee = base_fee, .sequences = sequences};
    for (std::size_t i = 0; i < frames.size(); ++i) {
        Effect effect = apply(layer, closing, frames[i], charged[i]);
        closed.transactions[i].result = std::move(effect.result);
        closed.transactions[i].meta = std::move(effect.meta);
    }
    layer.commit();

    if (upgrade_) {
        header.scp_value.upgrades.push_back(upgrade_bytes(*upgrade_));
        header.max_tx_set_size = rules_.most_operations = *std::exchange(upgrade_, std::nullopt);
    }
    header.tx_set_result_hash = results_hash(closed.transactions);
    // Core has the hash of its bucket list here, which nobody can check without its history files.
    // This one is of the entries alone, so that whoever lists them can.
    header.bucket_list_hash = state_.hash();
    update_skip_list(header);
    header_ = header;
    closed.header = std::move(header);
    closed.hash = header_hash();
    return closed;
}

void Ledger::upgrade_most_operations(std::uint32_t most_operations) { upgrade_ = most_operations; }

}  // namespace ledger::stellar::sandbox
