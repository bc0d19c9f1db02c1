// A hundred transactions over 49 ledgers, against what a real stellar-core 19 did with them.
//
// Each ledger goes on after core's own header, so that the sets of transactions, their order and
// the hashes over them are core's. Differences, all of them in the header: core signs the close
// value and has a bucket list, so `ext`, `bucket_list_hash` and, in the one ledger that starts it
// anew, `skip_list` are its own; of the ledger before the first only its hash is known.
#include "tests/sandbox/scenario.hpp"

#include "stellar/keys/network_id.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/ledger.hpp"
#include "stellar/sandbox/queue.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/xdr/sep51.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::uint32_t ledger_before = 3;
constexpr std::uint64_t close_time_before = 1'760'001'118;
constexpr std::uint32_t skip_list_interval = 50;

std::string text_of(SubmitStatus status) {
    switch (status) {
        case SubmitStatus::pending: return "PENDING";
        case SubmitStatus::duplicate: return "DUPLICATE";
        case SubmitStatus::try_again_later: return "TRY_AGAIN_LATER";
        case SubmitStatus::error: return "ERROR";
    }
    return "";
}

template <class T>
std::string base64_of(const T& value) {
    const auto bytes = xdr::encode(value);
    REQUIRE(bytes.has_value());
    return to_base64(*bytes);
}

std::string signers_text(const xdr::AccountEntry& account) {
    if (account.signers.empty()) return "null";
    std::string bytes;
    put_big_endian(bytes, static_cast<std::uint32_t>(account.signers.size()));
    for (const xdr::Signer& signer : account.signers) bytes += xdr::encode(signer).value();
    return to_base64(bytes);
}

std::string line_of(const xdr::LedgerEntry& entry) {
    if (const auto* account = entry.data.get_if<xdr::LedgerEntryType::account>()) {
        std::string thresholds;
        put_bytes(thresholds, account->thresholds.bytes);
        return "account " + account_text(public_key(account->account_id).bytes) + ' ' +
               balance_text(static_cast<std::uint64_t>(account->balance)) + ' ' +
               std::to_string(account->seq_num) + ' ' + std::to_string(account->num_sub_entries) +
               ' ' + std::to_string(account->flags) + ' ' + to_base64(thresholds) + " '" +
               account->home_domain.bytes + "' " + signers_text(*account);
    }
    if (const auto* datum = entry.data.get_if<xdr::LedgerEntryType::data>())
        return "data " + account_text(public_key(datum->account_id).bytes) + ' ' +
               to_base64(datum->data_name.bytes) + ' ' + to_base64(datum->data_value.bytes);
    const auto json = xdr::to_json(entry);
    REQUIRE(json.has_value());
    return *json;
}

std::vector<xdr::LedgerEntry> entries_of(const Ledger& ledger) {
    std::vector<xdr::LedgerEntry> entries;
    ledger.for_each([&](const xdr::LedgerEntry& entry) { entries.push_back(entry); });
    return entries;
}

std::vector<std::string> state_of(const Ledger& ledger) {
    std::vector<std::string> lines;
    for (const xdr::LedgerEntry& entry : entries_of(ledger)) lines.push_back(line_of(entry));
    std::ranges::sort(lines);
    return lines;
}

/// Core lists changes in the order of its hash map, entry by entry.
xdr::LedgerEntryChanges in_order(const xdr::LedgerEntryChanges& changes) {
    using Type = xdr::LedgerEntryChangeType;
    std::multimap<std::string, xdr::LedgerEntryChange> by_key;
    for (const xdr::LedgerEntryChange& change : changes) {
        const auto* removed = change.get_if<Type::removed>();
        const auto* entry = change.get_if<Type::created>();
        if (entry == nullptr) entry = change.get_if<Type::updated>();
        if (entry == nullptr) entry = change.get_if<Type::state>();
        by_key.emplace(xdr::encode(removed != nullptr ? *removed : key_of(*entry)).value(), change);
    }
    xdr::LedgerEntryChanges sorted;
    for (const auto& [key, change] : by_key) sorted.push_back(change);
    return sorted;
}

/// `before` lists the changes of up to two steps, one after the other.
xdr::TransactionMeta in_order(xdr::TransactionMeta meta) {
    auto* v2 = meta.get_if<2>();
    REQUIRE(v2 != nullptr);
    for (xdr::OperationMeta& operation : v2->operations)
        operation.changes = in_order(operation.changes);
    return meta;
}

std::string json_of(const xdr::TransactionMeta& meta) { return xdr::to_json(meta).value(); }

