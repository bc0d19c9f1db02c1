#include "stellar/sandbox/horizon/operation_details.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/horizon/json_parts.hpp"
#include "stellar/tx/flags.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {
namespace {

using json::ObjectWriter;
using xdr::MuxedAccount;
using xdr::OperationType;

/// In the order of their numbers.
constexpr std::array<std::string_view, 27> operation_names{"create_account",
                                                           "payment",
                                                           "path_payment_strict_receive",
                                                           "manage_sell_offer",
                                                           "create_passive_sell_offer",
                                                           "set_options",
                                                           "change_trust",
                                                           "allow_trust",
                                                           "account_merge",
                                                           "inflation",
                                                           "manage_data",
                                                           "bump_sequence",
                                                           "manage_buy_offer",
                                                           "path_payment_strict_send",
                                                           "create_claimable_balance",
                                                           "claim_claimable_balance",
                                                           "begin_sponsoring_future_reserves",
                                                           "end_sponsoring_future_reserves",
                                                           "revoke_sponsorship",
                                                           "clawback",
                                                           "clawback_claimable_balance",
                                                           "set_trust_line_flags",
                                                           "liquidity_pool_deposit",
                                                           "liquidity_pool_withdraw",
                                                           "invoke_host_function",
                                                           "extend_footprint_ttl",
                                                           "restore_footprint"};

struct FlagName {
    std::uint32_t flag = 0;
    std::string_view name;
};
constexpr FlagName account_flag_names[] = {
    {account_flags::auth_required, "auth_required"},
    {account_flags::auth_revocable, "auth_revocable"},
    {account_flags::auth_immutable, "auth_immutable"},
    {account_flags::auth_clawback_enabled, "auth_clawback_enabled"}};
constexpr FlagName line_flag_names[] = {
    {trust_line_flags::authorized, "authorized"},
    {trust_line_flags::authorized_to_maintain_liabilities,
     "authorized_to_maintain_liabilites"},  // Horizon's spelling.
    {trust_line_flags::clawback_enabled, "clawback_enabled"}};

/// `name` as numbers and `name`_s as words; nothing when no flag is among them.
void add_flags(ObjectWriter& object, const std::string& name, std::uint32_t flags,
               std::span<const FlagName> names) {
    std::vector<std::string> numbers;
    std::vector<std::string> words;
    for (const FlagName& flag : names) {
        if ((flags & flag.flag) == 0) continue;
        numbers.push_back(std::to_string(flag.flag));
        json::write(words.emplace_back(), flag.name);
    }
    if (numbers.empty()) return;
    object.add_raw(name, json::array_of(numbers));
    object.add_raw(name + "_s", json::array_of(words));
}

void add_number(ObjectWriter& object, std::string_view name,
                const std::optional<std::uint32_t>& number) {
    if (number) object.add(name, *number);
}

void describe(ObjectWriter& object, const xdr::CreateAccountOp& operation,
              const MuxedAccount& source) {
    object.add("starting_balance", amount_text(operation.starting_balance));
    add_account(object, "funder", source);
    object.add("account", account_text(operation.destination));
}

void describe(ObjectWriter& object, const xdr::PaymentOp& operation, const MuxedAccount& source) {
    add_asset(object, operation.asset);
    add_account(object, "from", source);
    add_account(object, "to", operation.destination);
    object.add("amount", amount_text(operation.amount));
}

void describe(ObjectWriter& object, const xdr::SetOptionsOp& operation, const MuxedAccount&) {
    if (operation.inflation_dest)
        object.add("inflation_dest", account_text(*operation.inflation_dest));
    add_number(object, "master_key_weight", operation.master_weight);
    add_number(object, "low_threshold", operation.low_threshold);
    add_number(object, "med_threshold", operation.med_threshold);
    add_number(object, "high_threshold", operation.high_threshold);
    if (operation.home_domain) object.add("home_domain", readable(operation.home_domain->bytes));
    if (operation.signer) {
        object.add("signer_key", signer_key_text(operation.signer->key));
        object.add("signer_weight", operation.signer->weight);
    }
    add_flags(object, "set_flags", operation.set_flags.value_or(0), account_flag_names);
    add_flags(object, "clear_flags", operation.clear_flags.value_or(0), account_flag_names);
}

void describe(ObjectWriter& object, const xdr::ChangeTrustOp& operation,
              const MuxedAccount& source) {
    xdr::Asset asset;
    if (const auto* four = operation.line.get_if<xdr::AssetType::credit_alphanum4>()) {
        asset = xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum4>, *four};
        object.add("trustee", account_text(four->issuer));
    }
    if (const auto* twelve = operation.line.get_if<xdr::AssetType::credit_alphanum12>()) {
        asset = xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum12>, *twelve};
        object.add("trustee", account_text(twelve->issuer));
    }
    add_asset(object, asset);
    add_account(object, "trustor", source);
    object.add("limit", amount_text(operation.limit));
}

