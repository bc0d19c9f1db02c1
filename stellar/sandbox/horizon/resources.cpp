#include "stellar/sandbox/horizon/resources.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/asset_name.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/sandbox/horizon/operation_json.hpp"
#include "stellar/sandbox/horizon/overview_json.hpp"
#include "stellar/sandbox/horizon/transaction_json.hpp"
#include "stellar/strkey/strkey.hpp"

#include <algorithm>
#include <charconv>

namespace ledger::stellar::sandbox {
namespace {

using Answer = OrProblem<Resource>;

constexpr std::size_t balance_type_digits = 8;

/// What all handlers are given.
struct Asked {
    const NetworkView& network;
    const Target& target;

    /// The part of the path at `index`; "" beyond its end.
    std::string_view part(std::size_t index) const {
        return index < target.path.size() ? std::string_view{target.path[index]} : "";
    }
    std::size_t parts() const { return target.path.size(); }
};

OrProblem<AccountKey> account_from(std::string_view text, std::string_view field) {
    if (text.starts_with('M')) {
        const auto payload = strkey_payload(StrkeyKind::muxed_account, text);
        if (payload) return AccountKey{ByteReader{*payload}.take_array<32>()};
    }
    const auto key = key_from_account_text(text);
    if (!key) return std::unexpected{bad_parameter(field, "must be an account: G…")};
    return AccountKey{*key};
}

OrProblem<bool> flag_of(const Target& target, std::string_view name) {
    const std::string* const text = target.find(name);
    if (text == nullptr || *text == "false") return false;
    if (*text == "true") return true;
    return std::unexpected{bad_parameter(name, "must be true or false")};
}

OrProblem<bool> joins_transactions(const Target& target) {
    const std::string* const text = target.find("join");
    if (text == nullptr) return false;
    if (*text == "transactions") return true;
    return std::unexpected{bad_parameter("join", "must be transactions")};
}

Answer single(Result<std::string> json) {
    if (!json) return std::unexpected{server_error(json.error().message)};
    return Single{std::move(*json)};
}

Answer single(std::optional<std::string> json) {
    if (!json) return std::unexpected{not_found()};
    return Single{std::move(*json)};
}

/// One of the lists of history that there are of an account, a ledger, a transaction and of all.
Answer history_list(const Target& target, std::string_view kind, const Scope& scope,
                    const std::optional<AccountKey>& account, bool always_failed = false) {
    const auto include_failed = flag_of(target, "include_failed");
    if (!include_failed) return std::unexpected{include_failed.error()};
    if (kind == "transactions")
        return List{
            TransactionList{.scope = scope, .account = account, .include_failed = *include_failed}};
    if (kind != "operations" && kind != "payments") return std::unexpected{not_found()};
    const auto joins = joins_transactions(target);
    if (!joins) return std::unexpected{joins.error()};
    return List{OperationList{.scope = scope,
                              .account = account,
                              .only_payments = kind == "payments",
                              .include_failed = *include_failed || always_failed,
                              .join_transactions = *joins}};
}

Answer account_resource(const Asked& asked) {
    const auto account = account_from(asked.part(1), "account_id");
    if (!account) return std::unexpected{account.error()};
    if (asked.parts() == 2) return single(account_json(asked.network, *account));
    if (asked.parts() == 4 && asked.part(2) == "data")
        return single(data_json(asked.network, *account, asked.part(3)));
    if (asked.parts() != 3) return std::unexpected{not_found()};
    const bool is_known = asked.network.history.knows(*account) ||
                          asked.network.ledger.find(account_key(account_id(*account))) != nullptr;
    if (!is_known) return std::unexpected{not_found()};
    return history_list(asked.target, asked.part(2), {}, *account);
}

Answer transaction_resource(const Asked& asked) {
    const std::optional<Hash> hash = hash_from_hex(asked.part(1));
    if (!hash || std::ranges::any_of(asked.part(1), [](char c) { return c >= 'A' && c <= 'F'; }))
        return std::unexpected{bad_parameter("tx_id", "must be a hash: 64 hexadecimal digits")};
    const std::optional<TransactionPlace> place = asked.network.history.find(*hash);
    if (!place) return std::unexpected{not_found()};
    if (asked.parts() == 2) return single(transaction_json(*place, *hash, asked.network.base));
    if (asked.parts() != 3 || asked.part(2) == "transactions") return std::unexpected{not_found()};
    Toid end = place->toid();
    ++end.transaction;
    return history_list(asked.target, asked.part(2),
                        {.first = place->toid().number(), .end = end.number()}, std::nullopt, true);
}

Answer ledger_resource(const Asked& asked) {
    const std::string_view text = asked.part(1);
    std::uint32_t sequence = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
    if (error != std::errc{} || stop != text.data() + text.size())
        return std::unexpected{bad_parameter("ledger_id", "must be the number of a ledger")};
    const HistoryLedger* const ledger = asked.network.history.find_ledger(sequence);
    if (ledger == nullptr && sequence < asked.network.history.oldest().sequence())
        return std::unexpected{before_history()};
    if (ledger == nullptr) return std::unexpected{not_found()};
    if (asked.parts() == 2) return single(ledger_json(*ledger, asked.network.base));
    if (asked.parts() != 3) return std::unexpected{not_found()};
    return history_list(
        asked.target, asked.part(2),
        {.first = Toid{sequence, 0, 0}.number(), .end = Toid{sequence + 1, 0, 0}.number()},
        std::nullopt);
}

Answer operation_resource(const Asked& asked) {
    const std::optional<Toid> toid = toid_from_text(asked.part(1));
    if (!toid) return std::unexpected{bad_parameter("id", "must be the number of an operation")};
    const HistoryLedger* const ledger = asked.network.history.find_ledger(toid->ledger);
    if (ledger == nullptr || toid->transaction == 0 || toid->transaction > ledger->facts.size() ||
        toid->operation == 0 || toid->operation > ledger->facts[toid->transaction - 1].operations)
        return std::unexpected{not_found()};
    const auto operations = OperationsView::of({ledger, toid->transaction - 1});
    if (!operations) return std::unexpected{server_error(operations.error().message)};
    return Single{operations->json(toid->operation - 1, asked.network.base, {})};
}

Answer balance_resource(const Asked& asked) {
    const auto wrong = [] {
        return std::unexpected{bad_parameter("id", "must be the id of a claimable balance")};
    };
    if (asked.part(1).size() <= balance_type_digits) return wrong();
    const std::optional<Hash> hash = hash_from_hex(asked.part(1).substr(balance_type_digits));
    if (!hash || asked.part(1).find_first_not_of('0') < balance_type_digits) return wrong();
    const xdr::ClaimableBalanceId id{
        xdr::arm<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>, *hash};
    const xdr::LedgerEntry* const entry = asked.network.ledger.find(balance_key(id));
    if (entry == nullptr) return std::unexpected{not_found()};
    return Single{balance_json(asked.network, *entry)};
}

OrProblem<xdr::Asset> asset_from(const std::string& text) {
    const auto name = asset_from_text(text);
    if (!name) return std::unexpected{bad_parameter("asset", "must be native or CODE:G…")};
    if (!name->issued) return xdr::Asset{};
    const xdr::AccountId issuer = account_id(Hash{name->issued->issuer});
    const std::string& code = name->issued->code;
    if (code.size() <= 4) {
        xdr::AssetCode4 four;
        std::ranges::copy(code, four.code.bytes.begin());
        return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum4>, four, issuer};
    }
    xdr::AssetCode12 twelve;
    std::ranges::copy(code, twelve.code.bytes.begin());
    return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum12>, twelve, issuer};
}

