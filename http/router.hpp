// Finds the route of a method and a path. Made once, out of the tables that all routes stand in.
#pragma once

#include "engine/kernel/route.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// Literal segments win over `{placeholders}`, those over a tail `{rest...}`. Segments are split
/// before they are percent-decoded, so a value may hold an encoded slash.
class Router {
public:
    explicit Router(std::span<const std::span<const Route>> tables);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    struct Match {
        const Route* route = nullptr;
        std::map<std::string, std::string, std::less<>> values;
    };
    /// 400 for a malformed escape, 404 for an unknown path, 405 with `allowed` for a method that
    /// the path does not have; HEAD counts as GET.
    Result<Match> match(std::optional<Method> method, std::string_view raw_path) const;
    /// The methods of a path as an `Allow` field lists them; empty for an unknown path.
    std::vector<std::string> allowed(std::string_view raw_path) const;

private:
    struct Node;
    struct Search;
    std::unique_ptr<Node> root_;
};

}  // namespace ledger
