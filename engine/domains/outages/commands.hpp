// The requests that change outages: each becomes one atomic append, or a refusal.
#pragma once

#include "engine/domains/outages/named_outage.hpp"

namespace ledger::outages {

/// POST /api/v1/outages.
Result<PreparedCommand> prepare_create(const Request& request);
/// PUT /api/v1/outages/{id}.
Result<PreparedCommand> prepare_change(const Request& request);
/// DELETE /api/v1/outages/{id}.
Result<PreparedCommand> prepare_delete(const Request& request);

/// Decides one command and appends what follows from it. What the rule needs from elsewhere (the
/// site's path, maintenance windows, settings) is looked up here.
Result<void> execute(Tx& tx, const OutageId& id, Command command);

/// A ChangeReply about the outage as it is now. `was`: where it stood before, when this request may
/// have resolved it.
Result<Reply> change_reply(Tx& tx, const OutageId& id, std::string message,
                           std::optional<Status> was = {});

/// Records an outage under a new id and claims its external id; `facts.outage` is ignored.
Result<OutageId> record(Tx& tx, OutageCreated facts);

}  // namespace ledger::outages
