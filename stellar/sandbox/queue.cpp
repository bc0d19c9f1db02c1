#include "stellar/sandbox/queue.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/validity.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::TransactionResultCode;

Submission refused(Code code, std::int64_t fee = 0) {
    return {.status = SubmitStatus::error, .result = result_of(code, fee)};
}

int compare_bids(const Frame& one, const Frame& other) {
    return compare_rates(one.fee(), one.paid_operations(), other.fee(), other.paid_operations());
}

/// The cheapest first; among equals by hash, which nobody can choose.
bool is_cheaper(const Frame* one, const Frame* other) {
    const int order = compare_bids(*one, *other);
    return order != 0 ? order < 0 : one->envelope_hash() < other->envelope_hash();
}

/// The least that `frame` has to bid to be better than `fee` for `operations`.
std::int64_t better_fee(const Frame& frame, std::int64_t fee, std::int64_t operations) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const std::int64_t as_good = scaled_down(fee, frame.paid_operations(), operations);
    return as_good == most ? most : as_good + 1;
}

bool is_same(const Frame& waiting, const Frame& frame) {
    if (waiting.is_fee_bump() == frame.is_fee_bump())
        return waiting.envelope_hash() == frame.envelope_hash();
    return waiting.is_fee_bump() && waiting.inner_envelope_hash() == frame.envelope_hash();
}

}  // namespace

Submission TransactionQueue::submit(const Ledger& ledger, const xdr::TransactionEnvelope& envelope,
                                    std::uint64_t upper_close_time) {
    auto frame = Frame::read(ledger.rules().network_id, envelope);
    if (!frame) return refused(Code::tx_malformed);
    if (is_banned(frame->envelope_hash())) return {.status = SubmitStatus::try_again_later};
    if (frame->fee() < 0) return refused(Code::tx_malformed);

    const auto account = accounts_.find(public_key(frame->source()));
    const Frame* waiting =
        account == accounts_.end() || !account->second.frame ? nullptr : &*account->second.frame;
    if (waiting != nullptr) {
        if (auto submission = compare_with_waiting(*frame, *waiting)) return *submission;
    }
    std::vector<Frame> evicted;
    if (auto submission = make_room(ledger, *frame, waiting, evicted)) return *submission;
    xdr::TransactionResult result = ledger.check(envelope, 0, upper_close_time);
    if (!is_success(result)) return {.status = SubmitStatus::error, .result = std::move(result)};
    if (!can_pay(ledger, *frame, waiting)) return refused(Code::tx_insufficient_balance);

    const std::uint32_t age = waiting == nullptr ? 0 : account->second.age;
    if (waiting != nullptr) drop(public_key(frame->source()));
    for (const Frame& loser : evicted) {
        highest_evicted_ = {.fee = loser.fee(), .operations = loser.paid_operations()};
        ban(loser);
    }
    // What replaces another is no younger.
    add(*std::move(frame), age);
    return {};
}

/// Nothing when `frame` may take the place of what waits.
std::optional<Submission> TransactionQueue::compare_with_waiting(const Frame& frame,
                                                                 const Frame& waiting) const {
    if (is_same(waiting, frame)) return Submission{.status = SubmitStatus::duplicate};
    if (frame.sequence() < waiting.sequence()) return refused(Code::tx_bad_seq);
    if (!frame.is_fee_bump() || frame.sequence() != waiting.sequence())
        return Submission{.status = SubmitStatus::try_again_later};
    const std::int64_t needed = scaled_up(waiting.fee(), replacing_factor * frame.paid_operations(),
                                          waiting.paid_operations());
    if (frame.fee() < needed) return refused(Code::tx_insufficient_fee, needed);
    return std::nullopt;
}

/// Whom `frame` would displace; what is refused for lack of room is banned.
std::optional<Submission> TransactionQueue::make_room(const Ledger& ledger, const Frame& frame,
                                                      const Frame* waiting,
                                                      std::vector<Frame>& evicted) {
    const auto refuse = [&](std::int64_t fee) -> Submission {
        banned_.front().insert(frame.envelope_hash());
        if (fee != 0) return refused(Code::tx_insufficient_fee, fee);
        return {.status = SubmitStatus::try_again_later};
    };
    const auto& [fee, count] = highest_evicted_;
    if (count != 0 && compare_rates(fee, count, frame.fee(), frame.paid_operations()) >= 0)
        return refuse(better_fee(frame, fee, count));

    const std::int64_t room = ledgers_of_room * ledger.header().max_tx_set_size;
    const std::int64_t replaced = waiting == nullptr ? 0 : waiting->paid_operations();
    const std::int64_t more = std::max<std::int64_t>(frame.paid_operations() - replaced, 0);
    if (more > room) return refuse(0);
    std::int64_t excess = operations() + more - room;
    std::vector<const Frame*> others = this->waiting();
    std::ranges::sort(others, is_cheaper);
    for (const Frame* other : others) {
        if (excess <= 0) break;
        if (compare_bids(*other, frame) >= 0)
            return refuse(better_fee(frame, other->fee(), other->paid_operations()));
        if (other->source() == frame.source()) return refuse(0);
        evicted.push_back(*other);
        excess -= other->paid_operations();
    }
    return std::nullopt;
}

