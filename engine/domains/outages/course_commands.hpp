// The requests that move an outage on its course, one of them or many at once.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger::outages {

// POST /api/v1/outages/{id}/<what>.
Result<PreparedCommand> prepare_acknowledge(const Request& request);
Result<PreparedCommand> prepare_assign(const Request& request);
Result<PreparedCommand> prepare_note(const Request& request);
Result<PreparedCommand> prepare_resolve(const Request& request);
Result<PreparedCommand> prepare_reopen(const Request& request);
Result<PreparedCommand> prepare_close(const Request& request);
Result<PreparedCommand> prepare_restore(const Request& request);
Result<PreparedCommand> prepare_relate(const Request& request);
Result<PreparedCommand> prepare_clock_stop(const Request& request);
Result<PreparedCommand> prepare_clock_start(const Request& request);
Result<PreparedCommand> prepare_correct(const Request& request);

// POST /api/v1/outages/batch/<what>: each for itself, all in one command.
Result<PreparedCommand> prepare_batch_acknowledge(const Request& request);
Result<PreparedCommand> prepare_batch_resolve(const Request& request);

}  // namespace ledger::outages
