// Ledgers as a network would close them, made without one: chained, with payments between accounts
// whose keys nobody has.
#pragma once

#include "stellar/sandbox/history/stored.hpp"
#include "stellar/tx/hashes.hpp"

#include <cstdint>
#include <vector>

namespace ledger::stellar::sandbox::test {

inline Hash numbered(std::uint8_t number) {
    Hash hash;
    hash.bytes.fill(number);
    return hash;
}
inline xdr::AccountId account_of(std::uint8_t number) {
    return xdr::AccountId{xdr::arm<xdr::PublicKeyType::public_key_type_ed25519>, numbered(number)};
}
inline xdr::MuxedAccount muxed(std::uint8_t number) {
    return xdr::MuxedAccount{xdr::arm<xdr::CryptoKeyType::ed25519>, numbered(number)};
}

inline xdr::LedgerEntry account_entry(std::uint8_t number, std::int64_t balance,
                                      std::uint32_t ledger) {
    xdr::AccountEntry account{.account_id = account_of(number), .balance = balance};
    return {
        .last_modified_ledger_seq = ledger,
        .data = xdr::LedgerEntryData{xdr::arm<xdr::LedgerEntryType::account>, std::move(account)}};
}

inline xdr::Operation payment(std::uint8_t to, std::int64_t amount) {
    return {.body = xdr::OperationBody{xdr::arm<xdr::OperationType::payment>, muxed(to),
                                       xdr::Asset{}, amount}};
}

inline xdr::TransactionEnvelope envelope(std::uint8_t from, std::int64_t sequence,
                                         std::vector<xdr::Operation> operations) {
    xdr::Transaction tx{.source_account = muxed(from), .fee = 100, .seq_num = sequence};
    for (xdr::Operation& operation : operations) tx.operations.push_back(std::move(operation));
    return xdr::TransactionEnvelope{xdr::arm<xdr::EnvelopeType::tx>,
                                    xdr::TransactionV1Envelope{.tx = std::move(tx)}};
}

inline xdr::TransactionResult result_of(xdr::TransactionResultCode code) {
    return {.fee_charged = 100, .result = xdr::TransactionResultResult{code}};
}

/// A payment that leaves its source with `balance`.
inline AppliedTransaction applied_payment(std::uint8_t from, std::uint8_t to, std::int64_t balance,
                                          std::uint32_t ledger) {
    AppliedTransaction applied{.envelope = envelope(from, ledger, {payment(to, 1), payment(to, 2)}),
                               .result = result_of(xdr::TransactionResultCode::tx_success),
                               .meta = xdr::TransactionMeta{xdr::arm<4>, xdr::TransactionMetaV4{}}};
    applied.hash = *transaction_hash(Hash{}, applied.envelope);
    applied.fee_changes.push_back(xdr::LedgerEntryChange{
        xdr::arm<xdr::LedgerEntryChangeType::updated>, account_entry(from, balance, ledger)});
    return applied;
}

inline constexpr std::uint64_t first_close = 1'767'614'400;

/// The ledger after `previous`, 5 seconds later; without one, ledger 1.
inline ClosedLedger next_ledger(const StoredLedger* previous,
                                std::vector<AppliedTransaction> transactions) {
    xdr::LedgerHeader header{.ledger_version = 27, .ledger_seq = 1};
    header.scp_value.close_time = first_close;
    if (previous != nullptr) {
        header.previous_ledger_hash = previous->hash;
        header.ledger_seq = previous->header.ledger_seq + 1;
        header.scp_value.close_time = previous->header.scp_value.close_time + 5;
    }
    return {.header = header,
            .hash = *ledger_header_hash(header),
            .transactions = std::move(transactions)};
}

/// Ledgers 1 .. `count`; each from the second on holds one payment from account 1 to 2 or 3, in
/// turns, which leaves it with 1000 less the ledger's number.
inline std::vector<StoredLedger> sample_ledgers(std::uint32_t count) {
    std::vector<StoredLedger> ledgers;
    ledgers.reserve(count);
    for (std::uint32_t sequence = 1; sequence <= count; ++sequence) {
        std::vector<AppliedTransaction> transactions;
        if (sequence > 1)
            transactions.push_back(applied_payment(1, static_cast<std::uint8_t>(2 + sequence % 2),
                                                   1000 - sequence, sequence));
        const StoredLedger* const previous = ledgers.empty() ? nullptr : &ledgers.back();
        ledgers.push_back(*stored(next_ledger(previous, std::move(transactions))));
    }
    return ledgers;
}

}  // namespace ledger::stellar::sandbox::test
