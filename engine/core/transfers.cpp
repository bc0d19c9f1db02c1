#include "engine/core/transfers.hpp"

#include <utility>

namespace ledger {
namespace {

Transfer after(Transfer transfer, const TransferReserved& event) {
    transfer.state = Transfer::State::reserved;
    transfer.terms = event;
    return transfer;
}
Transfer after(Transfer transfer, const TransferCaptured&) {
    transfer.state = Transfer::State::captured;
    return transfer;
}
Transfer after(Transfer transfer, const TransferVoided&) {
    transfer.state = Transfer::State::voided;
    return transfer;
}
Transfer after(Transfer transfer, const TransferExpired&) {
    transfer.state = Transfer::State::expired;
    return transfer;
}

std::string_view word_for(Transfer::State state) {
    switch (state) {
        case Transfer::State::none: return "unknown";
        case Transfer::State::reserved: return "reserved";
        case Transfer::State::captured: return "captured";
        case Transfer::State::voided: return "voided";
        case Transfer::State::expired: return "expired";
    }
    return "";
}

Error ended(Transfer::State state) {
    Error error{.kind = ErrorKind::conflict,
                .code = "transfer.ended",
                .message = "this transfer is " + std::string{word_for(state)} + " already"};
    error.facts.emplace_back("state", word_for(state));
    return error;
}

/// The terms of a transfer that may still be captured or voided.
Result<TransferReserved> open_terms(Tx& tx, std::string_view id) {
    TRY(transfer, tx.load<Transfer>(id));
    if (transfer->state == Transfer::State::none)
        return fail(ErrorKind::not_found, "transfer.not_found", "no such transfer");
    if (transfer->state != Transfer::State::reserved) return fail(ended(transfer->state));
    if (transfer->terms.expires_at && *transfer->terms.expires_at <= tx.now())
        return fail(ended(Transfer::State::expired));
    return transfer->terms;
}

/// The transfer ends: what is not captured goes back.
Result<void> end(Tx& tx, std::string_view id, const TransferReserved& terms, Amount captured,
                 const Transfer::Event& event) {
    const std::string hold = hold_account(id);
    const Amount rest{terms.amount.units() - captured.units()};
    std::vector<Posting> postings;
    if (captured > Amount{}) postings.push_back({hold, terms.to, terms.asset, captured});
    if (rest > Amount{}) postings.push_back({hold, terms.from, terms.asset, rest});
    TRY(tx.append<Transfer>(id, event, std::move(postings)));
    return tx.wake_at<Transfer>(id, std::nullopt);
}

}  // namespace

Transfer evolve(Transfer transfer, const Transfer::Event& event) {
    return std::visit([&](const auto& e) { return after(std::move(transfer), e); }, event);
}

std::string hold_account(std::string_view id) { return std::string{"hold:"}.append(id); }

Result<void> reserve(Tx& tx, std::string_view id, const TransferReserved& terms) {
    TRY(transfer, tx.load<Transfer>(id));
    if (transfer->state != Transfer::State::none)
        return fail(ErrorKind::conflict, "transfer.exists", "this transfer's id is taken");
    if (terms.expires_at && *terms.expires_at <= tx.now())
        return fail(impossible("expires_at", "past", "expires_at is not in the future"));
    TRY(tx.append<Transfer>(id, terms,
                            {{terms.from, hold_account(id), terms.asset, terms.amount}}));
    return tx.wake_at<Transfer>(id, terms.expires_at);
}

Result<void> capture(Tx& tx, std::string_view id, std::optional<Amount> amount) {
    TRY(terms, open_terms(tx, id));
    const Amount captured = amount.value_or(terms.amount);
    if (captured <= Amount{} || captured > terms.amount)
        return fail(impossible("amount", "range",
                               "amount is above 0 and at most " + to_text(terms.amount)));
    return end(tx, id, terms, captured, TransferCaptured{captured});
}

Result<void> void_transfer(Tx& tx, std::string_view id, std::string reason) {
    TRY(terms, open_terms(tx, id));
    return end(tx, id, terms, Amount{}, TransferVoided{std::move(reason)});
}

Result<void> expire(Tx& tx, std::string_view id, Timestamp due) {
    TRY(transfer, tx.load<Transfer>(id));
    const TransferReserved terms = transfer->terms;
    return end(tx, id, terms, Amount{}, TransferExpired{due});
}

}  // namespace ledger
