// The log over HTTP, for whoever reads or checks it: events, proofs, checkpoints, tiles.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger {

Result<Reply> list_events(const Request& request, const Context& context);
Result<Reply> show_event(const Request& request, const Context& context);

Result<Reply> prove_event(const Request& request, const Context& context);
Result<Reply> show_checkpoint(const Request& request, const Context& context);
Result<Reply> show_verifier_key(const Request& request, const Context& context);
Result<Reply> show_tile(const Request& request, const Context& context);
Result<Reply> prove_consistency(const Request& request, const Context& context);

/// A position out of a path: 404 for what is none, for there is no such event.
Result<Position> position_of(const Request& request);

}  // namespace ledger
