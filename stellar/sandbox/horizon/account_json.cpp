#include "stellar/sandbox/horizon/account_json.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/tx/flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using json::ObjectWriter;
using xdr::LedgerEntryType;

const xdr::AccountId* sponsor_of(const xdr::LedgerEntry& entry) {
    const auto* extension = entry.ext.get_if<1>();
    return extension != nullptr && extension->sponsoring_id ? &*extension->sponsoring_id : nullptr;
}

void add_sponsor(ObjectWriter& object, const xdr::AccountId* sponsor) {
    if (sponsor != nullptr) object.add("sponsor", account_text(*sponsor));
}

/// When a ledger closed, if history still knows.
void add_last_modified(ObjectWriter& object, const NetworkView& network, std::uint32_t sequence) {
    object.add("last_modified_ledger", sequence);
    if (const HistoryLedger* const ledger = network.history.find_ledger(sequence))
        object.add("last_modified_time", close_time_text(ledger->close_time()));
}

void add_liabilities(ObjectWriter& object, const xdr::Liabilities& liabilities) {
    object.add("buying_liabilities", amount_text(liabilities.buying));
    object.add("selling_liabilities", amount_text(liabilities.selling));
}

std::string line_json(const xdr::LedgerEntry& entry) {
    const auto& line = *entry.data.get_if<LedgerEntryType::trustline>();
    const auto* extension = line.ext.get_if<1>();
    ObjectWriter object;
    object.add("balance", amount_text(line.balance));
    object.add("limit", amount_text(line.limit));
    add_liabilities(object, extension != nullptr ? extension->liabilities : xdr::Liabilities{});
    object.add("last_modified_ledger", entry.last_modified_ledger_seq);
    object.add("is_authorized", is_authorized(line));
    object.add("is_authorized_to_maintain_liabilities", maintains_liabilities(line));
    object.add("is_clawback_enabled", is_clawback_enabled(line));
    add_asset(object, asset_of(line.asset).value_or(xdr::Asset{}));
    add_sponsor(object, sponsor_of(entry));
    return object.text();
}

std::string native_json(const xdr::AccountEntry& account) {
    const auto* extension = account.ext.get_if<1>();
    ObjectWriter object;
    object.add("balance", amount_text(account.balance));
    add_liabilities(object, extension != nullptr ? extension->liabilities : xdr::Liabilities{});
    object.add("asset_type", "native");
    return object.text();
}

std::string_view type_of(const xdr::SignerKey& key) {
    switch (key.type()) {
        case xdr::SignerKeyType::pre_auth_tx: return "preauth_tx";
        case xdr::SignerKeyType::hash_x: return "sha256_hash";
        case xdr::SignerKeyType::ed25519_signed_payload: return "ed25519_signed_payload";
        case xdr::SignerKeyType::ed25519: break;
    }
    return "ed25519_public_key";
}

std::string signer_json(std::uint32_t weight, std::string_view key, std::string_view type,
                        const xdr::AccountId* sponsor) {
    ObjectWriter object;
    object.add("weight", weight);
    object.add("key", key);
    object.add("type", type);
    add_sponsor(object, sponsor);
    return object.text();
}

std::string signers_json(const xdr::AccountEntry& account) {
    const xdr::AccountEntryExtensionV2* const sponsorships = sponsorships_of(account);
    std::vector<std::string> signers;
    for (std::size_t i = 0; i < account.signers.size(); ++i) {
        const xdr::Signer& signer = account.signers[i];
        const xdr::AccountId* sponsor = nullptr;
        if (sponsorships != nullptr && i < sponsorships->signer_sponsoring_i_ds.size())
            if (const auto& id = sponsorships->signer_sponsoring_i_ds[i]) sponsor = &*id;
        signers.push_back(
            signer_json(signer.weight, signer_key_text(signer.key), type_of(signer.key), sponsor));
    }
    signers.push_back(signer_json(account.thresholds.bytes[master_weight],
                                  account_text(account.account_id), "ed25519_public_key", nullptr));
    return json::array_of(signers);
}

std::string thresholds_json(const xdr::AccountEntry& account) {
    ObjectWriter object;
    object.add("low_threshold", account.thresholds.bytes[low]);
    object.add("med_threshold", account.thresholds.bytes[medium]);
    object.add("high_threshold", account.thresholds.bytes[high]);
    return object.text();
}

std::string flags_json(const xdr::AccountEntry& account) {
    ObjectWriter object;
    object.add("auth_required", (account.flags & account_flags::auth_required) != 0);
    object.add("auth_revocable", (account.flags & account_flags::auth_revocable) != 0);
    object.add("auth_immutable", (account.flags & account_flags::auth_immutable) != 0);
    object.add("auth_clawback_enabled",
               (account.flags & account_flags::auth_clawback_enabled) != 0);
    return object.text();
}

