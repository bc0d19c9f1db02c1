#include "engine/storage/rocksdb_status.hpp"

#include <rocksdb/status.h>

namespace ledger {

Error error_of(const rocksdb::Status& status) {
    Error error{.code = "log.io", .message = status.ToString()};
    const auto is = [&](ErrorKind kind, const char* code) {
        error.kind = kind;
        error.code = code;
    };
    // No file of a database comes and goes by itself: one that cannot be found was taken away.
    const bool is_gone = status.IsPathNotFound() || status.IsNotFound();
    if (status.IsCorruption() || is_gone) is(ErrorKind::corrupt, "log.corrupt");
    if (status.IsNoSpace()) is(ErrorKind::insufficient_storage, "log.no_space");
    if (status.IsBusy()) is(ErrorKind::conflict, "log.locked");
    return error;
}

Result<void> checked(const rocksdb::Status& status) {
    if (!status.ok()) return fail(error_of(status));
    return {};
}

}  // namespace ledger
