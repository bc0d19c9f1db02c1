#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/service/service.hpp"

namespace ledger::stellar::sandbox {
namespace {

Reply json_reply(std::string json) {
    return {.status = 200, .body = std::move(json), .content_type = "application/json"};
}

std::string accounts_json(const SandboxKeys& keys) {
    json::ObjectWriter accounts;
    accounts.add("root", account_text(keys.root.public_key()));
    accounts.add("issuer", account_text(keys.issuer.public_key()));
    accounts.add("pool", account_text(keys.pool.public_key()));
    accounts.add("operator", account_text(keys.network_operator.public_key()));
    accounts.add("noc", account_text(keys.noc.public_key()));
    return accounts.text();
}

}  // namespace

Reply Service::administer(const SandboxRequest& request) {
    if (broken_) return reply_of(server_error(broken_->message));
    const OrProblem<Target> target = target_from_text(request.target);
    if (!target) return reply_of(target.error());
    if (target->path.size() != 1) return reply_of(not_found());
    const std::string_view verb = target->path[0];
    const bool asks = request.method == Method::get;
    const bool tells = request.method == Method::post;
    if (verb == "status") return asks ? status() : reply_of(method_not_allowed());
    if (verb == "close-ledger") return tells ? close_now() : reply_of(method_not_allowed());
    if (verb != "faults") return reply_of(not_found());
    if (tells) return change_faults(request.body);
    return asks ? json_reply(json::text_of(faults_)) : reply_of(method_not_allowed());
}

Reply Service::status() const {
    const HistoryLedger& latest = network_->history().latest();
    json::ObjectWriter status;
    status.add("passphrase", network_->names().passphrase);
    status.add("network_id", to_hex(network_->id()));
    status.add("genesis_hash", to_hex(network_->genesis()));
    status.add("latest_ledger", latest.sequence());
    status.add("latest_ledger_hash", to_hex(latest.stored.hash));
    status.add("oldest_ledger", network_->history().oldest().sequence());
    status.add("waiting_transactions", network_->waiting());
    status.add("waiting_clients", waiting_.size());
    status.add("cut_bytes", network_->cut_bytes());
    status.add_raw("accounts", accounts_json(network_->keys()));
    return json_reply(status.text());
}

Reply Service::change_faults(std::string_view body) {
    const auto faults = json::parse<Faults>(body);
    if (!faults) return reply_of(bad_parameter("faults", faults.error().message));
    if (const auto set = set_faults(*faults); !set)
        return reply_of(server_error(set.error().message));
    return json_reply(json::text_of(faults_));
}

Reply Service::close_now() {
    if (const auto closed = close(); !closed) return reply_of(server_error(closed.error().message));
    json::ObjectWriter object;
    object.add("latest_ledger", network_->history().latest().sequence());
    return json_reply(object.text());
}

}  // namespace ledger::stellar::sandbox
