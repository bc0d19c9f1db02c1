// A verb of the table with what it was given, as the request that it is.
#pragma once

#include "http/app/verb_table.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

/// By placeholder, and by flag; empty ones were not given.
using Given = std::map<std::string, std::string, std::less<>>;

/// "id" and "name" of "/a/{id}/{name}".
std::vector<std::string> placeholders_of(std::string_view path);
/// Path and query.
std::string target_of(const Verb& verb, const Given& given);
/// JSON; empty when the verb sends none.
std::string body_of(const Verb& verb, const Given& given);

}  // namespace ledger::app