xdr::Asset issued_by(const xdr::AssetCode& code, const MuxedAccount& issuer) {
    const xdr::AccountId account = account_of(issuer);
    if (const auto* four = code.get_if<xdr::AssetType::credit_alphanum4>())
        return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum4>, *four, account};
    return xdr::Asset{xdr::arm<xdr::AssetType::credit_alphanum12>,
                      *code.get_if<xdr::AssetType::credit_alphanum12>(), account};
}

void describe(ObjectWriter& object, const xdr::AllowTrustOp& operation,
              const MuxedAccount& source) {
    add_asset(object, issued_by(operation.asset, source));
    add_account(object, "trustee", source);
    object.add("trustor", account_text(operation.trustor));
    object.add("authorize", operation.authorize == trust_line_flags::authorized);
    object.add("authorize_to_maintain_liabilities",
               operation.authorize == trust_line_flags::authorized_to_maintain_liabilities);
}

void describe(ObjectWriter& object, const xdr::SetTrustLineFlagsOp& operation,
              const MuxedAccount&) {
    add_asset(object, operation.asset);
    object.add("trustor", account_text(operation.trustor));
    add_flags(object, "set_flags", operation.set_flags, line_flag_names);
    add_flags(object, "clear_flags", operation.clear_flags, line_flag_names);
}

void describe(ObjectWriter& object, const xdr::ManageDataOp& operation, const MuxedAccount&) {
    object.add("name", readable(operation.data_name.bytes));
    if (operation.data_value) {
        object.add("value", to_base64(operation.data_value->bytes));
    } else {
        object.add_raw("value", "null");
    }
}

void describe(ObjectWriter& object, const xdr::BumpSequenceOp& operation, const MuxedAccount&) {
    object.add("bump_to", std::to_string(operation.bump_to));
}

void describe(ObjectWriter& object, const xdr::CreateClaimableBalanceOp& operation,
              const MuxedAccount&) {
    object.add("asset", asset_text(operation.asset));
    object.add("amount", amount_text(operation.amount));
    object.add_raw("claimants", claimants_json(operation.claimants));
}

void describe(ObjectWriter& object, const xdr::ClaimClaimableBalanceOp& operation,
              const MuxedAccount& source) {
    object.add("balance_id", balance_id_text(operation.balance_id));
    add_account(object, "claimant", source);
}

void describe(ObjectWriter& object, const xdr::BeginSponsoringFutureReservesOp& operation,
              const MuxedAccount&) {
    object.add("sponsored_id", account_text(operation.sponsored_id));
}

void describe(ObjectWriter& object, const xdr::ClawbackOp& operation, const MuxedAccount&) {
    add_asset(object, operation.asset);
    add_account(object, "from", operation.from);
    object.add("amount", amount_text(operation.amount));
}

void describe(ObjectWriter& object, const xdr::ClawbackClaimableBalanceOp& operation,
              const MuxedAccount&) {
    object.add("balance_id", balance_id_text(operation.balance_id));
}

/// Adds the members when the body is of one of these types.
template <OperationType... Types>
void describe_any(ObjectWriter& object, const xdr::OperationBody& body,
                  const MuxedAccount& source) {
    const auto describe_one = [&](const auto* operation) {
        if (operation != nullptr) describe(object, *operation, source);
    };
    (describe_one(body.get_if<Types>()), ...);
}

}  // namespace

std::string_view operation_name(xdr::OperationType type) {
    return operation_names[static_cast<std::size_t>(type)];
}

void add_details(json::ObjectWriter& object, const xdr::OperationBody& body,
                 const xdr::MuxedAccount& source, std::string_view sponsor) {
    if (const auto* into = body.get_if<OperationType::account_merge>()) {
        add_account(object, "account", source);
        add_account(object, "into", *into);
    }
    if (body.type() == OperationType::end_sponsoring_future_reserves && !sponsor.empty())
        object.add("begin_sponsor", sponsor);
    describe_any<OperationType::create_account, OperationType::payment, OperationType::set_options,
                 OperationType::change_trust, OperationType::allow_trust,
                 OperationType::set_trust_line_flags, OperationType::manage_data,
                 OperationType::bump_sequence, OperationType::create_claimable_balance,
                 OperationType::claim_claimable_balance,
                 OperationType::begin_sponsoring_future_reserves, OperationType::clawback,
                 OperationType::clawback_claimable_balance>(object, body, source);
}

}  // namespace ledger::stellar::sandbox