std::string account_links(const std::string& id, std::string_view base) {
    const std::string path = "/accounts/" + id;
    return Links{base}
        .add("self", path)
        .add_template("transactions", path + "/transactions{?cursor,limit,order}")
        .add_template("operations", path + "/operations{?cursor,limit,order}")
        .add_template("payments", path + "/payments{?cursor,limit,order}")
        .add_template("effects", path + "/effects{?cursor,limit,order}")
        .add_template("offers", path + "/offers{?cursor,limit,order}")
        .add_template("trades", path + "/trades{?cursor,limit,order}")
        .add_template("data", path + "/data/{key}")
        .text();
}

/// Trust lines and data of the account.
struct Belongings {
    std::vector<std::string> balances;
    ObjectWriter data;
};

Belongings belongings_of(const NetworkView& network, const AccountKey& account) {
    Belongings belongings;
    network.entries.visit_of(account, [&](const xdr::LedgerKey& key) {
        const xdr::LedgerEntry* const entry = network.ledger.find(key);
        if (entry == nullptr) return;
        if (const auto* data = entry->data.get_if<LedgerEntryType::data>()) {
            belongings.data.add(readable(data->data_name.bytes), to_base64(data->data_value.bytes));
        } else {
            belongings.balances.push_back(line_json(*entry));
        }
    });
    return belongings;
}

void add_sequence(ObjectWriter& object, const xdr::AccountEntry& account) {
    object.add("sequence", std::to_string(account.seq_num));
    const xdr::AccountEntryExtensionV3* const times = sequence_times_of(account);
    if (times == nullptr) return;
    object.add("sequence_ledger", times->seq_ledger);
    object.add("sequence_time", std::to_string(times->seq_time));
}

}  // namespace

std::optional<std::string> account_json(const NetworkView& network, const AccountKey& account) {
    const xdr::LedgerEntry* const entry = network.ledger.find(account_key(account_id(account)));
    if (entry == nullptr) return std::nullopt;
    const xdr::AccountEntry& shown = account_in(*entry);
    Belongings belongings = belongings_of(network, account);
    belongings.balances.push_back(native_json(shown));
    const std::string id = account_text(shown.account_id);
    ObjectWriter object;
    object.add_raw("_links", account_links(id, network.base));
    object.add("id", id);
    object.add("account_id", id);
    add_sequence(object, shown);
    object.add("subentry_count", shown.num_sub_entries);
    if (shown.inflation_dest)
        object.add("inflation_destination", account_text(*shown.inflation_dest));
    if (!shown.home_domain.bytes.empty())
        object.add("home_domain", readable(shown.home_domain.bytes));
    add_last_modified(object, network, entry->last_modified_ledger_seq);
    object.add_raw("thresholds", thresholds_json(shown));
    object.add_raw("flags", flags_json(shown));
    object.add_raw("balances", json::array_of(belongings.balances));
    object.add_raw("signers", signers_json(shown));
    object.add_raw("data", belongings.data.text());
    object.add("num_sponsoring", sponsoring_count(shown));
    object.add("num_sponsored", sponsored_count(shown));
    add_sponsor(object, sponsor_of(*entry));
    object.add("paging_token", id);
    return object.text();
}

std::optional<std::string> data_json(const NetworkView& network, const AccountKey& account,
                                     std::string_view name) {
    if (name.size() > 64) return std::nullopt;
    const xdr::LedgerEntry* const entry =
        network.ledger.find(data_key(account_id(account), {std::string{name}}));
    if (entry == nullptr) return std::nullopt;
    ObjectWriter object;
    object.add("value", to_base64(entry->data.get_if<LedgerEntryType::data>()->data_value.bytes));
    add_sponsor(object, sponsor_of(*entry));
    return object.text();
}

std::string balance_token(const xdr::LedgerEntry& entry) {
    return fmt::format("{}-{}", entry.last_modified_ledger_seq,
                       balance_id_text(balance_in(entry).balance_id));
}

std::string balance_json(const NetworkView& network, const xdr::LedgerEntry& entry) {
    const xdr::ClaimableBalanceEntry& balance = balance_in(entry);
    const std::string id = balance_id_text(balance.balance_id);
    const std::string path = "/claimable_balances/" + id;
    const auto* extension = balance.ext.get_if<1>();
    ObjectWriter flags;
    flags.add("clawback_enabled",
              extension != nullptr && (extension->flags & balance_clawback_enabled) != 0);
    ObjectWriter object;
    object.add_raw("_links",
                   Links{network.base}
                       .add("self", path)
                       .add_template("transactions", path + "/transactions{?cursor,limit,order}")
                       .add_template("operations", path + "/operations{?cursor,limit,order}")
                       .text());
    object.add("id", id);
    object.add("asset", asset_text(balance.asset));
    object.add("amount", amount_text(balance.amount));
    add_sponsor(object, sponsor_of(entry));
    add_last_modified(object, network, entry.last_modified_ledger_seq);
    object.add_raw("claimants", claimants_json(balance.claimants));
    object.add_raw("flags", flags.text());
    object.add("paging_token", balance_token(entry));
    return object.text();
}

}  // namespace ledger::stellar::sandbox
