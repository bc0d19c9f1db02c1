// The verbs that speak Stellar: `nociq xdr`, `nociq key` and `nociq sandbox`.
#pragma once

#include "http/app/chosen_verb.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's name.
class App;
}

namespace ledger::app {

void add_xdr(CLI::App& app, Settings& settings, Chosen& chosen);
void add_keys(CLI::App& app, Settings& settings, Chosen& chosen);
void add_sandbox(CLI::App& app, Settings& settings, Chosen& chosen);

}  // namespace ledger::app
