// Who may include what: the layers of the tree, and the heavy or dangerous libraries.
#pragma once

#include "tests/tidy/tidy.hpp"

#include <string>
#include <string_view>

namespace ledger {

/// Whether one of the space-separated patterns ("engine/log/* http/server.cpp") fits the path.
bool matches_any(const std::string& path, std::string_view patterns);

/// What is wrong with this line of `path`, an #include; empty if nothing is.
std::string complaint_about_include(const std::string& path, std::string_view line,
                                    const HasFile& has_file);

}  // namespace ledger
