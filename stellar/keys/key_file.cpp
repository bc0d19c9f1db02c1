#include "stellar/keys/key_file.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/secret_file.hpp"

#include <fmt/format.h>

#include <array>

namespace ledger::stellar {
namespace {

constexpr std::uint64_t most_bytes = 4096;
constexpr std::size_t random_name_bytes = 8;

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// A name of its own for each attempt: two that run at once do not write into each other's file.
std::string name_beside(const std::string& path, Entropy& entropy) {
    std::array<std::uint8_t, random_name_bytes> bytes{};
    entropy.fill(bytes);
    std::string name;
    put_bytes(name, bytes);
    return path + "." + to_hex(name) + ".new";
}

Result<void> write_whole(FileSystem& files, const std::string& path, std::string_view text) {
    TRY(file, files.open(path, OpenMode::create_private));
    TRY(file->append(text));
    return file->sync();
}

}  // namespace

Result<void> create_key_file(FileSystem& files, Entropy& entropy, const std::string& path,
                             const SealedKey& key) {
    const std::string beside = name_beside(path, entropy);
    Result<void> made = write_whole(files, beside, to_text(key));
    // A rename would replace a key that is there; a link does not.
    if (made) made = files.link(beside, path);
    const Result<void> removed = files.remove(beside);
    if (!made) return made;
    TRY(files.sync_directory(parent_of(path)));
    return removed;
}

Result<SealedKey> read_key_file(FileSystem& files, const std::string& path) {
    TRY(text, read_secret_file(files, path, Readers::owner, most_bytes));
    auto key = sealed_key_from_text(text.reveal());
    if (!key) return fail(key.error().kind, key.error().code, path + ": " + key.error().message);
    return key;
}

Result<WalletKey> open_key_file(FileSystem& files, const std::string& path, std::string_view wallet,
                                const SealingKey& sealing_key) {
    TRY(sealed, read_key_file(files, path));
    if (sealed.wallet != wallet)
        return fail(
            ErrorKind::conflict, "key_file.wallet",
            fmt::format("{}: the key of wallet {}, not of {}", path, sealed.wallet, wallet));
    auto key = unseal(sealed, sealing_key);
    if (!key) return fail(key.error().kind, key.error().code, path + ": " + key.error().message);
    return key;
}

}  // namespace ledger::stellar
