// The outage that a request's path names, at the version that the request has seen.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/outages/decider.hpp"
#include "engine/kernel/route.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ledger::outages {

/// The client's own numbers, one outage each, for ever.
inline constexpr std::string_view external_id_space = "outage.external_id";

enum class Wanted { present, also_deleted };

/// Ids that this server gave come first, then the client's own (ruling 4); 404 when there is none.
Result<OutageId> find_outage(Tx& tx, const std::string& id, Wanted wanted = Wanted::present);

/// The same for a name in the body: 422 about `field` when there is none.
Result<OutageId> find_related(Tx& tx, std::string_view field, const std::string& id);

/// What a command on `id` will look at.
std::vector<Touch> touches_of(const std::string& id);

/// A command on the outage `{id}` of the path, bound to its `If-Match`; `act` may run more than
/// once.
Result<PreparedCommand> on_outage(const Request& request,
                                  std::function<Result<Reply>(Tx&, const OutageId&)> act,
                                  Wanted wanted = Wanted::present);

/// A reply with the outage's new ETag.
Result<Reply> reply_about(Tx& tx, const OutageId& id, int status, std::string body);

}  // namespace ledger::outages
