// The command line of program nociq: which verb, with which settings.
#pragma once

namespace ledger::app {

/// Parses and runs; returns the exit code.
int run_command_line(int count, char** arguments);

}  // namespace ledger::app
