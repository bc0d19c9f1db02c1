#include "engine/core/genesis.hpp"

#include "engine/core/ledger_events.hpp"
#include "engine/core/tx.hpp"

#include <utility>

namespace ledger {

CommandHandler genesis(GenesisFacts facts, std::span<const Domain* const> domains) {
    return [facts = std::move(facts), domains](Tx& tx) -> Result<Reply> {
        TRY(tx.append<LogIdentity>(log_identity_id, LogCreated{.format = 1,
                                                               .origin = facts.origin,
                                                               .verifier_key = facts.verifier_key,
                                                               .network = facts.network}));
        for (const std::string& code : facts.assets)
            TRY(tx.append<Asset>(
                code, AssetDefined{.code = code, .issuer = {}, .network = facts.network}));
        for (const Domain* domain : domains)
            if (domain->found != nullptr) TRY(domain->found(tx));
        return Reply{.status = 201};
    };
}

}  // namespace ledger
