// An invariant that holds in every build; when it does not, stopping is the only safe answer.
#pragma once

namespace ledger {

/// Prints the expression and its place on stderr and aborts. The log on disk is the truth, so
/// stopping loses nothing that was acknowledged.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace ledger

#define LEDGER_ASSERT(condition)        \
    ((condition) ? static_cast<void>(0) \
                 : ::ledger::assertion_failed(#condition, __FILE__, __LINE__))
