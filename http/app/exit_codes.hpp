// What the programs exit with, for scripts and for systemd.
#pragma once

#include "engine/kernel/error.hpp"

namespace ledger {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_integrity = 3;  ///< Never restart on a broken log.
inline constexpr int exit_not_found = 4;
inline constexpr int exit_conflict = 5;
inline constexpr int exit_try_again = 75;   ///< EX_TEMPFAIL
inline constexpr int exit_bad_config = 78;  ///< EX_CONFIG

constexpr int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::corrupt: return exit_integrity;
        case ErrorKind::not_found: return exit_not_found;
        case ErrorKind::conflict:
        case ErrorKind::precondition_failed:
        case ErrorKind::idempotency_key_reused: return exit_conflict;
        case ErrorKind::unavailable:
        case ErrorKind::insufficient_storage:
        case ErrorKind::rate_limited: return exit_try_again;
        case ErrorKind::validation: return exit_usage;
        default: return exit_failed;
    }
}

}  // namespace ledger
