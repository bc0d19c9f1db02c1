// Bundles and MANIFEST, as pure functions of bytes.
#include "engine/log/export_layout.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t hex_digits = 64;
constexpr std::string_view separator = "  ";

std::unexpected<Error> malformed(std::string_view code, std::string_view message) {
    return fail(ErrorKind::corrupt, code, std::string{message});
}

/// Relative, and every element is a plain name.
bool is_inner_path(std::string_view path) {
    if (!is_utf8(path) || path.find('\n') != std::string_view::npos) return false;
    for (;;) {
        const std::string_view element = path.substr(0, path.find('/'));
        if (element.empty() || element == "." || element == "..") return false;
        if (element.size() == path.size()) return true;
        path.remove_prefix(element.size() + 1);
    }
}

std::optional<ManifestEntry> parse_manifest_line(std::string_view line) {
    if (line.size() <= hex_digits + separator.size()) return std::nullopt;
    const std::string_view hex = line.substr(0, hex_digits);
    const auto hash = hash_from_hex(hex);
    const std::string_view path = line.substr(hex_digits + separator.size());
    if (!hash || to_hex(*hash) != hex) return std::nullopt;
    if (line.substr(hex_digits, separator.size()) != separator || !is_inner_path(path))
        return std::nullopt;
    return ManifestEntry{.path = std::string{path}, .sha256 = *hash};
}

}  // namespace

std::string encode_entry_bundle(std::span<const std::string> leaves) {
    LEDGER_ASSERT(leaves.size() <= tile_width);
    std::string bundle;
    for (const std::string& leaf : leaves) {
        LEDGER_ASSERT(leaf.size() <= max_leaf_bytes);
        put_big_endian(bundle, static_cast<std::uint16_t>(leaf.size()));
        bundle += leaf;
    }
    return bundle;
}

Result<std::vector<std::string_view>> decode_entry_bundle(std::string_view bundle) {
    ByteReader reader{bundle};
    std::vector<std::string_view> leaves;
    while (reader.ok() && !reader.rest().empty() && leaves.size() < tile_width)
        leaves.push_back(reader.take_bytes(reader.take<std::uint16_t>()));
    if (!reader.finished())
        return malformed("entry_bundle.malformed", "not a bundle of at most 256 entries");
    return leaves;
}

std::string encode_payload_bundle(std::span<const SealedPayload> payloads) {
    LEDGER_ASSERT(payloads.size() <= tile_width);
    std::string bundle;
    for (const SealedPayload& payload : payloads) append_payload(bundle, payload);
    return bundle;
}

Result<std::vector<PayloadView>> decode_payload_bundle(std::string_view bundle) {
    ByteReader reader{bundle};
    std::vector<PayloadView> payloads;
    while (!reader.rest().empty() && payloads.size() < tile_width) {
        const auto payload = take_payload(reader);
        if (!payload) return malformed("payload_bundle.malformed", "a payload is malformed");
        payloads.push_back(*payload);
    }
    if (!reader.finished())
        return malformed("payload_bundle.malformed", "not a bundle of at most 256 payloads");
    return payloads;
}

std::string payload_path(std::uint64_t index, std::uint32_t width) {
    constexpr std::string_view entries_folder = "tile/entries/";
    return "payload/" + entries_path(index, width).substr(entries_folder.size());
}

std::string identity_path(Position position) { return "identity/" + std::to_string(position); }

std::string balances_text(std::uint64_t size, std::span<const AccountBalance> balances) {
    std::string text = "{\"size\":" + std::to_string(size) + ",\"balances\":[";
    std::string_view before = "\n";
    for (const AccountBalance& balance : balances) {
        text += before;
        json::write(text, balance);
        before = ",\n";
    }
    return text + "\n]}\n";
}

std::string manifest_text(std::vector<ManifestEntry> entries) {
    std::ranges::sort(entries, {}, &ManifestEntry::path);
    std::string text;
    for (const ManifestEntry& entry : entries) {
        LEDGER_ASSERT(is_inner_path(entry.path));
        text += to_hex(entry.sha256);
        text += separator;
        text += entry.path;
        text += '\n';
    }
    return text;
}

Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text) {
    constexpr std::string_view code = "manifest.malformed";
    if (!text.empty() && !text.ends_with('\n'))
        return malformed(code, "the last line does not end");
    std::vector<ManifestEntry> entries;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(line.size() + 1);
        auto entry = parse_manifest_line(line);
        if (!entry) return malformed(code, "a line is not a digest and a path");
        if (!entries.empty() && entries.back().path >= entry->path)
            return malformed(code, "paths are not sorted");
        entries.push_back(*std::move(entry));
    }
    return entries;
}

}  // namespace ledger
