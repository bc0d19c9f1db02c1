// `nociq config check|show`, and what the configuration means to the server.
#pragma once

#include "http/app/configuration.hpp"
#include "http/app/serve.hpp"

namespace ledger::app {

/// Every key, its source and its value, then notes and errors; exit_ok or exit_bad_config.
int check_configuration(const Result<Configuration>& configuration);
/// The same as JSON.
int show_configuration(const Result<Configuration>& configuration);

/// Errors on stderr; exit_ok when there are none.
int tell_errors(const Result<Configuration>& configuration);

/// Puts what is set in place of the standards; flags may still replace it.
void apply(const Configuration& configuration, ServeSettings& settings);

/// Sets the process's own NOCIQ_* variables that only the file has, for the options that read them.
void export_own_variables(const Configuration& configuration);

}  // namespace ledger::app
