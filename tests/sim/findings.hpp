// The first thing that was not as it must be.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ledger::test {

/// What must hold, in words, and what was found instead.
struct Finding {
    std::string invariant;
    std::string detail;
};

class Findings {
public:
    /// Later ones follow from the first; they are dropped.
    void report(std::string_view invariant, std::string detail) {
        if (!first_) first_ = Finding{std::string{invariant}, std::move(detail)};
    }
    const std::optional<Finding>& first() const { return first_; }
    bool none() const { return !first_; }

private:
    std::optional<Finding> first_;
};

}  // namespace ledger::test
