#include "engine/domains/outages/dedup_key.hpp"

namespace ledger::outages {
namespace {

Error held_by(const OutageId& other) {
    Error error{.kind = ErrorKind::conflict,
                .code = "outage.dedup_key_taken",
                .message = "another outage with the same dedup_key is open: " + other.value};
    error.facts.emplace_back("existing_id", other.value);
    return error;
}

}  // namespace

Result<std::optional<OutageId>> open_holder(Tx& tx, const std::string& key) {
    TRY(owner, tx.owner_of(dedup_key_space, key));
    if (!owner) return std::optional<OutageId>{};
    TRY(outage, tx.load<Outage>(*owner));
    if (!outage->is_open()) return std::optional<OutageId>{};
    return std::optional{OutageId{*owner}};
}

Result<void> hold_dedup_key(Tx& tx, const OutageId& id) {
    TRY(outage, tx.load<Outage>(id.value));
    if (!outage->dedup_key || !outage->is_open()) return {};
    const std::string key = *outage->dedup_key;
    TRY(holder, open_holder(tx, key));
    if (holder && *holder != id) return fail(held_by(*holder));
    if (!holder) tx.reclaim(dedup_key_space, key, id.value);
    return {};
}

}  // namespace ledger::outages
