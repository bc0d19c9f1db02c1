#include "engine/storage/fencing.hpp"

#include <fmt/format.h>

namespace ledger {

Result<void> check_fence(const Commit& commit, Position end) {
    if (commit.first == end) return {};
    return fail(ErrorKind::conflict, "log.fenced",
                fmt::format("a commit for position {} met a log that ends at {}: another writer?",
                            commit.first, end));
}

}  // namespace ledger
