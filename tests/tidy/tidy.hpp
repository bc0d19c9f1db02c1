// House rules which no compiler knows. They run as an ordinary test over the source tree.
// The length of functions is clang-tidy's to check (readability-function-size).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// Whether the repository has such a file; the path is relative to its root, without "..".
using HasFile = std::function<bool(const std::string& path)>;

/// Complaints about one file, each "path:line: what is wrong". A file other than C++ is only
/// searched for paths of somebody's machine.
std::vector<std::string> tidy(const std::string& path, std::string_view text,
                              const HasFile& has_file);

}  // namespace ledger
