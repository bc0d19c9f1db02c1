#include "engine/kernel/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace ledger {

void assertion_failed(const char* expression, const char* file, int line) noexcept {
    // Whether it can be printed or not, the process ends.
    static_cast<void>(
        std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", expression, file, line));
    std::abort();
}

}  // namespace ledger
