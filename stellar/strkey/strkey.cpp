#include "stellar/strkey/strkey.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/secret.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ledger::stellar {
namespace {

struct Row {
    StrkeyKind kind;
    std::uint8_t version;
    std::size_t payload_size;  ///< 0: see `is_signed_payload`.
    std::string_view name;
};

constexpr std::array rows{
    Row{StrkeyKind::account, 6 << 3, 32, "account"},
    Row{StrkeyKind::muxed_account, 12 << 3, 40, "muxed account"},
    Row{StrkeyKind::secret_seed, 18 << 3, 32, "secret seed"},
    Row{StrkeyKind::pre_auth_transaction, 19 << 3, 32, "pre-authorized transaction hash"},
    Row{StrkeyKind::hash_x, 23 << 3, 32, "hash(x)"},
    Row{StrkeyKind::signed_payload, 15 << 3, 0, "signed payload"},
    Row{StrkeyKind::contract, 2 << 3, 32, "contract"},
    Row{StrkeyKind::liquidity_pool, 11 << 3, 32, "liquidity pool"},
    Row{StrkeyKind::claimable_balance, 1 << 3, 33, "claimable balance"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].kind) != i) return false;
    return true;
}
static_assert(in_order(), "one row per kind, in the order of the enum");

constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t checksum_size = 2;
constexpr std::size_t key_size = 32;
constexpr std::size_t signed_payload_least = 1;
constexpr std::size_t signed_payload_most = 64;

const Row& row_of(StrkeyKind kind) { return rows.at(static_cast<std::size_t>(kind)); }

/// CRC-16/XMODEM: polynomial 0x1021, start 0.
std::uint16_t checksum(std::string_view bytes) {
    constexpr std::uint16_t polynomial = 0x1021;
    std::uint16_t sum = 0;
    for (const char byte : bytes) {
        sum = static_cast<std::uint16_t>(sum ^ static_cast<std::uint8_t>(byte) << 8);
        for (int bit = 0; bit < 8; ++bit)
            sum =
                static_cast<std::uint16_t>((sum & 0x8000) != 0 ? sum << 1 ^ polynomial : sum << 1);
    }
    return sum;
}

/// As it is written, least significant byte first.
std::string checksum_of(std::string_view bytes) {
    const std::uint16_t sum = checksum(bytes);
    return {static_cast<char>(sum & 0xFF), static_cast<char>(sum >> 8)};
}

std::string to_base32(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        group = group << 8 | static_cast<std::uint8_t>(byte);
        for (bits += 8; bits >= 5; bits -= 5) text += base32_letters[group >> (bits - 5) & 31];
        group &= (1u << bits) - 1;
    }
    if (bits > 0) text += base32_letters[group << (5 - bits) & 31];
    return text;
}

/// Refuses what `to_base32` would not have written: one value has one text. A secret, for it may be
/// a seed, whatever was asked for.
std::optional<Secret> from_base32(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 5 / 8);  // A string that grows leaves its old bytes behind.
    std::uint32_t group = 0;
    unsigned bits = 0;
    bool known = true;
    for (const char letter : text) {
        const std::size_t value = base32_letters.find(letter);
        known = known && value != base32_letters.npos;
        if (!known) break;
        group = group << 5 | static_cast<std::uint32_t>(value);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(static_cast<std::uint8_t>(group >> bits));
        group &= (1u << bits) - 1;
    }
    Secret secret{std::move(bytes)};
    if (!known || group != 0 || bits >= 5) return std::nullopt;
    return secret;
}

bool is_signed_payload(std::string_view payload) {
    ByteReader reader{payload};
    reader.take_bytes(key_size);
    const auto size = reader.take<std::uint32_t>();
    if (size < signed_payload_least || size > signed_payload_most) return false;
    reader.take_bytes(size);
    const std::string_view padding = reader.take_bytes((4 - size % 4) % 4);
    return reader.finished() && std::ranges::all_of(padding, [](char byte) { return byte == 0; });
}

std::unexpected<Error> invalid(std::string_view rule) {
    return fail(ErrorKind::validation, "strkey.invalid", "not a strkey: " + std::string{rule});
}

}  // namespace

char strkey_letter(StrkeyKind kind) { return base32_letters[row_of(kind).version >> 3]; }

std::string_view strkey_name(StrkeyKind kind) { return row_of(kind).name; }

bool is_strkey_payload(StrkeyKind kind, std::string_view payload) {
    if (kind == StrkeyKind::signed_payload) return is_signed_payload(payload);
    if (payload.size() != row_of(kind).payload_size) return false;
    // Only type 0 of claimable balances exists.
    return kind != StrkeyKind::claimable_balance || payload[0] == 0;
}

std::optional<std::string> to_strkey(StrkeyKind kind, std::string_view payload) {
    if (!is_strkey_payload(kind, payload)) return std::nullopt;
    std::string bytes;
    bytes.reserve(1 + payload.size() + checksum_size);
    bytes += static_cast<char>(row_of(kind).version);
    bytes += payload;
    bytes += checksum_of(bytes);
    return to_base32(Secret{std::move(bytes)}.reveal());
}

Result<Strkey> strkey_from_text(std::string_view text) {
    const std::optional<Secret> decoded = from_base32(text);
    if (!decoded) return invalid("it is not canonical base-32 without padding");
    const std::string_view bytes = decoded->reveal();
    if (bytes.size() <= 1 + checksum_size) return invalid("it is too short");
    const auto version = static_cast<std::uint8_t>(bytes.front());
    const auto row = std::ranges::find(rows, version, &Row::version);
    if (row == rows.end()) return invalid("its version byte is unknown");

    const std::string_view summed = bytes.substr(0, bytes.size() - checksum_size);
    if (checksum_of(summed) != bytes.substr(summed.size())) return invalid("its checksum is wrong");
    const std::string_view payload = summed.substr(1);
    if (!is_strkey_payload(row->kind, payload))
        return invalid("its payload is not that of a " + std::string{row->name});
    return Strkey{row->kind, std::string{payload}};
}

Result<std::string> strkey_payload(StrkeyKind kind, std::string_view text) {
    TRY(key, strkey_from_text(text));
    if (key.kind == kind) return std::move(key.payload);
    const Secret unwanted{std::move(key.payload)};  // Wiped, for it may be a seed.
    return invalid("a " + std::string{strkey_name(kind)} + " (" + strkey_letter(kind) +
                   "...) was expected");
}

}  // namespace ledger::stellar
