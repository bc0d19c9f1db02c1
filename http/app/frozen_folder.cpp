#include "http/app/frozen_folder.hpp"

#include "http/app/folder_files.hpp"

#include <optional>
#include <utility>

namespace ledger {
namespace {

/// The name does not matter: the public key is what the log pins.
constexpr std::string_view any_name = "key";

Result<std::unique_ptr<FileLock>> lock_existing(const DataFolder& folder, FileSystem& files) {
    auto lock = files.lock(folder.lock());
    if (lock) return lock;
    return fail(lock.error().code == "file.locked" ? ErrorKind::unavailable : lock.error().kind,
                "folder.in_use",
                folder.root() + " is in use, or no data folder: " + lock.error().message);
}

}  // namespace

Result<FrozenFolder> freeze(const OpenSettings& settings, const Surroundings& around) {
    const DataFolder& folder = settings.folder;
    FrozenFolder frozen;
    TRY(lock, lock_existing(folder, around.files));
    frozen.lock = std::move(lock);
    TRY(has_format, check_format(settings, around.files));
    if (!has_format)
        return fail(ErrorKind::corrupt, "format.missing", folder.format() + " is missing");
    TRY(keys, open_keys(settings, around, true));
    TRY(signer, NoteSigner::from_seed(std::string{any_name}, std::move(keys.signing_seed)));
    TRY(head, read_head(settings, around));
    TRY(log,
        RocksdbLog::open(around.files, folder.log(), {.read_only = true, .warn = around.warn}));
    TRY(check_index_key(settings, *log, keys.index_key));
    frozen.log = std::move(log);
    frozen.facts = {.head = head.head,
                    .key = verify::SigningKey{.file = signing_key_path(settings),
                                              .verifier = signer.verifier()}};
    return frozen;
}

}  // namespace ledger
