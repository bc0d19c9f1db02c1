// The files of an exported log beside its checkpoint and tiles: entry and payload bundles, what
// says whose log it is, balances, MANIFEST.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/result.hpp"
#include "engine/log/frame.hpp"
#include "engine/log/tile.hpp"

#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ledger {

/// Entry bundle of C2SP tlog-tiles: per leaf u16 length and the leaf.
std::string encode_entry_bundle(std::span<const std::string> leaves);
/// At most 256 leaves, all of them whole.
Result<std::vector<std::string_view>> decode_entry_bundle(std::string_view bundle);

/// Parallel to an entry bundle: per leaf u8 state, salt, u32 length, bytes.
std::string encode_payload_bundle(std::span<const SealedPayload> payloads);
Result<std::vector<PayloadView>> decode_payload_bundle(std::string_view bundle);

/// "payload/x001/067", and ".p/44" when partial.
std::string payload_path(std::uint64_t index, std::uint32_t width);

/// Stream of the events that say whose log this is: `log.created`, `log.recovered`.
inline constexpr std::string_view identity_stream = "log-main";
/// "identity/0": the sealed payload of such an event. Exported even when payloads are not, because
/// the key that signs the log is pinned in there.
std::string identity_path(Position position);

/// What one account held of one asset.
struct AccountBalance {
    std::string account;
    std::string asset;
    Amount balance;

    static constexpr auto fields() {
        return std::tuple{Field{"account", &AccountBalance::account, "Whose balance."},
                          Field{"asset", &AccountBalance::asset, "Of what."},
                          Field{"balance", &AccountBalance::balance, "Incoming less outgoing."}};
    }
    bool operator==(const AccountBalance&) const = default;
};
/// balances.json of a log of `size` events; `balances` are sorted by account, then by asset.
std::string balances_text(std::uint64_t size, std::span<const AccountBalance> balances);

/// One file of the export: what `sha256sum` prints about it.
struct ManifestEntry {
    std::string path;  ///< Relative to the export's folder, without "..".
    Hash sha256;
    bool operator==(const ManifestEntry&) const = default;
};
/// "<hex>  <path>\n" each, sorted by path; MANIFEST itself is not among them.
std::string manifest_text(std::vector<ManifestEntry> entries);
/// Refuses paths that are not sorted, twice the same, or lead out of the folder.
Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text);

}  // namespace ledger