/// The network as core had set it up.
Ledger ledger_before_the_first(const LedgerRules& rules, const xdr::LedgerHeader& first) {
    xdr::LedgerHeader header = first;
    header.ledger_seq = ledger_before;
    header.scp_value = {.close_time = close_time_before};
    header.fee_pool = 0;
    const Ledger genesis{rules, close_time_before};
    auto ledger = Ledger::from_state(rules, header, entries_of(genesis));
    REQUIRE(ledger.has_value());
    return *std::move(ledger);
}

/// What core announced in the close value, if anything.
std::optional<std::uint32_t> announced_limit(const xdr::LedgerHeader& header) {
    for (const xdr::UpgradeType& upgrade : header.scp_value.upgrades) {
        ByteReader reader{upgrade.bytes};
        if (reader.take<std::uint32_t>() == 3) return reader.take<std::uint32_t>();
    }
    return std::nullopt;
}

void check_header(const xdr::LedgerHeader& ours, const RecordedLedger& recorded) {
    xdr::LedgerHeader header = ours;
    header.scp_value.ext = recorded.header.scp_value.ext;
    header.bucket_list_hash = recorded.header.bucket_list_hash;
    if (header.ledger_seq == skip_list_interval) header.skip_list = recorded.header.skip_list;
    if (header.ledger_seq == ledger_before + 1) {
        header.previous_ledger_hash = recorded.header.previous_ledger_hash;
        header.scp_value.tx_set_hash = recorded.header.scp_value.tx_set_hash;
    }
    CHECK(xdr::to_json(header).value() == xdr::to_json(recorded.header).value());
    CHECK(ledger_header_hash(header).value() == recorded.hash);
}

void check_submission(const Vector& row, const Submission& submission) {
    CHECK(text_of(submission.status) == row.at("submit_status"));
    const auto expected = row.find("error_result_xdr");
    REQUIRE(submission.result.has_value() == (expected != row.end()));
    if (!submission.result) return;
    const auto result = decoded<xdr::TransactionResult>(expected->second);
    CHECK(xdr::to_json(*submission.result).value() == xdr::to_json(result).value());
}

void check_applied(const Vector& row, const AppliedTransaction& applied) {
    CHECK(to_hex(applied.hash) == row.at("hash_hex"));
    CHECK(base64_of(applied.result) == row.at("result_xdr"));
    const auto meta = decoded<xdr::TransactionMeta>(row.at("meta_xdr"));
    CHECK(json_of(in_order(applied.meta)) == json_of(in_order(meta)));
    // A list of changes has the same bytes as a struct of nothing else.
    const auto fees = decoded<xdr::OperationMeta>(row.at("fee_meta_xdr"));
    CHECK(in_order(applied.fee_changes) == in_order(fees.changes));
}

void check_set(const RecordedLedger& recorded, const ClosedLedger& closed) {
    std::size_t applied = 0;
    for (const Vector& row : recorded.transactions) {
        if (!row.contains("applied_in") || row.at("applied_in") == "null") continue;
        CAPTURE(row.at("label"));
        REQUIRE(row.at("applied_in") == std::to_string(closed.header.ledger_seq));
        const std::size_t place = std::stoul(row.at("index"));
        REQUIRE(place <= closed.transactions.size());
        check_applied(row, closed.transactions[place - 1]);
        ++applied;
    }
    CHECK(closed.transactions.size() == applied);
}

TEST_CASE("49 ledgers give what a real stellar-core 19 gave, to the byte") {
    const std::vector<RecordedLedger> recording = recorded_ledgers();
    REQUIRE(recording.size() == 49);
    const LedgerRules rules{.network_id = network_id("NOC-IQ Sandbox Network ; 2026"),
                            .protocol = 19};
    Ledger ledger = ledger_before_the_first(rules, recording.front().header);
    TransactionQueue queue;
    std::size_t transactions = 0;
    for (const RecordedLedger& recorded : recording) {
        CAPTURE(recorded.name);
        for (const Vector& row : recorded.transactions) {
            CAPTURE(row.at("label"));
            ++transactions;
            if (row.at("submit_status") == "(not submitted again)") continue;
            const auto envelope = decoded<xdr::TransactionEnvelope>(row.at("envelope_xdr"));
            check_submission(row, queue.submit(ledger, envelope, 0));
        }
        if (const auto limit = announced_limit(recorded.header))
            ledger.upgrade_most_operations(*limit);
        const auto set = queue.take_set(ledger, recorded.close_time);
        const ClosedLedger closed = ledger.close(set, recorded.close_time);
        queue.ledger_closed(ledger, closed, 0);
        check_set(recorded, closed);
        check_header(closed.header, recorded);
        CHECK(fmt::format("{}", fmt::join(state_of(ledger), "\n")) ==
              fmt::format("{}", fmt::join(recorded.state, "\n")));

        auto next = Ledger::from_state(rules, recorded.header, entries_of(ledger));
        REQUIRE(next.has_value());
        ledger = *std::move(next);
    }
    CHECK(transactions == 100);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
