#include "stellar/tx/result_codes.hpp"

#include <array>
#include <span>
#include <utility>

// Each list begins with the largest code, and goes down by one.
namespace ledger::stellar {
namespace {

using xdr::OperationResultTr;
using xdr::OperationType;

constexpr std::string_view transaction[] = {"tx_fee_bump_inner_success",
                                            "tx_success",
                                            "tx_failed",
                                            "tx_too_early",
                                            "tx_too_late",
                                            "tx_missing_operation",
                                            "tx_bad_seq",
                                            "tx_bad_auth",
                                            "tx_insufficient_balance",
                                            "tx_no_source_account",
                                            "tx_insufficient_fee",
                                            "tx_bad_auth_extra",
                                            "tx_internal_error",
                                            "tx_not_supported",
                                            "tx_fee_bump_inner_failed",
                                            "tx_bad_sponsorship",
                                            "tx_bad_minseq_age_or_gap",
                                            "tx_malformed",
                                            "tx_soroban_invalid",
                                            "tx_frozen_key_accessed"};
constexpr std::int32_t largest_transaction_code = 1;

constexpr std::string_view operation[] = {"op_inner",
                                          "op_bad_auth",
                                          "op_no_source_account",
                                          "op_not_supported",
                                          "op_too_many_subentries",
                                          "op_exceeded_work_limit",
                                          "op_too_many_sponsoring"};

constexpr std::string_view create_account[] = {"op_success", "op_malformed", "op_underfunded",
                                               "op_low_reserve", "op_already_exists"};
constexpr std::string_view payment[] = {
    "op_success",      "op_malformed",          "op_underfunded",
    "op_src_no_trust", "op_src_not_authorized", "op_no_destination",
    "op_no_trust",     "op_not_authorized",     "op_line_full",
    "op_no_issuer"};
constexpr std::string_view path_payment_strict_receive[] = {
    "op_success",        "op_malformed",          "op_underfunded",
    "op_src_no_trust",   "op_src_not_authorized", "op_no_destination",
    "op_no_trust",       "op_not_authorized",     "op_line_full",
    "op_no_issuer",      "op_too_few_offers",     "op_cross_self",
    "op_over_source_max"};
constexpr std::string_view manage_sell_offer[] = {
    "op_success",          "op_malformed",       "op_sell_no_trust", "op_buy_no_trust",
    "sell_not_authorized", "buy_not_authorized", "op_line_full",     "op_underfunded",
    "op_cross_self",       "op_sell_no_issuer",  "buy_no_issuer",    "op_offer_not_found",
    "op_low_reserve"};
constexpr std::string_view set_options[] = {"op_success",
                                            "op_low_reserve",
                                            "op_too_many_signers",
                                            "op_bad_flags",
                                            "op_invalid_inflation",
                                            "op_cant_change",
                                            "op_unknown_flag",
                                            "op_threshold_out_of_range",
                                            "op_bad_signer",
                                            "op_invalid_home_domain",
                                            "op_auth_revocable_required"};
constexpr std::string_view change_trust[] = {"op_success",
                                             "op_malformed",
                                             "op_no_issuer",
                                             "op_invalid_limit",
                                             "op_low_reserve",
                                             "op_self_not_allowed",
                                             "op_trust_line_missing",
                                             "op_cannot_delete",
                                             "op_not_aut_maintain_liabilities"};
constexpr std::string_view allow_trust[] = {
    "op_success",     "op_malformed",        "op_no_trust",   "op_not_required",
    "op_cant_revoke", "op_self_not_allowed", "op_low_reserve"};
constexpr std::string_view account_merge[] = {
    "op_success",         "op_malformed",       "op_no_account", "op_immutable_set",
    "op_has_sub_entries", "op_seq_num_too_far", "op_dest_full",  "op_is_sponsor"};
constexpr std::string_view inflation[] = {"op_success", "op_not_time"};
constexpr std::string_view manage_data[] = {"op_success", "op_not_supported_yet",
                                            "op_data_name_not_found", "op_low_reserve",
                                            "op_data_invalid_name"};
constexpr std::string_view bump_sequence[] = {"op_success", "op_bad_seq"};
constexpr std::string_view manage_buy_offer[] = {
    "op_success",          "op_malformed",       "op_sell_no_trust", "op_buy_no_trust",
    "sell_not_authorized", "buy_not_authorized", "op_line_full",     "op_underfunded",
    "op_cross_self",       "op_sell_no_issuer",  "buy_no_issuer",    "op_offer_not_found",
    "op_low_reserve"};
constexpr std::string_view path_payment_strict_send[] = {
    "op_success",       "op_malformed",          "op_underfunded",
    "op_src_no_trust",  "op_src_not_authorized", "op_no_destination",
    "op_no_trust",      "op_not_authorized",     "op_line_full",
    "op_no_issuer",     "op_too_few_offers",     "op_cross_self",
    "op_under_dest_min"};
constexpr std::string_view create_claimable_balance[] = {"op_success",        "op_malformed",
                                                         "op_low_reserve",    "op_no_trust",
                                                         "op_not_authorized", "op_underfunded"};
constexpr std::string_view claim_claimable_balance[] = {
    "op_success",  "op_does_not_exist", "op_cannot_claim",    "op_line_full",
    "op_no_trust", "op_not_authorized", "op_trustline_frozen"};
constexpr std::string_view begin_sponsoring_future_reserves[] = {
    "op_success", "op_malformed", "op_already_sponsored", "op_recursive"};
constexpr std::string_view end_sponsoring_future_reserves[] = {"op_success", "op_not_sponsored"};
constexpr std::string_view revoke_sponsorship[] = {"op_success",           "op_does_not_exist",
                                                   "op_not_sponsor",       "op_low_reserve",
                                                   "op_only_transferable", "op_malformed"};
constexpr std::string_view clawback[] = {"op_success", "op_malformed", "op_not_clawback_enabled",
                                         "op_no_trust", "op_underfunded"};
constexpr std::string_view clawback_claimable_balance[] = {
    "op_success", "op_does_not_exist", "op_no_issuer", "op_not_clawback_enabled"};
constexpr std::string_view set_trust_line_flags[] = {"op_success",       "op_malformed",
                                                     "op_no_trust",      "op_cant_revoke",
                                                     "op_invalid_state", "op_low_reserve"};
constexpr std::string_view liquidity_pool_deposit[] = {
    "op_success",   "op_malformed", "op_no_trust",  "op_not_authorized",  "op_underfunded",
    "op_line_full", "op_bad_price", "op_pool_full", "op_trustline_frozen"};
constexpr std::string_view liquidity_pool_withdraw[] = {
    "op_success",   "op_malformed",     "op_no_trust",        "op_underfunded",
    "op_line_full", "op_under_minimum", "op_trustline_frozen"};
constexpr std::string_view invoke_host_function[] = {
    "op_success",       "op_malformed",
    "function_trapped", "resource_limit_exceeded",
    "entry_archived",   "insufficient_refundable_fee"};
constexpr std::string_view extend_footprint_ttl[] = {
    "op_success", "op_malformed", "resource_limit_exceeded", "insufficient_refundable_fee"};
constexpr std::string_view restore_footprint[] = {
    "op_success", "op_malformed", "resource_limit_exceeded", "insufficient_refundable_fee"};

constexpr std::span<const std::string_view> of_types[] = {create_account,
                                                          payment,
                                                          path_payment_strict_receive,
                                                          manage_sell_offer,
                                                          manage_sell_offer,
                                                          set_options,
                                                          change_trust,
                                                          allow_trust,
                                                          account_merge,
                                                          inflation,
                                                          manage_data,
                                                          bump_sequence,
                                                          manage_buy_offer,
                                                          path_payment_strict_send,
                                                          create_claimable_balance,
                                                          claim_claimable_balance,
                                                          begin_sponsoring_future_reserves,
                                                          end_sponsoring_future_reserves,
                                                          revoke_sponsorship,
                                                          clawback,
                                                          clawback_claimable_balance,
                                                          set_trust_line_flags,
                                                          liquidity_pool_deposit,
                                                          liquidity_pool_withdraw,
                                                          invoke_host_function,
                                                          extend_footprint_ttl,
                                                          restore_footprint};
static_assert(std::size(of_types) == OperationResultTr::arm_count);

std::string_view in_list(std::span<const std::string_view> codes, std::int64_t index) {
    if (index < 0 || index >= static_cast<std::int64_t>(codes.size())) return {};
    return codes[static_cast<std::size_t>(index)];
}

/// The code of whichever operation's result it is.
std::int32_t code_within(const OperationResultTr& result) {
    std::int32_t code = 0;
    const auto take = [&](const auto* arm) {
        if (arm != nullptr) code = static_cast<std::int32_t>(arm->type());
    };
    const auto take_all = [&]<std::size_t... Types>(std::index_sequence<Types...>) {
        (take(result.get_if<static_cast<OperationType>(Types)>()), ...);
    };
    take_all(std::make_index_sequence<OperationResultTr::arm_count>{});
    return code;
}

}  // namespace

std::string_view transaction_code(std::int32_t code) {
    return in_list(transaction, std::int64_t{largest_transaction_code} - code);
}

std::string_view operation_code(std::int32_t code) {
    return in_list(operation, -std::int64_t{code});
}

std::string_view operation_code(xdr::OperationType type, std::int32_t code) {
    const auto index = static_cast<std::size_t>(type);
    return index < std::size(of_types) ? in_list(of_types[index], -std::int64_t{code})
                                       : std::string_view{};
}

std::string_view operation_code(const xdr::OperationResult& result) {
    const auto* inner = result.get_if<xdr::OperationResultCode::op_inner>();
    if (inner == nullptr) return operation_code(static_cast<std::int32_t>(result.type()));
    return operation_code(inner->type(), code_within(*inner));
}

}  // namespace ledger::stellar