Answer balances_resource(const Asked& asked) {
    BalanceList list;
    for (auto [name, member] : {std::pair{"sponsor", &BalanceList::sponsor},
                                std::pair{"claimant", &BalanceList::claimant}}) {
        const std::string* const text = asked.target.find(name);
        if (text == nullptr) continue;
        const auto account = account_from(*text, name);
        if (!account) return std::unexpected{account.error()};
        list.*member = *account;
    }
    if (const std::string* const text = asked.target.find("asset")) {
        const auto asset = asset_from(*text);
        if (!asset) return std::unexpected{asset.error()};
        list.asset = *asset;
    }
    return List{list};
}

/// Of an address with one part.
Answer whole(const Asked& asked) {
    const std::string_view kind = asked.part(0);
    if (kind == "ledgers") return List{LedgerList{}};
    if (kind == "fee_stats") return Single{fee_stats_json(asked.network.history)};
    if (kind == "claimable_balances") return balances_resource(asked);
    return history_list(asked.target, kind, {}, std::nullopt);
}

}  // namespace

OrProblem<Resource> resource_at(const NetworkView& network, const NetworkNames& names,
                                const Target& target) {
    const Asked asked{network, target};
    if (target.path.empty()) return Single{root_json(network, names)};
    if (asked.parts() == 1) return whole(asked);
    const std::string_view kind = asked.part(0);
    if (kind == "accounts") return account_resource(asked);
    if (kind == "transactions") return transaction_resource(asked);
    if (kind == "ledgers") return ledger_resource(asked);
    if (kind == "operations" && asked.parts() == 2) return operation_resource(asked);
    if (kind == "claimable_balances" && asked.parts() == 2) return balance_resource(asked);
    return std::unexpected{not_found()};
}

}  // namespace ledger::stellar::sandbox
