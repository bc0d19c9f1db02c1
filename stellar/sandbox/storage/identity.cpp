#include "stellar/sandbox/storage/identity.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/storage/frame.hpp"
#include "stellar/sandbox/storage/recovery.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/describe.hpp"

#include <array>

namespace ledger::stellar::sandbox {

using xdr::make_type;

XDR_EXPAND(XDR_DEFINE_EACH(Identity))

namespace {

constexpr std::uint64_t most_identity_bytes = 1024;
constexpr std::size_t random_instance_bytes = 8;

template <std::size_t Size>
std::array<std::uint8_t, Size> random_bytes(Entropy& entropy) {
    std::array<std::uint8_t, Size> bytes{};
    entropy.fill(bytes);
    return bytes;
}

Identity new_identity(Entropy& entropy, const IdentityWishes& wishes) {
    Identity identity;
    if (wishes.instance) {
        identity.instance.bytes = *wishes.instance;
    } else {
        std::string bytes;
        put_bytes(bytes, random_bytes<random_instance_bytes>(entropy));
        identity.instance.bytes = to_hex(bytes);
    }
    identity.seed = wishes.seed ? *wishes.seed : Hash{random_bytes<32>(entropy)};
    return identity;
}

/// Readable by its owner alone; whole or not there.
Result<void> write(FileSystem& files, const std::string& folder, const std::string& path,
                   std::string_view bytes) {
    const std::string beside = path + ".new";
    if (files.info(beside)) TRY(files.remove(beside));
    {
        TRY(file, files.open(beside, OpenMode::create_private));
        TRY(file->append(bytes));
        TRY(file->sync());
    }
    TRY(files.rename(beside, path));
    return files.sync_directory(folder);
}

Result<Identity> read(FileSystem& files, const std::string& path) {
    TRY(bytes, read_file(files, path, most_identity_bytes));
    const std::optional<std::string_view> body = first_body(bytes);
    if (!body || frame_size(body->size()) != bytes.size())
        return fail(corrupt(path, "it is not one whole frame"));
    auto identity = xdr::decode<Identity>(*body);
    if (!identity) return fail(corrupt(path, identity.error().message));
    return identity;
}

}  // namespace

Result<Identity> identity_of(FileSystem& files, Entropy& entropy, const std::string& folder,
                             const IdentityWishes& wishes) {
    const std::string path = folder + "/identity";
    const auto info = files.info(path);
    if (!info && info.error().code != "file.not_found") return fail(info.error());
    if (!info) {
        TRY(names, files.list(folder));
        if (!sequences_of(names, "state").empty() || !sequences_of(names, "ledgers").empty())
            return fail(corrupt(path, "it is missing, though there are ledgers"));
        Identity identity = new_identity(entropy, wishes);
        TRY(body, xdr::encode(identity));
        TRY(write(files, folder, path, frame_of(body)));
        return identity;
    }
    TRY(identity, read(files, path));
    const bool fits = (!wishes.instance || *wishes.instance == identity.instance.bytes) &&
                      (!wishes.seed || *wishes.seed == identity.seed);
    if (fits) return identity;
    return fail(ErrorKind::conflict, "sandbox.identity",
                path + ": the folder is of a sandbox with another instance or seed");
}

}  // namespace ledger::stellar::sandbox
