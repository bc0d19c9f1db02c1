#include "engine/core/ledger_events.hpp"

#include "engine/core/transfers.hpp"

namespace ledger {
namespace {

LogIdentity after(const LogIdentity&, const LogCreated& event) {
    return {.origin = event.origin, .verifier_key = event.verifier_key, .epoch = 1};
}

LogIdentity after(LogIdentity identity, const LogRecovered& event) {
    identity.origin = event.origin;
    ++identity.epoch;
    return identity;
}

}  // namespace

LogIdentity evolve(LogIdentity identity, const LogIdentity::Event& event) {
    return std::visit([&](const auto& e) { return after(std::move(identity), e); }, event);
}

Asset evolve(Asset asset, const Asset::Event&) {
    asset.defined = true;
    return asset;
}

void append_ledger_manual(std::string& out) {
    for (const auto& row : LogIdentity::table) row.append_manual(out);
    for (const auto& row : Asset::table) row.append_manual(out);
    for (const auto& row : Transfer::table) row.append_manual(out);
}

}  // namespace ledger
