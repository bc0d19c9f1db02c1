#include "tests/network/horizon_bodies.hpp"

namespace ledger::test {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace

std::string root_body() {
    return R"({"_links":{"friendbot":{"href":"https://friendbot.example/{?addr}","templated":true},
"self":{"href":"https://one.example/"}},"horizon_version":"28.0.0","core_version":"v27.0.0",
"ingest_latest_ledger":1000,"history_latest_ledger":1000,
"history_latest_ledger_closed_at":"2026-01-05T12:00:00Z","history_elder_ledger":2,
"core_latest_ledger":1001,"network_passphrase":"Test SDF Network ; September 2015",
"current_protocol_version":27,"supported_protocol_version":28,
"core_supported_protocol_version":28})";
}

std::string problem_body(std::string_view name, std::string_view detail) {
    return R"({"type":"https://stellar.org/horizon-errors/)" + std::string{name} +
           R"(","title":"A problem","status":400,"detail":")" + std::string{detail} + R"("})";
}

std::string account_body(std::string_view address, std::string_view issuer) {
    return replaced(
        replaced(
            R"({"_links":{"self":{"href":"https://one.example/accounts/ADDRESS"}},"id":"ADDRESS",
"account_id":"ADDRESS","sequence":"4294967296","sequence_ledger":7,"sequence_time":"1767614400",
"subentry_count":2,"last_modified_ledger":900,"thresholds":{"low_threshold":1,"med_threshold":2,
"high_threshold":3},"flags":{"auth_required":false,"auth_revocable":false},"balances":[
{"balance":"12.5000000","limit":"1000.0000000","buying_liabilities":"1.0000000",
"selling_liabilities":"2.0000000","is_authorized":false,"asset_type":"credit_alphanum4",
"asset_code":"USDC","asset_issuer":"ISSUER"},
{"balance":"3.0000000","asset_type":"liquidity_pool_shares","liquidity_pool_id":"00"},
{"balance":"100.0000000","buying_liabilities":"0.0000000","selling_liabilities":"0.0000000",
"asset_type":"native"}],"signers":[{"weight":2,"key":"ISSUER","type":"ed25519_public_key"},
{"weight":1,"key":"ADDRESS","type":"ed25519_public_key"}],"data":{},"num_sponsoring":0,
"num_sponsored":0,"paging_token":"ADDRESS"})",
            "ADDRESS", address),
        "ISSUER", issuer);
}

std::string fee_stats_body() {
    const std::string fees =
        R"({"max":"2000","min":"100","mode":"100","p10":"100","p20":"100","p30":"100","p40":"100",
"p50":"101","p60":"102","p70":"103","p80":"104","p90":"105","p95":"106","p99":"107"})";
    return R"({"last_ledger":"1000","last_ledger_base_fee":"100","ledger_capacity_usage":"0.5",
"fee_charged":)" +
           fees + R"(,"max_fee":)" + replaced(fees, "2000", "9000") + "}";
}

std::string transaction_body() {
    return R"({"id":"ab","paging_token":"4294967300096","successful":true,"hash":"ab","ledger":1000,
"created_at":"2026-01-05T12:00:00Z","source_account":"G","fee_charged":"200","max_fee":"400",
"operation_count":1,"envelope_xdr":"ZW52ZWxvcGU=","result_xdr":"cmVzdWx0",
"result_meta_xdr":"bWV0YQ==","memo_type":"none","signatures":[],
"fee_bump_transaction":{"hash":"cd","signatures":[]},
"inner_transaction":{"hash":"ab","signatures":[],"max_fee":"100"}})";
}

std::string payment_record(std::string_view place, std::string_view type, std::string_view rest) {
    return R"({"id":")" + std::string{place} + R"(","paging_token":")" + std::string{place} +
           R"(","transaction_successful":true,"type":")" + std::string{type} +
           R"(","created_at":"2026-01-05T12:00:00Z","transaction_hash":")" + std::string(64, 'a') +
           R"(",)" + std::string{rest} + "}";
}

std::string page_body(std::string_view records) {
    return R"({"_links":{"next":{"href":""}},"_embedded":{"records":[)" + std::string{records} +
           "]}}";
}

std::string claimable_body(std::string_view claimant, std::string_view predicate) {
    return R"({"id":"00000000)" + std::string(64, 'b') +
           R"(","asset":"native","amount":"5.0000000","last_modified_ledger":900,
"claimants":[{"destination":")" +
           std::string{claimant} + R"(","predicate":)" + std::string{predicate} +
           R"(}],"flags":{"clawback_enabled":false},"paging_token":"900-00"})";
}

}  // namespace ledger::test