/// For all that waits at his expense.
bool TransactionQueue::can_pay(const Ledger& ledger, const Frame& frame,
                               const Frame* waiting) const {
    const auto account = accounts_.find(public_key(frame.fee_source()));
    const std::int64_t owed = account == accounts_.end() ? 0 : account->second.fees;
    std::int64_t more = frame.fee();
    if (waiting != nullptr && waiting->fee_source() == frame.fee_source()) more -= waiting->fee();
    // It has been checked that he exists.
    const auto* entry = ledger.find(account_key(frame.fee_source()));
    return available_balance(ledger.header(), account_in(*entry)) - more >= owed;
}

std::vector<xdr::TransactionEnvelope> TransactionQueue::take_set(const Ledger& ledger,
                                                                 std::uint64_t close_time) const {
    const xdr::LedgerHeader& last = ledger.header();
    const std::uint64_t offset = close_time - std::min(close_time, last.scp_value.close_time);
    std::vector<const Frame*> candidates = waiting();
    std::erase_if(candidates, [&](const Frame* frame) {
        return frame->sequence() == starting_sequence(last.ledger_seq + 1) ||
               !is_success(ledger.check(frame->envelope(), offset, close_time));
    });
    std::ranges::sort(candidates,
                      [](const Frame* one, const Frame* other) { return is_cheaper(other, one); });
    std::int64_t room = last.max_tx_set_size;
    std::vector<xdr::TransactionEnvelope> set;
    for (const Frame* frame : candidates) {
        if (frame->paid_operations() > room) continue;
        room -= frame->paid_operations();
        set.push_back(frame->envelope());
    }
    return set;
}

void TransactionQueue::ledger_closed(const Ledger& ledger, const ClosedLedger& closed,
                                     std::uint64_t upper_close_time) {
    for (const AppliedTransaction& applied : closed.transactions) {
        const auto frame = Frame::read(ledger.rules().network_id, applied.envelope);
        if (!frame) continue;
        const auto account = accounts_.find(public_key(frame->source()));
        // A higher number than that can still be applied.
        if (account != accounts_.end() && account->second.frame &&
            account->second.frame->sequence() <= frame->sequence())
            drop(public_key(frame->source()));
        banned_.front().insert(frame->envelope_hash());
    }
    banned_.pop_back();
    banned_.emplace_front();
    highest_evicted_ = {};
    grow_older();
    std::vector<Frame> invalid;
    for (const Frame* frame : waiting()) {
        if (!is_success(ledger.check(frame->envelope(), 0, upper_close_time)))
            invalid.push_back(*frame);
    }
    for (const Frame& frame : invalid) ban(frame);
}

std::size_t TransactionQueue::size() const { return waiting().size(); }

std::int64_t TransactionQueue::operations() const {
    std::int64_t operations = 0;
    for (const Frame* frame : waiting()) operations += frame->paid_operations();
    return operations;
}

std::vector<const Frame*> TransactionQueue::waiting() const {
    std::vector<const Frame*> frames;
    for (const auto& [key, account] : accounts_)
        if (account.frame) frames.push_back(&*account.frame);
    return frames;
}

bool TransactionQueue::is_banned(const Hash& envelope) const {
    return std::ranges::any_of(
        banned_, [&](const std::set<Hash>& hashes) { return hashes.contains(envelope); });
}

void TransactionQueue::add(Frame frame, std::uint32_t age) {
    accounts_[public_key(frame.fee_source())].fees += frame.fee();
    Account& account = accounts_[public_key(frame.source())];
    account.frame = std::move(frame);
    account.age = age;
}

void TransactionQueue::drop(const Hash& source) {
    Account& account = accounts_.at(source);
    const Hash payer = public_key(account.frame->fee_source());
    accounts_.at(payer).fees -= account.frame->fee();
    account.frame.reset();
    account.age = 0;
    for (const Hash& key : {payer, source}) {
        const auto found = accounts_.find(key);
        if (found != accounts_.end() && !found->second.frame && found->second.fees == 0)
            accounts_.erase(found);
    }
}

void TransactionQueue::ban(const Frame& frame) {
    const Hash source = public_key(frame.source());
    banned_.front().insert(frame.envelope_hash());
    drop(source);
}

void TransactionQueue::grow_older() {
    std::vector<Frame> old;
    for (auto& [key, account] : accounts_) {
        if (account.frame && ++account.age == ledgers_to_wait) old.push_back(*account.frame);
    }
    for (const Frame& frame : old) ban(frame);
}

}  // namespace ledger::stellar::sandbox
